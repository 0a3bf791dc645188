import type { Aggregate, Join, Pipeline, Rename, Stage } from '../ast/pipeline.js';
import { remembered } from '../base/memo.js';
import { columnsReadBy } from './columns-read.js';
import { ALL_OTHERS } from './names.js';
import { type OutputEnv, outputSchema, pipelineSchema } from './outputs.js';
import { OPEN, type Schema } from './schema.js';

type Names = ReadonlySet<string>;

/**
 * The columns of their input that the stages of `rest` read, or `undefined` when their result has all of them: no stage says which
 * columns it has. What the stages make themselves is not of the input. An over-estimate where a stage is not known well, never an under-estimate.
 * `env`: what is known of joined tables.
 */
export function neededBy(rest: readonly Stage[], env: OutputEnv = NO_TABLES): Names | undefined {
  const known = remembered(needs, env, () => new WeakMap<readonly Stage[], Names | 'all'>());
  const found = remembered(known, rest, () => findNeeded(rest, env) ?? 'all');
  return found === 'all' ? undefined : found;
}

/** By list of stages: every column of a stage is asked about with the same one. */
const needs = new WeakMap<OutputEnv, WeakMap<readonly Stage[], Names | 'all'>>();

function findNeeded(rest: readonly Stage[], env: OutputEnv): Names | undefined {
  const end = rest.findIndex((stage) => closes(stage) || (stage.kind === 'distinct' && stage.all === true));
  return end < 0 || !closes(rest[end] as Stage) ? undefined : mentionedBy(rest.slice(0, end + 1), env);
}

/** The columns of their input that stages name, whether or not their result has others. */
export const mentionedBy = (rest: readonly Stage[], env: OutputEnv = NO_TABLES): Names => rest.reduceRight<Names>((after, stage) => before(stage, after, env), NONE);
const NONE: Names = new Set();
/** Shared by all queries: what `as` names in one of them is nothing to the next. */
const NO_REFS = new (class extends Map<string, Schema> {
  override set(): this {
    return this;
  }
})();
const NO_TABLES: OutputEnv = { table: () => undefined, tables: [], refs: NO_REFS, openWorld: true };

/** Every column that a pipeline names and does not make itself. */
const mentionedIn = ({ stages }: Pipeline): Names => mentionedBy(stages);

/** Stages that list the columns they give. */
function closes(stage: Stage): boolean {
  switch (stage.kind) {
    case 'project':
    case 'makeSeries':
      return true;
    case 'aggregate':
      return stage.inline !== true && !takesOthers(stage);
    case 'distinct':
      return stage.all !== true;
    case 'keep':
      return stage.columns.every((c) => !c.wildcard);
    default:
      return false;
  }
}

const takesOthers = (stage: Aggregate): boolean => stage.aggregates.some((a) => a.name === ALL_OTHERS);

/** What must be there before a stage, so that `after` is there behind it. */
function before(stage: Stage, after: Names, env: OutputEnv = NO_TABLES): Names {
  if (closes(stage)) return readOf(stage);
  switch (stage.kind) {
    case 'rename':
      return renamed(stage, after);
    case 'join':
      return union(ofLeft(stage, after, env), readOfLeft(stage));
    default:
      return union(without(after, madeBy(stage)), readBy(stage));
  }
}

function readBy(stage: Stage): Names {
  switch (stage.kind) {
    case 'scan':
    case 'values':
    case 'range':
    case 'ref':
    case 'union':
    case 'external':
    case 'drop':
      return new Set();
    case 'aggregate':
      return without(readOf(stage), new Set([ALL_OTHERS]));
    case 'mvApply': {
      const elements = new Set([...stage.columns.map((c) => c.name), ...(stage.indexColumn === undefined ? [] : [stage.indexColumn])]);
      const sources = readOf({ ...stage, body: { ...stage.body, stages: [] } });
      return union(without(mentionedIn(stage.body), elements), sources);
    }
    default:
      return readOf(stage);
  }
}

/** Columns that a stage adds or replaces. A body's columns are those of its last stages. */
function madeBy(stage: Stage): Names {
  switch (stage.kind) {
    case 'extend':
    case 'mvExpand':
    case 'mvApply':
    case 'parse':
    case 'parseKv':
    case 'dissect':
    case 'grok':
    case 'parts':
    case 'aggregate':
    case 'changePoint':
    case 'model':
      return new Set(outputSchema(stage, OPEN, NO_TABLES).fields.map((f) => f.name));
    case 'scanSteps':
      return new Set([...stage.declare.map((d) => d.name), ...(stage.matchId === undefined ? [] : [stage.matchId])]);
    default:
      return new Set();
  }
}

/** What a stage reads of its own input; asked for by every stage before it. */
const readOf = (stage: Stage): Names => remembered(reads, stage, () => columnsReadBy({ stages: [stage] }, 'own'));

const reads = new WeakMap<Stage, Names>();

function renamed(stage: Rename, after: Names): Names {
  const to = new Map(stage.columns.map((c) => [c.to, c.from]));
  return new Set([...stage.columns.map((c) => c.from), ...Array.from(after, (n) => to.get(n) ?? n)]);
}

/** A condition's columns may be of either side. */
const readOfLeft = (j: Join): Names => {
  const read = [...j.on.map((o) => o.left), ...(j.condition ? [j.condition] : [])];
  return readOf({ kind: 'project', columns: read.map((expr) => ({ name: '', expr, span: j.span })), span: j.span });
};

/** The columns that the right side of a join is known to have, or names. */
const namesOfRight = (j: Join, env: OutputEnv): string[] => {
  const { fields, open } = pipelineSchema(j.right, env);
  return [...fields.map((f) => f.name), ...(open ? mentionedIn(j.right) : [])];
};

/**
 * The columns that joins among later stages bring, so that nothing tells of them that the rows so far have them. `open`: one of the joined
 * sides may have any column.
 */
export function broughtByJoins(rest: readonly Stage[], env: OutputEnv): { readonly names: Names; readonly open: boolean } {
  const end = rest.findIndex(closes);
  const names = new Set<string>();
  // Who reads `x1` has an `x` on both sides.
  const read = columnsReadBy({ stages: rest });
  let open = false;
  rest.slice(0, end < 0 ? rest.length : end).forEach((stage, i) => {
    if (stage.kind !== 'join' || /semi|anti/.test(stage.join)) return;
    const before = mentionedBy(rest.slice(0, i));
    const keys = readOfLeft(stage);
    for (const n of namesOfRight(stage, env)) if (!before.has(n) && !keys.has(n) && !read.has(`${n}1`)) names.add(n);
    open ||= pipelineSchema(stage.right, env).open;
  });
  return { names, open };
}

/** `x1` behind a join may be the `x` of the right side, which the left side has as well, or an `x1` of the left side. */
function ofLeft(j: Join, after: Names, env: OutputEnv): Names {
  const suffixed = suffixedBy(j, after, env);
  return new Set([...after, ...Array.from(suffixed, stemOf)]);
}

const stemOf = (suffixed: string): string => suffixed.slice(0, -1);

function suffixedBy(j: Join, after: Names, env: OutputEnv): Names {
  if (j.clash === 'right' || /semi|anti/.test(j.join)) return NONE;
  const right = new Set([...namesOfRight(j, env), ...j.on.flatMap((k) => (k.right.kind === 'col' ? [k.right.name] : []))]);
  return new Set([...after].filter((n) => n.endsWith('1') && (right.has(stemOf(n)) || after.has(stemOf(n)))));
}

/** Names like `x1` that later stages read and that a join among them may make: columns of the rows so far only where these are known to have them. */
export function madeByClashes(rest: readonly Stage[], env: OutputEnv): Names {
  const end = rest.findIndex(closes);
  const stages = end < 0 ? rest : rest.slice(0, end + 1);
  return new Set(stages.flatMap((stage, i) => (stage.kind === 'join' ? [...suffixedBy(stage, mentionedBy(stages.slice(i + 1), env), env)] : [])));
}

const union = (a: Names, b: Names): Names => new Set([...a, ...b]);
const without = (a: Names, b: Names): Names => (b.size === 0 ? a : new Set([...a].filter((n) => !b.has(n))));

/** The columns of an open table that stages so far have named and that are still there behind `stage`. */
export function stillNamed(stage: Stage, named: Names): Names {
  if (closes(stage)) return NONE;
  const all = union(named, before(stage, NONE));
  if (stage.kind === 'drop') return without(all, new Set(stage.columns.map((c) => c.name)));
  if (stage.kind === 'rename') return without(all, new Set(stage.columns.map((c) => c.from)));
  return stage.kind === 'join' ? union(all, mentionedIn(stage.right)) : all;
}
