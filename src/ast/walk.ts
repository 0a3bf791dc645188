import type { Call, Expr } from './pipeline.js';

/** The expressions directly inside one; a subquery's pipeline is not entered. */
export function children(e: Expr): readonly Expr[] {
  switch (e.kind) {
    case 'lit':
    case 'col':
      return NONE;
    case 'call':
    case 'subquery':
      return e.args;
    case 'agg':
      return e.filter ? [...e.args, e.filter] : e.args;
    case 'lambda':
      return [e.body];
  }
}

const NONE: readonly Expr[] = [];

/** The node over other children, in the order of `children`; itself over its own. */
export function withChildren(e: Expr, to: readonly Expr[]): Expr {
  const own = children(e);
  if (to === own || to.every((c, i) => c === own[i])) return e;
  switch (e.kind) {
    case 'lit':
    case 'col':
      return e;
    case 'call':
    case 'subquery':
      return { ...e, args: to };
    case 'agg':
      return e.filter ? { ...e, args: to.slice(0, -1), filter: to[to.length - 1] } : { ...e, args: to };
    case 'lambda':
      return { ...e, body: to[0] as Expr };
  }
}

/** Rebuilds an expression from its leaves up. */
export function mapExpr(e: Expr, f: (e: Expr) => Expr): Expr {
  const own = children(e);
  return f(own.length === 0 ? e : withChildren(e, mapList(own, (c) => mapExpr(c as Expr, f)) as readonly Expr[]));
}

const EXPRESSIONS: ReadonlySet<unknown> = new Set(['lit', 'col', 'call', 'agg', 'subquery', 'lambda']);
export const isExpr = (node: object): node is Expr => 'kind' in node && EXPRESSIONS.has(node.kind) && 'type' in node && 'span' in node;
/** A call of the pipeline AST, not one of a dialect's tree. */
export const isCall = (node: object): node is Call => 'kind' in node && node.kind === 'call' && 'op' in node;

/** Calls `f` on every expression inside a node or a list, nested pipelines included, outermost first; true stops there. */
export function visitExpressions(node: unknown, f: (e: Expr) => boolean): void {
  if (typeof node !== 'object' || node === null) return;
  if (isExpr(node) && f(node)) return;
  eachInside(node, visitExpressions, f);
}

/** Calls `f` on the nodes and lists directly inside a node or a list; spans are none. `context` is handed on: walks need no function for each node. */
export function eachInside(node: object, f: (child: object) => void): void;
export function eachInside<C>(node: object, f: (child: object, context: C) => void, context: C): void;
export function eachInside<C>(node: object, f: (child: object, context: C) => void, context?: C): void {
  if (Array.isArray(node)) {
    for (const child of node as readonly unknown[]) if (typeof child === 'object' && child !== null) f(child, context as C);
    return;
  }
  for (const key in node) {
    const child = (node as Record<string, unknown>)[key];
    if (typeof child === 'object' && child !== null && key !== 'span') f(child, context as C);
  }
}

const MOST_NODES = 60;

/** Whether a tree is so small that it may be written more than once. */
export function isBrief(tree: object): boolean {
  let left = MOST_NODES;
  const visit = (node: object): void => {
    if (left-- > 0) eachInside(node, visit);
  };
  visit(tree);
  return left >= 0;
}

/** Names of the columns that an expression reads. */
export function columnsIn(e: Expr, into: Set<string> = new Set()): Set<string> {
  if (e.kind === 'col') into.add(e.name);
  for (const c of children(e)) columnsIn(c, into);
  return into;
}

/** The operands of nested ANDs, in order; an expression of another kind is its own only conjunct. */
export const conjuncts = (e: Expr): readonly Expr[] => operandsOf('logic.and', e, []);
export const disjuncts = (e: Expr): readonly Expr[] => operandsOf('logic.or', e, []);

function operandsOf(op: string, e: Expr, into: Expr[]): Expr[] {
  if (e.kind === 'call' && e.op === op) for (const a of e.args) operandsOf(op, a, into);
  else into.push(e);
  return into;
}

/** Longer chains become a tree of halves, which whoever walks it can descend. */
const LONG_CHAIN = 100;

/** The items, at least one, joined by an operator of two: nested to the left, as they are read. */
export function chained(items: readonly Expr[], both: (left: Expr, right: Expr) => Expr): Expr {
  if (items.length <= LONG_CHAIN) return items.reduce(both);
  const middle = items.length >> 1;
  return both(chained(items.slice(0, middle), both), chained(items.slice(middle), both));
}

/**
 * A node or list with a function applied to the nodes directly inside it. The same node where nothing changed, so that passes over whole
 * plans copy only what they rewrite. Spans, and values of other classes, are left alone.
 */
export function mapInside<T extends object>(node: T, f: (child: object) => unknown): T {
  if (Array.isArray(node)) return mapList(node, f) as unknown as T;
  if (Object.getPrototypeOf(node) !== Object.prototype) return node;
  let out: Record<string, unknown> | undefined;
  for (const key in node) {
    const child: unknown = node[key];
    if (typeof child !== 'object' || child === null || key === 'span') continue;
    const to = f(child);
    if (to !== child) (out ??= { ...node } as Record<string, unknown>)[key] = to;
  }
  return (out as T | undefined) ?? node;
}

function mapList(list: readonly unknown[], f: (child: object) => unknown): readonly unknown[] {
  let out: unknown[] | undefined;
  for (let i = 0; i < list.length; i++) {
    const child = list[i];
    if (typeof child !== 'object' || child === null) continue;
    const to = f(child);
    if (to !== child) (out ??= [...list])[i] = to;
  }
  return out ?? list;
}
