import type { Call, Expr, Join, Named, Pipeline, Plan, Scan, Stage, Union } from '../../../ast/pipeline.js';
import { isExpr, mapInside, visitExpressions } from '../../../ast/walk.js';
import { NO_SPAN, type Span } from '../../../base/source.js';
import { columnsReadBy } from '../../../semantics/columns-read.js';
import { pipelineSchema } from '../../../semantics/outputs.js';
import { fieldOf, type Schema } from '../../../semantics/schema.js';
import type { Raising } from './context.js';
import { isDocuments, SOURCE } from './documents.js';
import { afterRight, isShown } from './object-uses.js';
import { mayBeObject } from './objects-here.js';
import { objectsAbove } from './open-columns.js';
import { readAsText } from './text-uses.js';
import { asJson, documentPath, pathText, typedJson } from './json-values.js';

/**
 * Elasticsearch has fields for the members of an object and none for the whole, but it keeps the document: `JSON_EXTRACT(_source, "a.b")`
 * is the JSON of the object. Where a query reads an object as a whole, a column of that name is made of it behind the source; likewise of
 * a dynamic column of which the text is asked, which for several values of a field is JSON too.
 */
export function withWholeObjects(plan: Plan, raising: Raising): Plan {
  if (!raising.has('9.4')) return plan;
  raising.textsOfFields = readAsText(plan);
  if (raising.objects.size + raising.textsOfFields.size === 0) return plan;
  return { ...plan, body: ofPipeline(plan.body, [], () => false, raising) };
}

/** Whether a column that is read behind the pipeline is of another one. */
type Foreign = (root: string) => boolean;

function ofPipeline(p: Pipeline, after: readonly Stage[], foreign: Foreign, raising: Raising): Pipeline {
  const [head] = p.stages;
  const documents = head !== undefined && isDocuments(head);
  const schema = documents ? pipelineSchema({ ...p, stages: [head] }, raising.tables) : undefined;
  const owned = ownColumns(p.stages, schema);
  const stages = p.stages.map((stage, i) => {
    const rest = [...p.stages.slice(i + 1), ...after];
    if (stage.kind === 'union') return documents ? stage : { ...stage, inputs: stage.inputs.map((x) => ofPipeline(x, rest, foreign, raising)) };
    return stage.kind === 'join' ? { ...nested(stage, raising), right: ofPipeline(stage.right, afterRight(stage, rest), stillOwned(p.stages.slice(0, i), owned, raising), raising) } : nested(stage, raising);
  });
  if (!documents || !schema) return { ...p, stages };
  const wanted = new Map([...wholesIn(p.stages.slice(1), owned, raising), ...wholesIn([...p.stages.slice(1), ...after], (root) => owned(root) && !foreign(root), raising)]);
  const paths = [...wanted].filter(([path]) => mayHoldObject(path, schema));
  if (paths.length === 0) return { ...p, stages };
  for (const [path, span] of paths) raising.opNote('rewritten', path, raising.objects.has(path) ? 'the object as a whole is read of _source, as JSON' : 'the text is read of _source, which has the JSON of an array', span);
  const [first, ...others] = stages as [Stage, ...Stage[]];
  const isText = (e: Expr): boolean => e.kind === 'col' && wanted.has(e.name);
  return { ...p, stages: [withSource(first), ...made(paths, first.span, isShown([...others, ...after]), raising), ...asTexts(others, isText, raising)] };
}

/** Stages over the texts that objects now are: elements of arrays are those of their JSON. */
function asTexts(stages: readonly Stage[], isText: (e: Expr) => boolean, raising: Raising): Stage[] {
  const visit = (node: object): object => {
    if ('stages' in node && (node as Pipeline).stages[0]?.kind !== 'input') return node;
    const inner = mapInside(node, visit);
    return isExpr(inner) ? typedJson(elementOf(inner, isText), isText, raising) : inner;
  };
  return stages.map((stage) => {
    let out = stage;
    raising.attempt(() => {
      out = visit(stage) as Stage;
    });
    return out.kind === 'mvExpand' || out.kind === 'mvApply' ? { ...out, columns: out.columns.map((c) => (isText(c.expr) && !isFieldOf(c, stages) ? { ...c, expr: asJson(c.expr) } : c)) } : out;
  });
}

/** `x[0]` of an array with objects; an object is no number, and null among numbers. */
function elementOf(e: Expr, isText: (e: Expr) => boolean): Expr {
  if (e.kind === 'call' && e.op.startsWith('math.') && e.args.some(isText)) return { ...e, args: e.args.map((a) => (isText(a) ? { kind: 'lit', type: 'long', value: null, span: a.span } : a)) };
  const [array, at] = e.kind === 'call' && e.op === 'dynamic.index' ? e.args : [];
  if (!array || !isText(array) || at?.kind !== 'lit' || typeof at.value !== 'number' || at.value < 0) return e;
  return { ...(e as Call), op: 'dynamic.extractJson', args: [{ kind: 'lit', type: 'string', value: pathText([at.value]), span: e.span }, array] };
}

/** An expansion of fields: members of the column are read. */
const isFieldOf = (c: Named, stages: readonly Stage[]): boolean => c.expr.kind === 'col' && c.expr.name === c.name && [...columnsReadBy({ stages })].some((n) => n.startsWith(`${c.name}.`));

/** Pipelines inside a stage; the body of an `mv-apply` is none of its own. */
function nested<S extends Stage>(stage: S, raising: Raising): S {
  const visit = (node: object): object => {
    if ('stages' in node) return (node as Pipeline).stages[0]?.kind === 'input' ? mapInside(node, visit) : ofPipeline(node as Pipeline, [], () => false, raising);
    return mapInside(node, visit);
  };
  return stage.kind === 'join' ? { ...(mapInside({ ...stage, right: undefined }, visit) as object), right: (stage as Join).right } as unknown as S : mapInside(stage, visit);
}

/** Columns of the pipeline's own source, as far as joins do not bring others of that name: those that are known, or that are named before. */
function ownColumns(stages: readonly Stage[], schema: Schema | undefined): Foreign {
  const end = stages.findIndex((s) => s.kind === 'join');
  if (end < 0) return () => true;
  const known = new Set(schema?.fields.map((f) => f.name));
  visitExpressions([...stages.slice(0, end), ...(stages[end] as Join).on.map((k) => k.left)], (e) => {
    if (e.kind === 'col') known.add(rootOf(e.name));
    return false;
  });
  return (root) => known.has(root);
}

/** Of the columns so far, those that stages which list their columns have left. */
function stillOwned(stages: readonly Stage[], owned: Foreign, raising: Raising): Foreign {
  const [first] = stages;
  const { fields, open } = pipelineSchema({ stages, span: first?.span ?? NO_SPAN }, raising.tables);
  const left = new Set(fields.map((f) => rootOf(f.name)));
  return open ? owned : (root) => left.has(root) && owned(root);
}

const rootOf = (path: string): string => path.split('.')[0] as string;

/** Objects of the source that stages read as a value, with a place where they do. */
function wholesIn(stages: readonly Stage[], owned: Foreign, raising: Raising): Map<string, Span> {
  const found = new Map<string, Span>();
  const made = new Set<string>();
  let listed: ReadonlySet<string> | undefined;
  const add = (name: string, span: Span): void => {
    if (listed && !listed.has(name) && !objectsAbove(name).some((o) => listed?.has(o))) return;
    if ((raising.objects.has(name) || raising.textsOfFields.has(name)) && !raising.lifted.has(name) && !found.has(name) && ![...made].some((m) => name === m || name.startsWith(`${m}.`)) && owned(rootOf(name))) found.set(name, span);
  };
  for (const stage of stages) {
    const read = withoutPipelines(stage) as Stage;
    visitExpressions(read.kind === 'mvExpand' || read.kind === 'mvApply' ? { ...read, columns: read.columns.filter((c) => !isFieldOf(c, stages)) } : read, (e) => {
      if (e.kind === 'col') add(e.name, e.span);
      return false;
    });
    if (stage.kind === 'keep') for (const c of stage.columns) if (!c.wildcard) add(c.name, c.span);
    for (const c of madeBy(stage)) made.add(c);
    if (stage.kind === 'project') listed = new Set(stage.columns.map((c) => c.name));
  }
  return found;
}

/** The body of an `mv-apply` reads the row that it stands in; other pipelines inside a stage have rows of their own. */
const withoutPipelines = (stage: Stage): unknown =>
  mapInside(stage as object, function visit(node: object): unknown {
    if ('stages' in node && (node as Pipeline).stages[0]?.kind !== 'input') return undefined;
    return isExpr(node) && node.kind === 'col' ? node : mapInside(node, visit);
  });

/** Columns that a stage gives a value of its own. An object that is handed on by `arg_max` stays what it was made of. */
function madeBy(stage: Stage): string[] {
  const isMade = (c: Named): boolean => !(c.expr.kind === 'col' && c.expr.name === c.name);
  switch (stage.kind) {
    case 'extend':
    case 'project':
      return stage.columns.filter(isMade).map((c) => c.name);
    case 'aggregate':
      return [...stage.keys, ...stage.aggregates].map((c) => c.name);
    case 'rename':
      return stage.columns.map((c) => c.to);
    case 'mvExpand':
    case 'mvApply':
      return stage.columns.map((c) => c.name);
    default:
      return [];
  }
}

/** A column of another type is none. */
function mayHoldObject(path: string, schema: Schema): boolean {
  const field = fieldOf(schema, rootOf(path));
  return field ? mayBeObject(field.type) : schema.open;
}

function withSource(head: Stage): Stage {
  if (head.kind === 'union') return { ...head, inputs: head.inputs.map((p) => ({ ...p, stages: [withSource(p.stages[0] as Stage)] })) } as Union as Stage;
  const scan = head as Scan;
  return { ...scan, metadata: [...new Set([...scan.metadata, SOURCE])] };
}

function made(paths: readonly (readonly [path: string, read: Span])[], span: Span, shown: boolean, raising: Raising): Stage[] {
  const source: Expr = { kind: 'col', name: SOURCE, type: 'dynamic', span };
  const columns: Named[] = [];
  for (const [name, read] of paths) {
    raising.attempt(() => {
      const path: Expr = { kind: 'lit', type: 'string', value: documentPath(name, raising, read), span };
      columns.push({ name, expr: { kind: 'call', op: 'dynamic.extractJson', args: [path, source], type: 'dynamic', span }, span });
    });
  }
  return [{ kind: 'extend', columns, place: 'end', span }, ...(shown ? [{ kind: 'drop' as const, columns: [{ name: SOURCE, wildcard: false, span }], strict: false, span }] : [])];
}
