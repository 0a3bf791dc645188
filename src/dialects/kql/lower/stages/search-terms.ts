import type * as Syntax from '../../../../../grammars/kql/syntax.js';
import type { Expr } from '../../../../ast/pipeline.js';
import type { Field } from '../../../../data/table.js';
import { isText, type Ty } from '../../../../data/types.js';
import { lowerCondition } from '../conditions.js';
import { type Context, lowerExpr } from '../context.js';
import { LOGIC_AND, LOGIC_NOT, LOGIC_OR } from '../op-ids.js';
import { column, infixCall, isBroken, literal, namedCall } from '../operations.js';

/** Conditions of `search` and `find`: a string alone asks all columns, `:` asks for a term, `*` stands for any column. */

export interface Where {
  readonly columns: readonly Field[];
  readonly caseSensitive: boolean;
}

export function searchCondition(e: Syntax.Expression, where: Where, cx: Context): Expr {
  switch (e.kind) {
    case 'string': return anyColumn(e.value, where, e.span, cx);
    case 'star': return literal('bool', true, e.span);
    case 'logical': return e.operands.map((o) => searchCondition(o, where, cx)).reduce((a, b) => joined(e.op === 'and' ? LOGIC_AND : LOGIC_OR, a, b, e.span));
    case 'call': {
      const only = e.args[0];
      if (e.name.text !== 'not' || !only || e.args.length > 1) break;
      return { kind: 'call', op: LOGIC_NOT, args: [searchCondition(only.value, where, cx)], type: 'bool', span: e.span };
    }
    case 'binary':
      if (e.op === ':') return termCondition(e, where, cx);
      if (e.left.kind === 'star') return starCondition(e, where, cx);
      break;
    default:
  }
  return lowerCondition(e, cx);
}

const joined = (op: string, a: Expr, b: Expr, span: Syntax.Span): Expr => ({ kind: 'call', op, args: [a, b], type: 'bool', span });

/** `column:"text"`, `*:"text"`, `column:5`. */
function termCondition(e: Syntax.Binary, where: Where, cx: Context): Expr {
  if (e.left.kind === 'star' && e.right.kind === 'string') return anyColumn(e.right.value, where, e.span, cx);
  const left = lowerExpr(e.left, cx);
  if (isBroken(left)) return left;
  if (e.right.kind === 'string' && (isText(left.type) || left.type === 'dynamic' || left.type === 'unknown')) return termTest(asText(left, cx), e.right.value, where, e.span, cx);
  return infixCall('==', [left, lowerExpr(e.right, cx)], e.span, cx);
}

/** `* has "x"`: the operator on any column that it fits. */
export function starCondition(e: Syntax.Binary, where: Where, cx: Context): Expr {
  const right = lowerExpr(e.right, cx);
  const tests = where.columns.filter((f) => isText(right.type) ? isText(f.type) || f.type === 'dynamic' : f.type === right.type)
    .map((f) => infixCall(e.op, [asText(column(f.name, f.type, e.span), cx, isText(right.type)), right], e.span, cx));
  return anyOf(tests, e.span);
}

function anyColumn(needle: string, where: Where, span: Syntax.Span, cx: Context): Expr {
  const tests = where.columns.filter((f) => mayHold(f.type, needle)).map((f) => termTest(asText(column(f.name, f.type, span), cx), needle, where, span, cx));
  return anyOf(tests, span);
}

/** The letters, in lower case, of what `tostring` writes for values of a type. */
const LETTERS: Partial<Record<Ty, RegExp>> = {
  bool: /^[truefals]*$/, int: /^[\d-]*$/, long: /^[\d-]*$/, real: /^[\d.+enaifty\u221e-]*$/, decimal: /^[\d.+e-]*$/,
  datetime: /^[\dtz:.-]*$/, timespan: /^[\d:.-]*$/, guid: /^[\da-f-]*$/,
};

/** A word is not looked for among numbers and times, whose texts cannot hold it. */
const mayHold = (type: Ty, needle: string): boolean => LETTERS[type]?.test(needle.replace(/\*/g, '').toLowerCase()) ?? true;

/** Halves, so that a table of a thousand columns does not make a thousand levels. */
function anyOf(tests: readonly Expr[], span: Syntax.Span): Expr {
  if (tests.length === 0) return literal('bool', false, span);
  if (tests.length === 1) return tests[0] as Expr;
  const middle = tests.length >> 1;
  return joined(LOGIC_OR, anyOf(tests.slice(0, middle), span), anyOf(tests.slice(middle), span), span);
}

const asText = (e: Expr, cx: Context, wanted = true): Expr => (!wanted || isText(e.type) || e.type === 'unknown' ? e : namedCall('tostring', [e], e.span, cx));

/** A term; with `*` at an end the end of one, on both sides any part of the text, inside a pattern. */
function termTest(text: Expr, needle: string, where: Where, span: Syntax.Span, cx: Context): Expr {
  const cs = where.caseSensitive ? '_cs' : '';
  const test = (op: string, value: string): Expr => infixCall(op, [text, literal('string', value, span)], span, cx);
  const inner = needle.replace(/^\*|\*$/g, '');
  if (inner.includes('*')) return test('matches regex', `${where.caseSensitive ? '' : '(?i)'}${inner.split('*').map(quoted).join('.*')}`);
  const [before, behind] = [needle.startsWith('*'), needle.endsWith('*')];
  if (before && behind) return test(`contains${cs}`, inner);
  if (before) return test(`hassuffix${cs}`, inner);
  return behind ? test(`hasprefix${cs}`, inner) : test(`has${cs}`, inner);
}

const quoted = (s: string): string => s.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
