import type { Enrich, Evaluate, Fork, Graph, Join, MvApply, MvExpand, Partition, ScanSteps, StageKind, TopNested } from '../ast/pipeline.js';
import type { Field } from '../data/table.js';
import type { Ty } from '../data/types.js';
import { nodeFields, outputFields } from './graph-columns.js';
import { joinLayout } from './join-layout.js';
import type { Nested, OutputEnv, OutputRules } from './outputs-rule.js';
import { addFields, addTo, fieldsOf } from './outputs-rows.js';
import { uniteSchemas } from './outputs-sources.js';
import { dissectFields, grokFields, PARTS } from './pattern-fields.js';
import { pluginColumns } from './plugin-columns.js';
import { closed, type Schema } from './schema.js';

/** Joins, expansion, text cutting, nested pipelines, plugins. */

type SourceKind = 'scan' | 'values' | 'range' | 'ref' | 'input' | 'union' | 'external';
type RowKind = 'filter' | 'extend' | 'project' | 'keep' | 'drop' | 'rename' | 'reorder' | 'aggregate' | 'sort' | 'limit' | 'distinct' | 'sample' | 'render' | 'consume' | 'as';

const field = (name: string, type: Ty): Field => ({ name, type });
const same = (_s: unknown, input: Schema): Schema => input;

function join(s: Join, input: Schema, _env: OutputEnv, nested: Nested): Schema {
  const right = nested(s.right);
  const oneSided = s.join.endsWith('semi') || s.join.endsWith('anti');
  const open = oneSided ? (s.join.startsWith('left') ? input.open : right.open) : input.open || right.open;
  return { fields: joinLayout(s, input.fields, right.fields).map((c) => c.field), open };
}

/** The columns that hold one element each; an ES|QL multi-value keeps its type. */
function elements(s: MvExpand | MvApply): Field[] {
  const multi = s.kind === 'mvExpand' && s.values === 'multi';
  return s.columns.map((c) => field(c.name, c.to ?? (multi ? c.expr.type : 'dynamic')));
}

const indexField = (s: MvExpand | MvApply): Field[] => (s.indexColumn === undefined ? [] : [field(s.indexColumn, 'long')]);

/** The input without the expanded columns, then what the body adds. */
function mvApply(s: MvApply, input: Schema, _env: OutputEnv, nested: Nested): Schema {
  const inner = addTo(input, [...elements(s), ...indexField(s)]);
  const body = nested(s.body, inner);
  return { fields: mvApplyFields(s, input.fields, body.fields), open: input.open || body.open };
}

function mvApplyFields(s: MvApply, input: readonly Field[], body: readonly Field[]): Field[] {
  const expanded = new Set(s.columns.map((c) => c.name));
  return addFields(input.filter((f) => !expanded.has(f.name)), body);
}

const topNested = (s: TopNested): Schema => closed(s.levels.flatMap((l) => [...fieldsOf([l.of]), ...fieldsOf([l.by])]));

const partition = (s: Partition, input: Schema, _env: OutputEnv, nested: Nested): Schema => nested(s.body, input);

function graph(s: Graph, input: Schema, _env: OutputEnv, nested: Nested): Schema {
  const { result } = s;
  if (result.of === 'matches') return closed(fieldsOf(result.columns));
  if (result.of === 'edges') return { fields: outputFields([result.sourceId, result.targetId], input.fields), open: input.open };
  const tables = s.nodes.map((n) => nested(n.pipeline));
  const idType = input.fields.find((f) => f.name === s.source)?.type ?? 'unknown';
  return { fields: outputFields([result.id], nodeFields(s, tables.map((t) => t.fields), idType)), open: tables.some((t) => t.open) };
}

/** Kusto's `fork` answers its first branch here; FORK unites all and labels them last. */
function fork(s: Fork, input: Schema, _env: OutputEnv, nested: Nested): Schema {
  const branches = s.branches.map((b) => nested(b.pipeline, input));
  if (s.labelColumn === undefined) return branches[0] ?? input;
  const label = field(s.labelColumn, 'string');
  return uniteSchemas(branches.map((b) => addTo(b, [label], 'end')), 'outer', 'widen');
}

function scanSteps(s: ScanSteps, input: Schema): Schema {
  const match = s.matchId === undefined ? [] : [field(s.matchId, 'long')];
  return addTo(input, [...s.declare.map((d) => field(d.name, d.type)), ...match]);
}

/** Plugins whose columns depend on the data are open unless the query declares them. */
function evaluate(s: Evaluate, input: Schema): Schema {
  if (s.fields) return s.open ? { fields: s.fields, open: true } : closed(s.fields);
  return pluginColumns(s, input) ?? { fields: [], open: true };
}

/** Without a WITH clause: all columns of the policy but its first, the key. */
function enrich(s: Enrich, input: Schema, env: OutputEnv): Schema {
  const policy = env.table(s.policy);
  const typeOf = (name: string): Ty => policy?.fields.find((f) => f.name === name)?.type ?? 'unknown';
  if (s.columns) return addTo(input, s.columns.map((c) => field(c.name, c.type ?? typeOf(c.from))), 'end');
  return policy ? addTo(input, policy.fields.slice(1), 'end') : { fields: input.fields, open: true };
}

const GETSCHEMA = closed([field('ColumnName', 'string'), field('ColumnOrdinal', 'long'), field('DataType', 'string'), field('ColumnType', 'string')]);

const REDUCED = [field('Pattern', 'string'), field('Count', 'long'), field('Representative', 'string')];

export const SPECIAL_OUTPUTS: OutputRules<Exclude<StageKind, SourceKind | RowKind>> = {
  join,
  mvExpand: (s, input) => addTo(input, [...elements(s), ...indexField(s)]),
  mvApply,
  parse: (s, input) => addTo(input, s.pieces.flatMap((p) => (p.kind === 'column' ? [field(p.name, p.type)] : []))),
  parseKv: (s, input) => addTo(input, s.fields),
  dissect: (s, input) => addTo(input, dissectFields(s.pattern), 'end'),
  grok: (s, input) => addTo(input, grokFields(s.patterns), 'end'),
  parts: (s, input) => addTo(input, PARTS[s.what].map((p) => field(`${s.prefix}.${p.name}`, p.type)), 'end'),
  makeSeries: (s) => closed([...fieldsOf(s.keys), ...s.aggregates.map((a) => field(a.name, 'dynamic')), field(s.axis.name, 'dynamic')]),
  topNested,
  partition,
  graph,
  fork,
  fuse: same,
  scanSteps,
  evaluate,
  enrich,
  changePoint: (s, input) => addTo(input, [field(s.typeColumn, 'string'), field(s.pvalueColumn, 'real')], 'end'),
  model: (s, input) => addTo(input, s.fields, 'end'),
  getschema: () => GETSCHEMA,
  reduce: (s, input) => (s.source ? addTo(input, REDUCED) : closed(REDUCED)),
  notYet: (_s, input) => ({ fields: input.fields, open: true }),
};
