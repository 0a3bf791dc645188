import type { Aggregate as AggregateTree, Expression, Field } from '../../../../grammars/esql/syntax.js';
import type { Agg, Aggregate, Expr, Named } from '../../../ast/pipeline.js';
import { columnsIn, mapExpr } from '../../../ast/walk.js';
import { opOf } from '../../../catalogue/index.js';
import { NO_SPAN } from '../../../base/source.js';
import { aggregate, call, countAll, drop, evaluate, field, name, rename, sortKey, text } from './build.js';
import { ALL_OTHERS } from '../../../semantics/names.js';
import { broughtByJoins, neededBy } from '../../../semantics/needed.js';
import { alwaysHolds } from '../../../semantics/filled.js';
import { learn, NO_FACTS } from '../../../semantics/nullability.js';
import { isText } from '../../../data/types.js';
import { refuse, type Spelling } from './context.js';
import { hasForm } from './versions.js';
import { columnValue, condition, graded, needs, value } from './expressions.js';
import { titleOf } from './titles.js';
import { guess, has, objectsAbove, wantedOf } from './open-columns.js';
import { heldBy } from './held.js';
import { mayBeNoMean } from './means.js';
import { keyText, mayBeNull } from './missing.js';
import type { Scope } from './scope.js';
import { AGGREGATE_HANDLERS } from './handlers/aggregates.js';
import { fillTemplate } from './template.js';
import { aggregatesRows } from './row-aggregates.js';
import { shown } from './timespans.js';

const span = NO_SPAN;

/**
 * `summarize`. ES|QL puts keys behind aggregates, which a KEEP would put right; column order carries no meaning, so it is left.
 * Scalar expressions over aggregates stay in STATS.
 */
export function aggregateStage(a: Aggregate, s: Spelling, scope: Scope): void {
  if (a.wholeRow && hasForm('limitBy', s.raising) && !scope.rest.some(aggregatesRows)) return oneRowEach(a, a.wholeRow, s, scope);
  const columns = wantedAggregates(a, s, scope);
  const asides = keysAside({ ...a, aggregates: columns }, s);
  const groups = a.keys.map((k) => keyField({ ...k, name: asides.get(k.name) ?? k.name }, scope));
  const later: Field[] = [];
  const aggregates = columns.flatMap((c) => aggregateFields(c, later, scope));
  s.push({ kind: a.inline ? 'inline-stats' : 'stats', aggregates, groups, span });
  if (later.length > 0) {
    const wanted = new Set([...columns, ...a.keys].map((c) => c.name));
    s.push(evaluate(later), drop(aggregates.flatMap((x) => (x.name?.kind === 'name' && !wanted.has(x.name.text) ? [x.name.text] : []))));
  }
  if (asides.size > 0) s.push(rename([...asides].map(([to, from]) => [from, to])));
  if (!a.inline) s.lists([...a.keys, ...columns].map((c) => c.name));
}

/** The rows themselves, sorted, one of each group: with all their columns, whether or not those are known. */
function oneRowEach(a: Aggregate, { by }: NonNullable<Aggregate['wholeRow']>, s: Spelling, scope: Scope): void {
  const computed = a.keys.map((k) => keyField(k, scope)).filter((f) => f.name !== undefined);
  if (computed.length > 0) s.push(evaluate(computed));
  if (by) {
    const present = by.expr.kind === 'col' && scope.facts.has(by.expr.name);
    s.push({ kind: 'sort', keys: [sortKey(value(by.expr, scope), by.desc ? 'desc' : 'asc', present || !by.desc ? undefined : 'last')], span });
  }
  s.push({ kind: 'limit', count: { kind: 'integer', text: '1', span }, by: a.keys.map((k) => name(k.name)), span });
}

/** `max(t) by bin(t, 1h)`: the aggregates of STATS would see the key where it has the name of a column that they read. */
function keysAside(a: Aggregate, s: Spelling): ReadonlyMap<string, string> {
  const read = new Set(a.aggregates.flatMap((c) => [...columnsIn(c.expr)]));
  const hiding = a.keys.filter((k) => read.has(k.name) && !(k.expr.kind === 'col' && k.expr.name === k.name));
  return new Map(hiding.map((k) => [k.name, s.raising.fresh(k.name)]));
}

/**
 * `arg_max(x, *)` and `take_any(*)` stand for a column each: those that later stages read. Of a table that is not known whole, the others
 * are the ones that the query names.
 */
function wantedAggregates(a: Aggregate, s: Spelling, scope: Scope): readonly Named[] {
  const ofSeveral = (c: Named): boolean => a.aggregates.some((other) => other !== c && other.span === c.span);
  if (!a.aggregates.some(ofSeveral)) return a.aggregates;
  const others = a.aggregates.find((c) => c.name === ALL_OTHERS);
  const wanted = others || neededBy(scope.rest) !== undefined ? wantedOf(s, scope, 'summarize', a.span) : undefined;
  if (!wanted) return a.aggregates;
  const taken = new Set([...a.aggregates, ...a.keys].map((c) => c.name));
  const brought = broughtByJoins(scope.rest, s.raising.tables);
  const seen = (n: string): boolean => [n, ...objectsAbove(n)].some((c) => has(s, c));
  const unlisted = [...wanted.names].filter((n) => !taken.has(n) && (seen(n) || !brought.names.has(n))).sort();
  if (brought.open && others) for (const n of unlisted) if (!seen(n)) guess(n, a.span, s.raising);
  const read = a.aggregates.filter((c) => c !== others && (wanted.all || wanted.names.has(c.name) || !ofSeveral(c)));
  const more = unlisted.flatMap((n) => {
    const of = others ?? a.aggregates.find((c) => ofSeveral(c) && objectsAbove(n).includes(c.name));
    return of ? [renamedTo(of, n)] : [];
  });
  const columns = [...read, ...more];
  return columns.length > 0 || a.keys.length > 0 ? columns : a.aggregates.slice(0, 1);
}

/** What is said of all other columns, or of an object, said of one column or member. */
const renamedTo = (of: Named, to: string): Named => ({ ...of, name: to, expr: mapExpr(of.expr, (e) => (e.kind === 'col' && e.name === of.name ? { ...e, name: to } : e)) });

function keyField(k: Named, scope: Scope): Field {
  const tree = keyText(k.expr, columnValue(k.expr, scope), scope);
  return tree.kind === 'name' && tree.text === k.name ? field(tree) : field(tree, k.name);
}

/**
 * The filter of an only aggregate is the field's. In a larger expression ES|QL takes no filters: then each aggregate is a field of its
 * own, and the expression over them follows.
 */
function aggregateFields(given: Named, later: Field[], scope: Scope): AggregateTree[] {
  const expr = mapExpr(given.expr, (e) => (e.kind === 'agg' ? plainAggregate(e) : e));
  if (expr.kind === 'agg') return [aggregate(aggregateCall(expr, scope), given.name, expr.filter && condition(expr.filter, scope))];
  const parts: Agg[] = [];
  const separate = isSeparate(expr);
  const holes: string[] = [];
  const replaced = mapExpr(expr, (e): Expr => {
    if (e.kind !== 'agg') return e;
    const n = parts.push(e);
    const hole = separate ? `_${given.name}${n}` : `\u0000agg${n}`;
    holes.push(hole);
    return { kind: 'col', name: hole, type: e.type, span: e.span };
  });
  const trees = parts.map((p) => aggregateCall(p, scope));
  const aggregates = new Map(parts.map((p, i) => [holes[i] as string, p]));
  if (!separate) {
    const names = new Map([...(scope.names ?? []), ...trees.map((tree, i): [string, Expression] => [holes[i] as string, tree])]);
    return [aggregate(value(replaced, { ...scope, names, aggregates }), given.name)];
  }
  const schema = { ...scope.schema, fields: [...scope.schema.fields, ...parts.map((p, i) => ({ name: holes[i] as string, type: p.type }))] };
  const facts = new Set([...scope.facts, ...holes.filter((_, i) => alwaysHolds(parts[i] as Agg, scope.facts))]);
  later.push(field(value(replaced, { ...scope, schema, facts, aggregates }), given.name));
  return parts.map((p, i) => aggregate(trees[i] as Expression, holes[i] as string, p.filter && condition(p.filter, scope)));
}

/** Whether one has a filter, or may be missing where that takes a guard: guards are about columns. */
function isSeparate(e: Expr): boolean {
  if (e.kind === 'agg') return e.filter !== undefined;
  return e.kind === 'call' && e.args.some((a) => (a.kind === 'agg' && (isText(a.type) || (TRUE_OF_NOTHING.test(e.op) && mayMiss(a)))) || (e.op === 'logic.not' && mayMiss(a)) || isSeparate(a));
}

/** Tests of ES|QL are null of nothing. */
const TRUE_OF_NOTHING = /^(compare\.notEqual|list\.)/;
const mayMiss = (e: Expr): boolean => (e.kind === 'agg' ? !alwaysHolds(e, NO_FACTS) : e.kind === 'call' && e.args.some(mayMiss));

/** `sumif(x, p)` is `sum(x)` over the rows where p is true. The condition is the second argument, or the only one of `countif`. */
function plainAggregate(e: Agg): Agg {
  const base = /^(aggregate\.\w+)If$/.exec(e.op)?.[1];
  if (base === undefined) return e;
  const at = e.args.length === 1 ? 0 : 1;
  const filter = e.args[at] as Expr;
  return { ...e, op: base, args: e.args.filter((_, i) => i !== at), filter };
}

/** Kusto counts "" as a value like others; a missing text is null here, which is not counted. */
const COUNTS_EMPTY: ReadonlySet<string> = new Set(['aggregate.distinctCount', 'aggregate.exactDistinctCount']);

/** Groups and counts of Elasticsearch go by the single values of a field. */
export const eachValueCounts = ({ span }: Pick<Expr, 'span'>, what: string, scope: Scope): void => scope.raising.opNote('different', what, 'each value of an array stands for itself, where KQL takes the array as a whole', span);

function counted(e: Expr, scope: Scope): Expression {
  const tree = columnValue(e, scope);
  if (e.kind === 'col' && heldBy(e, scope) === 'several') eachValueCounts(e, 'dcount', scope);
  const present = e.kind === 'lit' || (e.kind === 'col' && scope.facts.has(e.name));
  if (e.kind === 'col' && e.type === 'unknown' && !present && !e.name.includes('.')) scope.raising.opNote('different', 'dcount', `where ${e.name} is a text, one that is missing is not counted, and KQL counts it as ""`, e.span);
  return isText(e.type) && !present && mayBeNull(e, scope) ? call('COALESCE', tree, text('')) : tree;
}

/** An aggregate without its filter, whose rows are those of which the filter is true. */
function aggregateCall(e: Agg, around: Scope): Expression {
  const scope = e.filter ? { ...around, facts: learn(around.facts, e.filter, around.raising.nullStrings) } : around;
  shown(e, titleOf, scope.raising);
  const op = opOf(e.op);
  const how = op.esql;
  if (e.args.some((a) => mayBeNoMean(a, scope.before))) scope.raising.opNote('different', titleOf(op), 'the mean of a group without values is NaN in KQL, and so is what is made of it; ES|QL passes it by', e.span);
  const args = e.args.map((a) => (COUNTS_EMPTY.has(e.op) ? counted(a, scope) : columnValue(a, scope)));
  if (how.kind === 'refuse') return refuse(titleOf(op), how.reason, e.span);
  if (how.kind === 'raise') {
    const handler = AGGREGATE_HANDLERS[op.id];
    return handler ? handler(e, scope, (x) => columnValue(x, scope)) : refuse(titleOf(op), 'it has no spelling in ES|QL yet', e.span);
  }
  if (how.kind === 'call' || how.kind === 'template') {
    needs(how.since, op, e, scope);
    graded(op, how.grade, how.note, e, scope);
  }
  if (how.kind === 'template') return fillTemplate(how.text, args);
  if (how.kind !== 'call') return refuse(titleOf(op), 'an operator is no aggregate', e.span);
  return how.name === 'COUNT' && args.length === 0 ? countAll : call(how.name, ...args);
}
