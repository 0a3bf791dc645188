import type { Call, Expr, Plan, Stage } from '../../../ast/pipeline.js';
import { visitExpressions } from '../../../ast/walk.js';
import { opOf } from '../../../catalogue/index.js';
import { pipelineSchema } from '../../../semantics/outputs.js';
import { fieldOf } from '../../../semantics/schema.js';
import type { Raising } from './context.js';
import { titleOf } from './expressions.js';
import { givesNull, SEARCHES, TAKES_ARRAYS } from './several.js';

/**
 * A field of a table without a schema that a query counts or expands may well hold several values, of which other functions of ES|QL
 * give null, or as many values. In KQL they work on the text of the array. Tests that no array passes are the same in both.
 */
export function noteSeveral({ body }: Plan, raising: Raising): void {
  const [source] = body.stages;
  if (source?.kind !== 'scan') return;
  const schema = pipelineSchema({ ...body, stages: [source] }, raising.tables);
  let expected = new Set([...readAsSeveral(body.stages)].filter((c) => schema.open && fieldOf(schema, c)?.several !== true));
  for (const stage of body.stages) {
    if (expected.size === 0) return;
    visitExpressions(stage, (e) => {
      const read = e.kind === 'call' && takesOne(e) ? e.args.find((a) => a.kind === 'col' && expected.has(a.name)) : undefined;
      if (e.kind === 'call' && read?.kind === 'col') raising.opNote('different', titleOf(opOf(e.op)), `${read.name} is taken to hold one value here; of several KQL reads the text of the array`, e.span);
      return false;
    });
    expected = without(expected, stage);
  }
}

const OF_SEVERAL = /^esql\.mv/;

/** Columns that are read so before a stage makes one of that name. */
function readAsSeveral(stages: readonly Stage[]): Set<string> {
  const found = new Set<string>();
  const made = new Set<string>();
  const add = (e: Expr | undefined): void => {
    if (e?.kind === 'col' && !made.has(e.name)) found.add(e.name);
  };
  for (const stage of stages) {
    if (stage.kind === 'mvExpand') for (const c of stage.columns) add(c.expr);
    visitExpressions(stage, (e) => {
      if (e.kind === 'call' && OF_SEVERAL.test(e.op)) add(e.args[0]);
      return false;
    });
    if (stage.kind === 'aggregate' && !stage.inline) return found;
    if (stage.kind === 'extend' || stage.kind === 'project') for (const c of stage.columns) made.add(c.name);
  }
  return found;
}

/** An array equals no single value, and is in no order with one. */
const NO_ARRAY = /^esql\.(equal|in$|less|greater)/;

const takesOne = (e: Call): boolean => {
  const op = opOf(e.op);
  if (op.kind !== 'scalar' || OF_SEVERAL.test(e.op) || NO_ARRAY.test(e.op)) return false;
  return SEARCHES.has(e.op) || ((op as { multi?: string }).multi === 'aware' ? !TAKES_ARRAYS.test(e.op) : givesNull(e));
};

/** Those that a stage leaves as they are. */
function without(expected: ReadonlySet<string>, stage: Stage): Set<string> {
  switch (stage.kind) {
    case 'mvExpand':
    case 'extend':
      return new Set([...expected].filter((n) => !stage.columns.some((c) => c.name === n)));
    case 'rename':
      return new Set([...expected].map((n) => stage.columns.find((c) => c.from === n)?.to ?? n));
    case 'aggregate':
      return stage.inline ? new Set(expected) : new Set();
    case 'project':
      return new Set([...expected].filter((n) => stage.columns.some((c) => c.name === n && c.expr.kind === 'col' && c.expr.name === n)));
    default:
      return new Set(expected);
  }
}
