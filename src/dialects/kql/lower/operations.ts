import type { Call, Expr } from '../../../ast/pipeline.js';
import type { Span } from '../../../base/source.js';
import type { Op } from '../../../catalogue/entry.js';
import { functionNames, opsByInfix, opsByName, opsByPrefix } from '../../../catalogue/index.js';
import { notYetReason } from '../../../catalogue/not-yet.js';
import { arityText, resolve } from '../../../catalogue/resolve.js';
import type { Ty, Value } from '../../../data/types.js';
import { kqlTypeName } from '../types.js';
import { meetsRules } from './argument-rules.js';
import { type Context, report } from './context.js';
import { nearestHint, operandHint } from './hints.js';

/** Expressions of the plan, found in the catalogue by their KQL spelling. */

/** Stands for an expression whose error has been reported; fits everywhere, so that one error is not said twice. */
export const broken = (span: Span): Expr => ({ kind: 'lit', type: 'unknown', value: null, span });
export const isBroken = (e: Expr): boolean => e.kind === 'lit' && e.type === 'unknown';

export const literal = (type: Ty, value: Value, span: Span): Expr => ({ kind: 'lit', type, value, span });
export const column = (name: string, type: Ty, span: Span): Expr => ({ kind: 'col', name, type, span });

export function infixCall(symbol: string, args: readonly Expr[], span: Span, cx: Context): Expr {
  return typedCall(symbol, opsByInfix('kql', symbol), args, span, cx, OPERATOR);
}

export function prefixCall(symbol: string, args: readonly Expr[], span: Span, cx: Context): Expr {
  return typedCall(symbol, opsByPrefix('kql', symbol), args, span, cx);
}

export function namedCall(name: string, args: readonly Expr[], span: Span, cx: Context): Expr {
  return typedCall(name, opsByName('kql', name), args, span, cx);
}

/** Which conversions happen by themselves: an operator reads a dynamic operand as the type of the other, a function as a text at most. */
type Reading = (from: Ty, to: Ty) => boolean;
const OPERATOR: Reading = () => true;
const FUNCTION: Reading = (from, to) => from !== 'dynamic' || to === 'string' || to === 'text';

/** The entry with a fitting overload; those that convert nothing come first. */
export function typedCall(name: string, ops: readonly Op[], args: readonly Expr[], span: Span, cx: Context, reads: Reading = FUNCTION): Expr {
  if (args.some(isBroken)) return broken(span);
  if (ops.length === 0) return unknownFunction(name, span, cx);
  const fit = bestFit(ops, args, reads) ?? (TAKES_ANY_AS_TEXT.has(name) ? bestFit(ops, textsFirst(ops, args, cx), reads) : undefined);
  if (!fit) return misfit(name, ops, args, span, cx);
  if (!meetsRules(name, args, span, cx)) return broken(span);
  return build(fit.op, fit.returns, fit.args, span);
}

interface Fit {
  readonly op: Op;
  readonly args: readonly Expr[];
  readonly returns: Ty;
}

/** Text functions that write numbers and the like as texts first. */
const TAKES_ANY_AS_TEXT: ReadonlySet<string> = new Set([
  'tolower', 'toupper', 'indexof', 'strrep', 'split', 'strcmp', 'strcat_delim', 'regex_quote', 'isascii', 'isutf8', 'to_utf8', 'unicode_codepoints_from_string',
]);

/** What stands where some overload takes a text becomes one. */
const textsFirst = (ops: readonly Op[], args: readonly Expr[], cx: Context): Expr[] =>
  args.map((a, i) => (ops.some((o) => o.sigs.some((s) => /^(string|text)\??$/.test(parameterAt(s.params, i)))) ? asText(a, cx) : a));

/** The last may be for any number of arguments. */
function parameterAt(params: readonly string[], i: number): string {
  const last = params.at(-1) ?? '';
  return params[i] ?? (last.startsWith('...') ? last.slice(3) : '');
}

const asText = (e: Expr, cx: Context): Expr => (e.type === 'string' || e.type === 'dynamic' || e.type === 'unknown' ? e : namedCall('tostring', [e], e.span, cx));

function bestFit(ops: readonly Op[], args: readonly Expr[], reads: Reading): Fit | undefined {
  let found: Fit | undefined;
  for (const op of ops) {
    const ordered = inSignatureOrder(op, args);
    const resolved = resolve(op, ordered.map((a) => a.type));
    if (!resolved || resolved.casts.some((to, i) => to !== undefined && !reads((ordered[i] as Expr).type, to))) continue;
    const fit = { op, args: ordered, returns: resolved.returns };
    if (resolved.casts.every((c) => c === undefined)) return fit;
    found ??= fit;
  }
  return found;
}

/** KQL may write the arguments in another order than the meaning lists them. */
function inSignatureOrder(op: Op, args: readonly Expr[]): readonly Expr[] {
  const order = op.kql.kind === 'call' ? op.kql.order : undefined;
  if (!order) return args;
  const out = [...args];
  args.forEach((a, i) => (out[order[i] ?? i] = a));
  return out;
}

function build(op: Op, type: Ty, args: readonly Expr[], span: Span): Expr {
  if (op.kind === 'aggregate') return { kind: 'agg', op: op.id, args, type, span };
  const call: Call = { kind: 'call', op: op.id, args, type, span };
  return call;
}

export function unknownFunction(name: string, span: Span, cx: Context): Expr {
  const reason = notYetReason('kql', name);
  if (reason !== undefined) report(cx, 'not-yet', { what: name, reason }, span);
  else {
    report(cx, 'unknown-function', { name }, span, nearestHint(name, functionNames('kql')));
  }
  return broken(span);
}

function misfit(name: string, ops: readonly Op[], args: readonly Expr[], span: Span, cx: Context): Expr {
  const op = ops[0] as Op;
  const types = args.map((a) => kqlTypeName(a.type));
  if (ops.every((o) => !takes(o, args.length))) report(cx, 'argument-count', { name, got: args.length, want: arityText(op) }, span);
  else report(cx, 'argument-type', { name, types: types.join(', ') }, span, operandHint(name, types));
  return broken(span);
}

const takes = (op: Op, count: number): boolean => resolve(op, new Array<Ty>(count).fill('unknown')) !== undefined;
