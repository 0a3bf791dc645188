import type { Expression } from '../../../../grammars/esql/syntax.js';
import type { Expr } from '../../../ast/pipeline.js';
import { call, text } from './build.js';
import type { Scope } from './scope.js';

/**
 * Texts without their case. Kusto documents its operators that ignore case for ASCII texts alone; here they fold letter by letter. TO_LOWER
 * lowers a text as a whole: a capital sigma by the letters around it, which are others in a part of the text.
 */
const SIGMA = /[\u03a3\u03c2\u03c3]/;
const FINAL = '\u03c2';

/** A constant as it is looked for in a text that `withoutCase` has made. */
export const lowerCase = (needle: string): string => needle.toLowerCase().replaceAll(FINAL, '\u03c3');

/** The lower case of a text, in which these are looked for. */
export function withoutCase(lower: Expression, needles: readonly unknown[], at: Expr, scope: Scope): Expression {
  const texts = needles.filter((n) => typeof n === 'string');
  if (texts.some((n) => n.includes(KELVIN))) scope.raising.opNote('different', 'ignoring case', 'the sign of Kelvin is a k in lower case in ES|QL', at.span);
  return texts.some((n) => SIGMA.test(n)) ? call('REPLACE', lower, text(FINAL), text('\u03c3')) : lower;
}

const KELVIN = '\u212a';
