import type { Command, Expression, Query } from '../../../grammars/esql/syntax.js';
import { concat, hardline, render, type Doc } from '../../text/layout.js';
import type { PrintOptions } from '../dialect.js';
import { command, query, subquery } from './print/commands.js';
import { Comments } from './print/comments.js';
import { LOOSEST, expression, type Printing } from './print/expressions.js';

export { dottedName as quoteName, quoteString } from './print/names.js';

const WIDTH = 100;

/** No line of a compact text breaks for its length. */
const UNLIMITED = Number.MAX_SAFE_INTEGER;

/**
 * Tree to text: a command on a line, keywords and function names in upper case, only the parentheses that are needed, lines broken
 * at 100 columns. Comments are put back when `comments` and the `source` they came from are given. Values without a name keep their
 * text, since it names the column. Printing the parsed result again gives the same text.
 */
export function print(tree: Query, { comments = [], source = '', width = WIDTH }: PrintOptions = {}): string {
  const placed = new Comments(tree, comments, source);
  const doc = query(tree, { comments: placed, subquery });
  return render(concat(doc, ...[...placed.rest].map(({ text }) => concat(hardline, text))), width);
}

const bare = (tree: { readonly span: { start: number; end: number } }): Printing => ({ comments: new Comments(tree, [], ''), subquery });

const compact = (doc: Doc): string => render(doc, UNLIMITED);

/** One expression on one line. */
export const printExpression = (node: Expression): string => compact(expression(node, LOOSEST, bare(node)));

/** One command on one line, without the pipe. */
export const printCommand = (node: Command): string => compact(command(node, bare(node)));
