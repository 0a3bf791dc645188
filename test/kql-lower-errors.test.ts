import { describe, expect, it } from 'vitest';
import { columnsOf, errorsOf, lowerKql, OPEN_WORLD, planOf } from './support/lower-kql.js';

/** What is refused, by which code, at which place. */
const CASES: readonly (readonly [query: string, ...errors: string[]])[] = [
  ['T | where nosuch == 1', 'unknown-column @nosuch'],
  ['T | project a, x = a, a', 'duplicate-column @a'],
  ['Tt | take 1', 'unknown-table @Tt'],
  ['T | extend x = nosuch(1), y = strlem(b)', 'unknown-function @nosuch', 'unknown-function @strlem'],
  ['T | where a', 'type-mismatch @a'],
  ['T | where d.x', 'type-mismatch @d.x'],
  ['T | extend sum(a)', 'aggregate-misplaced @sum(a)'],
  ['T | summarize sum(sum(a))', 'aggregate-misplaced @sum(a)'],
  ['T | summarize a', 'column-not-aggregated @a'],
  ['T | summarize count() by d', 'type-mismatch @d'],
  ['T | sort by d', 'type-mismatch @d'],
  ['T | extend row_number()', 'not-serialized @row_number()'],
  ['T | sort by a | summarize count() by b | extend prev(b)', 'not-serialized @prev(b)'],
  ['T | sort by a | extend prev(a, 1, a)', 'not-constant @a'],
  ['T | sort by a | scan declare (x:long) with (step s1: true => x = prev(a);)', 'window-misplaced @prev(a)'],
  ['T | scan declare (x:long) with (step s1: true => x = a;)', 'not-serialized @scan declare (x:long) with (step s1: true => x = a;)'],
  ['T | extend b + b', 'argument-type @b + b'],
  ['T | extend d * d', 'argument-type @d * d'],
  ['T | where b > "x"', 'argument-type @b > "x"'],
  ['T | where t >= 1d', 'argument-type @t >= 1d'],
  ['T | where a has "x"', 'argument-type @a has "x"'],
  ['T | extend iff(f, 1, 2.0)', 'types-differ @iff(f, 1, 2.0)'],
  ['T | extend strlen(b, b)', 'argument-count @strlen(b, b)'],
  ['T | extend iff(f, 1, "x"), case(f, 1, f, 2)', 'types-differ @iff(f, 1, "x")', 'argument-count @case(f, 1, f, 2)'],
  ['T | extend coalesce(a, b)', 'types-differ @coalesce(a, b)'],
  ['T | extend round(d.x), startofday(d.t)', 'argument-type @round(d.x)', 'argument-type @startofday(d.t)'],
  ['T | summarize sum(d.x), max(d)', 'argument-type @sum(d.x)', 'argument-type @max(d)'],
  ['T | extend bag_pack(a, b), parse_json(a)', 'argument-type @a', 'argument-type @parse_json(a)'],
  ['print datetime_diff("fortnight", now(), now())', 'unknown-unit @"fortnight"'],
  ['T | distinct d', 'type-mismatch @d'],
  ['T | union kind=sideways U', 'option-unknown @union kind=sideways U'],
  ['T | mv-expand a', 'type-mismatch @a'],
  ['T | parse b with x y', 'parse-pattern @y'],
  ['T | extend x = 9223372036854775808', 'literal-malformed @9223372036854775808'],
  ['print -9223372036854775808', 'literal-malformed @9223372036854775808'],
  ['print dynamic(1e400)', 'literal-malformed @1e400'],
  ['T | join U on $left.a > $right.a', 'join-condition @$left.a > $right.a'],
  ['T | join U on v', 'join-column-missing @v', 'join-column-missing @v'],
  ['T | join V on a', 'type-mismatch @a'],
  ['T | join kind=sideways U on a', 'option-unknown @join kind=sideways U on a'],
  ['let x = 1; let x = 2; print x', 'duplicate-name @x'],
  ['let f = (x:long) { x }; print f(1, 2)', 'argument-count @f(1, 2)'],
  ['let f = (X:(nosuch:long)) { X }; f(T)', 'unknown-column @T'],
  ['let x = 1;', 'no-query @let x = 1;'],
  ['where a == 1', 'stage-without-input @where a == 1'],
  ['T | project-rename b = a', 'duplicate-column @b = a'],
  ['T | project-away nosuch', 'unknown-column @nosuch'],
  ["_GetWatchlist('x') | take 1", "unknown-table @_GetWatchlist('x')"],
  ['print iff(nosuch, 1, 2)', 'unknown-column @nosuch'],
];

describe('refusals of KQL lowering', () => {
  for (const [query, ...errors] of CASES) it(query, () => expect(errorsOf(query)).toEqual(errors.length === 2 && errors[0] === errors[1] ? [errors[0]] : errors));

  const HINTS: readonly (readonly [query: string, hint: string])[] = [
    ['getschema_source | take 1', 'undefined'],
    ['T | getschema | where ColumnNam == "a"', 'the nearest name is ColumnName'],
    ['T | where bb == "x"', 'there are t, a, b, r, d, f, s'],
    ['T | extend strle(b)', 'the nearest name is strlen'],
    ['T | extend x = a, y = x', 'x is defined beside it; a further extend sees it'],
    ['print gettype(1L)', 'numbers have no suffix; timespans end in d, h, m, s, ms, microsecond or tick'],
    ['print strlen(null)', 'a null has a type: int(null), dynamic(null)'],
    ['T | extend b + b', 'strcat() joins texts'],
    ['T | where d.f', 'tobool(…) reads a dynamic value as a boolean'],
  ];
  for (const [query, hint] of HINTS) it(`helps: ${query}`, () => expect(String(lowerKql(query).diagnostics[0]?.hint)).toBe(hint));

  it('text functions take numbers', () => expect(columnsOf(planOf('T | project tolower(a), split(a, ",")'))).toBe('Column1:string a:dynamic'));

  it('says which literal beside a column can be compared', () => {
    expect(errorsOf('T | where b == 5 and a == "7" and f == 1')).toEqual([]);
  });
});

describe('an open world', () => {
  it('takes every table and column', () => expect(columnsOf(planOf('X | where y == 1 | extend z = w.q', OPEN_WORLD), OPEN_WORLD)).toBe('z:dynamic *'));
  it('keeps the columns of arg_max(t, *) open', () => expect(columnsOf(planOf('X | summarize arg_max(t, *) by k', OPEN_WORLD), OPEN_WORLD)).toBe('k:unknown t:unknown *'));
  it('closes after project', () => expect(errorsOf('X | project a | where b == 1', OPEN_WORLD)).toEqual(['unknown-column @b']));
  it('takes the rows of a function as a table, but not its arguments', () => {
    expect(errorsOf('_Im_Dns() | take 1', OPEN_WORLD)).toEqual([]);
    expect(errorsOf('_Im_Dns(starttime = ago(1d)) | take 1', OPEN_WORLD)).toEqual(['not-yet @_Im_Dns(starttime = ago(1d))']);
  });
  it('does not guess types', () => expect(columnsOf(planOf('X | project m = a + b, n = a - 1d, o = strlen(a)', OPEN_WORLD), OPEN_WORLD)).toBe('m:unknown n:unknown o:long'));
});
