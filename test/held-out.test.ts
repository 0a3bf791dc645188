import { describe, expect, it } from 'vitest';
import { translate } from '../src/api/translate.js';
import { prove } from './proof/prove.js';

/* What queries have shown that nobody looked at while building: the same rows over tables made for the query, or a note. */

const EQUAL: readonly (readonly [what: string, query: string])[] = [
  ['a choice of arrays has the text of an array', 'T | extend why = dynamic([]) | extend why = iff(a has "x", array_concat(why, pack_array("one")), why) | extend why = iff(b has "y", array_concat(why, pack_array("two")), why) | summarize n = count() by tostring(why)'],
  ['arrays of which some are not there', 'T | project k, all = array_concat(iff(a == "x", dynamic(["p"]), dynamic([])), iff(b == "y", dynamic(["q"]), dynamic([])), iff(k == "z", dynamic(["r"]), dynamic([])))'],
  ['members that are not there add nothing', 'T | project k, all = array_concat(d.a, d.b)'],
  ['members that are not there give a row, as nothing does', 'T | extend all = array_concat(d.a, d.b, d.c) | mv-expand all | summarize n = count() by tostring(all)'],
  ['an array of nothing is no missing one', 'T | summarize s = make_set_if(a, n > 3) by k | extend t = tostring(s), empty = isempty(s)'],
  ['an array of nothing has no words in it', 'T | where n > 3 | summarize s = make_set(a) | project found = s has "x", none = s !has "x"'],
  ['an array of nothing gives no row', 'T | summarize s = make_set_if(n, n > 3) by k | mv-expand s'],
  ['a set on every row is looked through', 'T | where n > 1 | summarize s = make_set(a) | extend one = 1 | join kind=inner (U | distinct v | extend one = 1) on one | where s !contains v'],
  ['an array is split as its text', 'T | summarize s = make_set(a) by k | project k, part = tostring(split(s, ",")[0])'],
  ['a text has no elements', 'T | project x = tostring(extract_all(@"(\\d+)", dynamic([1]), a)[0][0]), y = tostring(split(a, "-")[0][1])'],
  ['a text is no number among numbers', 'T | project x = split(a, ":")[0] * 3600 + n'],
  ['a missing member is in no list, one that is missing in it neither', 'T | project x = d.a in~ ("v1", d.b), y = d.a !in~ ("v1", d.b), z = iff(d.a in~ ("v1", d.b), 1, 2)'],
  ['a timespan among texts', 'T | where dayofweek(t) in~ ("0.00:00:00", "6.00:00:00") | project k'],
  ['"" in a JSON text is a value', 'T | where todynamic(p).a != "" | project k, a = tostring(todynamic(p).a)'],
  ['what is no network has no addresses', 'T | where not(ipv4_is_in_any_range(ip, dynamic(["XX.0.0.0/8", "10.0.0.0/8"])))'],
  ['nothing but such networks', 'T | where not(ipv4_is_in_any_range(ip, dynamic(["XX.0.0.0/8"])))'],
  ['bag_unpack gives the columns that are declared', 'T | extend more = 1 | extend bag = parse_json(d.inner) | evaluate bag_unpack(bag) : (k: string, x: string, y: string)'],
  ['a joined object behind a union', 'let odd = T | join kind=leftouter (U | project k, m) on k | project-away k1; let all = odd | where n > 1 | union (odd | where m == 2); all | project k, os = tostring(d.os)'],
  ['signs of DISSECT in a name', 'T | project k, n, ["a/b"] = a | join kind=inner (U | project k, m, ["+c"] = v) on k'],
  ['a column of two types that nothing reads', '(union (T | extend x = "a"), (U | extend x = 1)) | summarize c = count() by k'],
  ['an object that is dropped', 'T | extend x = tostring(d.a), y = tostring(d.b) | project-away d'],
  ['a moment in a bag', 'T | project k, bag = tostring(bag_pack("at", t, "k", k))'],
  ['digits that are cut out are a whole number', 'T | project port = toint(extract(@"port=(\\d+)", 1, a))'],
];

describe('queries of kinds that held-out ones have', () => {
  it.each(EQUAL)('%s', (_what, query) => {
    const { verdict, reason, notes } = prove(query, 'kql');
    expect({ verdict, reason, losses: notes.filter((n) => n.grade !== 'rewritten').map((n) => n.message) }).toEqual({ verdict: 'equal', reason: '', losses: [] });
  });

  it.each<[query: string, note: string, times: number]>([
    ['T | project at = unixtime_milliseconds_todatetime(tolong(n))', 'fractions of a millisecond', 0],
    ['T | project at = unixtime_milliseconds_todatetime(todouble(n) / 3)', 'fractions of a millisecond', 1],
    ['T | project port = toint(extract(@"port=(\\S+)", 1, a))', 'a text with a fraction', 1],
    ['union (T | where n > 1 | summarize s = make_set(n) by k), (U | summarize s = make_set(v) by k)', 'all become texts', 1],
    ['T | summarize s = make_list(a) by k | project t = strcat("of ", s)', 'in ascending order', 1],
  ])('says what is not kept: %s', (query, note, times) => {
    const { verdict, notes } = prove(query, 'kql');
    expect(['equal', 'graded']).toContain(verdict);
    expect(notes.filter((n) => n.message.includes(note)).length).toBe(times);
  });

  it('takes no part of an array for a text', () => {
    expect(translate('T | project x = array_split(split(a, "/"), -1)[1][0]', { from: 'kql', to: 'esql' }).ok).toBe(false);
  });

  it('puts many arrays together in a text of their size', () => {
    const parts = Array.from({ length: 30 }, (_, i) => `iff(n == ${i}, dynamic(["c${i}"]), dynamic([]))`);
    const a = translate(`T | extend all = array_concat(${parts.join(', ')})`, { from: 'kql', to: 'esql' });
    expect(a.ok && a.query.length).toBeLessThan(6000);
  });
});
