import { type Columns, type Draw, type Kind } from './draw.js';

/** Expressions of ES|QL of a kind over the columns that there are, `deep` calls deep at most. */

const WORDS = ['"a"', '"A"', '"ab"', '"b"', '"x"', '"a-b"', '"x.y"', '"C:\\\\d"', '"1"', '"""c-d"""', '"é"'] as const;
const NUMBERS = ['1', '0', '2', '5', '-1', '10'] as const;
const SPANS = ['1 hour', '1 day', '30 minutes', '1 week', '1 month', '7 days', '3 months', '1 year', '2 days'] as const;

export function text(d: Draw, cs: Columns, deep: number): string {
  const column = d.column(cs, 'text') ?? d.pick(WORDS);
  if (deep <= 0) return d.chance(5) ? d.pick(WORDS) : column;
  const t = (): string => text(d, cs, deep - 1);
  const n = (): string => long(d, cs, 0);
  return d.one(
    () => column, () => column, () => `TO_STRING(${address(d, cs)})`, () => `TO_LOWER(${t()})`, () => `CONCAT(${t()}, ${d.pick(['"-"', '" "'])}, ${t()})`, () => `CASE(${truth(d, cs, 0)}, ${t()}, ${t()})`, () => `CASE(${truth(d, cs, 0)}, ${t()}, ${truth(d, cs, 0)}, ${t()})`,
    () => `COALESCE(${t()}, ${t()})`, () => `TO_STRING(${d.one(n, () => truth(d, cs, 0), t)})`, () => `TO_UPPER(${t()})`, () => `SUBSTRING(${t()}, ${d.pick(['1, 1', '2', '2, 2', '-2', '0'])})`, () => `REPLACE(${t()}, ${d.pick(['"a"', '"""\\d"""', '"[ab]"'])}, ${d.pick(['"_"', '""'])})`,
    () => `${d.pick(['LEFT', 'RIGHT'])}(${t()}, ${d.pick(['1', '2'])})`, () => `${d.pick(['TRIM', 'LTRIM', 'RTRIM', 'REVERSE'])}(${t()})`, () => `DATE_FORMAT(${d.pick(['"yyyy-MM-dd"', '"HH:mm"', '"yyyyMM"'])}, ${moment(d, cs, 0)})`, () => `${n()}::keyword`, () => `MV_CONCAT(${list(d, cs)}, ",")`,
    () => `MV_FIRST(${list(d, cs)})`, () => `MV_MAX(${list(d, cs)})`, () => `MV_MIN(${list(d, cs)})`, () => `MV_LAST(${list(d, cs)})`, () => `MV_FIRST(SPLIT(${t()}, "-"))`, () => `GREATEST(${t()}, ${t()})`, () => `REPEAT(${column}, 2)`, () => `TO_BASE64(${t()})`, () => `JSON_EXTRACT(${d.column(cs, 'json') ?? '"{}"'}, "$.a")`,
    () => `NULLIF(${t()}, "a")`.replace(/NULLIF\((.*), "a"\)/, 'CASE($1 == "a", null, $1)'), () => `DATE_FORMAT("yyyy", ${moment(d, cs, 0)})`, () => `MV_SLICE(${list(d, cs)}, 0)`,
    () => `SUBSTRING(${t()}, LOCATE(${t()}, ${d.pick(['"-"', '"="'])})${d.pick(['', ' + 1'])})`, () => `LEFT(${t()}, LENGTH(${t()}))`, () => `${d.pick(['MD5', 'SHA1', 'SHA256', 'URL_DECODE'])}(${t()})`, () => `MV_CONCAT(MV_SORT(${list(d, cs)}), "-")`, () => `COALESCE(${t()}, ${t()}, "none")`,
    () => `REPLACE(${t()}, "(.)-(.)", "$2-$1")`, () => `CONCAT(${t()}, TO_STRING(${n()}))`, () => `MV_FIRST(${setOf(d, cs)})`, () => `CASE(${truth(d, cs, 0)}, ${t()}, null)`, () => `DATE_FORMAT("MM/dd/yyyy", ${moment(d, cs, 1)})`,
  );
}

export const list = (d: Draw, cs: Columns): string => {
  const column = d.column(cs, 'texts') ?? d.column(cs, 'text') ?? '["a", "b"]';
  return d.one(() => column, () => column, () => `SPLIT(${d.column(cs, 'text') ?? '"a-b"'}, "-")`, () => `MV_SORT(${column})`, () => `MV_DEDUPE(${column})`, () => `MV_APPEND(${column}, "z")`, () => `MV_SLICE(${column}, 0, 1)`, () => `["a", "b"]`, () => setOf(d, cs), () => `MV_SLICE(${column}, 1, 2)`, () => `MV_SORT(SPLIT(${d.column(cs, 'text') ?? '"a-b"'}, "-"), "DESC")`);
};

const setOf = (d: Draw, cs: Columns): string => {
  const one = (): string => d.column(cs, 'texts', 'text') ?? '"a"';
  return `${d.pick(['MV_UNION', 'MV_INTERSECTION', 'MV_DIFFERENCE'])}(${one()}, ${d.one(one, () => d.pick(WORDS), () => text(d, cs, 0))})`;
};

export function long(d: Draw, cs: Columns, deep: number): string {
  const column = d.column(cs, 'long') ?? d.pick(NUMBERS);
  if (deep <= 0) return d.chance(4) ? d.pick(NUMBERS) : column;
  const n = (): string => long(d, cs, deep - 1);
  const t = (): string => text(d, cs, deep - 1);
  const m = (): string => moment(d, cs, deep - 1);
  return d.one(
    () => column, () => `LENGTH(${t()})`, () => `${n()} ${d.pick(['+', '-', '*'])} ${d.pick(NUMBERS)}`, () => `(${n()} + ${n()})`, () => `TO_LONG(${t()})`, () => `${t()}::integer`, () => `CASE(${truth(d, cs, 0)}, ${n()}, ${n()})`, () => `COALESCE(${n()}, ${d.pick(NUMBERS)})`, () => `MV_COUNT(${list(d, cs)})`,
    () => `LOCATE(${t()}, ${d.pick(WORDS)})`, () => `DATE_DIFF(${d.pick(['"hour"', '"day"', '"minute"', '"month"', '"seconds"', '"year"'])}, ${m()}, ${m()})`, () => `${n()} ${d.pick(['/', '%'])} ${d.pick(['2', '3'])}`, () => `ABS(${n()})`, () => `DATE_EXTRACT(${d.pick(['"hour_of_day"', '"day_of_month"', '"month_of_year"', '"year"', '"day_of_week"', '"minute_of_hour"', '"day_of_year"'])}, ${m()})`,
    () => `TO_INTEGER(${n()})`, () => `${d.pick(['GREATEST', 'LEAST'])}(${n()}, ${n()})`, () => `${d.pick(['MV_SUM', 'MV_MAX', 'MV_MIN', 'MV_COUNT'])}(${d.column(cs, 'longs', 'long') ?? '[1, 2]'})`, () => `TO_LONG(${real(d, cs, 0)})`, () => `ROUND(${n()})`, () => `SIGNUM(${n()})::long`, () => `TO_LONG(${m()})`, () => `BIT_LENGTH(${t()})`, () => `-${column}`.replace('--1', '1'), () => `BYTE_LENGTH(${t()})`, () => `CASE(${truth(d, cs, 0)}, ${n()})`,
    () => `LOCATE(${t()}, ${text(d, cs, 0)})`, () => `LOCATE(${t()}, ${d.pick(WORDS)}, ${d.pick(['2', '0', '-2'])})`, () => `DATE_DIFF(${d.pick(['"week"', '"quarter"', '"ms"'])}, ${m()}, ${m()})`, () => `DATE_EXTRACT(${d.pick(['"epoch_day"', '"minute_of_day"', '"ampm_of_day"', '"aligned_week_of_year"'])}, ${m()})`, () => `COALESCE(${n()}, ${n()})`, () => `MV_COUNT(${setOf(d, cs)})`,
  );
}

export function real(d: Draw, cs: Columns, deep: number): string {
  const column = d.column(cs, 'real') ?? '1.5';
  if (deep <= 0) return column;
  const n = (): string => long(d, cs, deep - 1);
  return d.one(() => column, () => `TO_DOUBLE(${n()})`, () => `${real(d, cs, deep - 1)} ${d.pick(['+', '-', '*', '/'])} ${d.pick(['1.5', '2'])}`, () => `ROUND(${real(d, cs, deep - 1)}, 1)`, () => `TO_DOUBLE(${text(d, cs, 0)})`, () => `1.0 * ${n()} / ${d.pick(['2', '3'])}`, () => `${d.pick(['FLOOR', 'CEIL', 'ABS'])}(${real(d, cs, 0)})`, () => `POW(${n()} % 1000, 2)::double`, () => `MV_AVG(${d.column(cs, 'longs', 'long') ?? '[1, 2]'})`);
}

export function moment(d: Draw, cs: Columns, deep: number): string {
  const column = d.column(cs, 'moment') ?? '"2026-01-20T11:00:00Z"::date';
  if (deep <= 0) return d.chance(4) ? d.pick(['NOW()', 'NOW() - 1 hour', '"2026-01-20"::datetime', 'TO_DATETIME("2026-01-18T00:00:00Z")']) : column;
  const m = (): string => moment(d, cs, deep - 1);
  return d.one(() => column, () => `DATE_TRUNC(${d.pick(SPANS)}, ${m()})`, () => `${m()} ${d.pick(['+', '-'])} ${d.pick(SPANS)}`, () => `BUCKET(${column}, 1 hour)`.replace(/BUCKET\((.*), 1 hour\)/, 'DATE_TRUNC(1 minute, $1)'), () => `TO_DATETIME("2026-01-20")`, () => `CASE(${truth(d, cs, 0)}, ${m()}, ${m()})`, () => `COALESCE(${m()}, ${m()})`, () => `DATE_PARSE("yyyy-MM-dd", ${d.pick(['"2026-01-20"', '"2026-01-18"'])})`, () => `${d.pick(['GREATEST', 'LEAST'])}(${m()}, ${m()})`);
}

const ORDERS = ['==', '!=', '>', '<', '>=', '<='] as const;

const address = (d: Draw, cs: Columns): string => d.column(cs, 'address') ?? `TO_IP(${d.column(cs, 'text') ?? '"10.0.0.1"'})`;
const ADDRESSES = ['"10.0.0.1"', '"8.8.8.8"', '"2001:db8::1"'] as const;
const NETWORKS = ['"10.0.0.0/8"', '"192.168.0.0/16", "10.0.0.0/8"', '"2001:db8::/32"', '"0.0.0.0/0"'] as const;

/** Tests of addresses, which have a type of their own. */
const ofAddress = (d: Draw, cs: Columns): string => d.one(
  () => `${address(d, cs)} ${d.pick(['==', '!='])} ${d.pick(ADDRESSES)}`, () => `CIDR_MATCH(${address(d, cs)}, ${d.pick(NETWORKS)})`, () => `NOT CIDR_MATCH(${address(d, cs)}, ${d.pick(NETWORKS)})`, () => `${address(d, cs)} IS ${d.pick(['', 'NOT '])}NULL`,
  () => `${address(d, cs)} ${d.pick(['IN', 'NOT IN'])} (${d.pick(ADDRESSES)}, ${d.pick(ADDRESSES)})`, () => `STARTS_WITH(TO_STRING(${address(d, cs)}), "10.")`, () => `COALESCE(${address(d, cs)}, "8.8.8.8"::ip) == "8.8.8.8"`, () => `CASE(${address(d, cs)} == "10.0.0.1", true, CIDR_MATCH(${address(d, cs)}, "10.0.0.0/8"))`,
);

export function truth(d: Draw, cs: Columns, deep: number): string {
  const t = (): string => text(d, cs, deep);
  const simple = (): string => d.one(
    () => `${t()} ${d.pick(['==', '!='])} ${d.pick(WORDS)}`, () => `${long(d, cs, deep)} ${d.pick(ORDERS)} ${d.pick(NUMBERS)}`, () => `${t()} ${d.pick(['LIKE', 'NOT LIKE'])} ${d.pick(['"a*"', '"*b"', '"?"', '"*a*"', '"a"', '"*.*"', '"C:\\\\\\\\*"'])}`, () => `${t()} ${d.pick(['IN', 'NOT IN'])} (${d.pick(WORDS)}, ${d.pick(WORDS)})`,
    () => `${t()} ${d.pick(['IS NULL', 'IS NOT NULL'])}`, () => `${d.one(() => long(d, cs, 0), () => moment(d, cs, 0), () => real(d, cs, 0))} ${d.pick(['IS NULL', 'IS NOT NULL'])}`, () => d.column(cs, 'truth') ?? 'true', () => `${moment(d, cs, deep)} ${d.pick(ORDERS)} ${d.pick(['NOW() - 1 hour', '"2026-01-19"', 'NOW() - 2 days'])}`,
    () => `${long(d, cs, deep)} ${d.pick(['IN', 'NOT IN'])} (1, 2)`, () => `${t()} ${d.pick(['RLIKE', 'NOT RLIKE'])} ${d.pick(['"a.*"', '"[a-b]+"', '"(A|a)b?"', '""".*\\d.*"""'])}`, () => `${d.pick(['STARTS_WITH', 'ENDS_WITH', 'CONTAINS'])}(${t()}, ${d.pick(WORDS)})`, () => `${t()} ${d.pick(['==', '!=', '<'])} ${text(d, cs, 0)}`, () => `${real(d, cs, deep)} ${d.pick(ORDERS)} 1.5`,
    () => `MV_COUNT(${list(d, cs)}) ${d.pick(ORDERS)} ${d.pick(['1', '2'])}`, () => `MV_CONTAINS(${list(d, cs)}, "a")`, () => `${d.column(cs, 'texts') ?? '"a"'} ${d.pick(['==', 'IN', 'LIKE'])} ${d.pick(['"a"', '"x"'])}`.replace(/IN (".*")/, 'IN ($1, "b")'), () => `${long(d, cs, deep)} ${d.pick(ORDERS)} ${long(d, cs, 0)}`, () => `TO_BOOLEAN(${t()})`, () => `${t()} LIKE ("a*", "*x")`, () => `CIDR_MATCH(TO_IP(${t()}), "10.0.0.0/8")`,
    () => `${d.column(cs, 'texts') ?? '"a"'} IS ${d.pick(['', 'NOT '])}NULL`, () => `${moment(d, cs, 0)} ${d.pick(ORDERS)} ${moment(d, cs, 0)}`, () => `${d.column(cs, 'truth') ?? 'true'} ${d.pick(['==', '!='])} ${d.pick(['true', 'false'])}`, () => `JSON_EXTRACT(${d.column(cs, 'json') ?? '"{}"'}, "$.a") == "x"`,
    () => `${t()} ${d.pick(['IN', 'NOT IN'])} (${d.pick(WORDS)}, ${d.pick(['null', text(d, cs, 0)])})`, () => `${long(d, cs, 0)} ${d.pick(['IN', 'NOT IN'])} (1, ${long(d, cs, 0)})`, () => `MV_CONTAINS(${list(d, cs)}, ${text(d, cs, 0)})`, () => `MV_INTERSECTS(${list(d, cs)}, ${list(d, cs)})`, () => `${d.column(cs, 'longs') ?? '1'} ${d.pick(ORDERS)} ${d.pick(NUMBERS)}`,
    () => `COALESCE(${d.column(cs, 'truth') ?? 'true'}, ${d.pick(['true', 'false'])})`, () => `${t()} NOT LIKE ("a*", "?")`, () => `${t()} ${d.pick(['==', '!='])} ""`, () => `CASE(${long(d, cs, 0)} > 1, ${d.column(cs, 'truth') ?? 'true'})`, () => ofAddress(d, cs), () => ofAddress(d, cs), () => `(${t()} == ${d.pick(WORDS)}) IS ${d.pick(['', 'NOT '])}NULL`,
  );
  if (deep <= 0) return simple();
  return d.one(simple, simple, () => `${simple()} AND ${truth(d, cs, deep - 1)}`, () => `(${simple()} OR ${truth(d, cs, deep - 1)})`, () => `NOT (${truth(d, cs, deep - 1)})`);
}

const MAKERS: Readonly<Partial<Record<Kind, (d: Draw, cs: Columns, deep: number) => string>>> = { text, long, real, moment, truth, texts: (d, cs) => list(d, cs) };
export const VALUE_KINDS = ['text', 'long', 'moment', 'real', 'truth', 'texts'] as const;
export const valueOf = (kind: Kind, d: Draw, cs: Columns, deep: number): string => (MAKERS[kind] ?? text)(d, cs, deep);
