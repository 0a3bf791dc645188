import type { Expression, Parameter, Stage as StageTree } from '../../../../grammars/kql/syntax.js';
import type { Scan, Source, Union, Values } from '../../../ast/pipeline.js';
import { NO_SPAN } from '../../../base/source.js';
import { fieldOf } from '../../../semantics/schema.js';
import { unitedBranches } from './branches.js';
import { call, column, extend, literal, name, projectAway, text } from './build.js';
import { refuse, type Spelling } from './context.js';
import type { Scope } from './scope.js';
import { constant, nullOf } from './literals.js';
import { pipelineOf } from './pipeline-tree.js';
import { kqlTypeName } from '../types.js';

const span = NO_SPAN;
const word = (option: string, value: string): Parameter => ({ kind: 'parameter', name: option, values: [name(value)], span });

/** The source of a pipeline: an expression that pipelines start with, and stages that follow from it. */
export interface SpelledSource {
  readonly source: Expression | null;
  readonly stages: readonly StageTree[];
}

export function source(stage: Source, s: Spelling, scope: Scope): SpelledSource {
  switch (stage.kind) {
    case 'scan':
      return scan(stage, s);
    case 'values':
      return { source: datatable(stage), stages: [] };
    case 'ref':
      return { source: name(stage.name), stages: [] };
    case 'input':
      return { source: null, stages: [] };
    case 'union':
      return { source: null, stages: [union(stage, s, scope)] };
    case 'range':
    case 'external':
      return refuse(stage.kind, 'no ES|QL query has it', stage.span);
  }
}

/** An index pattern is one table name; several are united. */
function scan(stage: Scan, s: Spelling): SpelledSource {
  const excluded = stage.tables.filter((t) => t.exclude);
  if (excluded.length > 0) s.raising.stageNote('wider', 'FROM', `the exclusion of ${excluded.map((t) => t.name).join(', ')} is left out: KQL unions name what they read`, stage.span);
  // FROM T, T reads T once, and a union reads it twice.
  const tables = [...new Set(stage.tables.filter((t) => !t.exclude).map((t) => t.name))].map(name);
  const [only, ...more] = tables;
  const from = stage.metadata.includes('_index') && s.raising.reads('_index') ? tableOfRow(stage) : undefined;
  const stages = metadata(stage, from, s);
  if (only && more.length === 0) return { source: only, stages };
  const params = [...(stage.tables.some((t) => t.wildcard) ? [word('isfuzzy', 'true')] : []), ...(from ? [word('withsource', TABLE)] : [])];
  return { source: null, stages: [{ kind: 'union', params, tables, span }, ...stages] };
}

/** What stands for metadata that are no texts. */
const METADATA_NULLS: Readonly<Record<string, Expression>> = { _version: literal('long', 'null'), _score: literal('real', 'null') };

/** The column of a union that names the table of a row. */
const TABLE = '_table';

/** A table is its name, in a union the column that it makes; what a pattern of indexes reads is not known. */
function tableOfRow({ tables }: Scan): Expression | undefined {
  const [only, ...more] = tables.filter((t) => !t.exclude);
  return more.length > 0 ? name(TABLE) : only && !only.wildcard ? text(only.name) : undefined;
}

/** Metadata are columns like others in an export; where the table has none of the name they hold nothing, but for the index, which is the table (`from`). */
function metadata(stage: Scan, from: Expression | undefined, s: Spelling): StageTree[] {
  const missing = stage.metadata.filter((m) => m.startsWith('_') && s.raising.reads(m));
  if (missing.length === 0) return [];
  s.raising.stageNote('rewritten', 'METADATA', `${missing.join(', ')} are read from columns of these names where the table has them`, stage.span);
  const read = extend(missing.map((m) => column(call('column_ifexists', text(m), (m === '_index' ? from : METADATA_NULLS[m]) ?? text('')), m)));
  return from?.kind === 'name' ? [read, projectAway([TABLE])] : [read];
}

function datatable(stage: Values): Expression {
  const columns = stage.fields.map((f) => ({ kind: 'columnDeclaration' as const, name: name(f.name), type: { kind: 'type' as const, text: kqlTypeName(f.type), span }, span }));
  const values = stage.rows.flatMap((r) => r.map((c) => (c.kind === 'lit' ? (c.value === null ? nullOf(c.type) : constant(c)) : refuse('a value', 'it is not constant', c.span))));
  return { kind: 'datatable', params: [], schema: { kind: 'rowSchema', columns, open: false, span }, values, span };
}

function union(stage: Union, s: Spelling, scope: Scope): StageTree {
  const params: Parameter[] = stage.columns === 'inner' ? [word('kind', 'inner')] : [];
  if (stage.sourceColumn !== undefined) params.push(word('withsource', stage.sourceColumn));
  const { trees, arrays } = unitedBranches(stage.inputs.map((p) => scope.branch(p, null)));
  s.arrays = arrays;
  return { kind: 'union', params, tables: trees, span };
}

export const hasColumn = (s: Spelling, column: string): boolean => s.schema.open || fieldOf(s.schema, column) !== undefined;
export { pipelineOf };
