import type { Call, Expr, Lit, Plan } from '../../../ast/pipeline.js';
import { shapeOf } from '../../../ast/same.js';
import { eachInside, mapInside } from '../../../ast/walk.js';
import { type Dynamic, isInt64 } from '../../../data/types.js';
import type { Raising } from './context.js';
import { chosenOf, isChosen } from '../../../ast/choices.js';

/**
 * Keys and places that a query computes. Fields are named in the query, so that `x[iff(c, "a", "b")]` becomes `iff(c, x.a, x.b)`, a look
 * into a constant bag a choice among its values, and the member of the first key, `x[bag_keys(x)[0]]`, that of the keys which the query
 * names elsewhere.
 */
export function withConstantKeys(plan: Plan, raising: Raising): Plan {
  const { ops } = raising.census;
  if (!(ops.has('dynamic.member') || ops.has('dynamic.index')) || !anyComputed(plan)) return plan;
  const rewriting: Rewriting = { named: keysNamed(plan), made: new WeakSet(), first: new WeakSet(), raising };
  const visit = (node: object): object => {
    const inner = mapInside(node, visit);
    return isStep(inner) ? constantKey(inner, rewriting) : inner;
  };
  const whole = (node: object): object => {
    const inner = mapInside(node, whole);
    return rewriting.first.has(node) ? firstPresent(inner as Call) : inner;
  };
  return whole(visit(plan)) as Plan;
}

interface Rewriting {
  /** The constant keys that the plan reads of an expression, by the expression's text. */
  readonly named: ReadonlyMap<string, ReadonlySet<string>>;
  /** Choices that this pass has made: further steps go into their branches. */
  readonly made: WeakSet<object>;
  /** Those among them that take the first member which is there. */
  readonly first: WeakSet<object>;
  readonly raising: Raising;
}

const isStep = (node: object): node is Call => 'kind' in node && node.kind === 'call' && 'op' in node && (node.op === 'dynamic.member' || node.op === 'dynamic.index');
const isConstant = (e: Expr): e is Lit => e.kind === 'lit';
/** A key is a text, whatever it is made of. */
const bare = (e: Expr): Expr => (e.kind === 'call' && e.op === 'convert.toString' ? bare(e.args[0] as Expr) : e);

function constantKey(e: Call, r: Rewriting): Expr {
  const [base, key] = e.args as [Expr, Expr];
  if (base.kind === 'call' && r.made.has(base)) return choice(base, r, (branch) => step(e, branch, key));
  if (isConstant(base) && base.value instanceof Map) return lookedUp(base.value, key, e, r);
  if (isConstant(key)) return e;
  const computed = bare(key);
  if (computed.kind !== 'call') return e;
  if (chosenOf(computed)?.every(isConstant) === true) return choice(computed, r, (k) => step(e, base, k));
  return ofFirstKey(base, computed, e, r) ?? e;
}

function step(e: Call, base: Expr, key: Expr): Expr {
  const place = isConstant(key) && typeof key.value === 'number';
  return isConstant(base) && base.value === null ? base : { ...e, op: place ? 'dynamic.index' : 'dynamic.member', args: [base, key] };
}

/* ---------------------------------------------------------------- choices */

function choice(e: Call, r: Rewriting, f: (result: Expr) => Expr): Call {
  const out: Call = { ...e, type: 'dynamic', args: e.args.map((a, i) => (isChosen(e, i) ? f(a) : a)) };
  r.made.add(out);
  if (r.first.has(e)) r.first.add(out);
  return out;
}

/** The value of a key of a constant bag. */
function lookedUp(bag: ReadonlyMap<string, Dynamic>, key: Expr, e: Call, r: Rewriting): Expr {
  const type = [...bag.values()].every((v) => isInt64(v) && Number.isInteger(Number(v))) ? 'long' : 'dynamic';
  const constant = (v: Dynamic): Lit => ({ kind: 'lit', type, value: v, span: e.span });
  if (isConstant(key)) return constant(bag.get(String(key.value)) ?? null);
  if (bag.size === 0 || [...bag.values()].some((v) => typeof v === 'object')) return e;
  const equals = (k: string): Call => ({ kind: 'call', op: 'compare.equal', args: [key, { kind: 'lit', type: 'string', value: k, span: key.span }], type: 'bool', span: key.span });
  const out: Call = { kind: 'call', op: 'condition.case', args: [...[...bag].flatMap(([k, v]) => [equals(k), constant(v)]), constant(null)], type, span: e.span };
  r.made.add(out);
  return out;
}

/* ---------------------------------------------------------------- the first key */

/** `x[tostring(bag_keys(x)[0])]`. */
function ofFirstKey(base: Expr, key: Call, e: Call, r: Rewriting): Expr | undefined {
  const keys = key.op === 'dynamic.index' && (key.args[1] as Lit).value === 0 ? bare(key.args[0] as Expr) : undefined;
  if (keys?.kind !== 'call' || keys.op !== 'bag.keys' || textOf(keys.args[0] as Expr) !== textOf(base)) return undefined;
  const named = [...(r.named.get(textOf(base)) ?? [])];
  if (named.length === 0) return undefined;
  r.raising.opNote('different', 'bag_keys', `the first key is taken for one of those that the query names: ${named.join(', ')}`, e.span);
  const members = named.map((k) => step(e, base, { kind: 'lit', type: 'string', value: k, span: e.span }));
  if (members.length === 1) return members[0];
  const out: Call = { kind: 'call', op: 'condition.coalesce', args: members, type: 'dynamic', span: e.span };
  r.made.add(out);
  r.first.add(out);
  return out;
}

/** Tested for emptiness, because fields that are texts may be empty. */
function firstPresent(e: Call): Call {
  const present = (x: Expr): Call => ({ kind: 'call', op: 'condition.isNotEmpty', args: [x], type: 'bool', span: e.span });
  return { ...e, op: 'condition.case', args: [...e.args.slice(0, -1).flatMap((x) => [present(x), x]), e.args[e.args.length - 1] as Expr] };
}

const textOf = (e: Expr): string => shapeOf(e, 'type');

function keysNamed(plan: Plan): Map<string, Set<string>> {
  const named = new Map<string, Set<string>>();
  walk(plan, (e) => {
    const [base, key] = e.args as [Expr, Expr];
    if (!isConstant(key) || typeof key.value !== 'string') return;
    const text = textOf(base);
    named.set(text, (named.get(text) ?? new Set()).add(key.value));
  });
  return named;
}

function anyComputed(plan: Plan): boolean {
  let found = false;
  walk(plan, (e) => (found ||= !isConstant(e.args[1] as Expr) || isConstant(e.args[0] as Expr)));
  return found;
}

function walk(node: object, f: (e: Call) => void): void {
  if (isStep(node)) f(node);
  eachInside(node, (n) => walk(n, f));
}
