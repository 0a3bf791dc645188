import type { Expression, From, IndexPattern, Query } from '../../../../grammars/esql/syntax.js';
import type { External, Ref, Scan, Source, Union, Values } from '../../../ast/pipeline.js';
import { NO_SPAN } from '../../../base/source.js';
import type { Ty } from '../../../data/types.js';
import { fieldOf } from '../../../semantics/schema.js';
import { type Elements, elementsBehind } from './array-texts.js';
import { refuse, type Spelling } from './context.js';
import { needsForm } from './versions.js';
import { value } from './expressions.js';
import { rangeSource } from './ranges.js';
import type { Scope } from './scope.js';
import { inMilliseconds } from './timespans.js';
import { call, compare, drop, evaluate, field, indexPattern, integer, name as nameOf, NULL, text as textLiteral } from './build.js';
import { shapeOf } from '../../../ast/same.js';

const span = NO_SPAN;

/** Starts a query with its source command. */
export function source(stage: Source, s: Spelling, scope: Scope): void {
  switch (stage.kind) {
    case 'scan':
      scan(stage, s);
      return;
    case 'union':
      union(stage, s, scope);
      return;
    case 'ref':
      inlined(stage, s, scope);
      return;
    case 'values':
      constantRows(stage, s, scope);
      return;
    case 'input':
      return;
    case 'external':
      external(stage, s);
      return;
    case 'range':
      rangeSource(stage, s, (e) => value(e, scope));
  }
}

function scan(stage: Scan, s: Spelling): void {
  const sources = stage.tables.map((t) => indexPattern(t.name));
  const unsure = stage.fuzzy ? stage.tables.filter((t) => !t.wildcard && !t.name.includes('*') && s.env.table(t.name) === undefined).map((t) => t.name) : [];
  if (unsure.length > 0) s.raising.stageNote('rewritten', 'union isfuzzy', `ES|QL does not run where an index is missing, and KQL leaves a table out: ${unsure.join(', ')}`, stage.span);
  const metadata = [...(stage.sourceColumn === undefined ? [] : ['_index']), ...stage.metadata].map((m) => ({ kind: 'identifier' as const, name: m, span }));
  s.source = { kind: 'from', sources, metadata, span };
  if (stage.sourceColumn !== undefined) s.push({ kind: 'rename', renamings: [{ kind: 'renaming', from: name('_index'), to: name(stage.sourceColumn), span }], span });
}

const name = (text: string): { kind: 'name-pattern'; pieces: { kind: 'text'; text: string; span: typeof span }[]; span: typeof span } => ({ kind: 'name-pattern', pieces: [{ kind: 'text', text, span }], span });

/** Plain tables are one FROM; pipelines are subqueries of one. */
function union(stage: Union, s: Spelling, scope: Scope): void {
  const inputs = stage.inputs.map((p) => scope.spelling(p, scope.rest));
  asTexts(inputs, stage);
  const queries = inputs.map((input, i) => named(input.query(), stage, i));
  const metadata = sharedMetadata(queries);
  const seen = new Set<string>();
  const sources = queries.flatMap((query): (IndexPattern | Query)[] => (isPlain(query, metadata) && query.source.sources.every((x) => isNew(x, seen)) ? [...query.source.sources] : [query]));
  s.raising.grow(sources.length, stage.span);
  if (sources.some((x) => x.kind === 'query')) needsForm('fromSubquery', 'union', stage.span, s.raising);
  if (stage.columns === 'inner') s.raising.stageNote('different', 'union kind=inner', 'columns that only some inputs have are kept', stage.span);
  s.source = { kind: 'from', sources, metadata, span };
  s.leavesOut([...new Set(inputs.flatMap((i) => i.schema.fields.map((f) => f.name)))].filter((n) => inputs.every((i) => isLeftOut(n, i))));
}

/** Whether an input does not give a column, because nothing reads it or because it has none. */
const isLeftOut = (column: string, input: Spelling): boolean => input.there(column).length === 0 || (!input.schema.open && !fieldOf(input.schema, column));

const OF_NO_TEXTS: ReadonlySet<Elements> = new Set(['numbers', 'reals', 'truths', 'dates', 'spans']);

/** Arrays that hold texts in one input and values of another type in another: a column has one type, which is text then. */
function asTexts(inputs: readonly Spelling[], stage: Union): void {
  const kinds = inputs.map((s) => new Map(s.schema.fields.flatMap((f) => { const kind = f.type === 'dynamic' ? elementsBehind(f.name, s) : undefined; return kind ? [[f.name, kind] as const] : []; })));
  const mixed = [...new Set(kinds.flatMap((k) => [...k.keys()]))].filter((n) => { const all = new Set(kinds.map((k) => k.get(n))); return all.has('texts') && [...all].some((k) => k !== undefined && OF_NO_TEXTS.has(k)); });
  if (mixed.length === 0) return;
  inputs.forEach((s, i) => {
    const others = mixed.filter((n) => kinds[i]?.has(n) && kinds[i]?.get(n) !== 'texts');
    if (others.length > 0) s.push(evaluate(others.map((n) => field(call('TO_STRING', nameOf(n)), n))));
  });
  inputs[0]?.raising.stageNote('different', 'union', `${mixed.join(', ')}: the elements are texts in one input and not in another; all become texts`, stage.span);
}

type Plain = Query & { readonly source: From };
const isPlain = (q: Query, metadata: From['metadata']): q is Plain => q.commands.length === 0 && q.source.kind === 'from' && (metadata.length > 0 || q.source.metadata.length === 0);

/** FROM reads an index once however often it names it; a subquery reads it again. */
function isNew(source: IndexPattern | Query, seen: Set<string>): boolean {
  if (source.kind === 'query') return true;
  const key = shapeOf(source);
  return !seen.has(key) && seen.add(key) !== undefined;
}

/** What is asked of the documents where all inputs are plain indices that ask for the same. */
function sharedMetadata(queries: readonly Query[]): From['metadata'] {
  const froms = queries.flatMap((q) => (q.commands.length === 0 && q.source.kind === 'from' ? [q.source] : []));
  const [first] = froms.map((f) => f.metadata);
  const names = (f: From): string => f.metadata.map((m) => m.name).join();
  return first && froms.length === queries.length && froms.every((f) => names(f) === names(froms[0] as From)) ? first : [];
}

/** An input with its name beside every row (`union withsource=`). */
function named(query: Query, stage: Union, i: number): Query {
  if (stage.sourceColumn === undefined) return query;
  const known = stage.inputNames?.[i] ?? refuse('union withsource', 'the name of a table is not known', stage.span);
  return { ...query, commands: [...query.commands, evaluate([field(textLiteral(known), stage.sourceColumn)])] };
}

/** A tabular `let` is repeated where it is used: ES|QL has no names for pipelines. */
function inlined(stage: Ref, s: Spelling, scope: Scope): void {
  const found = s.raising.plan.lets.find((l) => l.name === stage.name);
  if (!found) return refuse(stage.name, 'ES|QL cannot name rows and read them again', stage.span);
  s.raising.grow(found.pipeline.stages.length, stage.span);
  const spelled = scope.spelling(found.pipeline, scope.rest);
  s.source = spelled.source;
  s.named = spelled.named;
  if (spelled.listed) s.lists(spelled.listed.fields.map((f) => f.name));
  s.push(...spelled.commands);
}

/** ES|QL reads indices alone: the file's rows are expected in one, named like the file. */
function external(stage: External, s: Spelling): void {
  const index = indexOfFile(stage.uris[0] ?? '');
  s.source = { kind: 'from', sources: [indexPattern(index)], metadata: [], span };
  s.raising.stageNote('rewritten', 'externaldata', `the rows of the file are to be in the index ${index}`, stage.span);
}

/** The index that a file is expected in. */
export function indexOfFile(uri: string): string {
  const file = uri.split(/[?#]/)[0]?.split('/').pop() ?? '';
  return file.toLowerCase().replace(/\.[a-z0-9.]+$/, '').replace(/[^a-z0-9_-]+/g, '-').replace(/^[-_]+/, '') || 'external-data';
}

/** Several rows are one row with a number for each, expanded, and a choice for each column. */
function constantRows(stage: Values, s: Spelling, scope: Scope): void {
  const [only, ...more] = stage.rows;
  if (!only) return noRows(stage, s);
  if (more.length === 0) {
    s.source = { kind: 'row', fields: stage.fields.map((f, i) => field(cell(only, i, stage, scope), f.name)), span };
    return;
  }
  const row = s.raising.fresh('row');
  const elements = stage.rows.map((_, i) => ({ kind: 'integer' as const, text: String(i), span }));
  s.source = { kind: 'row', fields: [field({ kind: 'array', elements, span }, row)], span };
  s.push({ kind: 'mv-expand', field: nameOf(row), span });
  s.push(evaluate(stage.fields.map((f, i) => field(choice(row, cellsOf(i, stage, scope)), f.name))), drop([row]));
}

/** A row of typed nulls, of which none is taken. */
function noRows(stage: Values, s: Spelling): void {
  s.source = { kind: 'row', fields: stage.fields.map((f) => field(TYPED_NULLS[f.type] ? call(TYPED_NULLS[f.type] as string, NULL) : NULL, f.name)), span };
  s.push({ kind: 'limit', count: { kind: 'integer', text: '0', span }, by: [], span });
}

const TYPED_NULLS: Partial<Record<Ty, string>> = { string: 'TO_STRING', guid: 'TO_STRING', int: 'TO_INTEGER', long: 'TO_LONG', timespan: 'TO_LONG', real: 'TO_DOUBLE', decimal: 'TO_DOUBLE', bool: 'TO_BOOLEAN', datetime: 'TO_DATETIME' };

function cellsOf(i: number, stage: Values, scope: Scope): readonly Expression[] {
  const { name: column, type } = stage.fields[i] as Values['fields'][number];
  const cells = stage.rows.map((r) => cell(r, i, stage, scope));
  return type === 'dynamic' ? ofOneType(cells, column, stage) : cells;
}

function cell(row: Values['rows'][number], i: number, stage: Values, scope: Scope): Expression {
  const e = row[i] ?? refuse('datatable', 'a row is too short', stage.span);
  return value(inMilliseconds(e), scope);
}

/** The cell of each row by its number; the last one needs no test. */
function choice(row: string, cells: readonly Expression[]): Expression {
  const tests = cells.slice(0, -1).flatMap((c, i) => [compare('==', nameOf(row), integer(i)), c]);
  return call('CASE', ...tests, cells[cells.length - 1] as Expression);
}

/** The cells of a dynamic column, which CASE takes where they have one type. */
function ofOneType(cells: readonly Expression[], column: string, stage: Values): readonly Expression[] {
  const kinds = new Set(cells.flatMap((c) => (c.kind === 'null' ? [] : [c.kind === 'array' ? (c.elements[0]?.kind ?? c.kind) : c.kind])));
  return kinds.size > 1 ? refuse(`the column ${column}`, 'a column of ES|QL has values of one type', stage.span) : cells;
}
