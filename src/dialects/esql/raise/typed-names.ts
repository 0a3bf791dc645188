import type { Drop, Expr, Extend, Named, Pipeline, Plan, Rename, Scan, Stage, Union } from '../../../ast/pipeline.js';
import { mapInside } from '../../../ast/walk.js';
import type { Span } from '../../../base/source.js';
import type { Field } from '../../../data/table.js';
import { mentionedBy, neededBy } from '../../../semantics/needed.js';
import { pipelineSchema } from '../../../semantics/outputs.js';
import { unite } from '../../../semantics/unite.js';
import type { Raising } from './context.js';
import { afterRight, isShown } from './object-uses.js';

/**
 * KQL keeps a column of two types apart, as `x_long` and `x_string`; Elasticsearch has one type for a name. Each input of a union gives
 * such a column the name that it has behind it.
 */
export function withTypedNames(plan: Plan, raising: Raising): Plan {
  const body = ofPipeline(plan.body, [], raising);
  return body === plan.body ? plan : { ...plan, body };
}

/** `after`: the stages to which the pipeline's rows go. */
function ofPipeline(given: Pipeline, after: readonly Stage[], raising: Raising): Pipeline {
  const p = typed(given, after, raising);
  const out = p.stages.map((stage, i) => inside(stage, [...p.stages.slice(i + 1), ...after], raising));
  return out.every((stage, i) => stage === p.stages[i]) ? p : { ...p, stages: out };
}

/** Pipelines in a stage: the rows of a union go on, as those of the right side of a join do; others have rows of their own. */
function inside(stage: Stage, rest: readonly Stage[], raising: Raising): Stage {
  const behind = stage.kind === 'union' ? rest : stage.kind === 'join' ? afterRight(stage, rest) : [];
  const visit = (node: object): object => ('stages' in node ? ofPipeline(node as Pipeline, behind, raising) : mapInside(node, visit));
  return mapInside(stage, visit);
}

function typed(p: Pipeline, after: readonly Stage[], raising: Raising): Pipeline {
  const [first, ...others] = p.stages;
  const rest = [...others, ...after];
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
  const dropped = new Set(rest.flatMap((stage) => (stage.kind === 'drop' ? stage.columns.map((c) => c.name) : [])));
  const behind: Behind = { named, dropped, shown: isShown(rest) };
  const uses = union.inputs.map((input, i) => objectsOf(renamings[i] ?? [], input, behind, raising));
  const inputs = union.inputs.map((input, i): Pipeline => ({ ...input, stages: [...input.stages, ...stagesOf(uses[i] as Objects, input, raising)] }));
  const beside = behind.shown ? uses.flatMap((u) => u.read) : [];
  return { ...p, stages: [{ ...union, inputs }, ...(beside.length > 0 ? [dropOf(beside, union.span)] : []), ...others] };
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

interface Behind {
  /** What later stages read, and what they drop. */
  readonly named: ReadonlySet<string>;
  readonly dropped: ReadonlySet<string>;
  /** All columns are in the result. */
  readonly shown: boolean;
}

/** Of the columns that get other names, those that may be objects, by what becomes of them. */
interface Objects {
  readonly others: readonly Renaming[];
  readonly kept: readonly Renaming[];
  readonly read: readonly Renaming[];
  readonly gone: readonly Renaming[];
}

function objectsOf(columns: readonly Renaming[], p: Pipeline, { named, dropped }: Behind, raising: Raising): Objects {
  const stored = new Set(fieldsOf({ ...p, stages: p.stages.slice(0, 1) }, raising).filter((f) => f.type === 'dynamic').map((f) => f.name));
  const objects = columns.filter((c) => stored.has(c.from));
  const unread = objects.filter((c) => !named.has(c.to));
  return {
    others: columns.filter((c) => !stored.has(c.from)), read: objects.filter((c) => named.has(c.to)),
    kept: unread.filter((c) => !dropped.has(c.to)), gone: unread.filter((c) => dropped.has(c.to)),
  };
}

const dropOf = (columns: readonly Renaming[], span: Span): Drop => ({ kind: 'drop', columns: [...new Set(columns.map((c) => c.from))].map((name) => ({ name, wildcard: false, span })), strict: false, span });

/** An object has no column to rename: its name stands for its fields where something reads them, and nothing else needs it. */
function stagesOf({ others, kept, read, gone }: Objects, p: Pipeline, raising: Raising): Stage[] {
  if (kept.length > 0) raising.stageNote('different', 'union', `the fields of ${kept.map((c) => c.from).join(', ')} keep their names, which the result has under ${kept.map((c) => c.to).join(', ')}`, p.span);
  const named = (c: Renaming, expr: Expr): Named => ({ name: c.to, expr, span: c.span });
  const columns = [
    ...read.map((c) => named(c, { kind: 'col', name: c.from, type: 'dynamic', span: c.span })),
    // There is to be a column that can be dropped.
    ...gone.map((c) => named(c, { kind: 'lit', type: 'dynamic', value: null, span: c.span })),
  ];
  return [
    ...(others.length > 0 ? [{ kind: 'rename', columns: others, clash: 'replace', span: p.span } satisfies Rename] : []),
    ...(columns.length > 0 ? [{ kind: 'extend', columns, place: 'end', span: p.span } satisfies Extend] : []),
    ...(gone.length > 0 ? [dropOf(gone, p.span)] : []),
  ];
}
