import type { Expression, Query } from '../../../../grammars/esql/syntax.js';
import type { Join } from '../../../ast/pipeline.js';
import { NO_SPAN } from '../../../base/source.js';
import { isText } from '../../../data/types.js';
import type { Facts } from '../../../semantics/nullability.js';
import { and, call, CELL, evaluate, field, isNotNull, isNull, keep, name, not, or, text, where } from './build.js';
import type { Spelling } from './context.js';
import { textOfAny } from './first-column.js';
import { filled, keyType } from './join-keys.js';
import { hasForm, needsForm } from './versions.js';
import type { Scope } from './scope.js';

const span = NO_SPAN;

/** `WHERE key IN (FROM … | KEEP key)`. Kusto's strings have no null, so missing texts are "" on both sides. */
export function membership(j: Join, s: Spelling, right: Spelling, scope: Scope): void {
  needsForm('inSubquery', 'join', j.span, s.raising);
  const anti = j.join === 'leftanti';
  const sides = j.on.map((k) => sidesOf(k, scope, right, j.nullsMatch));
  const asOne = sides.length > 1 && !hasForm('inSubqueryColumns', s.raising) && sides.every((x) => spelledAlike(x.key));
  const keys = asOne ? [oneText(sides.map((x) => x.right))] : sides.map((x) => x.right);
  const query = keysOf(right, keys, asOne || (anti && sides.some((x) => !x.texts)));
  const found: Expression = { kind: 'in-subquery', values: asOne ? [oneText(sides.map((x) => x.left))] : sides.map((x) => x.left), negated: false, query, span };
  if (!anti) return s.push(where(found));
  const nullable = sides.filter((x) => x.left.kind === 'name' && !scope.facts.has(x.left.text)).map((x) => isNull(x.left));
  s.push(where(or(not(found), ...nullable)));
}

/** Whether equal keys of both sides are equal texts. A key whose type is not known is of the other's. */
const spelledAlike = ({ left, right }: JoinKey): boolean => {
  const types = [left.type, right.type].filter((t) => t !== 'unknown').map((t) => (isText(t) ? 'string' : t));
  return new Set(types).size <= 1 && !types.some((t) => t === 'real' || t === 'dynamic');
};

/** Several keys as one text, for versions whose IN compares one column; null where one of them is. */
const oneText = (keys: readonly Expression[]): Expression => call('CONCAT', ...keys.flatMap((k, i) => [...(i === 0 ? [] : [text(CELL)]), call('TO_STRING', k)]));

type JoinKey = Join['on'][number];

interface Sides {
  readonly left: Expression;
  readonly right: Expression;
  readonly key: JoinKey;
  /** Both are texts, in which nothing is "". */
  readonly texts: boolean;
}

/** Null keys match each other in Kusto: where both sides may have some, the texts of the keys are compared. */
function sidesOf(key: JoinKey, scope: Scope, right: Spelling, nullsMatch: boolean): Sides {
  const there = { ...scope, schema: right.schema, facts: right.facts };
  const [l, r] = [filled(key.left, scope, key.right), filled(key.right, there, key.left)];
  const type = keyType(key);
  const texts = isText(type) || type === 'unknown';
  const mayBeNull = (tree: Expression, facts: Facts): boolean => !(tree.kind === 'name' && facts.has(tree.text));
  if (texts || !nullsMatch || !mayBeNull(l, scope.facts) || !mayBeNull(r, right.facts)) return { left: l, right: r, key, texts };
  return { left: textOfAny(l), right: textOfAny(r), key, texts: true };
}

function keysOf(right: Spelling, keys: readonly Expression[], present: boolean): Query {
  const query = right.query();
  const computed = keys.map((k, i) => (k.kind === 'name' ? undefined : field(k, `_key${i}`)));
  const names = keys.map((k, i) => (k.kind === 'name' ? k.text : `_key${i}`));
  const fields = computed.filter((f) => f !== undefined);
  const commands = [...query.commands];
  if (fields.length > 0) commands.push(evaluate(fields));
  if (present) commands.push(where(and(...names.map((n) => isNotNull(name(n))))));
  commands.push(keep(names));
  return { ...query, commands };
}

/** The right rows become the query, tested against the left ones. */
export function fromTheRight(j: Join, s: Spelling, right: Spelling, scope: Scope): void {
  const left = s.detach();
  const flipped: Join = { ...j, join: j.join === 'rightsemi' ? 'leftsemi' : 'leftanti', on: j.on.map((k) => ({ left: k.right, right: k.left, span: k.span })) };
  s.become(right);
  membership(flipped, s, left, { ...scope, schema: right.schema, facts: right.facts });
}
