import type { Expression, Script } from '../../../grammars/kql/syntax.js';
import { concat, hardline, line, render, type Doc } from '../../text/layout.js';
import type { PrintOptions } from '../dialect.js';
import { CommentReader } from './print/comments.js';
import { expressionDoc } from './print/expressions.js';
import { LONG_LIST, type Pen } from './print/pen.js';
import { queryDoc } from './print/stages.js';
import { lastComments, statementsDoc } from './print/statements.js';

/**
 * A syntax tree as text, the way a person would lay it out: one stage a line, what does not fit broken at commas, `and` and `or`.
 * Parsing the text gives the same tree, and printing that gives the same text. Only needed parentheses are written.
 * Literals and bracketed names keep the spelling of their author.
 */
export function print(tree: Script, options: PrintOptions = {}): string {
  const pen = penFor(options, LONG_LIST);
  const directives = tree.directives.flatMap((d) => [d, hardline]);
  const body = statementsDoc(pen, tree.statements, null);
  return render(concat(...directives, body, lastComments(pen, tree.statements.at(-1)?.span.end ?? null)), options.width ?? 100).trimEnd();
}

/** One expression on one line, as in messages and automatic column names. */
export function printExpression(expression: Expression): string {
  return render(expressionDoc(penFor({}, Infinity), expression, 0), Infinity);
}

function penFor(options: PrintOptions, longList: number): Pen {
  const pen: Pen = {
    comments: new CommentReader(options),
    longList,
    expression: (expression, level) => expressionDoc(pen, expression, level),
    query: (query): Doc => queryDoc(pen, query, line),
    statements: (statements, value) => statementsDoc(pen, statements, value),
  };
  return pen;
}
