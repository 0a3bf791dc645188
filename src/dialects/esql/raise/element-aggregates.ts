import type { Expression } from '../../../../grammars/esql/syntax.js';
import type { Agg, Aggregate, Call, Expr, MvApply } from '../../../ast/pipeline.js';
import { mapExpr } from '../../../ast/walk.js';
import { isText, type Ty } from '../../../data/types.js';
import { compileRegex } from '../../../text/regex.js';
import { quoteRegex } from '../../../text/regex-quote.js';
import { elementKind } from './array-texts.js';
import { call, evaluate, field, text } from './build.js';
import { refuse, type Spelling } from './context.js';
import { converted, converter } from './expansions-types.js';
import { value } from './expressions.js';
import { characterSteps } from './handlers/matches.js';
import type { Scope } from './scope.js';

/**
 * `mv-apply x = xs on (summarize …)`: aggregates over the elements of one row. ES|QL has functions of a field's values for that. A bag
 * of keys and values, which is how queries read lists of `{Key, Value}`, becomes a text of JSON: its members are paired by their places.
 */
export function elementAggregates(m: MvApply, a: Aggregate, s: Spelling, scope: Scope): void {
  if (a.keys.length > 0 || m.limit || m.indexColumn !== undefined) return refuse('mv-apply with groups', 'ES|QL cannot work on the elements of one row alone', m.span);
  for (const c of m.columns) {
    if (c.expr.kind !== 'col') return refuse('mv-apply over a value made in the query', 'ES|QL cannot work on the elements of one row alone', m.span);
  }
  const fields = new Map(m.columns.flatMap((c): [string, Expression][] => (c.expr.kind === 'col' && c.expr.name === c.name && isAs(c.expr, c.to, scope) ? [] : [[c.name, isAs(c.expr, c.to, scope) ? value(c.expr, scope) : converted(c.to, value(c.expr, scope))]])));
  s.push(evaluate(a.aggregates.map((c) => field(value(...overElements(c.expr, scope, fields)), c.name))));
}

/** Whether the elements have the type that is asked for. */
const isAs = (e: Expr, to: Ty | undefined, scope: Scope): boolean => converter(to) === undefined || (to === 'string' && elementKind(e, scope) === 'texts');

/** The expression with its aggregates as values of the row. */
function overElements(e: Expr, scope: Scope, fields: ReadonlyMap<string, Expression>): [Expr, Scope] {
  const names = new Map(scope.names);
  const inner: Scope = { ...scope, names: new Map([...names, ...fields]) };
  let count = 0;
  const replaced = mapExpr(e, (x): Expr => {
    if (x.kind !== 'agg') return x;
    const hole = `\u0000element${++count}`;
    names.set(hole, aggregated(x, inner));
    return { kind: 'col', name: hole, type: x.type, span: x.span };
  });
  return [replaced, { ...scope, names }];
}

const OF_VALUES: Readonly<Record<string, (values: Expression) => Expression>> = {
  'aggregate.list': (v) => v,
  'aggregate.set': (v) => call('MV_DEDUPE', v),
  'aggregate.max': (v) => call('MV_MAX', v),
  'aggregate.min': (v) => call('MV_MIN', v),
  'aggregate.sum': (v) => call('MV_SUM', v),
  'aggregate.avg': (v) => call('MV_AVG', v),
  'aggregate.any': (v) => call('MV_FIRST', v),
  'aggregate.distinctCount': (v) => call('MV_COUNT', call('MV_DEDUPE', v)),
};

/** Neither repetitions nor missing values matter to them. */
const EXTREMES: ReadonlySet<string> = new Set(['aggregate.max', 'aggregate.min']);

function aggregated(e: Agg, scope: Scope): Expression {
  const unsaid = (): never => refuse('mv-apply with aggregate', 'ES|QL cannot work on the elements of one row alone', e.span);
  if (e.filter || e.args.length !== 1) return unsaid();
  const [x] = e.args as [Expr];
  if (e.op === 'aggregate.bag') return bagOf(x, scope) ?? unsaid();
  const f = OF_VALUES[e.op];
  const piece = f && (x.kind === 'col' ? { values: value(x, scope), edits: [] } : pieceOf(x, scope));
  if (!f || !piece || piece.edits.length > 0) return unsaid();
  if (!EXTREMES.has(e.op)) scope.raising.opNote('narrower', 'mv-apply', 'elements without the member are left out, and equal ones may be one', e.span);
  return f(piece.values);
}

/* ---------------------------------------------------------------- bags */

/** Between the members of an element, and between elements: symbols that logs do not hold. */
const MEMBER = '␟';
const ELEMENT = '␞';
const PART = `([^${MEMBER}${ELEMENT}]*)`;

/** The values of a field, and what is then to be replaced in them, as patterns over all of them in one text. */
interface Piece {
  readonly values: Expression;
  readonly edits: readonly (readonly [pattern: string, by: string])[];
}

/** `make_bag(bag_pack(key, value))`, where the value may be a bag of several. */
function bagOf(e: Expr, scope: Scope): Expression | undefined {
  if (!isPack(e) || e.args.length !== 2) return undefined;
  const [key, packed] = e.args as [Expr, Expr];
  const members = isPack(packed) ? pairsOf(packed) : [{ key: undefined, value: packed }];
  if (!members) return undefined;
  const pieces = [key, ...members.map((x) => x.value)].map((x) => pieceOf(x, scope));
  if (pieces.some((p) => !p)) return undefined;
  const known = pieces as Piece[];
  scope.raising.opNote('different', 'make_bag', 'keys and values are paired by their places, which a field keeps only where its values are neither sorted nor missing', e.span);
  const zipped = known.map((p) => p.values).reduce((a, b) => call('MV_ZIP', a, b, text(MEMBER)));
  const edited = [...new Map(known.flatMap((p) => p.edits).map((x) => [x.join(MEMBER), x]))].map(([, x]) => x).reduce((tree, [p, by]) => call('REPLACE', tree, text(p), text(by)), call('MV_CONCAT', zipped, text(ELEMENT)));
  const escaped = call('REPLACE', edited, text('(["\\\\])'), text('\\\\$1'));
  const pairs = call('REPLACE', escaped, text(known.map(() => PART).join(MEMBER)), text(memberText(members.map((x) => x.key))));
  return call('CONCAT', text('{'), call('REPLACE', pairs, text(ELEMENT), text(',')), text('}'));
}

/** The JSON of one pair, with the groups of the pattern for its parts. */
function memberText(keys: readonly (string | undefined)[]): string {
  const quoted = (k: string): string => JSON.stringify(k).replace(/[\\$]/g, '\\$&');
  const values = keys.map((k, i) => (k === undefined ? `"$${i + 2}"` : `${quoted(k)}:"$${i + 2}"`));
  return `"$1":${keys[0] === undefined ? values[0] : `{${values.join(',')}}`}`;
}

const isPack = (e: Expr): e is Call => e.kind === 'call' && e.op === 'dynamic.pack';

function pairsOf(e: Call): { key: string; value: Expr }[] | undefined {
  const pairs: { key: string; value: Expr }[] = [];
  for (let i = 0; i + 1 < e.args.length; i += 2) {
    const key = e.args[i] as Expr;
    if (key.kind !== 'lit' || typeof key.value !== 'string') return undefined;
    pairs.push({ key: key.value, value: e.args[i + 1] as Expr });
  }
  return pairs.length > 0 && pairs.length < 8 ? pairs : undefined;
}

/** A member of the elements, with texts replaced in it. */
function pieceOf(e: Expr, scope: Scope): Piece | undefined {
  if (e.kind === 'col') return { values: isText(e.type) ? value(e, scope) : call('TO_STRING', value(e, scope)), edits: [] };
  if (e.kind !== 'call') return undefined;
  if (e.op === 'convert.toString') return pieceOf(e.args[0] as Expr, scope);
  const found = editsOf(e);
  const inner = found && pieceOf(found.of, scope);
  return inner && { values: inner.values, edits: [...inner.edits, ...found.edits] };
}

function editsOf(e: Call): { of: Expr; edits: Piece['edits'] } | undefined {
  const constant = (i: number): string | undefined => {
    const a = e.args[i];
    return a?.kind === 'lit' && typeof a.value === 'string' ? a.value : undefined;
  };
  const [a, b, c] = [constant(0), constant(1), constant(2)];
  if (e.op === 'regex.trim' && a !== undefined && !crosses(a)) return { of: e.args[1] as Expr, edits: [[`(?<=^|[${MEMBER}${ELEMENT}])(?:${a})|(?:${a})(?=[${MEMBER}${ELEMENT}]|$)`, '']] };
  if (e.op === 'string.replace' && b !== undefined && c !== undefined) return { of: e.args[0] as Expr, edits: [[quoteRegex(b), c.replace(/[\\$]/g, '\\$&')]] };
  const steps = e.op === 'string.translate' && a !== undefined && b !== undefined ? characterSteps(a, b) : undefined;
  return steps && { of: e.args[2] as Expr, edits: steps };
}

/** Whether a pattern may match one of the marks. */
function crosses(pattern: string): boolean {
  const regex = compileRegex(pattern, { dialect: 'kusto' });
  return !regex.ok || [MEMBER, ELEMENT].some((mark) => (regex.value.find(mark)?.end ?? 0) > 0);
}
