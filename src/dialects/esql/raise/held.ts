import type { Agg, Call, Col, Expr, Join, Named, Plan, Stage, Union } from '../../../ast/pipeline.js';
import { chosenOf } from '../../../ast/choices.js';
import { unconverted } from '../../../semantics/filled.js';
import { isText } from '../../../data/types.js';
import { pipelineSchema } from '../../../semantics/outputs.js';
import { fieldOf, type Schema } from '../../../semantics/schema.js';
import type { Scope } from './scope.js';
import { computedBy, nameBefore } from './origin.js';
import { PICKS, standsForColumn } from './uses.js';

/**
 * What a dynamic value is in Elasticsearch: a field of the source may have several values, of which functions make null; an element of an
 * array is one value; JSON that is read is a text.
 */
export type Held = 'several' | 'one' | 'text';

/** What is tested or converted, without the conversion to text: a column of the source that may hold several values. */
export function severalIn(e: Expr, scope: Scope): Col | undefined {
  const x = unconverted(e);
  return x.kind === 'col' && heldBy(x, scope) === 'several' ? x : undefined;
}

/** `undefined`: it is no dynamic value. */
export function heldBy(e: Col, scope: Scope): Held | undefined {
  const dynamic = e.type === 'dynamic' || (standsForColumn(e) && fieldOf(scope.schema, e.name)?.type === 'dynamic');
  if (!dynamic) return undefined;
  const { current } = scope.raising;
  if (current?.kind === 'mvApply' && current.columns.some((c) => c.name === e.name)) return 'one';
  const aggregate = scope.aggregates?.get(e.name);
  const env = scope.raising.tables;
  const trace: Trace = { plan: scope.raising.plan, budget: { steps: MOST_STEPS }, schemaOf: (stages) => pipelineSchema({ stages, span: e.span }, env) };
  return aggregate ? ofExpression(aggregate, scope.before, trace) : ofColumn(e.name, scope.before, scope.before.length, trace);
}

/** How many columns may be traced for one answer: chains of choices would double with every link. */
const MOST_STEPS = 400;

interface Trace {
  readonly plan: Plan;
  readonly budget: { steps: number };
  readonly schemaOf: (stages: readonly Stage[]) => Schema;
}

function ofColumn(column: string, stages: readonly Stage[], n: number, trace: Trace): Held {
  if (trace.budget.steps-- <= 0) return 'several';
  let name = column;
  for (let i = n - 1; i >= 0; i--) {
    const stage = stages[i] as Stage;
    name = nameBefore(stage, name);
    const made = madeBy(stage).find((c) => c.name === name);
    if (made) return stage.kind === 'mvExpand' || stage.kind === 'mvApply' ? 'one' : ofExpression(made.expr, stages.slice(0, i), trace);
    const found = ofStage(stage, name, stages.slice(0, i), trace);
    if (found) return found;
  }
  return 'several';
}

const madeBy = (stage: Stage): readonly Named[] => (stage.kind === 'mvExpand' || stage.kind === 'mvApply' ? stage.columns : computedBy(stage));

function ofStage(stage: Stage, name: string, input: readonly Stage[], trace: Trace): Held | undefined {
  const of = (stages: readonly Stage[]): Held => ofColumn(name, stages, stages.length, trace);
  switch (stage.kind) {
    case 'union':
      return ofUnited(stage, name, trace, of);
    case 'ref':
      return of(trace.plan.lets.find((l) => l.name === stage.name)?.pipeline.stages ?? []);
    case 'join':
      return ofJoined(stage, input, name, trace, of);
    default:
      return undefined;
  }
}

/** Inputs without the column have nothing there. */
function ofUnited(u: Union, name: string, trace: Trace, of: (stages: readonly Stage[]) => Held): Held {
  const inputs = u.inputs.map((p) => p.stages).filter((stages) => has(name, trace.schemaOf(stages)));
  return inputs.length === 0 ? 'several' : inputs.map(of).reduce(either, 'text');
}

/** A column of one side alone is what it is there. */
function ofJoined(j: Join, input: readonly Stage[], name: string, trace: Trace, of: (stages: readonly Stage[]) => Held): Held {
  const sides = [input, j.right.stages].filter((stages) => stages.length > 0 && has(name, trace.schemaOf(stages)));
  return (sides.length === 0 ? [input, j.right.stages] : sides).map(of).reduce(either, 'text');
}

const has = (name: string, { open, fields }: Schema): boolean => open || fields.some((f) => f.name === name);

const WEIGHTS: readonly Held[] = ['text', 'one', 'several'];
const either = (a: Held, b: Held): Held => (WEIGHTS.indexOf(a) >= WEIGHTS.indexOf(b) ? a : b);

function ofExpression(e: Expr, before: readonly Stage[], trace: Trace): Held {
  switch (e.kind) {
    case 'lit':
      return Array.isArray(e.value) ? 'several' : 'one';
    case 'col':
      return isText(e.type) ? 'text' : e.name.includes('.') || (e.type !== 'dynamic' && !e.member) ? 'one' : ofColumn(e.name, before, before.length, trace);
    case 'call':
      return ofCall(e, before, trace);
    case 'agg':
      return ofAggregate(e, before, trace);
    default:
      return 'several';
  }
}

const TEXTS: ReadonlySet<string> = new Set(['dynamic.extractJson', 'dynamic.pack', 'aggregate.bag']);
const ELEMENTS: ReadonlySet<string> = new Set(['dynamic.index', 'dynamic.member']);

function ofCall(e: Call, before: readonly Stage[], trace: Trace): Held {
  const of = (x: Expr): Held => ofExpression(x, before, trace);
  if (TEXTS.has(e.op)) return 'text';
  if (ELEMENTS.has(e.op)) return 'one';
  const [first] = e.args;
  if (e.op === 'dynamic.parseJson' && first) return first.type === 'dynamic' ? of(first) : 'text';
  const chosen = chosenOf(e);
  if (chosen) return chosen.map(of).reduce(either, 'text');
  return e.type === 'dynamic' ? 'several' : 'one';
}

function ofAggregate(e: Agg, before: readonly Stage[], trace: Trace): Held {
  if (TEXTS.has(e.op)) return 'text';
  if (PICKS.has(e.op)) return ofExpression(e.args[e.args.length - 1] as Expr, before, trace);
  return e.type === 'dynamic' ? 'several' : 'one';
}
