import { expect, test } from 'vitest';
import { planOf } from '../src/api/plan.js';
import { openEnvironment } from '../src/api/informed.js';
import { translate } from '../src/api/translate.js';
import { columnEvidence } from '../src/semantics/evidence.js';

const evidence = (query: string): string[] =>
  Array.from(columnEvidence(planOf(query, 'kql', openEnvironment({})).plan), ([table, fields]) => `${table}: ${fields.map((f) => `${f.name}:${f.type}`).join(' ')}`);

test.each([
  ['T | where t > ago(1d)', ['T: t:datetime']],
  ['T | extend u = t | where u between (ago(1d) .. now())', ['T: t:datetime']],
  ['T | project u = t, t = 1 | where u > ago(1d) and t > 2', ['T: t:datetime']],
  ['T | where array_length(a) == 0 or b.c == "x" | mv-expand d', ['T: a:dynamic b:dynamic d:dynamic']],
  ['T | summarize n = count() by h = startofday(t) | where h > ago(1d)', ['T: t:datetime']],
  ['let x = T | where t > ago(1d); x | join (U | where u > now()) on k', ['T: t:datetime', 'U: u:datetime']],
  ['T | extend t = 1 | where t > 0', []],
  ['T | where a[0] == 1 and a > ago(1d)', ['T: a:dynamic']],
  ['T | where a == "x"', []],
  ['T | where (a - b) between (0min .. 4h)', ['T: a:datetime b:datetime']],
  ['T | extend d = a - b | where d < 1h', ['T: a:datetime b:datetime']],
  ['T | project k, a | join (U | where b > ago(1d)) on k | where b - a < 1h', ['T: a:datetime', 'U: b:datetime']],
  ['T | where tolower(k) == "x" | join (datatable(k:string)["a"]) on k', ['T: k:string']],
  ['T | join U on $left.a == $right.b | where a > ago(1d)', ['T: a:datetime', 'U: b:datetime']],
  ['T | where flag and not(other)', ['T: other:bool flag:bool']],
  ['union T, U | where t > ago(1d)', ['T: t:datetime', 'U: t:datetime']],
  ['T | summarize m = max(t) by k | where m > ago(1d)', ['T: t:datetime']],
  ['T | extend t = column_ifexists("t", now()) | where t > ago(1d)', []],
])('%s tells %j', (query, expected) => expect(evidence(query)).toEqual(expected));

test('types that the query shows reach the other side of a packed join', () => {
  const r = translate('T | where t > ago(1d) | project t, k | join kind=inner (U | where u > ago(1d) | project u, k) on k | where u between (t .. t + 1h)', { from: 'kql', to: 'esql' });
  expect(r).toMatchObject({ ok: true });
  expect(r.ok && planOf(r.query, 'esql', openEnvironment({})).plan.body.stages.length).toBeGreaterThan(3);
});

test.each([['array_length(x) == 0', 'COALESCE(MV_COUNT(x), 0) == 0', ['wider']], ['array_length(x) > 1', 'MV_COUNT(x) > 1', []]])('%s is %s', (kql, esql, grades) => {
  const r = translate(`T | where ${kql}`, { from: 'kql', to: 'esql' });
  expect(r.ok && [r.query.trim(), r.notes.map((n) => n.grade)]).toEqual([`FROM T\n| WHERE ${esql}`, grades]);
});
