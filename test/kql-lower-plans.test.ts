import { describe, expect, it } from 'vitest';
import { showPlan } from '../src/ast/show.js';
import { CLOSED, errorsOf, OPEN_WORLD, planOf } from './support/lower-kql.js';

/** What queries mean: the plan as `eskql explain` prints it. */
const CASES: readonly (readonly [name: string, query: string, plan: string])[] = [
  ['a scalar let is written out', 'let x = 1d; T | where t > ago(x)', 'scan  tables: T  metadata: ()  clash: suffix\nfilter  compare.greater(t, time.ago("1.00:00:00":timespan))'],
  ['a column hides a let of its name', 'let a = 5; T | where a == 1', 'scan  tables: T  metadata: ()  clash: suffix\nfilter  compare.equal(a, 1)'],
  ['a tabular let is shared', 'let X = T | take 1; X | union X',
    'let X =\n  scan  tables: T  metadata: ()  clash: suffix\n  limit  count: 1\n\nunion  outer  clash: suffix\n  inputs:\n    ref  name: X\n  inputs:\n    ref  name: X'],
  ['a let that nothing reads is left out', 'let X = T | take 1; U', 'scan  tables: U  metadata: ()  clash: suffix'],
  ['a function is written out', 'let f = (x:long, y:long = 2) { x + y }; print f(1), f(y = 5, x = 4)',
    'values  fields: ()  rows: ()\nextend  print_0 = math.add(1, 2), print_1 = math.add(4, 5)  place: keep'],
  ['its names do not leak', 'let y = 1; let f = (x:long) { let y = x; y }; print f(7), y', 'values  fields: ()  rows: ()\nextend  print_0 = 7, print_1 = 1  place: keep'],
  ['a tabular parameter is what is piped in', 'let f = (X:(a:long), n:long) { X | take n }; T | invoke f(3)', 'scan  tables: T  metadata: ()  clash: suffix\nlimit  count: 3'],
  ['a function without parameters is one let', 'let f = () { T | take 1 }; f | union f()',
    'let f =\n  scan  tables: T  metadata: ()  clash: suffix\n  limit  count: 1\n\nunion  outer  clash: suffix\n  inputs:\n    ref  name: f\n  inputs:\n    ref  name: f'],
  ['places of tables are not looked at', 'cluster("c").database("d").T | union workspace("w").U', 'scan  tables: T, U  metadata: ()  clash: suffix'],
  ['`in` a table', 'T | where a in (U)', 'scan  tables: T  metadata: ()  clash: suffix\nfilter  in(a in scan  tables: U  metadata: ()  clash: suffix | project  a = a)'],
  ['toscalar', 'print x = toscalar(U | count)', 'values  fields: ()  rows: ()\nextend  x = scalar(scan  tables: U  metadata: ()  clash: suffix | aggregate  keys: ()  aggregates: Count = aggregate.count()  layout: keysFirst)  place: keep'],
  ['conditional aggregates are filtered ones', 'T | summarize countif(f), sumif(a, r > 1)',
    'scan  tables: T  metadata: ()  clash: suffix\naggregate  keys: ()  aggregates: countif_f = aggregate.count() where f, sumif_a = aggregate.sum(a) where compare.greater(r, 1)  layout: keysFirst'],
  ['sort is descending with nulls last', 'T | sort by a, b asc, r nulls first',
    'scan  tables: T  metadata: ()  clash: suffix\nsort  keys: a desc, b nullsFirst, r desc nullsFirst'],
  ['a text column beside a number', 'T | where b == 0', 'scan  tables: T  metadata: ()  clash: suffix\nfilter  compare.equal(b, "0")'],
  ['a number column beside a text', 'T | where a == "7"', 'scan  tables: T  metadata: ()  clash: suffix\nfilter  compare.equal(a, 7)'],
  ['a pattern', 'declare pattern App = (id:string)[scope:string] { ("x").["U"] = { U | where u == "1" }; }; App("x").U',
    'scan  tables: U  metadata: ()  clash: suffix\nfilter  compare.equal(u, "1")'],
];

describe('plans of KQL queries', () => {
  for (const [name, query, plan] of CASES) it(name, () => expect(showPlan(planOf(query))).toBe(plan));

  it('query parameters take given values', () => {
    const env = { ...CLOSED, parameters: new Map([['n', 7]]) };
    expect(showPlan(planOf('declare query_parameters(n:long = 1, m:long = 2); print n, m', env))).toContain('print_0 = 7, print_1 = 2');
  });

  it('supplied functions and watchlists', () => {
    const functions = new Map([['_Im_Dns', '(top:long = 5) { T | take top }'], ['Whole', 'let n = 3;\nU | take n']]);
    const env = { ...CLOSED, functions, table: (name: string) => CLOSED.table(name === '_GetWatchlist_vip' ? 'U' : name) };
    expect(showPlan(planOf('_Im_Dns(top = 2)', env))).toContain('limit  count: 2');
    expect(showPlan(planOf('Whole', env))).toContain('limit  count: 3');
    expect(showPlan(planOf("_GetWatchlist('vip')", env))).toBe('scan  tables: _GetWatchlist_vip  metadata: ()  clash: suffix');
  });
});

describe('bounds of KQL lowering', () => {
  it('takes 200 lets, each reading the one before', () => {
    const lets = Array.from({ length: 200 }, (_, i) => `let x${i + 1} = x${i} + 1;`).join('\n');
    expect(errorsOf(`let x0 = 1;\n${lets}\nprint x200`)).toEqual([]);
  });
  it('stops lets that double', () => {
    const lets = Array.from({ length: 60 }, (_, i) => `let x${i + 1} = x${i} + x${i};`).join('\n');
    expect(errorsOf(`let x0 = 1;\n${lets}\nprint x60`).map((e) => e.split(' ')[0])).toEqual(['too-large']);
  });
  it('stops arguments that double', () => {
    expect(errorsOf(`let f = (x:long) { x + x }; print ${'f('.repeat(40)}1${')'.repeat(40)}`).map((e) => e.split(' ')[0])).toEqual(['too-large']);
  });
  it('takes chains of thousands of conditions', () => {
    const depth = (e: unknown): number => (typeof e === 'object' && e !== null && 'args' in e ? 1 + Math.max(0, ...(e.args as unknown[]).map(depth)) : 0);
    const stage = planOf(`T | where ${Array.from({ length: 5000 }, (_, i) => `a == ${i}`).join(' or ')}`).body.stages[1];
    expect(depth(stage?.kind === 'filter' ? stage.cond : undefined)).toBeLessThan(200);
  });
  it('stops subqueries that double', () => {
    const lets = Array.from({ length: 60 }, (_, i) => `let x${i + 1} = toscalar(print x${i} + x${i});`).join('\n');
    expect(errorsOf(`let x0 = 1;\n${lets}\nprint x60`).map((e) => e.split(' ')[0])).toEqual(['too-large']);
  });
  it('stops functions that double', () => {
    const lets = Array.from({ length: 40 }, (_, i) => `let f${i + 1} = (x:long) { f${i}(x) + f${i}(x + 1) };`).join('\n');
    expect(errorsOf(`let f0 = (x:long) { x };\n${lets}\nprint f40(1)`).map((e) => e.split(' ')[0])).toEqual(['too-large']);
  });
  it('stops a table that is doubled by its functions', () => {
    const lets = Array.from({ length: 40 }, (_, i) => `let f${i + 1} = (X:(*)) { union (f${i}(X)), (f${i}(X)) };`).join('\n');
    expect(errorsOf(`let f0 = (X:(*)) { X | take 1 };\n${lets}\nf40(T)`, OPEN_WORLD).map((e) => e.split(' ')[0])).toEqual(['too-large']);
  });
  it('a function does not know itself', () => expect(errorsOf('let f = (x:long) { f(x) }; print f(1)')[0]).toMatch(/^(unknown-function|too-deep)/));
});
