import type { Expression } from '../../../../grammars/esql/syntax.js';
import type { Call, Expr } from '../../../ast/pipeline.js';
import { columnsIn } from '../../../ast/walk.js';
import { resultsOf } from '../../../ast/choices.js';
import { evaluateCall } from '../../../catalogue/constant.js';
import { opOf } from '../../../catalogue/index.js';
import { isText, type Ty } from '../../../data/types.js';
import { alwaysHolds } from '../../../semantics/filled.js';
import { fieldOf } from '../../../semantics/schema.js';
import { type Nonzero, isNonzero } from '../../../semantics/nonzero.js';
import { call } from './build.js';
import { mayBeNull } from './missing.js';
import { constant } from './literals.js';
import type { Scope } from './scope.js';

/**
 * Calls that may give nothing for what is there: a text that is no number, a member that a JSON text lacks, a division by zero. A test of
 * one is null in ES|QL; in Kusto `!=` and its kin are true of nothing, and `not` of any test that is false of it.
 */
const READS: ReadonlySet<string> = new Set(['dynamic.index', 'dynamic.member', 'dynamic.extractJson', 'ip.inRange4', 'ip.inAnyRange4', 'ip.isPrivate4', 'ip.inRange6', 'ip.inAnyRange6', 'ip.compare4', 'ip.compare6', 'ip.matches4', 'ip.matches6']);
/** What may leave no element of an array, which is nothing in ES|QL. */
const LEAVES_OUT = /^(array\.slice|set\.(difference|intersect))$/;
const CONVERSIONS = /^convert\.to(Int|Long|Real|Decimal|Bool|Datetime|Timespan)$/;
/** Spelled so that they always give something. */
const FILLED = /^(string\.(concat|concatDelimited)|condition\.is|hash\.)/;

/** Nothing only where all of the arguments are nothing. */
const PASSES_BY = /^condition\.(coalesce|maxOf|minOf)$/;

/** Of a condition that is nothing they go on, as CASE does. */
const CHOICES: ReadonlySet<string> = new Set(['condition.iff', 'condition.case']);

/** Whether an expression may give nothing although the columns that it reads hold something. */
export function isPartial(e: Expr, nonzero: Nonzero): boolean {
  if (e.kind === 'lit') return e.value === null;
  if (e.kind !== 'call' || e.op.startsWith('compare.') || FILLED.test(e.op)) return false;
  if (READS.has(e.op) || LEAVES_OUT.test(e.op)) return true;
  const [first, second] = e.args;
  if (e.op === 'string.indexOf') return second?.kind !== 'lit' || second.value === '';
  if (CONVERSIONS.test(e.op) && first && (isText(first.type) || first.type === 'dynamic' || first.type === 'unknown')) return true;
  if ((e.op === 'math.divide' || e.op === 'math.remainder') && second && !isNonzero(second, nonzero)) return true;
  if (e.op === 'math.bin' && (second?.kind !== 'lit' || Number(second.value) <= 0)) return true;
  if (PASSES_BY.test(e.op)) return e.args.every((a) => isPartial(a, nonzero));
  const answers = CHOICES.has(e.op) ? resultsOf(e.args) : e.args;
  return answers.some((a) => isPartial(a, nonzero));
}

/** Whether the columns that an expression reads hold something, or what it gives without them does not matter: guards are written for missing texts. */
export const columnsHold = (e: Expr, { facts, schema }: Scope): boolean => alwaysHolds(e, facts) || [...columnsIn(e)].every((c) => facts.has(c) || (e.kind !== 'col' && isText(fieldOf(schema, c)?.type ?? 'unknown')));

/**
 * A call of what may give nothing and of constants, right where it does: `strlen` of it is 0. Tests of which nothing is false are remembered
 * for their negation.
 */
export function callOfPartial(e: Call, tree: Expression, scope: Scope): Expression {
  const [first, ...rest] = e.args;
  const op = opOf(e.op);
  if (op.kind !== 'scalar' || FILLED.test(e.op) || PASSES_BY.test(e.op) || CHOICES.has(e.op) || first?.kind !== 'call' || !MENDED.has(e.type) || !rest.every((a) => a.kind === 'lit') || !isPartial(first, scope.signs.nonzero)) return tree;
  const nothing = { type: first.type === 'unknown' ? ('dynamic' as const) : first.type, value: isText(first.type) ? '' : LEAVES_OUT.test(first.op) ? [] : null };
  const instead = evaluateCall(op, [nothing, ...rest.map((a) => (a.kind === 'lit' ? a : nothing))]);
  if (!instead || instead.value === null) return tree;
  if (e.type === 'bool' && instead.value === false) {
    scope.raising.falseOfNothing.add(tree);
    return tree;
  }
  return call('COALESCE', tree, constant({ kind: 'lit', ...instead, span: e.span }));
}

const MENDED: ReadonlySet<Ty> = new Set(['bool', 'int', 'long', 'real']);

const CONCATENATES: ReadonlySet<string> = new Set(['string.concat', 'string.concatDelimited']);
export const isComputedText = (e: Expr): boolean => e.kind === 'call' && isText(e.type);

/** Operands that Kusto takes for "" where ES|QL has null: texts of functions, and whatever becomes a part of a text. */
export function computedTexts(e: Call, scope: Scope): ReadonlySet<Expr> {
  if (scope.raising.nullStrings !== 'empty') return new Set();
  const parts = CONCATENATES.has(e.op);
  return new Set(e.args.filter((a) => (isComputedText(a) ? keepsEmpty(a) && mayBeNull(a, scope) : parts && a.kind !== 'lit' && a.type !== 'unknown' && !isText(a.type) && !(a.kind === 'col' && scope.facts.has(a.name)))));
}

/** Whether a call gives nothing for "": a hash does not, nor the parts of a text, nor what replaces an empty match. */
function keepsEmpty(e: Expr): boolean {
  if (e.kind !== 'call') return true;
  const op = opOf(e.op);
  if (e.op.startsWith('hash.') || e.op === 'string.split') return false;
  if (e.op !== 'regex.replace' || op.kind !== 'scalar') return true;
  const given = e.args.map((a) => (a.kind === 'lit' ? a : { type: 'string' as const, value: '' }));
  return evaluateCall(op, given)?.value === '';
}

/** Of a call that compares computed texts with what is no constant: those that may be nothing although their columns hold something. */
export function partialTexts(e: Call, scope: Scope): readonly Expr[] {
  const { raising, signs: { nonzero } } = scope;
  if (raising.nullStrings === 'empty' && !keepsEmpty(e)) return e.args.filter((a) => isComputedText(a) && (isPartial(a, nonzero) || mayBeNull(a, scope)));
  if (raising.nullStrings === 'empty' && CONCATENATES.has(e.op)) return e.args.filter((a) => isComputedText(a) && isPartial(a, nonzero));
  if (raising.nullStrings !== 'empty' || !MENDED.has(e.type) || PASSES_BY.test(e.op) || e.op.startsWith('condition.')) return [];
  return e.args.filter((a, i) => isComputedText(a) && isPartial(a, nonzero) && e.args.some((o, j) => j !== i && o.kind !== 'lit'));
}
