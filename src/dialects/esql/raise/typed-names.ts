import type { Extend, Named, Pipeline, Plan, Rename, Scan, Stage, Union } from '../../../ast/pipeline.js';
import { mapInside } from '../../../ast/walk.js';
import type { Field } from '../../../data/table.js';
import { mentionedBy, neededBy } from '../../../semantics/needed.js';
import { pipelineSchema } from '../../../semantics/outputs.js';
import { unite } from '../../../semantics/unite.js';
import type { Raising } from './context.js';

/**
 * KQL keeps a column of two types apart, as `x_long` and `x_string`; Elasticsearch has one type for a name. Each input of a union gives
 * such a column the name that it has behind it.
 */
export function withTypedNames(plan: Plan, raising: Raising): Plan {
  const visit = (node: object): object => mapInside('stages' in node ? typed(node as Pipeline, raising) : node, visit);
  const body = visit(plan.body) as Pipeline;
  return body === plan.body ? plan : { ...plan, body };
}

function typed(p: Pipeline, raising: Raising): Pipeline {
  const [first, ...rest] = p.stages;
  const union = first && asUnion(first);
  if (!first || !union) return p;
  const needed = neededBy(rest, raising.tables);
  const named = mentionedBy(rest);
  const fields = union.inputs.map((input) => fieldsOf(input, raising));
  const all = renamingsOf(union, fields);
  const isRead = (c: Renaming): boolean => needed?.has(c.to) !== false;
  // Plain tables are one FROM, where types that differ do no harm.
  const plain = union.inputs.every((input) => input.stages.length === 1) && !all.some((own) => own.some(isRead));
  const unread = (c: Renaming, i: number): boolean => !isRead(c) && (plain || !clashes(c, all, i, fields));
  const renamings = all.map((own, i) => own.filter((c) => !unread(c, i)));
  if (renamings.every((r) => r.length === 0)) return p;
  const inputs = union.inputs.map((input, i): Pipeline => ({ ...input, stages: [...input.stages, ...stagesOf(renamings[i] ?? [], input, named, raising)] }));
  return { ...p, stages: [{ ...union, inputs }, ...rest] };
}

/** A scan of several tables by their names is a union of them. */
function asUnion(stage: Stage): Union | undefined {
  if (stage.kind === 'union') return stage.clash === 'suffix' ? stage : undefined;
  if (stage.kind !== 'scan' || stage.clash !== 'suffix' || stage.tables.length < 2 || stage.metadata.length > 0) return undefined;
  if (stage.tables.some((t) => t.exclude || t.name.includes('*'))) return undefined;
  const { sourceColumn, span } = stage;
  const inputs = stage.tables.map((t): Pipeline => ({ stages: [{ kind: 'scan', tables: [t], metadata: [], span } satisfies Scan], span }));
  return { kind: 'union', inputs, columns: 'outer', clash: 'suffix', span, ...(sourceColumn !== undefined && { sourceColumn, inputNames: stage.tables.map((t) => t.name) }) };
}

type Renaming = Rename['columns'][number];

const fieldsOf = (p: Pipeline, raising: Raising): readonly Field[] => pipelineSchema(p, raising.tables).fields;

function renamingsOf(union: Union, fields: readonly (readonly Field[])[]): Renaming[][] {
  const out = fields.map((): Renaming[] => []);
  for (const { field, from } of unite(fields, union.columns, 'suffix')) {
    for (const [i, at] of from) {
      const own = (fields[i]?.[at] as Field).name;
      if (own !== field.name) out[i]?.push({ from: own, to: field.name, span: union.span });
    }
  }
  return out;
}

/** Elasticsearch takes no column of two types, though nothing reads it. */
function clashes(c: Renaming, all: readonly (readonly Renaming[])[], input: number, fields: readonly (readonly Field[])[]): boolean {
  const isColumn = (from: string, i: number): boolean => fields[i]?.find((f) => f.name === from)?.type !== 'dynamic';
  return isColumn(c.from, input) && all.some((own, i) => own.some((other) => other.from === c.from && other.to !== c.to && isColumn(other.from, i)));
}

/** An object has no column to rename: its name stands for its fields where something reads them, and nothing else needs it. */
function stagesOf(columns: readonly Renaming[], p: Pipeline, named: ReadonlySet<string>, raising: Raising): Stage[] {
  const stored = new Set(fieldsOf({ ...p, stages: p.stages.slice(0, 1) }, raising).filter((f) => f.type === 'dynamic').map((f) => f.name));
  const objects = columns.filter((c) => stored.has(c.from));
  const others = columns.filter((c) => !stored.has(c.from));
  const kept = objects.filter((c) => !named.has(c.to));
  if (kept.length > 0) raising.stageNote('different', 'union', `the fields of ${kept.map((c) => c.from).join(', ')} keep their names, which the result has under ${kept.map((c) => c.to).join(', ')}`, p.span);
  const read = objects.filter((c) => named.has(c.to)).map((c): Named => ({ name: c.to, expr: { kind: 'col', name: c.from, type: 'dynamic', span: c.span }, span: c.span }));
  return [
    ...(others.length > 0 ? [{ kind: 'rename', columns: others, clash: 'replace', span: p.span } satisfies Rename] : []),
    ...(read.length > 0 ? [{ kind: 'extend', columns: read, place: 'end', span: p.span } satisfies Extend] : []),
  ];
}
