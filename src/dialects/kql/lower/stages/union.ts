import type * as Syntax from '../../../../../grammars/kql/syntax.js';
import type { Pipeline, Scan, Stage, TableRef } from '../../../../ast/pipeline.js';
import { nameMatches } from '../../../../semantics/names.js';
import { brokenTable, source } from '../append.js';
import { type Context, lowerTable, report, type Tabular, withoutRow } from '../context.js';
import { wordOption } from '../special-calls.js';
import { pipelineOf } from '../subqueries.js';

export const unionStages = {
  union: (s: Syntax.UnionStage, input: Tabular, cx: Context): Tabular => unite(s, input, cx),
};

export const beginUnion = (s: Syntax.UnionStage, cx: Context): Tabular => unite(s, undefined, cx);

interface Input {
  readonly name: string;
  readonly table: Tabular;
}

function unite(s: Syntax.UnionStage, piped: Tabular | undefined, cx: Context): Tabular {
  const kind = wordOption(s.params, 'kind', cx) ?? 'outer';
  if (kind !== 'outer' && kind !== 'inner') report(cx, 'option-unknown', { name: 'kind', value: kind, want: 'outer, inner' }, s.span);
  const sourceColumn = wordOption(s.params, 'withsource', cx) ?? wordOption(s.params, 'with_source', cx);
  const fuzzy = /^(true|1)$/i.test(wordOption(s.params, 'isfuzzy', cx) ?? '');
  const inputs = unionInputs(s.tables, fuzzy, cx);
  const all = [...(piped ? [{ name: '', table: piped }] : []), ...inputs].map(({ name, table }, i) => ({ name: name || nameOf(table, i), table }));
  if (all.length === 0) return brokenTable(s.span);
  return uniteInputs(all, { columns: kind === 'inner' ? 'inner' : 'outer', sourceColumn, fuzzy, span: s.span }, cx);
}

interface Manner {
  readonly columns: 'outer' | 'inner';
  readonly sourceColumn?: string;
  readonly fuzzy?: boolean;
  readonly span: Syntax.Span;
}

/** A `let` of a union is written out where it is read as long as it is one scan; beyond this, which doubling lets reach soon, it is shared. */
const MAX_SCANNED = 256;

/** Plain tables are one scan, which reads each table once; anything else is a union of pipelines, and so is a table that is named twice. */
export function uniteInputs(inputs: readonly Input[], how: Manner, cx: Context): Tabular {
  const refs = how.columns === 'outer' ? inputs.map((i) => scanned(i.table)) : [undefined];
  const tables = refs.flat();
  if (tables.length <= MAX_SCANNED && tables.every((t) => t !== undefined) && !namesTwice(tables)) {
    const scan: Scan = {
      kind: 'scan', tables, metadata: [], clash: 'suffix', span: how.span,
      ...(how.sourceColumn !== undefined && { sourceColumn: how.sourceColumn }), ...(how.fuzzy && { fuzzy: true }),
    };
    return source(scan, cx);
  }
  const stage: Stage = {
    kind: 'union', inputs: inputs.map((i): Pipeline => pipelineOf(i.table)), columns: how.columns, clash: 'suffix', span: how.span,
    ...(how.sourceColumn !== undefined && { sourceColumn: how.sourceColumn, inputNames: inputs.map((i) => i.name) }),
  };
  return source(stage, cx);
}

function namesTwice(tables: readonly TableRef[]): boolean {
  const named = tables.filter((t) => !t.wildcard).map((t) => t.name);
  return new Set(named).size < named.length;
}

function scanned(t: Tabular): readonly TableRef[] | undefined {
  const [only, second] = t.stages;
  return only?.kind === 'scan' && !second && only.sourceColumn === undefined && t.as === undefined ? only.tables : undefined;
}

export function nameOf(t: Tabular, at: number): string {
  const first = t.stages[0];
  if (t.as !== undefined) return t.as;
  if (first?.kind === 'scan' && first.tables.length === 1 && t.stages.length === 1) return (first.tables[0] as TableRef).name;
  return `union_arg${at}`;
}

/** Views keep their names; other tables of the query are numbered. */
function viewName(t: Syntax.Expression, cx: Context): string {
  const binding = t.kind === 'name' ? cx.scope.find(t.text) : undefined;
  return t.kind === 'name' && binding?.kind === 'function' && binding.lambda.view ? t.text : '';
}

/** With `isfuzzy` a table that does not exist is left out. */
export function unionInputs(tables: readonly Syntax.Expression[], fuzzy: boolean, cx: Context): Input[] {
  return tables.flatMap((t) => {
    if (t.kind === 'wildcard') return wildcardInputs(t, fuzzy, cx);
    if (fuzzy && missing(t, cx)) return [];
    const table = lowerTable(t, withoutRow(cx));
    return [{ name: viewName(t, cx), table: fuzzy ? whereThere(table, cx) : table }];
  });
}

/** A table of which nothing is known may not exist. */
function whereThere(t: Tabular, cx: Context): Tabular {
  const [first, ...more] = t.stages;
  return first?.kind === 'scan' && first.tables.some((x) => cx.state.env.table(x.name) === undefined) ? { ...t, stages: [{ ...first, fuzzy: true }, ...more] } : t;
}

/** Whether lowering it reports nothing but an unknown table. */
function missing(t: Syntax.Expression, cx: Context): boolean {
  const { diagnostics } = cx.state;
  const before = diagnostics.length;
  lowerTable(t, withoutRow(cx));
  const found = diagnostics.slice(before);
  if (found.length === 0 || !found.every((d) => d.code === 'unknown-table' || d.code === 'unknown-function')) return false;
  diagnostics.length = before;
  return true;
}

/** Stored tables and views whose names fit. */
function wildcardInputs(t: Syntax.Wildcard, fuzzy: boolean, cx: Context): Input[] {
  const { env } = cx.state;
  const views = [...cx.scope.all()].filter(([n, b]) => nameMatches(t.pattern, n) && b.kind === 'function' && b.lambda.view).map(([n]) => n);
  const stored = env.tables.filter((n) => nameMatches(t.pattern, n));
  if (stored.length === 0 && views.length === 0 && !env.openWorld) {
    if (!fuzzy) report(cx, 'unknown-table', { name: t.pattern }, t.span);
    return [];
  }
  const scan = { name: t.pattern, table: lowerTable(t, withoutRow(cx)) };
  const fromViews = views.map((name) => ({ name, table: lowerTable({ kind: 'name', text: name, bracketed: false, span: t.span }, withoutRow(cx)) }));
  return stored.length > 0 || env.openWorld ? [scan, ...fromViews] : fromViews;
}
