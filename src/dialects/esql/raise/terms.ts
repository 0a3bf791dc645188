import type { Expression } from '../../../../grammars/esql/syntax.js';
import { type Ends, TERM_LETTERS } from '../../../text/term-pattern.js';
import { call, text } from './build.js';

/**
 * Needles that come from data. Patterns of LIKE and RLIKE are constants, but LOCATE and REPLACE take any expression. A text is therefore
 * cut into terms (runs of letters and digits) and single other signs, with a space before the first one and behind each; a needle cut in
 * the same way occurs in it exactly where its own ends fall on borders of terms, whatever signs it has itself. A space of the text is a
 * sign like others and stands between two of these, so that runs of spaces stay apart.
 */
const PART = `(?s)[${TERM_LETTERS}]+|.`;
/** What means something in a regular expression, of Java as of RE2. */
const SPECIAL = '[\\\\^$.|?*+(){}\\[\\]]';

/** The text as its parts, each with a space behind it, and one before them all. */
export const parted = (tree: Expression): Expression => call('CONCAT', text(' '), partsBefore(tree));

const partsBefore = (tree: Expression): Expression => call('REPLACE', tree, text(PART), text('$0 '));
const partsBehind = (tree: Expression): Expression => call('REPLACE', tree, text(PART), text(' $0'));

/** A needle as it stands in a parted text; without the space at an end that need not be a border. */
export function partedNeedle(tree: Expression, ends: Ends): Expression {
  if (ends.start && ends.end) return parted(tree);
  return ends.start ? partsBehind(tree) : partsBefore(tree);
}

/** A text that a pattern takes literally. */
export const quotedText = (tree: Expression): Expression => call('REPLACE', tree, text(SPECIAL), text('\\\\$0'));

/** One alternative of a pattern for a parted text, without its first space. */
export const alternative = (needle: Expression): Expression => quotedText(partsBefore(needle));

/** Between the needles of a list in one text: a symbol that logs do not hold. */
export const BREAK = '␟';
/** Those of a list. */
export const alternatives = (list: Expression): Expression => call('REPLACE', alternative(list), text(`${BREAK} `), text('|'));

/** What the alternatives stand in: the pattern of a whole text that holds one of them; the text itself holds line breaks. */
export const wholeText = (alternatives: Expression): Expression => call('CONCAT', text('(?s)^.* ('), alternatives, text(').*'));
/** The pattern of no text. */
export const NEVER = '[^\\s\\S]';
