import type { Call, Expr, Lit, Named, Pipeline, Plan, Stage } from '../ast/pipeline.js';
import { children, columnsIn, isExpr, mapInside, withChildren } from '../ast/walk.js';
import { evaluateExpr, type Typed } from '../catalogue/constant.js';
import { type Dynamic, DynamicReal, DynamicScalar, isInt64, type Value } from '../data/types.js';

import { Refusal } from '../semantics/notes.js';
import type { Raised } from './dialect.js';

/** Columns that have one value in every row: those that `print` and `ROW` make, and what is assigned of them. */
export type Constants = ReadonlyMap<string, Typed>;

export interface Folding {
  /** Whether a call is to be worked out; `known`: the constants that it may read. */
  readonly worth: (e: Call, known: Constants) => boolean;
  /** Whether the target has a literal for a value. */
  readonly writable: (e: Lit) => boolean;
}

/** The plan with calls over nothing but constant columns worked out. The same plan where there are none. */
export function withConstantsFolded(plan: Plan, folding: Folding): Plan {
  const lets = new Map<string, Constants>();
  const folded = plan.lets.map((l) => {
    const { pipeline, known } = ofPipeline(l.pipeline, folding, lets);
    lets.set(l.name, known);
    return pipeline === l.pipeline ? l : { ...l, pipeline };
  });
  const body = ofPipeline(plan.body, folding, lets).pipeline;
  return body === plan.body && folded.every((l, i) => l === plan.lets[i]) ? plan : { ...plan, lets: folded, body };
}

function ofPipeline(p: Pipeline, folding: Folding, lets: ReadonlyMap<string, Constants>): { pipeline: Pipeline; known: Constants } {
  let known: Constants = new Map();
  const visit = (node: object): object => {
    if ('stages' in node) return ofPipeline(node as Pipeline, folding, lets).pipeline;
    return isExpr(node) ? fold(node, known, folding, visit) : mapInside(node, visit);
  };
  const stages = p.stages.map((given) => {
    const stage = mapInside(given, visit) as Stage;
    known = given.kind === 'ref' ? (lets.get(given.name) ?? new Map()) : after(given, known);
    return stage;
  });
  return { pipeline: stages.every((s, i) => s === p.stages[i]) ? p : { ...p, stages }, known };
}

function fold(e: Expr, known: Constants, folding: Folding, visit: (node: object) => object): Expr {
  if (e.kind === 'call' && isConstant(e, known) && folding.worth(e, known)) {
    const value = evaluateExpr(e, (c) => known.get(c));
    const literal = value && plainly({ kind: 'lit', ...value, span: e.span });
    if (literal && folding.writable(literal)) return literal;
  }
  if (e.kind === 'subquery') return mapInside(e, visit) as Expr;
  const object = lookedUp(e, known);
  if (object) return withChildren(e, [object, ...children(e).slice(1).map((c) => fold(c, known, folding, visit))]);
  return withChildren(e, children(e).map((c) => fold(c, known, folding, visit)));
}

/** The constant object of which the member with a computed name is read. */
function lookedUp(e: Expr, known: Constants): Lit | undefined {
  const [object, key] = e.kind === 'call' && (e.op === 'dynamic.member' || e.op === 'dynamic.index') ? e.args : [];
  const constant = object?.kind === 'col' && key?.kind !== 'lit' ? known.get(object.name) : undefined;
  return object && constant?.value instanceof Map ? { kind: 'lit', ...constant, span: object.span } : undefined;
}

/** Whether every column in it is known; asked first, because of most expressions the first one is not. */
const isConstant = (e: Expr, known: Constants): boolean => (e.kind === 'col' ? known.has(e.name) : children(e).every((c) => isConstant(c, known)));

/** A dynamic scalar as a literal of its own type. */
function plainly(e: Lit): Lit {
  const v = e.value as Dynamic;
  if (e.type !== 'dynamic' || v === null) return e;
  if (v instanceof DynamicReal) return { ...e, type: 'real', value: v.value };
  if (v instanceof DynamicScalar) return { ...e, type: v.type, value: v.value };
  if (typeof v === 'string') return { ...e, type: 'string' };
  if (typeof v === 'boolean') return { ...e, type: 'bool' };
  return isInt64(v) ? { ...e, type: Number.isInteger(Number(v)) ? 'long' : 'real' } : e;
}

/** What is known behind a stage. Of one that makes columns in a way of its own nothing is. */
function after(stage: Stage, known: Constants): Constants {
  switch (stage.kind) {
    case 'filter':
    case 'sort':
    case 'limit':
    case 'reorder':
    case 'distinct':
    case 'sample':
      return known;
    case 'extend':
      return new Map([...without(known, stage.columns), ...constantsOf(stage.columns, known)]);
    case 'project':
      return new Map(constantsOf(stage.columns, known));
    case 'rename':
      return new Map([...known].map(([n, v]) => [stage.columns.find((c) => c.from === n)?.to ?? n, v]));
    case 'keep':
    case 'drop':
      return known;
    case 'mvExpand':
      return new Map([...without(known, stage.columns)].filter(([n]) => n !== stage.indexColumn));
    default:
      return new Map();
  }
}

const without = (known: Constants, columns: readonly Named[]): [string, Typed][] => [...known].filter(([n]) => !columns.some((c) => c.name === n));

const constantsOf = (columns: readonly Named[], known: Constants): [string, Typed][] =>
  columns.flatMap((c): [string, Typed][] => {
    const value = evaluateExpr(c.expr, (n) => known.get(n));
    return value ? [[c.name, value]] : [];
  });

/**
 * What a plan is raised to. One that cannot be said is tried once more with everything worked out that is read of constant columns.
 * `literal` refuses what the target has no literal for.
 */
export function orOfConstants<T>(plan: Plan, literal: (e: Lit) => unknown, raise: (plan: Plan) => Raised<T>): Raised<T> {
  const said = raise(plan);
  if (said.tree) return said;
  const folded = withConstantsFolded(plan, { worth: (e) => columnsIn(e).size > 0, writable: isWritten(literal) });
  const worked = folded === plan ? said : raise(folded);
  return worked.tree ? worked : said;
}

export const isWritten = (literal: (e: Lit) => unknown) => (e: Lit): boolean => {
  try {
    literal(e);
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
};

/** Whether a value is one scalar, or an array of scalars. */
export const isFlat = (v: Value): boolean => !(v instanceof Map) && !(Array.isArray(v) && v.some((x) => x === null || Array.isArray(x) || x instanceof Map));
