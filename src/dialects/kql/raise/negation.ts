import type { Expression } from '../../../../grammars/kql/syntax.js';
import type { Expr } from '../../../ast/pipeline.js';
import { oppositeOf, opposites } from '../../../semantics/opposites.js';
import { call } from './build.js';

/** Comparisons and their opposites; both give null for a null operand. */
const OPPOSITES: readonly (readonly [string, string])[] = [
  ['esql.equal', 'esql.notEqual'], ['esql.less', 'esql.greaterOrEqual'], ['esql.greater', 'esql.lessOrEqual'], ['esql.isNull', 'esql.isNotNull'],
  ['esql.isNullText', 'esql.isNotNullText'],
  ...['Text', 'Ip', 'Version'].flatMap((t): [string, string][] => [[`esql.less${t}`, `esql.greaterOrEqual${t}`], [`esql.greater${t}`, `esql.lessOrEqual${t}`]]),
];
const OPPOSITE = opposites(OPPOSITES);

/** The opposite of a condition with NOT pushed to its atoms; exact in three-valued logic. `undefined`: the atom has no opposite. */
export const opposite = (e: Expr): Expr | undefined => oppositeOf(e, OPPOSITE);

const NEGATED_OPS: ReadonlySet<string> = new Set([
  'has', 'has_cs', 'hasprefix', 'hasprefix_cs', 'hassuffix', 'hassuffix_cs', 'contains', 'contains_cs', 'startswith', 'startswith_cs', 'endswith', 'endswith_cs',
]);

/** `not(x)` in the shortest spelling: the operator's own negation where it has one. */
export function notOf(e: Expression): Expression {
  if (e.kind === 'binary') {
    if (e.op === '==') return { ...e, op: '!=' };
    if (e.op === '=~') return { ...e, op: '!~' };
    if (NEGATED_OPS.has(e.op)) return { ...e, op: `!${e.op}` as typeof e.op };
  }
  if (e.kind === 'in' && (e.op === 'in' || e.op === 'in~')) return { ...e, op: e.op === 'in' ? '!in' : '!in~' };
  if (e.kind === 'between') return { ...e, negated: !e.negated };
  if (e.kind === 'call' && e.args.length === 1 && e.args[0]) {
    if (e.name.text === 'isempty') return call('isnotempty', e.args[0].value);
    if (e.name.text === 'isnull') return call('isnotnull', e.args[0].value);
    if (e.name.text === 'not') return e.args[0].value;
  }
  return call('not', e);
}

/** Where only truth matters nothing is as good as false, so `coalesce(x, false)` is x; not so behind a `not`. */
export function onlyTruth(e: Expression): Expression {
  if (e.kind === 'logical') return { ...e, operands: e.operands.map(onlyTruth) };
  if (e.kind !== 'call' || e.name.text !== 'coalesce' || e.args.length !== 2) return e;
  const [x, instead] = e.args.map((a) => a.value) as [Expression, Expression];
  return isNeverTrue(instead) ? x : e;
}

const isNeverTrue = (e: Expression): boolean =>
  e.kind === 'literal' ? e.type === 'bool' && e.text !== 'true' : e.kind === 'call' && e.name.text === 'iff' && e.args.slice(1).every((a) => isNeverTrue(a.value));
