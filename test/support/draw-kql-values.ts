import { type Columns, type Draw, type Kind } from './draw.js';

/** Expressions of KQL of a kind over the columns that there are, `deep` calls deep at most. */

const WORDS = ['"a"', '"A"', '"ab"', '"b"', '"x"', '"a-b"', '"x.y"', '""', '"C:\\\\d"', '"1"', '@"c-d"', '"é"'] as const;
const NUMBERS = ['1', '0', '2', '5', '-1', '10'] as const;
const SPANS = ['1h', '1d', '30m', '7d', '1s'] as const;

export function text(d: Draw, cs: Columns, deep: number): string {
  const column = d.column(cs, 'text') ?? d.pick(WORDS);
  if (deep <= 0) return d.chance(5) ? d.pick(WORDS) : column;
  const t = (): string => text(d, cs, deep - 1);
  const n = (): string => long(d, cs, 0);
  return d.one(
    () => column, () => column, () => `tolower(${t()})`, () => `strcat(${t()}, ${d.pick(['"-"', '" "', '""'])}, ${t()})`, () => `iff(${truth(d, cs, 0)}, ${t()}, ${t()})`,
    () => `case(${truth(d, cs, 0)}, ${t()}, ${truth(d, cs, 0)}, ${t()}, ${t()})`, () => `coalesce(${t()}, ${t()})`, () => `tostring(${d.one(n, () => truth(d, cs, 0), () => real(d, cs, 0), t)})`, () => `toupper(${t()})`,
    () => `substring(${t()}, ${d.pick(['0, 1', '1', '1, 2', '0, 0', '10'])})`, () => `replace_string(${t()}, "a", ${d.pick(['"z"', '""'])})`, () => `tostring(split(${t()}, ${d.pick(['"-"', '"."', '"a"'])})[${d.pick(['0', '1', '-1', '2'])}])`,
    () => `extract(${d.pick(['@"(\\w+)"', '@"(\\d+)"', '"a(.)"', '"([a-z])-([a-z])"'])}, 1, ${t()})`, () => `trim(${d.pick(['"a"', '@"\\s+"', '"[^b]+"'])}, ${t()})`, () => `replace_regex(${t()}, ${d.pick(['@"\\d"', '"[ab]"', '"(a)(b)"'])}, ${d.pick(['"_"', '""'])})`,
    () => `tostring(${object(d, cs)})`, () => `${d.pick(['trim_start', 'trim_end'])}("a", ${t()})`, () => `reverse(${t()})`, () => `strcat_array(${list(d, cs)}, ",")`, () => `tostring(${list(d, cs)}[${d.pick(['0', '1', '-1'])}])`,
    () => `format_datetime(${moment(d, cs, 0)}, ${d.pick(['"yyyy-MM-dd"', '"HH:mm"', '"yyyyMM"'])})`, () => `strcat_delim("-", ${t()}, ${n()})`, 
    () => `${d.pick(['base64_encode_tostring', 'url_encode', 'hash_sha256', 'strrep'])}(${t()}`.replace(/strrep.*/, `strrep(${column}, 2`) + ')', () => `tostring(parse_path(${t()}).Filename)`, () => `dayname(${n()})`.replace(/.*/, `tostring(bin(${n()}, 2))`),
  );
}

const object = (d: Draw, cs: Columns): string => {
  const j = d.column(cs, 'object');
  return j === undefined ? 'dynamic({"a":"x"}).a' : `${j}${d.pick(['.a', '["a"]', '.list[0]'])}`;
};

export const list = (d: Draw, cs: Columns): string => {
  const column = d.column(cs, 'texts') ?? 'dynamic(["a","b"])';
  return d.one(() => column, () => column, () => `split(${d.column(cs, 'text') ?? '"a-b"'}, "-")`, () => `pack_array(${d.column(cs, 'text') ?? '"a"'}, "b")`, () => `set_union(${column}, dynamic(["a"]))`, () => `array_sort_asc(${column})`, () => `array_concat(${column}, dynamic(["z"]))`);
};

export function long(d: Draw, cs: Columns, deep: number): string {
  const column = d.column(cs, 'long') ?? d.pick(NUMBERS);
  if (deep <= 0) return d.chance(4) ? d.pick(NUMBERS) : column;
  const n = (): string => long(d, cs, deep - 1);
  const t = (): string => text(d, cs, deep - 1);
  const m = (): string => moment(d, cs, deep - 1);
  return d.one(
    () => column, () => `strlen(${t()})`, () => `${n()} ${d.pick(['+', '-', '*'])} ${d.pick(NUMBERS)}`, () => `(${n()} + ${n()})`, () => `toint(${t()})`, () => `tolong(${t()})`, () => `iff(${truth(d, cs, 0)}, ${n()}, ${n()})`,
    () => `coalesce(${n()}, ${d.pick(NUMBERS)})`, () => `array_length(${list(d, cs)})`, () => `indexof(${t()}, ${d.pick(WORDS)})`, () => `datetime_diff(${d.pick(["'hour'", "'day'", "'minute'", "'month'", "'year'", "'second'"])}, ${m()}, ${m()})`, () => `bin(${n()}, ${d.pick(['2', '5'])})`,
    () => `${n()} ${d.pick(['/', '%'])} ${d.pick(['2', '3'])}`, () => `abs(${n()})`, () => `${d.pick(['hourofday', 'dayofmonth', 'dayofyear', 'getmonth', 'getyear', 'week_of_year', 'monthofyear'])}(${m()})`, () => `datetime_part(${d.pick(["'hour'", "'day'", "'minute'", "'year'"])}, ${m()})`,
    () => `countof(${t()}, "a")`, () => `tolong(${real(d, cs, 0)})`, () => `${d.pick(['max_of', 'min_of'])}(${n()}, ${n()})`, () => `${d.pick(['toint', 'tolong'])}(${d.column(cs, 'object') === undefined ? '5' : `${d.column(cs, 'object')}.${d.pick(['c', 'o.b'])}`})`, () => `toint(${truth(d, cs, 0)})`, () => `sign(${n()})`, () => `binary_and(${n()}, 3)`,
    () => `array_index_of(${list(d, cs)}, "a")`, () => `toint((${m()} - ${m()}) / ${d.pick(SPANS)})`, () => `unixtime_seconds_todatetime(${n()})`.replace(/.*/, `toint(dayofweek(${m()}) / 1d)`), () => `case(${truth(d, cs, 0)}, ${n()}, ${truth(d, cs, 0)}, ${n()}, 9)`,
  );
}

export function real(d: Draw, cs: Columns, deep: number): string {
  const column = d.column(cs, 'real') ?? '1.5';
  if (deep <= 0) return column;
  const n = (): string => long(d, cs, deep - 1);
  return d.one(() => column, () => `todouble(${n()})`, () => `${real(d, cs, deep - 1)} ${d.pick(['+', '-', '*'])} ${d.pick(['1.5', '2'])}`, () => `round(${real(d, cs, deep - 1)}, 1)`, () => `toreal(${text(d, cs, 0)})`, () => `1.0 * ${n()} / ${d.pick(['2', '3'])}`, () => `${d.pick(['floor', 'ceiling', 'abs', 'exp', 'sqrt'])}(${real(d, cs, 0)}${''})`.replace(/floor\((.*)\)/, 'floor($1, 1.0)'), () => `pow(${n()}, 2)`);
}

export function moment(d: Draw, cs: Columns, deep: number): string {
  const column = d.column(cs, 'moment') ?? 'datetime(2026-01-20T11:00:00Z)';
  if (deep <= 0) return d.chance(4) ? d.pick(['now()', 'ago(1h)', 'datetime(2026-01-20)', 'ago(2d)']) : column;
  const m = (): string => moment(d, cs, deep - 1);
  return d.one(() => column, () => `bin(${m()}, ${d.pick(SPANS)})`, () => `${d.pick(['startofday', 'startofmonth', 'startofweek', 'startofyear', 'endofday', 'endofmonth', 'endofweek'])}(${m()})`, () => `${m()} ${d.pick(['+', '-'])} ${d.pick(SPANS)}`, () => `datetime_add(${d.pick(["'day'", "'hour'", "'month'"])}, ${d.pick(['1', '-2'])}, ${m()})`, () => `todatetime("2026-01-20")`, () => `iff(${truth(d, cs, 0)}, ${m()}, ${m()})`, () => `coalesce(${column}, ${m()})`, () => `${d.pick(['max_of', 'min_of'])}(${m()}, ${m()})`);
}

const ORDERS = ['==', '!=', '>', '<', '>=', '<='] as const;
const TERMS = ['has', '!has', '=~', '!~', 'contains', '!contains', 'startswith', '!startswith', 'endswith', '!endswith', 'has_cs', 'contains_cs', 'startswith_cs', 'endswith_cs', '!contains_cs', 'hasprefix', 'hassuffix', '!has_cs', '!startswith_cs', '!endswith_cs'] as const;

export function truth(d: Draw, cs: Columns, deep: number): string {
  const t = (): string => text(d, cs, deep);
  if (deep <= -1) return 'true';
  const simple = (): string => d.one(
    () => `${t()} ${d.pick(['==', '!='])} ${d.pick(WORDS)}`, () => `${long(d, cs, deep)} ${d.pick(ORDERS)} ${d.pick(NUMBERS)}`, () => `${t()} ${d.pick(TERMS)} ${d.pick(WORDS)}`, () => `${t()} ${d.pick(['in', '!in', 'in~', '!in~', 'has_any', 'has_all'])} (${d.pick(WORDS)}, ${d.pick(WORDS)})`.replace(/(has_a\w+ \(.*)""/, '$1"q"').replace(/has_a\w+ \("", ""\)/, 'has_any ("a")'),
    () => `${d.pick(['isempty', 'isnotempty'])}(${t()})`, () => `${d.pick(['isnull', 'isnotnull'])}(${d.one(() => long(d, cs, deep), () => moment(d, cs, deep), () => real(d, cs, 0))})`, () => d.column(cs, 'truth') ?? 'true', () => `${moment(d, cs, deep)} ${d.pick(['>', '<', '>=', '<=', '=='])} ${d.pick(['ago(1h)', 'datetime(2026-01-19)', 'now() - 2d'])}`,
    () => `${moment(d, cs, deep)} ${d.pick(['between', '!between'])} (${d.pick(['ago(2h) .. now()', 'datetime(2026-01-18) .. 2d'])})`, () => `${long(d, cs, deep)} ${d.pick(['in', '!in'])} (1, 2)`, () => `${long(d, cs, deep)} ${d.pick(['between', '!between'])} (0 .. 2)`, () => `${text(d, cs, 0)} ${d.pick(['==', '!=', '=~', 'has', 'contains', 'startswith'])} ${text(d, cs, 0)}`,
    () => `${t()} matches regex ${d.pick(['"^a"', '@"\\d+"', '"a|b$"', '"(?i)AB"', '"[^a]"'])}`, () => `${object(d, cs)} ${d.pick(['==', '!=', '=~', 'has', 'contains'])} ${d.pick(['"x"', '"a"', '"A"'])}`, () => `${real(d, cs, deep)} ${d.pick(ORDERS)} 1.5`,
    () => `array_length(${list(d, cs)}) ${d.pick(ORDERS)} ${d.pick(['1', '2'])}`, () => `isempty(${object(d, cs)})`, () => `set_has_element(${list(d, cs)}, "a")`, () => `${long(d, cs, deep)} ${d.pick(ORDERS)} ${long(d, cs, 0)}`, () => `ipv4_is_private(${t()})`, () => `ipv4_is_in_range(${t()}, "10.0.0.0/8")`, () => `tobool(${t()})`, () => `"a" in (${d.column(cs, 'texts') ?? 'dynamic(["a"])'})`, () => `parse_json(${d.column(cs, 'json') ?? '"{}"'}).a == "x"`,
    () => `tolong(parse_json(${d.column(cs, 'json') ?? '"{}"'}).c) > 1`, () => `${d.pick(['k', 's']).replace(/./, (x) => (cs.has(x) ? x : '"a"'))} in (dynamic(["a", "b"]))`,
  );
  if (deep === 0) return simple();
  return d.one(simple, simple, () => `${simple()} and ${truth(d, cs, deep - 1)}`, () => `(${simple()} or ${truth(d, cs, deep - 1)})`, () => `not(${truth(d, cs, deep - 1)})`);
}

const MAKERS: Readonly<Partial<Record<Kind, (d: Draw, cs: Columns, deep: number) => string>>> = { text, long, real, moment, truth, texts: (d, cs) => list(d, cs) };
export const VALUE_KINDS = ['text', 'long', 'moment', 'real', 'truth', 'texts'] as const;
export const valueOf = (kind: Kind, d: Draw, cs: Columns, deep: number): string => (MAKERS[kind] ?? text)(d, cs, deep);
