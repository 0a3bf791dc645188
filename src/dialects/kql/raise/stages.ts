import type { Column, Expression, Name, Stage as StageTree, TypeofLiteral, Wildcard } from '../../../../grammars/kql/syntax.js';
import type { Aggregate, Drop, Expr, Extend, Join, Keep, Limit, MvExpand, Named, NamePattern, Rename, Sort, SortKey, Stage, StageKind, StageOf } from '../../../ast/pipeline.js';
import { NO_SPAN } from '../../../base/source.js';
import { isText, type Ty } from '../../../data/types.js';
import { kqlTypeName } from '../types.js';
import { readingIn } from '../../../semantics/evidence.js';
import { patternMatches, pickInListOrder } from '../../../semantics/names.js';
import { isMetadata } from '../../../semantics/scan-tables.js';
import { fieldOf } from '../../../semantics/schema.js';
import { arrayOf, call, column, extend, long, name, projectAway, sortKey, where } from './build.js';
import { isArray } from './arrays.js';
import { withoutEmptyArrays, withoutEmptyGroups } from './empty-sets.js';
import { nullOf } from './literals.js';
import { refuse, type Spelling } from './context.js';
import { sortedBy, spreadKeys, spreadValues } from './several.js';
import { condition, isAbsent, isTextual, value } from './expressions.js';
import type { Scope } from './scope.js';
import { EXTRACTIONS } from './extractions.js';
import { forkStage } from './fork.js';
import { joinStage } from './joins.js';

const span = NO_SPAN;
type ProjectedName = Name | Wildcard;
type Handler<K extends StageKind> = (stage: StageOf<K>, s: Spelling, scope: Scope) => void;
export type StageHandlers<K extends StageKind = StageKind> = { readonly [S in K]: Handler<S> };

const never = (stage: Stage, s: Spelling): never => refuse(stage.kind, `it does not stand after a source (column ${s.schema.fields.length})`, stage.span);
const unsaid = (what: string, reason: string) => (stage: Stage): never => refuse(what, reason, stage.span);

/** How KQL says each stage; sources are elsewhere. */
export const STAGES: StageHandlers = {
  ...EXTRACTIONS,
  scan: never, values: never, range: never, ref: never, input: never, union: never, external: never,
  filter: (f, s, scope) => s.push(where(condition(f.cond, scope))),
  extend: (e, s, scope) => s.push(extend(assigned(e, scope)), ...withoutEmptyArrays(e, scope)),
  project: (p, s, scope) => s.push({ kind: 'project', columns: p.columns.map((c) => assignment(c, scope)), span }),
  keep: (k, s) => s.push(...keep(k, s)),
  drop: (d, s) => drop(d, s),
  rename: (r, s) => s.push(...rename(r, s)),
  reorder: (r, s) => s.push({ kind: 'project-reorder', columns: r.columns.map((c) => ({ column: c.wildcard ? { kind: 'wildcard', pattern: c.name, span } : name(c.name), order: c.order ?? null })), span }),
  aggregate: (a, s, scope) => aggregate(a, s, scope),
  sort: (o, s, scope) => s.push(sort(o, scope)),
  limit: (l, s, scope) => limit(l, s, scope),
  distinct: (d, s, scope) => s.push({ kind: 'distinct', params: [], columns: d.all ? [column({ kind: 'star', span })] : d.columns.map((c) => assignment(c, scope)), span }),
  sample: (p, s, scope) => {
    if (!p.probability) return refuse('SAMPLE', 'it has no probability', p.span);
    s.raising.stageNote('different', 'SAMPLE', 'other rows are drawn each time', p.span);
    s.push(where({ kind: 'binary', op: '<', left: call('rand'), right: value(p.probability, scope), span }));
  },
  join: (j: Join, s, scope) => joinStage(j, s, scope),
  mvExpand: (m, s, scope) => mvExpand(m, s, scope),
  fork: (f, s, scope) => forkStage(f, s, scope),
  consume: (_c, s) => s.push({ kind: 'consume', params: [], span }),
  getschema: (_g, s) => s.push({ kind: 'getschema', params: [], span }),
  as: (a, s) => s.push({ kind: 'as', params: [], name: name(a.name), span }),
  render: () => undefined,
  mvApply: unsaid('mv-apply', 'no ES|QL query has it'),
  parse: unsaid('parse', 'no ES|QL query has it'),
  parseKv: unsaid('parse-kv', 'no ES|QL query has it'),
  makeSeries: unsaid('make-series', 'no ES|QL query has it'),
  topNested: unsaid('top-nested', 'no ES|QL query has it'),
  graph: unsaid('make-graph', 'no ES|QL query has it'),
  partition: unsaid('partition', 'no ES|QL query has it'),
  scanSteps: unsaid('scan', 'no ES|QL query has it'),
  evaluate: unsaid('evaluate', 'no ES|QL query has it'),
  reduce: unsaid('reduce', 'no ES|QL query has it'),
  fuse: unsaid('FUSE', 'KQL has no ranking of results by score'),
  changePoint: unsaid('CHANGE_POINT', 'KQL finds change points only in series'),
  model: (m) => refuse(m.name, 'KQL calls no model in a query', m.span, 'leave the stage out with --without'),
  notYet: (n) => refuse(n.name, n.reason ?? 'it is not supported yet', n.span),
};

/** `x = expr`; a column by its own name is only named when the name differs. */
export function assignment(c: Named, scope: Scope): Column {
  const tree = value(c.expr, scope);
  return tree.kind === 'name' && tree.text === c.name ? column(tree) : column(tree, c.name);
}

const assigned = (e: Extend, scope: Scope): Column[] => e.columns.map((c) => column(value(c.expr, scope), c.name));

/**
 * Listed columns in their order. Of a table whose columns are not known, patterns keep the order of the table. `KEEP *` keeps what is
 * there, metadata in columns of their names too (sources.ts).
 */
function keep(k: Keep, s: Spelling): StageTree[] {
  const wild = k.columns.some((c) => c.wildcard);
  if (k.columns.length === 1 && k.columns[0]?.name === '*') return [];
  if (wild && s.schema.open) return [{ kind: 'project-keep', columns: keptPatterns(k, s), span }];
  const names = wild ? namesOf(s) : [...new Set(k.columns.map((c) => c.name))];
  return [{ kind: 'project', columns: pickInListOrder(names, k.columns).map((i) => column(name(names[i] as string))), span }];
}

function drop(d: Drop, s: Spelling): void {
  const columns = s.schema.open ? d.columns.flatMap((c) => writable(c) ?? namedBy(c, 'DROP', s)) : namesOf(s).filter((n) => d.columns.some((p) => patternMatches(p, n))).map(name);
  if (columns.length > 0) s.push({ kind: 'project-away', columns, span });
}

/** Metadata that the query does not name are no columns in KQL (sources.ts). */
const namesOf = (s: Spelling): string[] => s.schema.fields.map((f) => f.name).filter((n) => !isMetadata(n) || s.raising.reads(n));

/** A column, or a pattern that KQL has: of letters, digits and stars. */
function writable(c: NamePattern): ProjectedName | undefined {
  if (!c.wildcard) return name(c.name);
  return /^[\w*]+$/.test(c.name) ? { kind: 'wildcard', pattern: c.name, span } : undefined;
}

/** What a pattern that KQL has not means of the columns that are known or named. */
function namedBy(c: NamePattern, what: string, s: Spelling): ProjectedName[] {
  s.raising.stageNote('different', what, `of ${c.name} only the columns that the query names are meant: KQL has no pattern like it`, c.span);
  return [...new Set([...namesOf(s), ...s.named()])].filter((n) => patternMatches(c, n)).map(name);
}

/** Of `aws.*` the columns that begin with `aws` are kept: some more are better than most of them lost. */
function keptPatterns(k: Keep, s: Spelling): ProjectedName[] {
  const wide = k.columns.filter((c) => !writable(c) && widened(c));
  if (wide.length > 0) s.raising.stageNote('different', 'KEEP', `more columns may be kept than ${wide.map((c) => c.name).join(', ')} take: KQL's patterns are made of letters, digits and stars`, k.span);
  const kept = k.columns.flatMap((c) => writable(c) ?? widened(c) ?? namedBy(c, 'KEEP', s));
  const isCovered = (n: ProjectedName, by: ProjectedName): boolean => by !== n && by.kind === 'wildcard' && patternMatches({ name: by.pattern, wildcard: true, span }, textOf(n));
  return kept.filter((n) => !kept.some((by) => isCovered(n, by)));
}

const textOf = (n: ProjectedName): string => (n.kind === 'wildcard' ? n.pattern : n.text);

/** A pattern with a star in place of what KQL's patterns cannot hold, where a name before it says which columns are meant. */
function widened({ name: pattern }: NamePattern): ProjectedName | undefined {
  return /^\w/.test(pattern) ? { kind: 'wildcard', pattern: pattern.replace(/[^\w*]/g, '*').replace(/\*+/g, '*'), span } : undefined;
}

/** A target name that exists already makes room first. */
function rename(r: Rename, s: Spelling): StageTree[] {
  const taken = r.columns.filter((c) => c.from !== c.to && fieldOf(s.schema, c.to)).map((c) => c.to);
  const pairs = r.columns.filter((c) => c.from !== c.to).map((c) => column(name(c.from), c.to));
  const stages: StageTree[] = taken.length > 0 ? [projectAway(taken)] : [];
  return pairs.length > 0 ? [...stages, { kind: 'project-rename', columns: pairs, span }] : stages;
}

/* ---------------------------------------------------------------- order */

function sort(o: Sort, scope: Scope): StageTree {
  return { kind: 'sort', params: [], keys: o.keys.flatMap((k) => sortKeys(k, scope)), span };
}

/**
 * Kusto puts nulls first when ascending and last when descending unless told; an empty string is no null there, so where a string may
 * hold nothing it takes a key of its own to place it as Elasticsearch places a null.
 */
/** What KQL has texts for. */
const IN_TEXTS: ReadonlySet<Ty> = new Set<Ty>(['ip', 'version']);

function sortKeys(k: SortKey, scope: Scope): ReturnType<typeof sortKey>[] {
  const whole = k.expr.type === 'null' ? nullOf('long') : value(k.expr, scope);
  const tree = isArray(k.expr, scope.arrays) ? sortedBy(whole, k.expr.type, k.desc) : whole;
  const order = k.desc ? 'desc' : 'asc';
  if (IN_TEXTS.has(k.expr.type)) scope.raising.stageNote('different', 'SORT', 'addresses and versions are texts in KQL, in the order of texts', k.span);
  const present = k.expr.kind === 'col' && scope.facts.has(k.expr.name);
  const usual = k.desc ? 'last' : 'first';
  const wanted = k.nullsFirst ? 'first' : 'last';
  if (present || wanted === usual) return [sortKey(tree, order, null)];
  const key = sortKey(tree, order, wanted);
  const text = isText(k.expr.type) || IN_TEXTS.has(k.expr.type);
  if (!text && k.expr.type !== 'unknown') return [key];
  return [sortKey(isAbsent(tree, k.expr.type), wanted === 'last' ? 'asc' : 'desc', null), text ? sortKey(tree, order, null) : key];
}

function limit(l: Limit, s: Spelling, scope: Scope): void {
  if (l.implicit) return;
  if (!l.by) {
    s.push({ kind: 'take', params: [], count: column(value(l.count, scope)), span });
    return;
  }
  if (l.by.some((e) => isArray(e, scope.arrays))) return refuse('LIMIT BY several values', 'KQL compares single values', l.span);
  const rank = s.raising.fresh('rank');
  const computed = l.by.map((e) => ({ tree: value(e, scope), as: e.kind === 'col' ? undefined : s.raising.fresh('key') }));
  const keys = computed.map((k) => (k.as === undefined ? k.tree : name(k.as)));
  const made = computed.flatMap((k) => (k.as === undefined ? [] : [column(k.tree, k.as)]));
  // Kusto's prev() takes columns.
  if (made.length > 0) s.push(extend(made));
  const changes = keys.map((k): Expression => ({ kind: 'binary', op: '!=', left: k, right: call('prev', k), span }));
  s.raising.stageNote('rewritten', 'LIMIT BY', 'the rows are numbered within each key', l.span);
  const order = s.raising.fresh('order');
  const byOrder = sortKey(name(order), 'asc', null);
  s.push({ kind: 'serialize', params: [], columns: [column(call('row_number'), order)], span });
  s.push({ kind: 'sort', params: [], keys: [...keys.map((k) => sortKey(k, 'asc', null)), byOrder], span });
  s.push(extend([column(call('row_number', long(1), changes.reduce((a, b) => ({ kind: 'logical', op: 'or', operands: [a, b], span }))), rank)]));
  s.push(where({ kind: 'binary', op: '<=', left: name(rank), right: value(l.count, scope), span }));
  s.push({ kind: 'sort', params: [], keys: [byOrder], span }, projectAway([rank, order, ...computed.flatMap((k) => k.as ?? [])]));
}

/* ---------------------------------------------------------------- groups */

function aggregate(a: Aggregate, s: Spelling, scope: Scope): void {
  if (a.inline) {
    inlineAggregate(a, s, scope);
    return;
  }
  s.push(...summarize(a, scope));
}

/** FIRST and LAST, whose KQL counterparts give the sort key as a column beside the value. */
const EDGES: Readonly<Record<string, string>> = { 'esql.first': 'arg_min', 'esql.last': 'arg_max' };

function edge(c: Named, keys: string[], scope: Scope): Column | undefined {
  const f = c.expr.kind === 'agg' ? EDGES[c.expr.op] : undefined;
  if (f === undefined || c.expr.kind !== 'agg' || c.expr.filter) return undefined;
  const [result, key] = c.expr.args.map((x) => value(x, scope)) as [Expression, Expression];
  const aside = scope.raising.fresh('key');
  keys.push(aside);
  scope.raising.opNote('rewritten', f === 'arg_min' ? 'FIRST' : 'LAST', 'rows without a key are left out', c.span);
  return { kind: 'column', names: [name(aside), name(c.name)], tuple: true, value: call(f, key, result), span };
}

function summarize(a: Aggregate, given: Scope): StageTree[] {
  const values = spreadValues(a, given);
  const arrays = values ? new Set([...given.arrays].filter((c) => c !== values.column)) : given.arrays;
  const scope: Scope = { ...given, arrays, grouped: a.keys.length > 0 || a.inline === true };
  const asides: string[] = [];
  const spread = spreadKeys(a.keys, scope, (e) => value(e, scope));
  const by = a.keys.map((k) => (spread.keys.has(k.name) ? column(spread.keys.get(k.name) as Expression, k.name) : k.expr.type === 'null' ? column(nullOf('long'), k.name) : assignment(k, scope)));
  const around = a.aggregates.some((c) => readsKey(c.expr, a)) ? aroundAggregates(a, scope, spread.keys) : scope;
  const aggregates = a.aggregates.map((c) => edge(c, asides, scope) ?? column(value(withoutEmpty(c, scope), readsKey(c.expr, a) ? around : scope), c.name));
  const stage: StageTree = { kind: 'summarize', params: [], aggregates, by: by.length > 0 ? by : null, bin: null, span };
  return [...(values ? [values.stage] : []), ...spread.stages, stage, ...(asides.length > 0 ? [projectAway(asides)] : []), ...withoutEmptyGroups(a, scope)];
}

/** KQL does not know a key beside aggregates: any of its values in the group is the key. Aggregates themselves see the rows. */
function aroundAggregates(a: Aggregate, scope: Scope, spread: ReadonlyMap<string, Expression>): Scope {
  return { ...scope, names: new Map(a.keys.map((k) => [k.name, call('take_any', spread.get(k.name) ?? value(k.expr, scope))])), arrays: without(scope.arrays, spread), inAggregates: scope };
}

const without = (arrays: ReadonlySet<string>, names: ReadonlyMap<string, unknown>): ReadonlySet<string> => new Set([...arrays].filter((a) => !names.has(a)));

function readsKey(e: Expr, a: Aggregate): boolean {
  if (e.kind === 'col') return a.keys.some((k) => k.name === e.name);
  return e.kind === 'call' && e.args.some((x) => readsKey(x, a));
}

/** A missing text would be an element of the list, which matters as soon as something counts or picks elements. */
function withoutEmpty(c: Named, scope: Scope): Expr {
  const e = c.expr;
  const x = e.kind === 'agg' && e.op === 'esql.values' ? (e.args[0] as Expr) : undefined;
  if (e.kind !== 'agg' || !x || !isTextual(x.type) || !scope.raising.computesWith(c.name) || (x.kind === 'col' && scope.facts.has(x.name))) return e;
  const there: Expr = { kind: 'call', op: isText(x.type) ? 'esql.isNotNullText' : 'esql.isNotNull', args: [x], type: 'bool', span: x.span };
  return { ...e, filter: e.filter ? { kind: 'call', op: 'logic.and', args: [e.filter, there], type: 'bool', span: x.span } : there };
}

/** Every row keeps its columns and gets its group's aggregates: the rows joined with their summary. */
function inlineAggregate(a: Aggregate, s: Spelling, scope: Scope): void {
  const rows = s.raising.fresh('rows');
  const before = s.takePipeline();
  s.raising.lets.push({ name: rows, value: before });
  s.raising.stageNote('rewritten', 'INLINE STATS', 'the rows are joined with their summary', a.span);
  if (a.keys.some((k) => isArray(k.expr, scope.arrays))) return refuse('INLINE STATS by several values', 'KQL joins on single values', a.span);
  const named = a.keys.filter((k) => !(k.expr.kind === 'col' && k.expr.name === k.name));
  const replaced = a.aggregates.map((c) => c.name).filter((n) => fieldOf(s.schema, n));
  s.startFrom(name(rows));
  if (named.length > 0) s.push(extend(named.map((k) => column(value(k.expr, scope), k.name))));
  if (replaced.length > 0) s.push(projectAway(replaced));
  const summary: Expression = { kind: 'pipeline', source: name(rows), stages: summarize(a, scope), span };
  if (a.keys.length === 0) {
    const one = s.raising.fresh('one');
    s.push(extend([column(long(1), one)]));
    const keyed: Expression = { ...summary, stages: [...(summary.kind === 'pipeline' ? summary.stages : []), extend([column(long(1), one)])] } as Expression;
    s.push({ kind: 'lookup', params: [], table: keyed, on: [name(one)], span }, projectAway([one]));
    return;
  }
  s.push({ kind: 'lookup', params: [], table: summary, on: a.keys.map((k) => name(k.name)), span });
}

const typeOf = (type: Ty): TypeofLiteral => ({ kind: 'typeof', type: { kind: 'type', text: kqlTypeName(type), span }, span }) as TypeofLiteral;

function mvExpand(m: MvExpand, s: Spelling, scope: Scope): void {
  s.raising.stageNote('rewritten', 'MV_EXPAND', 'a multi-value is a dynamic array in KQL', m.span);
  const columns = m.columns.map((c) => ({ kind: 'expandColumn' as const, ...expanded(c.name, m, s, scope), span }));
  s.push({ kind: 'mv-expand', params: [], columns, limit: null, span });
}

/** A field may hold several values, which its KQL column can only when it is dynamic. */
function expanded(of: string, m: MvExpand, s: Spelling, scope: Scope): { column: Column; to: TypeofLiteral | null } {
  const type = fieldOf(s.schema, of)?.type ?? 'unknown';
  const own = column(name(of));
  const either = column(arrayOf(name(of)), of);
  if (type === 'dynamic') return { column: own, to: null };
  if (scope.arrays.has(of)) return { column: own, to: type === 'unknown' ? null : typeOf(type) };
  if (type !== 'unknown') return { column: isTextual(type) ? either : column(call('pack_array', name(of)), of), to: typeOf(type) };
  const read = elementType(of, s.rest);
  if (read === undefined && s.rest.some((x) => x.kind === 'aggregate' || x.kind === 'sort' || x.kind === 'join')) {
    s.raising.stageNote('different', 'MV_EXPAND', `${of}: nothing tells the type; the values come back as texts`, m.span);
    return { column: either, to: typeOf('string') };
  }
  return { column: either, to: read ? typeOf(read) : null };
}

/** Numbers of some width as reals. */
function elementType(column: string, rest: readonly Stage[]): Ty | undefined {
  const read = readingIn(rest, column);
  return read === 'text' ? 'string' : read === 'number' ? 'real' : read;
}

export const readsColumn = (e: Expr, column: string): boolean => e.kind === 'col' && e.name === column;
