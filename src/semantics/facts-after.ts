import type { Agg, Stage } from '../ast/pipeline.js';
import { carried } from './carried.js';
import { alwaysHolds } from './filled.js';
import { type Facts, learn, NO_FACTS, type NullStrings } from './nullability.js';

/** What is known to hold something after a stage: filters teach, other stages keep what they copy or fill. */
export function factsAfter(stage: Stage, facts: Facts, nullStrings: NullStrings): Facts {
  if (stage.kind === 'filter') return learn(facts, stage.cond, nullStrings);
  const grouped = stage.kind === 'aggregate' && stage.keys.length > 0;
  return carried(stage, facts, (e, known) => alwaysHolds(e, known) || (grouped && e.kind === 'agg' && picks(e, known)));
}

/** Of each group, which has a row, an aggregate of values that are all there. */
const picks = (e: Agg, known: Facts): boolean => !e.filter && PICKS.has(e.op) && e.args.length > 0 && e.args.every((a) => alwaysHolds(a, known));
const PICKS: ReadonlySet<string> = new Set(['min', 'max', 'any', 'argMax', 'argMin'].map((f) => `aggregate.${f}`));

/** What is known of the rows of a pipeline that reads tabular lets; of a union what is known of all its inputs. */
export function factsOf(stages: readonly Stage[], lets: ReadonlyMap<string, Facts>, nullStrings: NullStrings): Facts {
  return stages.reduce<Facts>((facts, stage) => {
    if (stage.kind === 'ref') return lets.get(stage.name) ?? NO_FACTS;
    if (stage.kind === 'union') return common(stage.inputs.map((i) => factsOf(i.stages, lets, nullStrings)));
    // Which columns the right side replaces is not known here.
    if (stage.kind === 'join' && stage.clash === 'right') return new Set(stage.on.flatMap((k) => (k.left.kind === 'col' && facts.has(k.left.name) ? [k.left.name] : [])));
    return factsAfter(stage, facts, nullStrings);
  }, NO_FACTS);
}

const common = ([first, ...more]: readonly Facts[]): Facts => new Set([...(first ?? [])].filter((f) => more.every((m) => m.has(f))));
