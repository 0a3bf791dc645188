import type { Column, Expression } from '../../../../grammars/kql/syntax.js';
import type { Col, Expr, Join, Pipeline, Stage } from '../../../ast/pipeline.js';
import type { Ty } from '../../../data/types.js';
import { NO_SPAN } from '../../../base/source.js';
import type { Facts } from '../../../semantics/nullability.js';
import { neededBy } from '../../../semantics/needed.js';
import { pipelineSchema } from '../../../semantics/outputs.js';
import { fieldOf, type Schema } from '../../../semantics/schema.js';
import { binary, call, column, extend, logical, name, projectAway, where } from './build.js';
import { isArray } from './arrays.js';
import { refuse, type Spelling } from './context.js';
import { pipelineOf } from './pipeline-tree.js';
import type { Scope } from './scope.js';
import { onlyElement } from './several.js';

const span = NO_SPAN;

/** LOOKUP JOIN: `lookup`, after the columns that the right side replaces have made room. */
export function joinStage(j: Join, s: Spelling, scope: Scope): void {
  if (j.join !== 'leftouter' || j.clash !== 'right') return refuse('join', 'no ES|QL query has it', j.span);
  if (j.condition) return refuse('LOOKUP JOIN', 'KQL joins on equalities only', j.span);
  const right = pipelineSchema(j.right, { ...s.raising.options.env, refs: s.raising.refs });
  const shared = new Set(j.on.filter((k) => columnOf(k.left) === columnOf(k.right)).map((k) => columnOf(k.left)));
  const keyed = j.on.map((k) => keyOf(k.left as Col, k.right as Col, s, right, scope));
  const asides = keyed.flatMap((k) => k.aside ?? []);
  if (asides.length > 0) s.push(extend(asides));
  const replaced = right.fields.map((f) => f.name).filter((n) => !shared.has(n) && fieldOf(s.schema, n));
  if (replaced.length > 0) s.push(projectAway(replaced));
  if (right.open) s.raising.stageNote('rewritten', 'LOOKUP JOIN', 'columns of the lookup table must not have names that the rows have already', j.span);
  const read = neededBy(s.rest, s.raising.tables);
  // `lookup` drops the keys of the right side.
  const copies = new Map(keyed.flatMap((k, i) => (columnOf(j.on[i]?.left as Expr) !== k.right && (!read || read.has(k.right)) ? [[k.right, s.raising.fresh('key')] as const] : [])));
  const single = withSingleKeys(scope.pipeline(withKeys(j, s.facts, right)), keyed);
  const table = copies.size === 0 ? single : pipelineOf(single, [extend([...copies].map(([c, as]) => column(name(c), as)))]);
  s.push({ kind: 'lookup', params: [], table, on: keyed.map((k) => key(k.left, copies.get(k.right) ?? k.right)), span });
  if (asides.length > 0) s.push(projectAway(asides.map((c) => c.names[0]?.text as string)));
}

/** The key of each side by its name. `aside`: the only value of the left key, beside the key itself; `only`: that of the right one. */
interface Key {
  readonly left: string;
  readonly right: string;
  readonly aside?: Column;
  readonly only?: Expression;
}

/** A key of several values matches nothing, and stays what it is. One that a column of the right side replaces is put aside. */
function keyOf(left: Col, right: Col, s: Spelling, { fields }: Schema, scope: Scope): Key {
  const several = fields.find((f) => f.several && f.name === right.name);
  const plain = { left: left.name, right: right.name };
  const isReplaced = left.name !== right.name && fields.some((f) => f.name === left.name);
  if (!several && !isArray(left, scope.arrays)) {
    const as = isReplaced ? s.raising.fresh('key') : left.name;
    return isReplaced ? { ...plain, left: as, aside: column(name(left.name), as) } : plain;
  }
  const type = several?.type ?? left.type;
  const wide: Ty = type === 'int' ? 'long' : type;
  const as = s.raising.fresh('key');
  const own = isArray(left, scope.arrays) ? onlyElement(name(left.name), wide) : wide === 'long' ? call('tolong', name(left.name)) : name(left.name);
  return { ...plain, left: as, aside: column(own, as), only: several ? onlyElement(name(right.name), wide) : wide === 'long' ? call('tolong', name(right.name)) : name(right.name) };
}

/** The right side with its keys as single values. */
function withSingleKeys(table: Expression, keys: readonly Key[]): Expression {
  const only = keys.flatMap((k) => (k.only ? [column(k.only, k.right)] : []));
  if (only.length === 0) return table;
  const there = keys.flatMap((k) => (k.only ? [call('isnotempty', name(k.right))] : []));
  return pipelineOf(table, [extend(only), where(logical('and', there))]);
}

/**
 * The right side without the rows whose keys are missing: LOOKUP JOIN matches nothing on a null, while in KQL a null matches a null and
 * an empty text an empty one. Keys that the left side is known to have need no such test.
 */
function withKeys(j: Join, facts: Facts, { fields }: Schema): Pipeline {
  const open = j.on.filter((k) => !facts.has(columnOf(k.left)) && !fields.some((f) => f.several && f.name === columnOf(k.right))).map((k) => k.right as Col);
  const typed = open.map((c): Expr => ({ ...c, type: fields.find((f) => f.name === c.name)?.type ?? 'unknown' }));
  const tests = typed.map((c): Expr => ({ kind: 'call', op: 'esql.isNotNull', args: [c], type: 'bool', span: c.span }));
  if (tests.length === 0) return j.right;
  const cond = tests.reduce((a, b): Expr => ({ kind: 'call', op: 'logic.and', args: [a, b], type: 'bool', span: j.span }));
  return { ...j.right, stages: [...j.right.stages, { kind: 'filter', cond, span: j.span } satisfies Stage] };
}

const columnOf = (e: Expr): string => (e.kind === 'col' ? e.name : refuse('a join key', 'KQL joins on columns', e.span));

function key(left: string, right: string): Expression {
  if (left === right) return name(left);
  const side = (s: string, c: string): Expression => ({ kind: 'path', target: name(s), member: name(c), span });
  return binary('==', side('$left', left), side('$right', right));
}
