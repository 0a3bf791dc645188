import { and, type Columns, type Draw, drawn, type Kind, only, without } from './draw.js';
import { list, long, moment, text, truth, VALUE_KINDS, valueOf } from './draw-esql-values.js';
import { columnsOf } from './laws-data.js';

/** Random ES|QL queries over `T` and `U`: commands whose columns are there, lookups, FORK, INLINE STATS, subqueries. */

interface Drawn {
  readonly text: string;
  readonly columns: Columns;
}
type MakeStage = (d: Draw, cs: Columns) => Drawn | undefined;

const T = columnsOf('T', 'esql');
const U = columnsOf('U', 'esql');
const names = (cs: Columns, d: Draw, ...kinds: readonly Kind[]): string[] => {
  const all = [...cs].filter(([, k]) => kinds.length === 0 || kinds.includes(k)).map(([n]) => n);
  const first = all.length === 0 ? 0 : d.below(all.length);
  return all.slice(first, first + 1 + d.below(3));
};
const GROUPED: readonly Kind[] = ['text', 'long', 'truth', 'moment', 'json', 'address'];

const where: MakeStage = (d, cs) => ({ text: `WHERE ${truth(d, cs, 1 + d.below(2))}`, columns: cs });

const evaluate: MakeStage = (d, cs) => {
  const made = d.list(1, 2, () => '').map((): [string, Kind, string] => {
    const kind = d.pick(VALUE_KINDS);
    const replaced = kind === 'text' && d.chance(3) ? d.column(cs, kind) : undefined;
    return [replaced ?? d.fresh('x'), kind, valueOf(kind, d, cs, 1 + d.below(2))];
  });
  return { text: `EVAL ${made.map(([n, , e]) => `${n} = ${e}`).join(', ')}`, columns: and(cs, ...made.map(([n, k]) => [n, k] as const)) };
};

const AGGREGATES: readonly ((d: Draw, cs: Columns) => [string, Kind] | undefined)[] = [
  () => ['COUNT(*)', 'long'],
  (d, cs) => { const c = d.column(cs, 'long', 'moment', 'real'); return c === undefined ? undefined : [`${d.pick(['MAX', 'MIN'])}(${c})`, cs.get(c) as Kind]; },
  (d, cs) => { const c = d.column(cs, 'text', 'long', 'truth', 'address'); return c === undefined ? undefined : [`${d.pick(['COUNT_DISTINCT', 'COUNT'])}(${c})`, 'long']; },
  (d, cs) => [`COUNT(*) WHERE ${truth(d, cs, 0)}`, 'long'],
  (d, cs) => [`SUM(${long(d, cs, 0)})`, 'long'],
  (d, cs) => { const c = d.column(cs, 'text', 'long'); return c === undefined ? undefined : [`VALUES(${c})`, cs.get(c) === 'text' ? 'texts' : 'longs']; },
  (d, cs) => [`AVG(${long(d, cs, 0)})`, 'real'],
  (d, cs) => [`SUM(${long(d, cs, 0)}) WHERE ${truth(d, cs, 0)}`, 'long'],
  (d, cs) => { const c = d.column(cs, 'text'); return c === undefined ? undefined : [`COUNT_DISTINCT(${c}) WHERE ${truth(d, cs, 0)}`, 'long']; },
  (d, cs) => [`MEDIAN(${long(d, cs, 0)})`, 'real'],
  (d, cs) => [`PERCENTILE(${long(d, cs, 0)}, 90)`, 'real'],
  (d, cs) => { const c = d.column(cs, 'text'); return c === undefined ? undefined : [`${d.pick(['MAX', 'MIN'])}(${c})`, 'text']; },
  (d, cs) => [`COUNT_DISTINCT(${text(d, cs, 1)})`, 'long'],
  (d, cs) => { const c = d.column(cs, 'long', 'moment'); return c === undefined ? undefined : [`TOP(${c}, 2, "${d.pick(['desc', 'asc'])}")`, cs.get(c) === 'long' ? 'longs' : 'moment']; },
  (d, cs) => [`STD_DEV(${long(d, cs, 0)})`, 'real'],
  (d, cs) => { const [c, by] = [d.column(cs, 'text', 'long'), d.column(cs, 'moment')]; return c === undefined || by === undefined ? undefined : [`${d.pick(['LAST', 'FIRST'])}(${c}, ${by})`, cs.get(c) as Kind]; },
  (d, cs) => [`MAX(${long(d, cs, 1)})`, 'long'],
  (d, cs) => { const c = d.column(cs, 'text', 'texts'); return c === undefined ? undefined : [d.pick([`LENGTH(MAX(${c}))`, `MV_COUNT(VALUES(${c}))`, `COUNT(*) + COUNT(${c})`]), 'long']; },
  (d, cs) => { const c = d.column(cs, 'text', 'texts'); return c === undefined ? undefined : [d.pick([`CONCAT(MAX(${c}), "-")`, `COALESCE(MIN(${c}), "none")`, `MV_CONCAT(MV_SORT(VALUES(${c})), ",")`, `CASE(COUNT(*) > 1, MAX(${c}), "one")`, `TO_UPPER(MAX(${c}))`]), 'text']; },
  (d, cs) => [d.pick([`MAX(${long(d, cs, 0)}) != 1`, `NOT (MAX(${long(d, cs, 0)}) > 1)`, `COUNT(*) > 1 AND MIN(${long(d, cs, 0)}) IN (0, 1)`, `MAX(${d.column(cs, 'text') ?? '"a"'}) == "a"`]), 'truth'],
  (d, cs) => { const c = d.column(cs, 'texts', 'longs'); return c === undefined ? undefined : [`${d.pick(['COUNT', 'COUNT_DISTINCT'])}(${c})`, 'long']; },
  (d, cs) => [`COUNT(${text(d, cs, 1)})`, 'long'],
  (d, cs) => [`${d.pick(['ABSENT', 'PRESENT'])}(${long(d, cs, 0)})`, 'truth'],
];

const KEYS: readonly ((d: Draw, cs: Columns) => [string, string, Kind] | undefined)[] = [
  (d, cs) => { const c = d.column(cs, ...GROUPED); return c === undefined ? undefined : [c, c, cs.get(c) as Kind]; },
  (d, cs) => { const c = d.column(cs, 'moment'); const n = d.fresh('g'); return c === undefined ? undefined : [`${n} = BUCKET(${c}, ${d.pick(['1 hour', '1 day', '1 week', '1 month'])})`, n, 'moment']; },
  (d, cs) => { const n = d.fresh('g'); return [`${n} = ${text(d, cs, 1)}`, n, 'text']; },
  (d, cs) => { const n = d.fresh('g'); return [`${n} = ${truth(d, cs, 0)}`, n, 'truth']; },
  (d, cs) => { const n = d.fresh('g'); return [`${n} = ${moment(d, cs, 1)}`, n, 'moment']; },
  (d, cs) => { const c = d.column(cs, 'texts'); return c === undefined ? undefined : [c, c, 'text']; },
  (d, cs) => { const c = d.column(cs, 'longs'); return c === undefined ? undefined : [c, c, 'long']; },
  (d, cs) => { const n = d.fresh('g'); return [`${n} = ${list(d, cs)}`, n, 'text']; },
];

const stats = (command: string): MakeStage => (d, cs) => {
  const keys = d.list(0, 2, () => '').map(() => d.pick(KEYS)(d, cs)).filter((k) => k !== undefined).filter((k, i, all) => all.findIndex((o) => o[1] === k[1]) === i);
  const made = d.list(1, 3, () => '').map(() => d.pick(AGGREGATES)(d, cs)).filter((a) => a !== undefined).map(([e, kind]) => [d.fresh('y'), kind, e] as const);
  if (made.length === 0) return undefined;
  const start = command === 'STATS' ? new Map<string, Kind>() : cs;
  return { text: `${command} ${made.map(([n, , e]) => `${n} = ${e}`).join(', ')}${keys.length > 0 ? ` BY ${keys.map(([e]) => e).join(', ')}` : ''}`, columns: and(start, ...keys.map(([, n, k]) => [n, k] as const), ...made.map(([n, k]) => [n, k] as const)) };
};

const keep: MakeStage = (d, cs) => { const kept = names(cs, d); return kept.length === 0 ? undefined : { text: `KEEP ${kept.join(', ')}`, columns: only(cs, kept) }; };
/** Patterns beside names: a column stands where the most exact of them puts it. */
const keepPatterns: MakeStage = (d, cs) => {
  const kept = names(cs, d);
  const stem = d.pick(['k', 's', 'j.', 'x']);
  const found = [...cs.keys()].filter((n) => n.startsWith(stem));
  return kept.length === 0 || found.length === 0 ? undefined : { text: `KEEP ${d.pick([[`${stem}*`, ...kept], [...kept, `${stem}*`]]).join(', ')}`, columns: only(cs, [...kept, ...found]) };
};
const drop: MakeStage = (d, cs) => { const gone = names(cs, d); return gone.length === 0 || gone.length === cs.size ? undefined : { text: `DROP ${gone.join(', ')}`, columns: without(cs, ...gone) }; };

const rename: MakeStage = (d, cs) => {
  const from = d.column(cs, 'text', 'long', 'moment', 'texts');
  if (from === undefined) return undefined;
  const to = d.fresh('z');
  return { text: `RENAME ${from} AS ${to}`, columns: and(without(cs, from), [to, cs.get(from) as Kind]) };
};

const sorted = (d: Draw, cs: Columns): string | undefined => {
  const by = names(cs, d, 'long', 'text', 'moment', 'real', 'truth').map((n) => `${n}${d.pick(['', ' ASC', ' DESC', ' ASC NULLS FIRST', ' DESC NULLS LAST'])}`);
  return by.length === 0 ? undefined : by.join(', ');
};
const sortByValue: MakeStage = (d, cs) => ({ text: `SORT ${d.one(() => text(d, cs, 1), () => long(d, cs, 1), () => list(d, cs))}${d.pick(['', ' DESC', ' NULLS FIRST'])}, ${sorted(d, cs) ?? '1'}`, columns: cs });
const sort: MakeStage = (d, cs) => { const by = sorted(d, cs); return by === undefined ? undefined : { text: `SORT ${by}`, columns: cs }; };
const top: MakeStage = (d, cs) => { const by = sorted(d, cs); return by === undefined ? undefined : { text: `SORT ${by} | LIMIT ${d.pick(['1', '3'])}`, columns: cs }; };

const expand: MakeStage = (d, cs) => {
  const from = d.column(cs, 'texts', 'longs', 'text');
  return from === undefined ? undefined : { text: `MV_EXPAND ${from}`, columns: and(cs, [from, cs.get(from) === 'longs' ? 'long' : 'text']) };
};

const dissect: MakeStage = (d, cs) => {
  const from = d.column(cs, 'text');
  if (from === undefined) return undefined;
  const [x, y] = [d.fresh('x'), d.fresh('x')];
  const form = d.pick([`%{${x}}-%{${y}}`, `%{}=%{${x}}`, `%{${x}} %{}`, `a%{${x}}`, `%{${x}}-%{${y}}-%{}`, `%{?q}=%{${x}};`, `%{${x}}.%{}.%{${y}}`, `%{}//%{${x}}/%{}`, `%{${x}}:%{${y}}`, `%{${x}}`]);
  return { text: `DISSECT ${from} "${form}"`, columns: and(cs, ...[x, y].filter((n) => form.includes(n)).map((n) => [n, 'text'] as const)) };
};

const grok: MakeStage = (d, cs) => {
  const from = d.column(cs, 'text');
  if (from === undefined) return undefined;
  const x = d.fresh('x');
  const form = d.pick([`%{WORD:${x}}-%{GREEDYDATA}`, `%{INT:${x}:int}`, `%{IP:${x}}`, `(?<${x}>[a-c]+)=`, `%{DATA:${x}}=%{GREEDYDATA}`]);
  return { text: `GROK ${from} """${form}"""`, columns: and(cs, [x, form.includes(':int') ? 'long' : 'text']) };
};

const lookup: MakeStage = (d, cs) => {
  if (cs.get('k') !== 'text') return undefined;
  const second = cs.get('k2') === 'text' && d.chance(2);
  return { text: `LOOKUP JOIN U ON k${second ? ', k2' : ''}`, columns: and(cs, ...U) };
};

const member: MakeStage = (d, cs) => {
  const column = d.column(cs, 'text');
  return column === undefined ? undefined : { text: `WHERE ${column} ${d.pick(['IN', 'NOT IN'])} (${d.pick(['FROM U | KEEP k', 'FROM U | WHERE m > 0 | KEEP v', 'FROM T | WHERE n > 1 | KEEP k2', 'FROM U | STATS c = COUNT(*) BY s | KEEP s'])})`, columns: cs };
};

const fork: MakeStage = (d, cs) => ({ text: `FORK (WHERE ${truth(d, cs, 0)}) (WHERE ${truth(d, cs, 0)})${d.pick(['', ` (EVAL x = ${text(d, cs, 0)})`.replace('x =', `${d.fresh('x')} =`), ` (WHERE ${truth(d, cs, 0)})`])}`, columns: and(cs, ['_fork', 'text']) });

const STAGES: readonly MakeStage[] = [where, evaluate, where, evaluate, stats('STATS'), keep, sort, lookup, top, expand, dissect, drop, rename, grok, member, stats('INLINE STATS'), fork, stats('STATS'), evaluate, stats('INLINE STATS'), keepPatterns, sortByValue, where, evaluate];

function pipeline(d: Draw, start: Drawn, stages: number, allowed = STAGES): Drawn {
  let now = start;
  for (let i = 0; i < stages; i++) {
    const next = d.pick(allowed)(d, now.columns);
    if (next && next.columns.size > 0 && !(next.text.startsWith('FORK') && now.text.includes('FORK'))) now = { text: `${now.text} | ${next.text}`, columns: next.columns };
  }
  return now;
}

const PLAIN: readonly MakeStage[] = [where, keep, evaluate, stats('STATS'), drop];

const SOURCES: readonly ((d: Draw) => string)[] = [
  (d) => pipeline(d, { text: 'FROM T', columns: T }, 1 + d.below(3)).text,
  (d) => pipeline(d, { text: 'FROM T', columns: T }, 2 + d.below(4)).text,
  (d) => pipeline(d, { text: 'FROM T', columns: T }, 1 + d.below(3)).text,
  (d) => {
    const [a, b] = [pipeline(d, { text: 'FROM T', columns: T }, 1, PLAIN), pipeline(d, { text: 'FROM U', columns: U }, 1, PLAIN)];
    return pipeline(d, { text: `FROM (${a.text}), (${b.text})`, columns: and(b.columns, ...a.columns) }, d.below(2)).text;
  },
];

export const esqlPipelines = drawn((d) => d.pick(SOURCES)(d));
