import type { Expression } from '../../../../../grammars/esql/syntax.js';
import type { Call, Expr } from '../../../../ast/pipeline.js';
import { parseReplacement } from '../../../../text/regex-api.js';
import { ANY_TEXT, groupPattern } from '../../../../text/group-pattern.js';
import { kustoToLucene, mayFollowItself, takesSome } from '../../../../text/regex-convert.js';
import { compileRegex } from '../../../../text/regex.js';
import { isText } from '../../../../data/types.js';
import { boolean, call, compare, like, text } from '../build.js';
import { refuse } from '../context.js';
import { quotedText } from '../terms.js';
import type { Handlers, Spell } from './handler.js';
import { constantText, foldedText } from './text.js';

/**
 * Regular expressions. RLIKE is Lucene's, anchored; REPLACE is Java's, which reads what Kusto's RE2 reads. Kusto's classes are
 * Unicode's, and its lines end in `\n` alone, for both of which Java has a flag.
 */

function javaPattern(given: string): string {
  const { flags, pattern } = flagless(given);
  return `${joined(flags, javaFlags(given))}${javaSyntax(pattern)}`;
}

/** `(?i)` and `(?U)` are `(?iU)`. */
const joined = (flags: string, more: string): string => `${flags}${more}`.replaceAll(')(?', '');

/** Flags that Java needs to read a pattern as Kusto does: Unicode's classes, and lines that `\n` alone ends. */
function javaFlags(pattern: string): string {
  const flags = `${hasDot(pattern) ? 'd' : ''}${CLASSES.test(pattern) ? 'U' : ''}`;
  return flags && `(?${flags})`;
}

const CLASSES = /\\[dDwWsSbB<>]|\[\[:/;
/** A dot that is neither escaped nor in brackets, and stops at line ends. */
const hasDot = (pattern: string): boolean => !/^\(\?[a-zA-Z]*s/.test(pattern) && pattern.replace(/\\[\s\S]|\[\^?\]?(?:\\[\s\S]|[^\]])*\]/g, '').includes('.');

const javaSyntax = (pattern: string): string => pattern.replace(/\(\?P</g, '(?<').replace(TOKENS, javaToken);

const TOKENS = /\\[pPxuU]\{[^}]*\}|\\[\s\S]|\{(?!\d+(?:,\d*)?\})/g;
const ENDS_OF_WORDS: Readonly<Record<string, string>> = { '\\<': '\\b(?=\\w)', '\\>': '\\b(?<=\\w)' };

/** Ends of words, and a brace that counts nothing and is itself in Kusto. */
const javaToken = (token: string): string => (token === '{' ? '\\{' : (ENDS_OF_WORDS[token] ?? token));

export function checked(pattern: string, e: Call): string {
  if (/\(\?[a-zA-Z]*U/.test(pattern)) return refuse(`the pattern ${pattern}`, 'Java has no flag that swaps greedy and lazy repetition', e.span);
  const regex = compileRegex(javaPattern(pattern), { dialect: 'java' });
  return regex.ok ? pattern : refuse(`the pattern ${pattern}`, regex.error.message, e.span);
}

function matches(e: Call, s: Spell): Expression {
  const pattern = e.args[1] as Expr;
  if (foldedText(pattern) === undefined) return matchOfData(s.value(e.args[0] as Expr), s.value(pattern), e, s);
  const [x] = e.args as [Expr];
  const constant = constantText(e.args[1], 'a pattern that is not constant', e);
  // A missing text is "" in Kusto, which these match as well; RLIKE is false of null.
  return isText(x.type) && ANYTHING.has(constant) ? boolean(true) : matchTest(s.value(x), constant, e);
}

const ANYTHING: ReadonlySet<string> = new Set(['', '.*']);

/** Whether a pattern occurs in a text. */
export function matchTest(x: Expression, pattern: string, e: Call): Expression {
  const lucene = kustoToLucene(pattern);
  if (lucene.ok && lucene.value.losses.length === 0) return like(x, [lucene.value.text], 'rlike');
  if (takesSome(pattern)) return compare('!=', x, call('REPLACE', x, text(javaPattern(checked(pattern, e))), text('')));
  return compare('==', call('REPLACE', x, text(whole(checked(pattern, e))), text(FOUND)), text(FOUND));
}

/** What a text that matches becomes: a symbol that logs do not hold, where "" would be what an empty text is anyway. */
const FOUND = '␟';

/** A pattern that is data, read as Java reads it, with Kusto's classes. */
const wholeOfData = (pattern: Expression): Expression => call('CONCAT', text(`(?U)^${ANY_TEXT}?(`), pattern, text(`)${ANY_TEXT}$`));

/** The same behind any text. */
export const leadingOfData = (pattern: Expression): Expression => call('CONCAT', text(`(?U)${ANY_TEXT}?(`), pattern, text(')'));

export function matchOfData(x: Expression, pattern: Expression, e: Call, s: Spell): Expression {
  s.scope.raising.opNote('rewritten', 'a pattern from data', 'REPLACE reads it as Java does', e.span);
  return compare('==', call('REPLACE', x, wholeOfData(pattern), text(FOUND)), text(FOUND));
}

/** The pattern anywhere in a text, and the text around it; its match is the first group. */
export const whole = (given: string): string => {
  const { flags, pattern } = flagless(given);
  return `${joined(flags, javaFlags(given))}^${ANY_TEXT}?(${javaSyntax(pattern)})${ANY_TEXT}$`;
};

/** The pattern behind any text: a match with what stands between it and the match before. */
export const leading = (given: string): string => {
  const { flags, pattern } = flagless(given);
  return `${joined(flags, javaFlags(given))}${ANY_TEXT}?(${javaSyntax(pattern)})`;
};

/** Flags at the front of a pattern go to the front of the one around it. */
function flagless(pattern: string): { flags: string; pattern: string } {
  const m = /^(\(\?[a-zA-Z]+\))+/.exec(pattern);
  return m ? { flags: m[0], pattern: pattern.slice(m[0].length) } : { flags: '', pattern };
}

/** A group that takes no part is "", and so is one of a text that does not match. */
function extract(e: Call, s: Spell): Expression {
  const group = e.args[1];
  if (group?.kind !== 'lit' || typeof group.value !== 'number') return refuse('extract', 'the group is not constant', e.span);
  const x = s.value(e.args[2] as Expr);
  if (foldedText(e.args[0]) === undefined) return extractOfData(x, s.value(e.args[0] as Expr), group.value, e, s);
  const pattern = checked(constantText(e.args[0], 'a pattern that is not constant', e), e);
  const { flags, pattern: body } = flagless(pattern);
  const found = groupPattern(javaSyntax(body), joined(flags, javaFlags(pattern)), group.value);
  return call('REPLACE', x, text(found.pattern), text(found.by));
}

const extractOfData = (x: Expression, pattern: Expression, group: number, e: Call, s: Spell): Expression =>
  call('CASE', matchOfData(x, pattern, e, s), call('REPLACE', x, wholeOfData(pattern), text(`$${group + 1}`)), text(''));

/** Groups are `\\1` in Kusto. */
function replaceOfData(e: Call, s: Spell): Expression {
  const by = constantText(e.args[2], 'a replacement that is not constant', e);
  s.scope.raising.opNote('rewritten', 'a pattern from data', 'REPLACE reads it as Java does', e.span);
  const java = by.replace(/\\([0-9\\])|[$\\]/g, (found, escaped?: string) => (escaped === undefined ? `\\${found}` : escaped === '\\' ? '\\\\' : `$${escaped}`));
  return call('REPLACE', s.value(e.args[0] as Expr), call('CONCAT', text('(?U)'), s.value(e.args[1] as Expr)), text(java));
}

function replace(e: Call, s: Spell): Expression {
  if (foldedText(e.args[1]) === undefined) return replaceOfData(e, s);
  const pattern = checked(constantText(e.args[1], 'a pattern that is not constant', e), e);
  const by = constantText(e.args[2], 'a replacement that is not constant', e);
  const regex = compileRegex(pattern, { dialect: 'kusto' });
  const pieces = regex.ok ? parseReplacement(by, regex.value) : regex;
  if (!pieces.ok) return refuse('replace_regex', pieces.error.message, e.span);
  if (by !== '' && mayFollowItself(pattern)) s.scope.raising.opNote('different', 'replace_regex', 'an empty match right behind another one is replaced as well', e.span);
  const java = pieces.value.map((p) => (typeof p === 'string' ? p.replace(/[\\$]/g, '\\$&') : `$${p}`)).join('');
  return call('REPLACE', s.value(e.args[0] as Expr), text(javaPattern(pattern)), text(java));
}

function trimmed(e: Call, s: Spell, start: boolean, end: boolean): Expression {
  const pattern = checked(constantText(e.args[0], 'a pattern that is not constant', e), e);
  let tree = s.value(e.args[1] as Expr);
  if (start) tree = call('REPLACE', tree, text(javaPattern(`^(?:${pattern})`)), text(''));
  if (end) tree = call('REPLACE', tree, text(javaPattern(`(?:${pattern})$`)), text(''));
  return tree;
}

export const PATTERN_HANDLERS: Handlers = {
  'regex.matches': matches,
  'regex.extract': extract,
  'regex.replace': replace,
  'regex.replaceIn': replace,
  'regex.quote': (e, s) => quotedText(s.value(e.args[0] as Expr)),
  'regex.trim': (e, s) => trimmed(e, s, true, true),
  'regex.trimStart': (e, s) => trimmed(e, s, true, false),
  'regex.trimEnd': (e, s) => trimmed(e, s, false, true),
};
