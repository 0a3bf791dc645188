import type { Call, Expr, Stage } from '../../../ast/pipeline.js';
import type { Schema } from '../../../semantics/schema.js';
import { MultiValue, type Ty } from '../../../data/types.js';

/** Operations whose result is an array in KQL, also of a single value. */
const MAKERS: ReadonlySet<string> = new Set([
  'esql.values', 'esql.top', 'esql.split', 'esql.mvAppend', 'esql.mvDedupe', 'esql.mvSort', 'esql.mvSlice', 'esql.mvUnion', 'esql.mvIntersection', 'esql.mvDifference', 'esql.mvZip',
]);
const CHOICES: ReadonlySet<string> = new Set(['esql.case', 'esql.coalesce']);
/** Aggregates that answer the cell of a row. */
const PICKS: ReadonlySet<string> = new Set(['esql.first', 'esql.last']);

/** The place of the value that `MV_SLICE(x, place)` takes, which is a single one; `undefined` where there may be several. */
export function sliceOfOne(e: Call): number | undefined {
  const [, from, to] = e.args;
  if (e.op !== 'esql.mvSlice' || to || from?.kind !== 'lit' || from.value === null) return undefined;
  return Number(from.value);
}

const TEXTS: readonly Ty[] = ['string', 'text', 'ip', 'version', 'geo'];
const KEEPS: Readonly<Record<string, readonly Ty[]>> = {
  'esql.toLong': ['int', 'long'], 'esql.toDouble': ['int', 'long', 'real'], 'esql.toInteger': ['int'], 'esql.toBoolean': ['bool'], 'esql.toIp': ['ip'], 'esql.textToString': TEXTS,
};

/** Whether a conversion leaves the elements of an array what they are in KQL. */
export const isUnchanged = (e: Call): boolean => KEEPS[e.op]?.includes(e.args[0]?.type ?? 'unknown') === true;

/** Whether an expression holds a dynamic array once it is spelled in KQL. `arrays`: columns that do. */
export function isArray(e: Expr, arrays: ReadonlySet<string>): boolean {
  switch (e.kind) {
    case 'lit':
      return e.value instanceof MultiValue;
    case 'col':
      return arrays.has(e.name);
    case 'agg':
      return MAKERS.has(e.op) || (PICKS.has(e.op) && e.args[0] !== undefined && isArray(e.args[0], arrays));
    case 'call':
      return (MAKERS.has(e.op) && sliceOfOne(e) === undefined) || ((CHOICES.has(e.op) || e.op === 'esql.toString' || isUnchanged(e)) && e.args.some((a) => isArray(a, arrays)));
    default:
      return false;
  }
}

const severalIn = ({ fields }: Schema): Set<string> => new Set(fields.filter((f) => f.several).map((f) => f.name));

/** The columns that hold arrays after a stage, which leaves columns of this schema. */
export function arraysAfter(stage: Stage, arrays: ReadonlySet<string>, schema: Schema): ReadonlySet<string> {
  switch (stage.kind) {
    case 'scan':
      return severalIn(schema);
    case 'join':
      return new Set([...arrays, ...severalIn(schema)]);
    case 'extend':
    case 'project':
    case 'aggregate': {
      const columns = stage.kind === 'aggregate' ? [...stage.aggregates, ...stage.keys] : stage.columns;
      const out = new Set(stage.kind === 'extend' || (stage.kind === 'aggregate' && stage.inline) ? arrays : []);
      for (const c of columns) {
        if (isArray(c.expr, arrays) && !(stage.kind === 'aggregate' && stage.keys.includes(c))) out.add(c.name);
        else out.delete(c.name);
      }
      return out;
    }
    case 'rename':
      return new Set([...arrays].map((a) => stage.columns.find((c) => c.from === a)?.to ?? a));
    case 'mvExpand':
      return new Set([...arrays].filter((a) => !stage.columns.some((c) => c.name === a)));
    default:
      return arrays;
  }
}
