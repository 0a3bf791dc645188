import type { Call, Expr, Lit, Named, Pipeline, Plan, Stage } from '../../../ast/pipeline.js';
import { isChoice, isChosen } from '../../../ast/choices.js';
import { conjuncts, isCall, mapInside } from '../../../ast/walk.js';
import { droppedLater, type Known } from '../../../semantics/carried.js';
import type { Raising } from './context.js';
import { type Arrays, arraysAfter, NO_ARRAYS } from './arrays-behind.js';
import { isMarked } from './json-values.js';
import { makesArray, withEmptyArrays } from './made-arrays.js';
import { isMean } from './means.js';
import { mayHaveNone, missingArray } from './no-elements.js';

/**
 * Elasticsearch has no empty arrays: an array of none is a field that is missing. So `array_length(x)` is written as 0 for a missing field,
 * which is what a query that asks for empty arrays is after, and the note says so. A comparison that the length 0 does not pass needs
 * neither, and of an array that the query makes the note would not be true: such an array is never missing.
 */
export function lengthsOfNone(plan: Plan, raising: Raising): Plan {
  if (![...raising.census.ops].some((op) => EMPTINESS.has(op) || /^(array\.(length|concat)|set\.)/.test(op))) return plan;
  const lets = plan.lets.map((l) => ({ ...l, pipeline: ofPipeline(l.pipeline, raising) }));
  return { ...plan, lets, body: ofPipeline(plan.body, raising) };
}

/** What is known of arrays at a place, the stages before it and those that follow. */
interface Place {
  readonly arrays: Arrays;
  readonly before: readonly Stage[];
  readonly rest: readonly Stage[];
  readonly raising: Raising;
}

function ofPipeline(p: Pipeline, raising: Raising): Pipeline {
  let arrays = NO_ARRAYS;
  const stages = p.stages.map((stage, i) => {
    const out = mapNode(stage, { arrays, before: p.stages.slice(0, i), rest: p.stages.slice(i + 1), raising }) as Stage;
    arrays = arraysAfter(p.stages, i, arrays, raising);
    return out;
  });
  return { ...p, stages };
}

/** What Kusto answers of an array, with elements or without. */
const EMPTINESS: ReadonlyMap<string, boolean> = new Map([['condition.isEmpty', false], ['condition.isNotEmpty', true], ['condition.isNull', false], ['condition.isNotNull', true]]);

/** A test for null of a mean, or of what may be an array without elements. */
function emptiness(e: Call, { arrays, before }: Place): Expr | undefined {
  const answer = EMPTINESS.get(e.op);
  const [x] = e.args as [Expr];
  if (answer !== undefined && isMean(x, before)) return { kind: 'lit', type: 'bool', value: answer, span: e.span };
  if (answer === undefined || x.type !== 'dynamic') return undefined;
  if (makesArray(x, arrays.made)) return { kind: 'lit', type: 'bool', value: answer, span: e.span };
  if (!mayHaveNone(x, arrays)) return undefined;
  const missing = missingArray(x, arrays, before);
  if (typeof missing === 'object') return answer ? { kind: 'call', op: 'logic.not', args: [missing], type: 'bool', span: e.span } : missing;
  return undefined;
}

function mapNode(node: unknown, at: Place): unknown {
  if (typeof node !== 'object' || node === null) return node;
  if ('stages' in node) return ofPipeline(node as Pipeline, at.raising);
  if (isCall(node) && isChoice(node)) return { ...node, args: withEmptyArrays(node, at.arrays.made).args.map((a, i) => (isChosen(node, i) ? mapNode(a, at) : ofCondition(a, at)) as Expr) };
  const empty = isCall(node) ? emptiness(node, at) : undefined;
  if (empty) return empty;
  if (isLength(node) && 'name' in node && isDropped(node as unknown as Named, at)) return { ...node, expr: ofArrayAlone(node.expr, at) };
  const conditions = conditionsOf(node);
  const out = mapInside(isCall(node) ? withEmptyArrays(node, at.arrays.made) : node, (child) => (conditions.includes(child) ? ofCondition(child as Expr, at) : mapNode(child, at)));
  return isCall(node) && node.op === 'array.length' && !isMarked((out as unknown as Call).args[0] as Expr) ? orZero(out as unknown as Call, at) : out;
}

/** What decides about rows or among values in a node: false and null do it alike. */
function conditionsOf(node: object): readonly unknown[] {
  if (!('kind' in node)) return [];
  if ('cond' in node) return [node.cond];
  return 'filter' in node ? [node.filter] : [];
}

function ofCondition(e: Expr, at: Place): Expr {
  if (isCall(e) && (e.op === 'logic.and' || e.op === 'logic.or')) return { ...e, args: e.args.map((a) => ofCondition(a, at)) };
  return (isCall(e) && failsForNone(e) ? ofTest(e, at) : mapNode(e, at)) as Expr;
}

const ofTest = (e: Call, at: Place): Call => ({ ...e, args: e.args.map((a) => (isLengthCall(a) ? ofArrayAlone(a, at) : (mapNode(a, at) as Expr))) });

/** `n = array_length(x)`. */
const isLength = (node: object): node is { readonly expr: Call } => 'expr' in node && typeof node.expr === 'object' && node.expr !== null && isLengthCall(node.expr);

const isLengthCall = (node: object): node is Call => isCall(node) && node.op === 'array.length';

/** A length that needs no 0 for none. */
const ofArrayAlone = (length: Call, at: Place): Call => ({ ...length, args: length.args.map((a) => mapNode(a, at) as Expr) });

/** Whether rows with the length 0 and with none are dropped alike: `extend n = array_length(x) | where n > 1`. */
function isDropped(c: Named, at: Place): boolean {
  const fails = (cond: Expr, lengths: Known): boolean => conjuncts(cond).some((x) => x.kind === 'call' && comparesWithMore(x, (e) => e.kind === 'col' && lengths.has(e.name)));
  return droppedLater(at.rest, new Set([c.name]), fails, () => false);
}

function orZero(length: Call, at: Place): Call {
  if (!makesArray(length.args[0] as Expr, at.arrays.made)) {
    at.raising.opNote('wider', 'array_length', 'Elasticsearch cannot tell an empty array from a missing one: the length of both is 0 here', length.span);
  }
  const zero: Lit = { kind: 'lit', type: 'long', value: 0, span: length.span };
  return { kind: 'call', op: 'condition.coalesce', args: [length, zero], type: 'long', span: length.span };
}

const PASSES: Readonly<Record<string, (bound: number) => boolean>> = {
  'compare.equal': (b) => b === 0,
  'compare.greater': (b) => b < 0,
  'compare.greaterOrEqual': (b) => b <= 0,
};

const failsForNone = (e: Call): boolean => comparesWithMore(e, (x) => isCall(x) && x.op === 'array.length');

function comparesWithMore(e: Call, isOne: (x: Expr) => boolean): boolean {
  const [left, right] = e.args as readonly (Expr | undefined)[];
  const passes = Object.hasOwn(PASSES, e.op) ? PASSES[e.op] : undefined;
  const bound = right?.kind === 'lit' && typeof right.value === 'number' ? right.value : undefined;
  return passes !== undefined && bound !== undefined && left !== undefined && isOne(left) && !passes(bound);
}
