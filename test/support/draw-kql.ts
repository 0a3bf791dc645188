import { and, type Columns, type Draw, drawn, type Kind, only, without } from './draw.js';
import { long, moment, span, text, truth, VALUE_KINDS, valueOf } from './draw-kql-values.js';
import { columnsOf } from './laws-data.js';

/** Random KQL queries over `T` and `U`: stages whose columns are there, joins of all kinds, unions, lets, subqueries. */

interface Drawn {
  readonly text: string;
  readonly columns: Columns;
}
type MakeStage = (d: Draw, cs: Columns) => Drawn | undefined;

const T = columnsOf('T', 'kql');
const U = columnsOf('U', 'kql');
const names = (cs: Columns, d: Draw, ...kinds: readonly Kind[]): string[] => {
  const all = [...cs].filter(([, k]) => kinds.length === 0 || kinds.includes(k)).map(([n]) => n);
  const first = all.length === 0 ? 0 : d.below(all.length);
  return all.slice(first, first + 1 + d.below(3));
};
const GROUPED: readonly Kind[] = ['text', 'long', 'truth', 'moment', 'json'];

const where: MakeStage = (d, cs) => ({ text: `where ${truth(d, cs, 1 + d.below(2))}`, columns: cs });

const extend: MakeStage = (d, cs) => {
  const made = d.list(1, 2, () => '').map((): [string, Kind, string] => {
    const kind = d.pick(VALUE_KINDS);
    const replaced = kind === 'text' && d.chance(3) ? d.column(cs, kind) : undefined;
    return [replaced ?? d.fresh('x'), kind, valueOf(kind, d, cs, 1 + d.below(2))];
  });
  return { text: `extend ${made.map(([n, , e]) => `${n} = ${e}`).join(', ')}`, columns: and(cs, ...made.map(([n, k]) => [n, k] as const)) };
};

const AGGREGATES: readonly ((d: Draw, cs: Columns) => [string, Kind] | undefined)[] = [
  () => ['count()', 'long'],
  (d, cs) => { const c = d.column(cs, 'long', 'moment', 'real', 'span'); return c === undefined ? undefined : [`${d.pick(['max', 'min'])}(${c})`, cs.get(c) as Kind]; },
  (d, cs) => { const c = d.column(cs, 'text', 'long'); return c === undefined ? undefined : [`dcount(${c})`, 'long']; },
  (d, cs) => [`countif(${truth(d, cs, 0)})`, 'long'],
  (d, cs) => [`${d.pick(['max', 'min', 'sum', 'avg'])}(${span(d, cs, 0)})`, 'span'],
  (d, cs) => [`sum(${long(d, cs, 0)})`, 'long'],
  (d, cs) => { const c = d.column(cs, 'text', 'long'); return c === undefined ? undefined : [`make_set(${c})`, cs.get(c) === 'text' ? 'texts' : 'longs']; },
  (d, cs) => { const c = d.column(cs, 'text', 'long'); return c === undefined ? undefined : [`make_list(${c})`, cs.get(c) === 'text' ? 'texts' : 'longs']; },
  (d, cs) => [`avg(${long(d, cs, 0)})`, 'real'],
  (d, cs) => { const c = d.column(cs, 'text'); return c === undefined ? undefined : [`dcountif(${c}, ${truth(d, cs, 0)})`, 'long']; },
  (d, cs) => [`sumif(${long(d, cs, 0)}, ${truth(d, cs, 0)})`, 'long'],
  (d, cs) => { const c = d.column(cs, 'long', 'moment'); return c === undefined ? undefined : [`${d.pick(['maxif', 'minif'])}(${c}, ${truth(d, cs, 0)})`, cs.get(c) as Kind]; },
  (d, cs) => { const c = d.column(cs, 'text'); return c === undefined ? undefined : [`make_set_if(${c}, ${truth(d, cs, 0)})`, 'texts']; },
  (d, cs) => { const c = d.column(cs, 'text', 'long'); return c === undefined ? undefined : [`take_any(${c})`, cs.get(c) as Kind]; },
  (d, cs) => [`percentile(${long(d, cs, 0)}, ${d.pick(['50', '90'])})`, 'long'],
  (d, cs) => [`${d.pick(['stdev', 'variance'])}(${long(d, cs, 0)})`, 'real'],
  (d, cs) => { const c = d.column(cs, 'text'); return c === undefined ? undefined : [`${d.pick(['max', 'min'])}(${c})`, 'text']; },
  (d, cs) => [`make_set(${text(d, cs, 1)}, ${d.pick(['10', '1000'])})`, 'texts'],
  (d, cs) => { const c = d.column(cs, 'text'); return c === undefined ? undefined : [`count_distinct(${c})`, 'long']; },
];

const KEYS: readonly ((d: Draw, cs: Columns) => [string, string, Kind] | undefined)[] = [
  (d, cs) => { const c = d.column(cs, ...GROUPED); return c === undefined ? undefined : [c, c, cs.get(c) as Kind]; },
  (d, cs) => { const c = d.column(cs, 'moment'); return c === undefined ? undefined : [`bin(${c}, ${d.pick(['1h', '1d', '5m', '7d'])})`, c, 'moment']; },
  (d, cs) => { const n = d.fresh('g'); return [`${n} = ${text(d, cs, 1)}`, n, 'text']; },
  (d, cs) => { const n = d.fresh('g'); return [`${n} = ${truth(d, cs, 0)}`, n, 'truth']; },
  (d, cs) => { const n = d.fresh('g'); return [`${n} = ${moment(d, cs, 1)}`, n, 'moment']; },
];

const summarize: MakeStage = (d, cs) => {
  const keys = d.list(0, 2, () => '').map(() => d.pick(KEYS)(d, cs)).filter((k) => k !== undefined).filter((k, i, all) => all.findIndex((o) => o[1] === k[1]) === i);
  const made = d.list(1, 3, () => '').map(() => d.pick(AGGREGATES)(d, cs)).filter((a) => a !== undefined).map(([e, kind]) => [d.fresh('y'), kind, e] as const);
  if (made.length === 0) return undefined;
  return { text: `summarize ${made.map(([n, , e]) => `${n} = ${e}`).join(', ')}${keys.length > 0 ? ` by ${keys.map(([e]) => e).join(', ')}` : ''}`, columns: new Map([...keys.map(([, n, k]) => [n, k] as const), ...made.map(([n, k]) => [n, k] as const)]) };
};

const argMax: MakeStage = (d, cs) => {
  const [by, key] = [d.column(cs, 'moment', 'long'), d.column(cs, 'text')];
  if (by === undefined || key === undefined || by === key) return undefined;
  // `_source`, which gives an object whole, stays beside it.
  const rest = !cs.has('j') && d.chance(3) ? ['*'] : names(without(cs, by, key), d);
  return { text: `summarize ${d.pick(['arg_max', 'arg_min'])}(${[by, ...rest].join(', ')}) by ${key}`, columns: rest[0] === '*' ? cs : only(cs, [by, key, ...rest]) };
};

const project: MakeStage = (d, cs) => {
  const kept = names(cs, d);
  const kind = d.pick(VALUE_KINDS);
  const made = d.chance(2) ? [d.fresh('x')] : [];
  const all = [...kept, ...made.map((n) => `${n} = ${valueOf(kind, d, cs, 1)}`)];
  return all.length === 0 ? undefined : { text: `project ${all.join(', ')}`, columns: and(only(cs, kept), ...made.map((n) => [n, kind] as const)) };
};

const away: MakeStage = (d, cs) => {
  // What is left of an object that goes are its members' fields.
  const gone = names(without(cs, 'j'), d);
  return gone.length === 0 || gone.length === cs.size ? undefined : { text: `project-away ${gone.join(', ')}`, columns: without(cs, ...gone) };
};

const rename: MakeStage = (d, cs) => {
  const from = d.column(cs, 'text', 'long', 'moment');
  if (from === undefined) return undefined;
  const to = d.fresh('z');
  return { text: `project-rename ${to} = ${from}`, columns: and(without(cs, from), [to, cs.get(from) as Kind]) };
};

const sorted = (d: Draw, cs: Columns): string | undefined => {
  const by = names(cs, d, 'long', 'text', 'moment', 'real', 'truth').map((n) => `${n}${d.pick(['', ' asc', ' desc', ' asc nulls last', ' desc nulls first'])}`);
  return by.length === 0 ? undefined : by.join(', ');
};
const sort: MakeStage = (d, cs) => { const by = sorted(d, cs); return by === undefined ? undefined : { text: `sort by ${by}`, columns: cs }; };
const top: MakeStage = (d, cs) => { const by = sorted(d, cs)?.split(', ')[0]; return by === undefined ? undefined : { text: `top ${d.pick(['1', '3'])} by ${by}`, columns: cs }; };
const distinct: MakeStage = (d, cs) => { const kept = names(cs, d, ...GROUPED); return kept.length === 0 ? undefined : { text: `distinct ${kept.join(', ')}`, columns: only(cs, kept) }; };
const count: MakeStage = () => ({ text: 'count', columns: new Map([['Count', 'long']]) });

const expand: MakeStage = (d, cs) => {
  // Kusto drops a row whose set is empty, which is null in Elasticsearch.
  const from = d.column(new Map([...cs].filter(([n]) => !n.startsWith('y'))), 'texts', 'longs');
  if (from === undefined) return undefined;
  const kind: Kind = cs.get(from) === 'texts' ? 'text' : 'long';
  const to = d.fresh('e');
  return { text: `mv-expand ${to} = ${from} to typeof(${kind === 'text' ? 'string' : 'long'})`, columns: and(cs, [to, kind]) };
};

const apply: MakeStage = (d, cs) => {
  const from = d.column(cs, 'texts');
  if (from === undefined) return undefined;
  const to = d.fresh('e');
  const inside = and(cs, [to, 'text' as Kind]);
  const body = d.pick([0, 1, 2]);
  if (body === 0) return { text: `mv-apply ${to} = ${from} to typeof(string) on (where ${truth(d, new Map([[to, 'text']]), 0)})`, columns: inside };
  const made = d.fresh('y');
  return { text: `mv-apply ${to} = ${from} to typeof(string) on (summarize ${made} = ${body === 1 ? 'count()' : `make_list(toupper(${to}))`})`, columns: and(cs, [made, body === 1 ? 'long' : 'texts']) };
};

const parse: MakeStage = (d, cs) => {
  const from = d.column(cs, 'text');
  if (from === undefined) return undefined;
  const [x, y] = [d.fresh('x'), d.fresh('x')];
  const kind = d.pick(['parse', 'parse', 'parse-where']);
  const form = d.pick([`* "=" ${x}`, `${x} "-" ${y}`, `"a" ${x}`, `${x} "=" ${y} ";" *`, `* "." ${x}:long`, `"a" ${x} "b"`, `${x} ":" ${y}:long`, `* "a" ${x} "b" ${y}`]);
  return { text: `${kind} ${from} with ${form}`, columns: and(cs, ...[x, y].filter((n) => form.includes(n)).map((n) => [n, form.includes(`${n}:long`) ? 'long' : 'text'] as const)) };
};

/** Renamings and assignments in a circle. */
const swap: MakeStage = (d, cs) => {
  const [a, b] = [d.column(cs, 'text'), d.column(cs, 'text')];
  if (a === undefined || b === undefined || a === b) return undefined;
  return { text: d.pick([`project-rename ${a} = ${b}, ${b} = ${a}`, `extend ${a} = ${b}, ${b} = ${a}`, `extend ${a} = strcat(${b}, "-"), ${b} = ${a}`]), columns: cs };
};

const kept: MakeStage = (d, cs) => {
  const some = names(without(cs, 'j'), d);
  if (some.length === 0) return undefined;
  // A round trip has the members of an object for columns.
  return d.chance(2) && !cs.has('j') ? { text: `project-reorder ${some.join(', ')}`, columns: cs } : { text: `project-keep ${some.join(', ')}`, columns: only(cs, some) };
};

const distinctOf: MakeStage = (d, cs) => { const n = d.fresh('g'); const kind = d.pick(['text', 'long', 'truth', 'moment'] as const); return { text: `project ${n} = ${valueOf(kind, d, cs, 1)} | distinct ${n}`, columns: new Map([[n, kind]]) }; };

const topOf: MakeStage = (d, cs) => { const kind = d.pick(['long', 'text', 'moment'] as const); const n = d.fresh('x'); return { text: `extend ${n} = ${valueOf(kind, d, cs, 1)} | ${d.pick(['sort by', 'top 2 by'])} ${n}${d.pick(['', ' asc', ' asc nulls last', ' desc nulls first'])}`, columns: and(cs, [n, kind]) }; };

/** The greatest of an expression, several of them, and others beside. */
const argMaxOf: MakeStage = (d, cs) => {
  const [key, x, y] = [d.column(cs, 'text'), d.column(cs, 'text', 'long'), d.column(cs, 'moment', 'long')];
  if (key === undefined || x === undefined || y === undefined || x === key || y === key || x === y) return undefined;
  const [to, of] = [d.fresh('y'), d.fresh('y')];
  return d.pick([
    { text: `summarize (${to}, ${of}) = arg_max(${y}, ${x}) by ${key}`, columns: new Map([[key, 'text'], [to, cs.get(y) as Kind], [of, cs.get(x) as Kind]]) },
    { text: `summarize arg_max(${y}, ${of} = ${text(d, cs, 1)}), ${to} = count() by ${key}`, columns: new Map([[key, 'text'], [y, cs.get(y) as Kind], [of, 'text'], [to, 'long']]) },
    { text: `summarize arg_min(${y}, ${x}), ${to} = dcount(${x}) by ${key}`, columns: new Map([[key, 'text'], [y, cs.get(y) as Kind], [x, cs.get(x) as Kind], [to, 'long']]) },
  ]);
};

/** What is computed of aggregates, and keys that take the names of columns. */
const computed: MakeStage = (d, cs) => {
  const [key, n] = [d.column(cs, 'text'), d.column(cs, 'long')];
  if (key === undefined || n === undefined) return undefined;
  const y = d.fresh('y');
  const [made, kind] = d.pick([['count() > 1', 'truth'], [`strcat("n=", count())`, 'text'], ['iff(count() > 1, "many", "one")', 'text'], [`max(${n}) - min(${n})`, 'long'], [`sum(${n}) * 2`, 'long'], [`countif(${n} != 1) + 1`, 'long'], [`max(strlen(${key}))`, 'long'], [`array_length(make_set(${key}))`, 'long']] as const);
  const by = d.pick([key, `${key} = tolower(${key})`, `${key} = iff(isempty(${key}), "none", ${key})`, `${key} = tostring(split(${key}, "-")[0])`]);
  return { text: `summarize ${y} = ${made} by ${by}`, columns: new Map<string, Kind>([[key, 'text'], [y, kind]]) };
};

const expandMore: MakeStage = (d, cs) => {
  const [from, all] = [d.column(cs, 'text'), d.column(cs, 'texts')];
  const e = d.fresh('e');
  if (from === undefined) return undefined;
  return d.pick([
    { text: `mv-expand ${e} = split(${from}, ${d.pick(['"-"', '"="'])}) to typeof(string)`, columns: and(cs, [e, 'text']) },
    { text: `mv-expand ${e} = range(0, 2, 1) to typeof(long)`, columns: and(cs, [e, 'long']) },
    { text: `mv-expand ${e} = pack_array(${from}, "b") to typeof(string)`, columns: and(cs, [e, 'text']) },
    ...(all === undefined || /^[xy]/.test(all) ? [] : [{ text: `mv-expand ${all} to typeof(string)`, columns: and(cs, [all, 'text'] as const) }]),
  ]);
};

const parseMore: MakeStage = (d, cs) => {
  const from = d.column(cs, 'text');
  if (from === undefined) return undefined;
  const [x, y] = [d.fresh('x'), d.fresh('x')];
  return d.pick([
    { text: `parse kind=regex ${from} with "[a-z]" ${x} "[=-]" ${y}`, columns: and(cs, [x, 'text'], [y, 'text']) },
    { text: `parse kind=relaxed ${from} with "a" ${x}:long`, columns: and(cs, [x, 'long']) },
    { text: `parse-where ${from} with ${x} ":" ${y}:long`, columns: and(cs, [x, 'text'], [y, 'long']) },
    { text: `parse-kv ${from} as (${x}: string, ${y}: string) with (pair_delimiter=";", kv_delimiter="=")`, columns: and(cs, [x, 'text'], [y, 'text']) },
    { text: `parse ${from} with ${x} "." *`, columns: and(cs, [x, 'text']) },
  ]);
};

const series: MakeStage = (d, cs) => {
  const [at, by] = [d.column(cs, 'moment'), d.column(cs, 'text')];
  if (at === undefined || by === undefined) return undefined;
  const y = d.fresh('y');
  return { text: `make-series ${y} = ${d.pick(['count()', `dcount(${by})`])} default=0 on ${at} from datetime(2026-01-18) to datetime(2026-01-21) step ${d.pick(['1d', '12h'])}${d.pick(['', ` by ${by}`])} | project ${y}`, columns: new Map([[y, 'longs']]) };
};

const KINDS = ['', 'kind=inner ', 'kind=leftouter ', 'kind=leftanti ', 'kind=leftsemi ', 'kind=rightouter ', 'kind=fullouter ', 'kind=innerunique ', 'kind=rightanti ', 'kind=rightsemi '] as const;
const joined = (stage: MakeStage): MakeStage => (d, cs) => {
  const few = only(cs, ['k', 'k2', ...names(cs, d, 'text', 'long', 'moment', 'truth', 'real')]);
  if (few.get('k') !== 'text') return undefined;
  const made = stage(d, few);
  return made && { ...made, text: `project ${[...few.keys()].join(', ')} | ${made.text}` };
};

const join: MakeStage = (d, cs) => {
  if (cs.get('k') !== 'text') return undefined;
  const kind = d.pick(KINDS);
  const right = branch(d, 'U', U, d.below(2), (c) => c.get('k') === 'text');
  const second = cs.get('k2') === 'text' && right.columns.get('k2') === 'text' ? d.pick(['', ', k2', ', $left.k2 == $right.k2']) : '';
  const oneSide = /semi|anti/.test(kind);
  const joined = /right(semi|anti)/.test(kind) ? right.columns : oneSide ? cs : and(cs, ...[...right.columns].map(([n, k]) => [cs.has(n) ? `${n}1` : n, k] as const));
  return { text: `join ${kind}(${right.text}) on ${d.pick(['k', '$left.k == $right.k'])}${second}`, columns: joined };
};

const lookup: MakeStage = (d, cs) => {
  if (cs.get('k') !== 'text') return undefined;
  const right = branch(d, 'U', U, 1, (c) => c.get('k') === 'text');
  const clash = [...right.columns.keys()].some((n) => n !== 'k' && cs.has(n));
  const table = clash ? { text: `${right.text} | project k, ${d.fresh('z')} = strlen(k)`, columns: new Map<string, Kind>([['k', 'text']]) } : right;
  return { text: `lookup ${d.pick(['', 'kind=inner '])}(${table.text}) on k`, columns: and(cs, ...table.columns) };
};

const member: MakeStage = (d, cs) => {
  const column = d.column(cs, 'text');
  return column === undefined ? undefined : { text: `where ${column} ${d.pick(['in', '!in', 'in~'])} (${d.pick(['U | project k', 'U | where m > 0 | distinct v', 'T | where n > 1 | project k2', 'U | summarize by s'])})`, columns: cs };
};

const scalar: MakeStage = (d, cs) => {
  const column = d.column(cs, 'long');
  return column === undefined ? undefined : { text: `where ${column} ${d.pick(['>', '<=', '=='])} toscalar(${d.pick(['U | summarize max(m)', 'T | summarize min(n)', 'U | count'])})`, columns: cs };
};

const union: MakeStage = (d, cs) => {
  const other = branch(d, d.pick(['U', 'T']), T, 0, () => true);
  const table = other.text.startsWith('U') ? U : T;
  return { text: `union (${other.text})`, columns: and(table, ...cs) };
};

const STAGES: readonly MakeStage[] = [where, extend, where, extend, summarize, project, sort, joined(join), distinct, top, expand, parse, away, rename, argMax, member, scalar, union, joined(lookup), apply, count, summarize, joined(join), extend, swap, kept, distinctOf, topOf, argMaxOf, computed, expandMore, parseMore, series, computed, where, extend];

function pipeline(d: Draw, start: Drawn, stages: number, allowed = STAGES): Drawn {
  let now = start;
  for (let i = 0; i < stages; i++) {
    const next = d.pick(allowed)(d, now.columns);
    if (next && next.columns.size > 0) now = { text: `${now.text} | ${next.text}`, columns: next.columns };
  }
  return now;
}

const PLAIN: readonly MakeStage[] = [where, project, extend, summarize, distinct, away];

/** A pipeline beside the main one, which keeps what `ok` asks for. */
function branch(d: Draw, table: string, columns: Columns, stages: number, ok: (cs: Columns) => boolean): Drawn {
  const start = { text: table, columns };
  const made = pipeline(d, start, stages, PLAIN);
  return ok(made.columns) ? made : start;
}

const LETS: readonly ((d: Draw) => string)[] = [
  (d) => pipeline(d, { text: 'T', columns: T }, 1 + d.below(3)).text,
  (d) => pipeline(d, { text: 'T', columns: T }, 2 + d.below(4)).text,
  (d) => pipeline(d, { text: 'T', columns: T }, 1 + d.below(3)).text,
  (d) => { const base = branch(d, 'T', T, 1, (c) => ['k', 'k2', 'n', 's'].every((n) => c.has(n))); return `let base = ${base.text}; ${pipeline(d, { text: 'base', columns: base.columns }, 1 + d.below(2), [where, extend, sort]).text} | project k${d.pick(['', ', k2', ', n, s'])} | join ${d.pick(KINDS)}(base | summarize big = count() by k) on k`; },
  (d) => `let low = ${d.pick(['1', '0', '5'])}; let words = dynamic(["a", "x"]); ${pipeline(d, { text: 'T | where n >= low or s in (words)', columns: T }, 1 + d.below(2)).text}`,
  (d) => `let f = (x: string) { T | where k == x }; ${pipeline(d, { text: `f("a")`, columns: T }, 1 + d.below(2)).text}`,
  (d) => `let w = ${d.pick(['dynamic(["a", "x"])', 'toscalar(U | summarize make_set(k))', 'dynamic([])', 'U | project v'])}; ${pipeline(d, { text: `T | where ${d.pick(['k', 's', 'k2'])} ${d.pick(['in', '!in', 'in~', '!in~'])} (w)`, columns: T }, 1 + d.below(2)).text}`,
  (d) => `let w = toscalar(U | ${d.pick(['summarize max(k)', 'summarize min(v)', 'where m > 100 | summarize max(k)'])}); ${pipeline(d, { text: `T | ${d.pick(['where k == w', 'where k != w', 'extend x = strcat(k, w)', 'where s has w', 'where isempty(w)'])}`, columns: T }, 1 + d.below(2)).text}`,
  (d) => `search ${d.pick(['in (T) ', 'in (T, U) '])}${d.pick(['k == "a"', 's has "a" and not(k == "b")', 'k != "a"'])} | ${d.pick(['project k, s', 'where isnotempty(k)', 'summarize c = count() by k', 'project $table, k'])}`,
  (d) => `union withsource=src ${d.pick(['T, U', '(T | where n > 1), U', 'T, (U | where k == "a")'])} | ${d.pick(['summarize c = count() by src', 'where src == "U" | project src, k', 'extend x = strcat(src, k) | project x'])}`,
  (d) => `union (${branch(d, 'T', T, 1, () => true).text}), (${branch(d, 'U', U, 1, () => true).text})`,
];

export const kqlPipelines = drawn((d) => d.pick(LETS)(d));
