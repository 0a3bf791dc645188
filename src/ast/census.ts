import { remembered } from '../base/memo.js';
import type { Expr, Plan } from './pipeline.js';
import { eachInside } from './walk.js';

/** What occurs anywhere in a plan: kinds of stages and of expressions, operations and aggregates by id, types of expressions. */
export interface Census {
  readonly kinds: ReadonlySet<string>;
  readonly ops: ReadonlySet<string>;
  readonly types: ReadonlySet<string>;
  /** Whether a call is of literals alone. */
  readonly computesConstants: boolean;
}

/** Taken once a plan, so that a pass over it is not made for what it does not hold. */
export const censusOf = (plan: Plan): Census => remembered(taken, plan, () => census(plan));

const taken = new WeakMap<Plan, Census>();

function census(plan: Plan): Census {
  const [kinds, ops, types] = [new Set<string>(), new Set<string>(), new Set<string>()];
  let computesConstants = false;
  const visit = (node: { readonly kind?: unknown; readonly op?: unknown; readonly type?: unknown; readonly args?: unknown }): void => {
    if (typeof node.kind === 'string') kinds.add(node.kind);
    if (typeof node.op === 'string') ops.add(node.op);
    if (typeof node.type === 'string') types.add(node.type);
    computesConstants ||= node.kind === 'call' && isOfLiterals(node.args as readonly Expr[]);
    eachInside(node, visit);
  };
  visit(plan as object);
  return { kinds, ops, types, computesConstants };
}

const isOfLiterals = (args: readonly Expr[]): boolean => args.length > 0 && args.every((a) => a.kind === 'lit');
