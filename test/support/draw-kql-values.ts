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
    ...MORE_TEXTS.map((make) => () => make(t, n, d, cs)),
  );
}

type Make = (t: () => string, n: () => string, d: Draw, cs: Columns) => string;

const json = (d: Draw, cs: Columns): string => `parse_json(${d.column(cs, 'json') ?? '"{}"'})`;

/** Texts by functions that queries of tables name less often, and at odd places. */
const MORE_TEXTS: readonly Make[] = [
  (_t, _n, d, cs) => `tostring(${span(d, cs, 0)})`,
  (t, _, d) => `substring(${t()}, ${d.pick(['-1', '-2, 1', '1, -1', `strlen(${t()})`, `0, strlen(${t()})`, `0, strlen(${t()}) - 2`, "1, 100"])})`,
  (t, _, d) => { const x = t(); return `substring(${x}, ${d.pick([`indexof(${x}, "=") + 1`, `0, indexof(${x}, "-")`, `0, strlen(${x}) - 1`, `strlen(${x}) - 2`])})`; },
  (t, _, d) => `tostring(split(${t()}, ${d.pick(['"=", 1', '"-", 0', '".", 5'])})[0])`,
  (t, _, d) => `extract(${d.pick(['@"(\\w+)=(\\w+)", 2', '@"^\\w+", 0', '"a(b)?", 1', '"(a)|(b)", 2', '"(?i)(A)", 1', '@"([^\\\\]+)$", 1', '@":(\\d+)$", 1', '"(a*)", 1'])}, ${t()})`,
  (t, _, d) => `tostring(extract_all(@"(\\w+)", ${t()})[${d.pick(['0', '1'])}])`,
  (t, _, d) => `replace_regex(${t()}, ${d.pick(['@"(\\w+)-(\\w+)", @"\\2-\\1"', '@"^", "x"', '@"$", "x"', '@"\\s+", " "', '"a", @"\\0\\0"', '"a", "$1"', '@"[^\\w]", ""'])})`,
  (t, _, d, cs) => `replace_string(${t()}, "a", ${d.column(cs, 'text') ?? '"b"'})`,
  (t, _, d) => `trim(${d.pick(['@"[^\\w]+"', '"[a-c]"', '"a|b"', "'\"'", '" "'])}, ${t()})`,
  (t, _, d) => `strcat_delim(${d.pick(['"-"', '""'])}, ${t()}, ${t()})`,
  (t, _, d) => `strcat_array(split(${t()}, "-"), ${d.pick(['""', '","'])})`,
  (t, _, d) => `translate(${d.pick(['"ab", "xy"', '"abc", "x"'])}, ${t()})`,
  (t, n, d) => `${d.pick(['hash_md5', 'hash_sha1'])}(${d.pick([t(), `tostring(${n()})`])})`,
  (t, _, d) => `${d.pick(['url_decode', 'regex_quote', 'tolower', 'tostring'])}(${t()})`,
  (t) => `tostring(parse_url(${t()}).Host)`,
  (_t, _n, d, cs) => `format_datetime(${moment(d, cs, 1)}, ${d.pick(['"yy-M-d H:m:s"', '"yyyy-MM-dd hh:mm:ss tt"', '"HH:mm:ss.fff"', '"dd/MM/yyyy [HH]"', '"MM"'])})`,
  (_t, _n, d, cs) => `tostring(${moment(d, cs, 1)})`,
  (_t, _n, d, cs) => `tostring(dayofweek(${moment(d, cs, 0)}))`,
  (_t, _n, d, cs) => `tostring(${json(d, cs)}${d.pick(['.a', '.o.b', '.b[0]', '.c', '', '.o', '[0]'])})`,
  (_t, _n, d, cs) => `extract_json(${d.pick(['"$.a"', '"$.o.b"'])}, ${d.column(cs, 'json') ?? '"{}"'})`,
  (_t, n, d, cs) => `strcat(${d.column(cs, 'text') ?? '"a"'}, ":", ${d.pick([n(), truth(d, cs, 0), moment(d, cs, 0)])})`,
  (t, _, d) => `iff(isempty(${t()}), ${d.pick(['""', '"none"'])}, ${t()})`,
  (t, _, d) => `coalesce(${d.pick([`"", ${t()}`, `${t()}, "", ${t()}`, `${t()}, "none"`])})`,
];

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
    ...MORE_LONGS.map((make) => () => make(t, n, d, cs)),
  );
}

const MORE_LONGS: readonly Make[] = [
  (_t, _n, d, cs) => `${d.pick(['tolong', 'toint'])}(${span(d, cs, 0)} / ${d.pick(['1h', '1d'])})`,
  (t, _, d) => `countof(${t()}, ${d.pick(['"aa"', '"="', '"a|b", "regex"', '@"\\d", "regex"'])})`,
  (t, _, d) => `strcmp(${t()}, ${d.pick([t(), '"a"', '""'])})`,
  (t) => `string_size(${t()})`,
  (t, _, d, cs) => `indexof(${t()}, ${d.column(cs, 'text') ?? '"a"'})`,
  (_t, _n, d, cs) => `datetime_diff(${d.pick(["'quarter'", "'millisecond'"])}, ${moment(d, cs, 1)}, ${moment(d, cs, 0)})`,
  (_t, _n, d, cs) => `datetime_part(${d.pick(["'month'", "'second'", "'dayofyear'", "'millisecond'", "'quarter'"])}, ${moment(d, cs, 0)})`,
  (t, _, d) => `array_length(split(${t()}, ${d.pick(['"-"', '"a"'])}))`,
  (_t, n, d, cs) => `strlen(tostring(${d.pick([n(), truth(d, cs, 0)])}))`,
  (_t, _n, d, cs) => `tolong(${json(d, cs)}.c)`,
  (_t, n, d) => `iff(isnull(${n()}), ${d.pick(['0', 'long(null)'])}, ${n()})`,
  (t) => `toint(extract(@"(\\d+)", 1, ${t()}))`,
  (_t, n) => `-${n()}`,
];

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
  return d.one(() => column, () => `bin(${m()}, ${d.pick(SPANS)})`, () => `${d.pick(['startofday', 'startofmonth', 'startofweek', 'startofyear', 'endofday', 'endofmonth', 'endofweek'])}(${m()})`, () => `${m()} ${d.pick(['+', '-'])} ${d.pick(SPANS)}`, () => `datetime_add(${d.pick(["'day'", "'hour'", "'month'"])}, ${d.pick(['1', '-2'])}, ${m()})`, () => `todatetime("2026-01-20")`, () => `iff(${truth(d, cs, 0)}, ${m()}, ${m()})`, () => `coalesce(${column}, ${m()})`, () => `${d.pick(['max_of', 'min_of'])}(${m()}, ${m()})`,
    () => `${d.pick(['startofday', 'startofweek', 'startofmonth', 'startofyear'])}(${m()}, ${d.pick(['-1', '1'])})`, () => `datetime_add(${d.pick(["'week'", "'quarter'", "'year'", "'millisecond'"])}, ${d.pick(['1', '-1'])}, ${m()})`, () => `make_datetime(2026, 1, 20${d.pick(['', ', 10, 30, 0'])})`,
    () => `todatetime(format_datetime(${m()}, "yyyy-MM-dd"))`, () => `todatetime(tostring(${m()}))`, () => `${m()} + strlen(${d.column(cs, 'text') ?? '"a"'}) * 1h`, () => `unixtime_seconds_todatetime(strlen(${d.column(cs, 'text') ?? '"a"'}))`, () => `iff(isnull(${m()}), ${d.pick(['now()', 'datetime(null)'])}, ${m()})`, () => `bin_at(${m()}, 1d, datetime(2026-01-20T06:00:00Z))`);
}

/** Timespans of a size that is far from the edges of 64 bits. */
export function span(d: Draw, cs: Columns, deep: number): string {
  const m = (): string => moment(d, cs, deep - 1);
  const made = (): string => `(${d.pick(['now()', m()])} - ${m()})`;
  const column = d.column(cs, 'span') ?? made();
  if (deep <= 0) return column;
  const x = (): string => span(d, cs, deep - 1);
  return d.one(
    () => column, made, () => `strlen(${text(d, cs, 0)}) * ${d.pick(['1h', '1m', '10d'])}`, () => `datetime_diff(${d.pick(["'minute', ", "'day', "])}${m()}, ${m()}) * 1m`, () => `(${x()} ${d.pick(['+', '-'])} ${d.pick([...SPANS, x()])})`,
    () => `iff(${truth(d, cs, 0)}, ${x()}, ${d.pick([...SPANS, x()])})`, () => `coalesce(${x()}, ${d.pick(['0s', '1d'])})`, () => `abs(${x()})`, () => `${d.pick(['max_of', 'min_of'])}(${x()}, 1h)`, () => `-${x()}`, () => `2 * ${x()}`, () => `hourofday(${m()}) * 1h`,
  );
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
    ...MORE_TRUTHS.map((make) => () => make(t, () => long(d, cs, 0), d, cs)),
  );
  if (deep === 0) return simple();
  return d.one(simple, simple, () => `${simple()} and ${truth(d, cs, deep - 1)}`, () => `(${simple()} or ${truth(d, cs, deep - 1)})`, () => `not(${truth(d, cs, deep - 1)})`);
}

const MORE_TRUTHS: readonly Make[] = [
  (_t, _n, d, cs) => `${span(d, cs, d.chance(3) ? 1 : 0)} ${d.pick(ORDERS)} ${d.pick([...SPANS, span(d, cs, 0)])}`,
  (_t, _n, d, cs) => `${span(d, cs, 1)} ${d.pick(['between (0s .. 1d)', '!between (1h .. 2d)', 'in (1h, 1d)', '!in (0s, 1d)'])}`,
  (_t, _n, d, cs) => `${d.pick(['isnull', 'isnotnull', 'isempty'])}(${span(d, cs, 0)})`,
  (t, _, d) => `${t()} ${d.pick(['in', '!in', 'in~', '!in~'])} (${d.pick(['""', '"", "a"', 'k2, "a"'.replace('k2', t())])})`,
  (t, _, d) => `${t()} ${d.pick(['has', '!has', 'contains', '!contains', 'startswith', '!startswith', 'endswith', '=~', '!~', 'contains_cs', 'startswith_cs', 'endswith_cs', 'hasprefix'])} ${t()}`,
  (t, _, d, cs) => `${t()} has_any (${d.column(cs, 'texts') ?? 'dynamic(["a"])'})`,
  (t, _, d) => `${t()} matches regex ${d.pick(['"^$"', '""', '@"\\ba\\b"', '@"^\\S+$"', '"a.b"', '"(?i)^AB?$"', '@"[\\w-]+\\.[\\w]+"', '"^[^@]+$"', '"a{1,2}=+"', '"^(a|b)[-=]"', '@"^\\D*$"', '".*?b$"', '"a#b|~|<1>"'])}`,
  (t, _, d) => `${t()} ${d.pick(['has', '!has', 'hasprefix', 'hassuffix', '!hasprefix', '!hassuffix', 'hasprefix_cs', 'hassuffix_cs'])} ${d.pick(['"a-"', '"-b"', '"=1"', '"b=x"', '"q"', '"1.5"', '"a b"'])}`,
  (_t, _n, d, cs) => `dayofweek(${moment(d, cs, 0)}) ${d.pick(['== 2d', 'in (0d, 2d)', 'between (1d .. 5d)', '> 1d', '!= 2d'])}`,
  (_t, _n, d, cs) => `hourofday(${moment(d, cs, 0)}) ${d.pick(['between', '!between'])} (8 .. 18)`,
  (_t, n, d, cs) => `isempty(tostring(${d.pick([n(), d.column(cs, 'truth') ?? 'true', moment(d, cs, 0)])}))`,
  (t, _, d) => `${d.pick(['has_ipv4', 'ipv4_is_match'])}(${t()}, "10.0.0.1")`,
  (t, _, d) => `${d.pick(['has_any_ipv4(T, "10.0.0.1", "192.168.1.7")', 'has_ipv4_prefix(T, "10.0.")', 'ipv4_is_in_any_range(T, "10.0.0.0/8", "192.168.0.0/16")', 'isascii(T)', 'isnull(ipv4_is_private(T))', 'ipv4_is_private(T) == false', 'isnull(toint(T))', 'isnotnull(todouble(T))']).replace('T', t())}`,
  (_t, _n, d, cs) => `${json(d, cs)}.a ${d.pick(['!= "x"', 'in ("x", "y")', '!in ("x", "y")', 'has "x"', '!has "x"', '=~ "X"', 'contains "x"'])}`,
  (_t, _n, d, cs) => `${d.pick(['isempty', 'isnotempty', 'isnull', 'isnotnull'])}(${json(d, cs)}${d.pick(['.a', '.c', '.o', '.b'])})`,
  (_t, _n, d, cs) => `${json(d, cs)}.c ${d.pick(['== 5', '!= 5'])}`,
  (_t, _n, d, cs) => `tostring(${json(d, cs)}.a) ${d.pick(['!= "x"', '== ""', '!in ("x", "y")'])}`,
  (_t, _n, d, cs) => `${d.column(cs, 'truth') ?? 'true'} ${d.pick(['== true', '!= true', '== false', 'in (true)'])}`,
  (_t, _n, d, cs) => `isnull(${d.column(cs, 'truth', 'long', 'moment', 'real', 'texts') ?? 'true'})`,
  (_t, n, d, cs) => `iff(${truth(d, cs, 0)}, ${n()} > 1, ${d.pick(['false', truth(d, cs, 0)])})`,
  (t, n, d, cs) => `case(${truth(d, cs, 0)}, ${t()} == "a", ${n()} > 1, ${t()} has "a", ${d.pick(['false', 'true'])})`,
  (_t, _n, d, cs) => `coalesce(${truth(d, cs, 0)}, ${d.pick(['false', 'true'])})`,
  (_t, n, d) => `coalesce(${n()}, ${n()}, 0) ${d.pick(ORDERS)} 1`,
  (_t, n, d) => `(isnull(${n()}) or ${n()} > ${d.pick(NUMBERS)})`,
  (_t, _n, d, cs) => `${d.column(cs, 'texts') ?? 'dynamic(["a"])'} ${d.pick(['has "a"', '!has "a"', 'contains "A"', 'has_any ("a", "x")', 'has_cs "A"'])}`,
  (_t, _n, d, cs) => `tostring(${d.column(cs, 'texts') ?? 'dynamic(["a"])'}) ${d.pick(['has "x"', '!has "x"', 'startswith "["'])}`,
  (_t, _n, d, cs) => `${d.pick(['"a"', '"A"'])} ${d.pick(['!in', 'in~', 'in'])} (${d.column(cs, 'texts') ?? 'dynamic(["a"])'})`,
  (_t, _n, d, cs) => `${moment(d, cs, 0)} ${d.pick(['!= datetime(2026-01-20T11:00:00Z)', 'in (datetime(2026-01-20T11:00:00Z), datetime(2024-02-29))', '!in (datetime(2026-01-20T11:00:00Z))', '> make_datetime(2026, 1, 20)', 'between (datetime(2026-01-18) .. datetime(2026-01-20T11:00:00Z))'])}`,
  (_t, _n, d, cs) => `(now() - ${moment(d, cs, 0)}) ${d.pick(['> 1d', '<= 2h', 'between (0s .. 1d)'])}`,
  (_t, _n, d, cs) => `format_datetime(${moment(d, cs, 0)}, "HH") ${d.pick(['in', '!in'])} ("11", "10")`,
];

const MAKERS: Readonly<Partial<Record<Kind, (d: Draw, cs: Columns, deep: number) => string>>> = { text, long, real, moment, span, truth, texts: (d, cs) => list(d, cs) };
export const VALUE_KINDS = ['text', 'long', 'moment', 'real', 'truth', 'texts', 'span'] as const;
export const valueOf = (kind: Kind, d: Draw, cs: Columns, deep: number): string => (MAKERS[kind] ?? text)(d, cs, deep);
