import type { Expression } from '../../../../grammars/esql/syntax.js';
import { PARAMETER } from '../../../ast/parameters.js';
import type { Expr, Join, Named, Plan, Scan, Stage } from '../../../ast/pipeline.js';
import { isText } from '../../../data/types.js';
import { call, text } from './build.js';
import type { Raising } from './context.js';
import { computedBy, lacks, nameBefore } from './origin.js';
import type { Scope } from './scope.js';
import { PICKS } from './uses.js';
import { resultsOf } from '../../../ast/choices.js';

/**
 * What a text is where it is missing: null, "" or always there. A field of a document is one of the two throughout (docs/semantics.md),
 * but a computed column may be null in one row and "" in the next, which KQL groups and sorts together and ES|QL does not.
 */
type Missing = 'never' | 'null' | 'empty' | 'mixed' | `field ${string}`;

/** A text by which rows are grouped or sorted: "" where it may be null in one row and "" in another. */
export function keyText(e: Expr, tree: Expression, scope: Scope): Expression {
  const asked = isText(e.type) && scope.raising.nullStrings === 'empty' && !(e.kind === 'col' && scope.facts.has(e.name));
  return asked && traced(e, scope) === 'mixed' ? call('COALESCE', tree, text('')) : tree;
}

/** Whether a text may be null. */
export const mayBeNull = (e: Expr, scope: Scope): boolean => !['never', 'empty'].includes(traced(e, scope));

/** How many columns may be traced for one answer: chains of choices would double with every link. */
const MOST_STEPS = 400;

interface Trace {
  readonly tables: Raising['tables'];
  readonly facts: ReadonlySet<string>;
  readonly plan: Plan;
  readonly packed: Pick<WeakSet<Join>, 'has'>;
  readonly budget: { steps: number };
}

const traced = (e: Expr, scope: Scope): Missing => missingOf(e, scope.before, {
  tables: scope.raising.tables, facts: scope.facts, plan: scope.raising.plan, packed: scope.raising.packed, budget: { steps: MOST_STEPS },
});

/** `before`: the stages that the rows have come through. */
function missingOf(e: Expr, before: readonly Stage[], trace: Trace): Missing {
  switch (e.kind) {
    case 'lit':
      return e.value === null || e.value === '' ? 'empty' : 'never';
    case 'col':
      return trace.facts.has(e.name) ? 'never' : ofColumn(e.name, before, before.length, trace);
    case 'call':
      return ofCall(e.op, e.args, before, trace);
    case 'agg':
      return PICKS.has(e.op) ? missingOf(e.args[e.args.length - 1] as Expr, before, trace) : 'mixed';
    default:
      return 'mixed';
  }
}

/** Calls that give "" for "" and null for null. */
const KEEPS: ReadonlySet<string> = new Set(['string.toLower', 'string.toUpper', 'string.reverse', 'convert.toString']);
/** Calls that are never null, or spelled so. */
const FILLED: ReadonlySet<string> = new Set(['string.concat', 'string.concatDelimited', PARAMETER]);

function ofCall(op: string, args: readonly Expr[], before: readonly Stage[], trace: Trace): Missing {
  const of = (x: Expr): Missing => missingOf(x, before, trace);
  const [first] = args;
  if (op === 'convert.toString' && first && !isText(first.type) && first.type !== 'dynamic' && first.type !== 'unknown') return first.type === 'bool' ? 'empty' : 'null';
  if (KEEPS.has(op)) return of(first as Expr);
  if (FILLED.has(op)) return 'empty';
  if (op === 'regex.extract') return ['never', 'empty'].includes(of(args[2] as Expr)) ? 'empty' : 'mixed';
  if (op === 'condition.iff' || op === 'condition.case') return resultsOf(args).map(of).reduce(either);
  if (op === 'condition.coalesce') return args.map(of).includes('never') ? 'never' : 'mixed';
  return 'mixed';
}

function either(a: Missing, b: Missing): Missing {
  if (a === b || b === 'never') return a;
  return a === 'never' ? b : 'mixed';
}

/** Back through the first `n` stages to the one that made the column. */
function ofColumn(column: string, stages: readonly Stage[], n: number, trace: Trace): Missing {
  if (trace.budget.steps-- <= 0) return 'mixed';
  let name = column;
  for (let i = n - 1; i >= 0; i--) {
    const stage = stages[i] as Stage;
    name = nameBefore(stage, name);
    const made = madeBy(stage).find((c) => c.name === name);
    if (made) return behind(stage, made, missingOf(made.expr, stages.slice(0, i), { ...trace, facts: NO_FACTS }));
    const found = ofStage(stage, name, stages.slice(0, stage.kind === 'join' ? i : 0), trace);
    if (found) return found;
  }
  return `field ${name}`;
}

const NO_FACTS: ReadonlySet<string> = new Set();

/** A key is filled where it needs to be. */
const behind = (stage: Stage, made: Named, kind: Missing): Missing => (kind === 'mixed' && (stage.kind === 'distinct' || (stage.kind === 'aggregate' && stage.keys.includes(made))) ? 'empty' : kind);

const madeBy = (stage: Stage): readonly Named[] => (stage.kind === 'distinct' ? stage.columns : computedBy(stage));

/** A packed row has "" for a missing cell, and no cells where nothing matches; other joins leave cells as they are. */
function ofJoined(j: Join, name: string, input: readonly Stage[], trace: Trace): Missing {
  if (trace.packed.has(j)) return j.join.endsWith('outer') ? 'mixed' : 'empty';
  const of = (stages: readonly Stage[]): Missing => ofColumn(name, stages, stages.length, trace);
  if (lacks(j.right, name, trace)) return lacks({ ...j.right, stages: input }, name, trace) ? 'mixed' : of(input);
  return j.join.endsWith('outer') || !lacks({ ...j.right, stages: input }, name, trace) ? 'mixed' : of(j.right.stages);
}

/** Rows of the tables that have no such column have nothing in it. */
function amongTables(scan: Scan, name: string, trace: Trace): Missing {
  const without = scan.tables.filter((t) => lacks({ stages: [{ ...scan, tables: [t] }], span: scan.span }, name, trace));
  return without.length === 0 ? `field ${name}` : without.length === scan.tables.length ? 'null' : 'mixed';
}

/** What a column of a stage's own is; `undefined` where it is one of its input. */
function ofStage(stage: Stage, name: string, input: readonly Stage[], trace: Trace): Missing | undefined {
  const of = (stages: readonly Stage[]): Missing => ofColumn(name, stages, stages.length, trace);
  switch (stage.kind) {
    case 'scan':
      return amongTables(stage, name, trace);
    case 'union':
      return stage.inputs.map((p) => (lacks(p, name, trace) ? 'null' : of(p.stages))).reduce(either, 'never');
    case 'ref':
      return of(trace.plan.lets.find((l) => l.name === stage.name)?.pipeline.stages ?? []);
    case 'join':
      if (/semi|anti/.test(stage.join)) return of(stage.join.startsWith('right') ? stage.right.stages : input);
      return ofJoined(stage, name, input, trace);
    case 'parse':
      return stage.pieces.some((p) => p.kind === 'column' && p.name === name) ? 'mixed' : undefined;
    case 'mvExpand':
      return stage.columns.some((c) => c.name === name && !(c.expr.kind === 'col' && c.expr.name === name)) ? 'mixed' : undefined;
    default:
      return undefined;
  }
}
