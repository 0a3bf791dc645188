import { describe, expect, it } from 'vitest';
import type { Stage } from '../src/ast/pipeline.js';
import { MultiValue } from '../src/data/types.js';
import { pipelineSchema } from '../src/semantics/outputs.js';
import { closed } from '../src/semantics/schema.js';
import { agg, asc, c, f, from, named, pattern, pipe, runOn, show, st, tbl, v } from './support/build.js';

/** What the static rules say of a stage's columns is what running it gives. */

const T = tbl('id:long, s:string, b:bool, d:dynamic, m:string', [
  [1, 'a=1;b=2', true, [1, 2], 'x'],
  [2, 'http://u@h:80/p/f.txt?q#f', null, new Map([['k', 1]]), new MultiValue(['y', 'z'])],
]);
const U = tbl('id:long, t:string', [[1, 'p'], [3, 'q']]);
const tables = { T, U };
const at = { span: { start: 0, end: 0 } };
const count = agg('esql.count', c('id', 'long'));
const counted = { ...count, type: 'long' as const };
const body = pipe(st({ kind: 'input' }), st({ kind: 'limit', count: v(1) }));

const stages: readonly (readonly [title: string, ...Stage[]])[] = [
  ['scan of several tables', st({ kind: 'scan', tables: [{ name: '*', wildcard: true, ...at }], metadata: ['_id', '_index', '_version'], sourceColumn: 'src' })],
  ['scan sorted by name', st({ kind: 'scan', tables: [{ name: '*', wildcard: true, ...at }], metadata: ['_index'], columnOrder: 'name' })],
  ['values', st({ kind: 'values', fields: [{ name: 'x', type: 'real' }], rows: [[v(1)]] })],
  ['range', st({ kind: 'range', name: 'r', from: v(1), to: v(2), step: v(1) })],
  ['union', st({ kind: 'union', inputs: [pipe(from('T')), pipe(from('U'))], columns: 'outer', clash: 'suffix', sourceColumn: 'src' })],
  ['union of common columns', st({ kind: 'union', inputs: [pipe(from('T')), pipe(from('U'))], columns: 'inner', clash: 'suffix' })],
  ['filter', from('T'), st({ kind: 'filter', cond: c('b', 'bool') })],
  ['extend', from('T'), st({ kind: 'extend', columns: named({ s: v(1), z: v('q') }), place: 'keep' })],
  ['extend last', from('T'), st({ kind: 'extend', columns: named({ s: v(1), z: v('q'), id: c('b', 'bool') }), place: 'end' })],
  ['project', from('T'), st({ kind: 'project', columns: named({ z: c('s', 'string'), id: f2('logic.not', 'bool') }) })],
  ['keep with patterns', from('T'), st({ kind: 'keep', order: 'list', columns: [pattern('*'), pattern('m*'), pattern('id')] })],
  ['keep in input order', from('T'), st({ kind: 'keep', order: 'input', columns: [pattern('m'), pattern('s')] })],
  ['drop', from('T'), st({ kind: 'drop', strict: false, columns: [pattern('s*'), pattern('b')] })],
  ['rename', from('T'), st({ kind: 'rename', clash: 'replace', columns: [{ from: 'id', to: 's', ...at }, { from: 'b', to: 'c', ...at }] })],
  ['reorder', from('T'), st({ kind: 'reorder', columns: [{ ...pattern('*'), order: 'desc' }, pattern('id')] })],
  ['aggregate', from('T'), st({ kind: 'aggregate', aggregates: [{ name: 'n', expr: counted, ...at }], keys: named({ b: c('b', 'bool') }), layout: 'keysFirst' })],
  ['aggregate, keys last', from('T'), st({ kind: 'aggregate', aggregates: [{ name: 'n', expr: counted, ...at }], keys: named({ b: c('b', 'bool') }), layout: 'keysLast' })],
  ['aggregate inline', from('T'), st({ kind: 'aggregate', aggregates: [{ name: 'n', expr: counted, ...at }], keys: named({ s: c('s', 'string') }), layout: 'keysLast', inline: true })],
  ['sort', from('T'), st({ kind: 'sort', keys: [asc(c('id'))] })],
  ['limit', from('T'), st({ kind: 'limit', count: v(1) })],
  ['distinct', from('T'), st({ kind: 'distinct', columns: named({ b: c('b', 'bool') }) })],
  ['distinct of all', from('T'), st({ kind: 'distinct', columns: [], all: true })],
  ['sample', from('T'), st({ kind: 'sample', count: v(1) })],
  ...(['inner', 'leftouter', 'leftsemi', 'rightanti', 'fullouter'] as const).flatMap((join) =>
    (['suffix', 'right', 'dropKeys'] as const).map((clash): readonly [string, ...Stage[]] => [
      `join ${join} ${clash}`, from('T'), st({ kind: 'join', join, right: pipe(from('U')), on: [{ left: c('id'), right: c('id'), ...at }], nullsMatch: true, clash }),
    ])),
  ['mvExpand of arrays', from('T'), st({ kind: 'mvExpand', columns: [...named({ d: c('d', 'dynamic') }), { ...(named({ e: c('d', 'dynamic') })[0] as never as object), to: 'long' } as never], values: 'dynamic', bags: 'bag', indexColumn: 'i' })],
  ['mvExpand of multi-values', from('T'), st({ kind: 'mvExpand', columns: named({ m: c('m', 'string') }), values: 'multi', bags: 'bag' })],
  ['mvApply', from('T'), st({ kind: 'mvApply', columns: named({ e: c('d', 'dynamic') }), bags: 'bag', body })],
  ['parse', from('T'), st({ kind: 'parse', input: c('s'), mode: 'simple', flags: '', drop: false, pieces: [{ kind: 'text', text: 'a=' }, { kind: 'column', name: 'a', type: 'long' }, { kind: 'text', text: ';' }, { kind: 'star' }] })],
  ['parseKv', from('T'), st({ kind: 'parseKv', input: c('s'), fields: [{ name: 'a', type: 'long' }, { name: 'b', type: 'string' }], pairDelimiter: ';', kvDelimiter: '=', quotes: [], greedy: false })],
  ['dissect', from('T'), st({ kind: 'dissect', input: c('s'), pattern: '%{z}=%{?skip};%{+a->} %{+a/1}', appendSeparator: '' })],
  ['grok', from('T'), st({ kind: 'grok', input: c('s'), patterns: ['%{WORD:z}=%{INT:a:int};(?<q>.*)'] })],
  ['parts of a URI', from('T'), st({ kind: 'parts', what: 'uri', input: c('s'), prefix: 'u' })],
  ['makeSeries', from('T'), st({ kind: 'makeSeries', aggregates: [{ name: 'n', expr: counted, ...at }], axis: { name: 'id', expr: c('id', 'long'), ...at }, step: v(1), keys: named({ b: c('b', 'bool') }) })],
  ['topNested', from('T'), st({ kind: 'topNested', levels: [{ of: { name: 's', expr: c('s', 'string'), ...at }, by: { name: 'n', expr: counted, ...at }, desc: true, ...at }] })],
  ['partition', from('T'), st({ kind: 'partition', by: named({ s: c('s') })[0] as never, body })],
  ['fork', from('T'), st({ kind: 'fork', branches: [{ name: 'fork1', pipeline: pipe(st({ kind: 'input' }), st({ kind: 'drop', columns: [pattern('m')], strict: true })) }, { name: 'fork2', pipeline: body }], labelColumn: '_fork' })],
  ['scanSteps', from('T'), st({ kind: 'scanSteps', declare: [{ name: 'n', type: 'long', fallback: v(0) }], steps: [{ name: 'a', optional: false, output: 'all', cond: v(true), assign: [], ...at }], matchId: 'mid' })],
  ['evaluate narrow', from('T'), st({ kind: 'evaluate', plugin: 'narrow', args: [] })],
  ['enrich', from('T'), st({ kind: 'enrich', policy: 'U', on: c('id') })],
  ['getschema', from('T'), st({ kind: 'getschema' })],
  ['render', from('T'), st({ kind: 'render', chart: 'pie', properties: {} })],
  ['consume', from('T'), st({ kind: 'consume' })],
];

function f2(op: string, type: 'bool') {
  return { ...f(op, c('b', 'bool')), type };
}

describe('the schema after a stage', () => {
  for (const [title, ...pipeline] of stages) {
    it(title, () => {
      const env = { table: (name: string) => (name in tables ? closed(tables[name as keyof typeof tables].fields) : undefined), tables: Object.keys(tables), openWorld: false, refs: new Map() };
      const schema = pipelineSchema(pipe(...pipeline), env);
      expect(schema.open).toBe(false);
      expect(schema.fields.map((x) => `${x.name}:${x.type}`).join(', ')).toBe(show(runOn(tables, pipe(...pipeline)).table)[0]);
    });
  }
});
