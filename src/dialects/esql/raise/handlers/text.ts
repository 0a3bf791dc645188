import type { Expression } from '../../../../../grammars/esql/syntax.js';
import type { Call, Expr } from '../../../../ast/pipeline.js';
import { constantOf } from '../../../../catalogue/constant.js';
import { isText } from '../../../../data/types.js';
import { isOfSeveral, mayBeNull, unconverted } from '../../../../semantics/filled.js';
import { isNonnegative } from '../../../../semantics/nonnegative.js';
import { escapeLike } from '../../../../text/like.js';
import { quoteRegex } from '../../../../text/regex-quote.js';
import { bordersOf, type Ends, TERM_LETTERS, termPattern } from '../../../../text/term-pattern.js';
import { and, arithmetic, boolean, call, compare, integer, like, not, NULL, or, text } from '../build.js';
import { arrayText } from '../array-texts.js';
import { isMade } from '../arrays-behind.js';
import { refuse } from '../context.js';
import { heldBy, severalIn } from '../held.js';
import { lowerCase, withoutCase } from '../letters.js';
import { OF_ARRAYS } from '../made-arrays.js';
import { isPlain, joinedValues } from '../several-texts.js';
import { alternatives, BREAK, parted, partedNeedle, wholeText } from '../terms.js';
import { wordMatch } from '../word-match.js';
import { position, textOf } from './convert.js';
import { elements, lowered, tested } from './compare.js';
import type { Handler, Handlers, Spell } from './handler.js';

type Shape = (needle: string) => string;
const SHAPES: Readonly<Record<string, Shape>> = {
  contains: (n) => `*${escapeLike(n)}*`,
  startswith: (n) => `${escapeLike(n)}*`,
  endswith: (n) => `*${escapeLike(n)}`,
};

/** A constant text, or an expression of constants that gives one; anything else is refused. */
export function constantText(e: Expr | undefined, what: string, call: Call): string {
  return foldedText(e) ?? refuse(what, 'ES|QL patterns are constants', call.span);
}

/** The text that an expression without columns gives. */
export function foldedText(e: Expr | undefined): string | undefined {
  const value = e && constantOf(e);
  return typeof value === 'string' ? value : undefined;
}

/** Needles that vary from row to row: functions take them where patterns do not. */
const VARYING: Readonly<Record<string, (x: Expression, needle: Expression) => Expression>> = {
  contains: (x, needle) => compare('>', call('LOCATE', x, needle), integer(0)),
  startswith: (x, needle) => call('STARTS_WITH', x, needle),
  endswith: (x, needle) => call('ENDS_WITH', x, needle),
};

function varying(word: string, cs: boolean, e: Call, s: Spell): Expression | undefined {
  const needle = e.args[1] as Expr;
  if (foldedText(needle) !== undefined) return undefined;
  return VARYING[word]?.(subject(e, s, cs), cs ? s.value(needle) : lowered(needle, s));
}

const wildcard = (word: string, shape: Shape, cs: boolean): Handler => (e, s) => {
  const other = varying(word, cs, e, s);
  if (other) return other;
  const needle = constantText(e.args[1], 'a search for text that is not constant', e);
  // In every text, the empty one too: a test of the text itself would be one for its presence in Kusto.
  if (needle === '') return boolean(true);
  return like(subject(e, s, cs, [needle]), [shape(cs ? needle : lowerCase(needle))]);
};

/**
 * The text that is searched. Kusto searches the JSON of an array; Elasticsearch would search none of several values, so they are joined
 * as they stand in that JSON, unless its own signs are looked for. `needles`: `undefined` where they are not known.
 */
export function subject(e: Call, s: Spell, cs: boolean, needles?: readonly string[]): Expression {
  const x = e.args[0] as Expr;
  const array = severalIn(x, s.scope) ?? computedArray(x);
  const joined = array ? searched(array, s, needles) : textOfElement(x, s);
  const found = joined && needles === undefined && isMade(unconverted(x), s.scope.before, s.scope.raising) ? call('COALESCE', joined, text('')) : joined;
  if (cs) return found ?? s.value(x);
  return withoutCase(found ? call('TO_LOWER', found) : lowered(x, s), e.args.slice(1).flatMap(constantsIn), e, s.scope);
}

function constantsIn(e: Expr): readonly unknown[] {
  const value = constantOf(e);
  return Array.isArray(value) ? value : [value];
}

const searched = (array: Expr, s: Spell, needles: readonly string[] | undefined): Expression => (needles?.every(isPlain) ? joinedValues(s.value(array)) : textOf(array, s));

/** An array that is computed where it is searched. */
function computedArray(x: Expr): Expr | undefined {
  const e = unconverted(x);
  return e.kind === 'call' && e.type === 'dynamic' && (e.op === 'string.split' || OF_ARRAYS.test(e.op)) ? e : undefined;
}

/** An element of an array, of any type. */
const textOfElement = (x: Expr, s: Spell): Expression | undefined => (x.kind === 'col' && x.type === 'dynamic' && heldBy(x, s.scope) === 'one' ? call('TO_STRING', s.value(x)) : undefined);

const negated = (h: Handler): Handler => (e, s) => not(h(e, s));
const capital = (word: string): string => word[0]?.toUpperCase() + word.slice(1);

function family(word: string, positive: (cs: boolean) => Handler): [string, Handler][] {
  return [false, true].flatMap((cs) => {
    const tail = cs ? 'Cs' : '';
    return [[`string.${word}${tail}`, positive(cs)], [`string.not${capital(word)}${tail}`, negated(positive(cs))]] as [string, Handler][];
  });
}

/* ---------------------------------------------------------------- terms */

const ONLY_TERM = /^[\p{L}\p{Nd}]+$/u;

/** The text with every run of separators as one space, and a space at both ends: a term is then a word between spaces. */
const spaced = (tree: Expression): Expression => call('CONCAT', text(' '), call('REPLACE', tree, text(`[^${TERM_LETTERS}]+`), text(' ')), text(' '));

/** What is looked for: any of the needles, in lower case where case does not matter. */
interface Terms {
  readonly needles: readonly string[];
  readonly ends: Ends;
  readonly cs: boolean;
}

/**
 * Needles that are single terms are looked for between spaces, all at once. A needle with separators in it must stand in the text as it
 * is, with a border at each end that is a letter or digit: removing it with its borders must change the text. Single terms beside such
 * needles are looked for in the same way, where they are few.
 */
function hasTerms(e: Call, { needles: all, ends, cs }: Terms, s: Spell): Expression {
  const needles = [...new Set(all)];
  const plain = needles.filter((n) => bordersOf(n, ends).every((b) => b === ''));
  const others = needles.filter((n) => !plain.includes(n) && !ONLY_TERM.test(n));
  const words = needles.filter((n) => ONLY_TERM.test(n));
  const together = others.length > 0 && words.join().length + others.join().length <= MOST_LETTERS;
  const tests: Expression[] = [];
  if (words.length > 0 && !together) tests.push(like(spaced(subject(e, s, cs, words)), words.map((w) => `*${ends.start ? ' ' : ''}${w}${ends.end ? ' ' : ''}*`)));
  if (plain.length > 0) tests.push(like(subject(e, s, cs, plain), plain.map((n) => `*${escapeLike(n)}*`)));
  const x = subject(e, s, true, needles);
  for (const some of inLines(together ? needles.filter((n) => !plain.includes(n)) : others)) tests.push(compare('!=', x, call('REPLACE', x, text(termPattern(some, ends, cs)), text(''))));
  return or(...tests);
}

/** As long as the choices of one pattern may be in all. */
const MOST_LETTERS = 90;

/** Needles for one pattern each. */
function inLines(needles: readonly string[]): string[][] {
  const lines: string[][] = [];
  let room = 0;
  for (const n of needles) {
    room -= n.length + 1;
    if (room < 0) {
      lines.push([]);
      room = MOST_LETTERS - n.length;
    }
    lines.at(-1)?.push(n);
  }
  return lines;
}

const located = (tree: Expression, needle: Expression, ends: Ends): Expression => compare('>', call('LOCATE', parted(tree), partedNeedle(needle, ends)), integer(0));

const term = (ends: Ends) => (cs: boolean): Handler => (e, s) => {
  const given = e.args[1] as Expr;
  if (foldedText(given) === undefined) return located(subject(e, s, cs), cs ? s.value(given) : lowered(given, s), ends);
  const needle = constantText(given, 'a search for a term that is not constant', e);
  if (needle === '') return { kind: 'boolean', value: true, span: e.span };
  const match = !cs && ends.start && ends.end ? wordMatch(e, [needle], true, s.scope) : undefined;
  return match ?? hasTerms(e, { needles: [cs ? needle : lowerCase(needle)], ends, cs }, s);
};

/** Needles that are the rows of a table are no constants; as whole texts they can be looked for. */
function hasAny(e: Call, s: Spell): Expression {
  const [x, ...list] = e.args as [Expr, ...Expr[]];
  if (list.some((y) => y.kind !== 'subquery' && constantOf(y) === undefined)) return or(...list.map((y) => inList(e, y, s)));
  const whole = list.length === 1 ? tested(x, list[0], true, e, s) : undefined;
  if (!whole) return wordMatch(e, needlesOf(e), false, s.scope) ?? hasTerms(e, anyOf(needlesOf(e)), s);
  s.scope.raising.opNote('narrower', 'has_any', 'the whole text is compared with the rows of the table; they are not looked for inside it', e.span);
  return whole;
}

/** The needles of a pattern, in a text cut into parts. */
const among = (tree: Expression, pattern: Expression): Expression => compare('==', call('REPLACE', parted(tree), pattern, text('')), text(''));

/** A needle, or a list of needles, that varies from row to row. */
function inList(e: Call, y: Expr, s: Spell): Expression {
  if (constantOf(y) !== undefined) return hasTerms(e, anyOf(needlesOf({ ...e, args: [e.args[0] as Expr, y] })), s);
  if (y.kind === 'col' && s.scope.raising.patterns.has(y.name)) return among(subject(e, s, false), s.value(y));
  if (y.type === 'dynamic' || (y.kind === 'col' && heldBy(y, s.scope) !== undefined)) return among(subject(e, s, false), wholeText(alternatives(call('TO_LOWER', call('MV_CONCAT', call('TO_STRING', s.value(y)), text(BREAK))))));
  return located(subject(e, s, false), lowered(y, s), BOTH);
}

function needlesOf(e: Call): string[] {
  return elements(e.args.slice(1)).map((x) => constantText(x, 'a search for a term that is not constant', e)).map(lowerCase);
}

const BOTH: Ends = { start: true, end: true };
const anyOf = (needles: readonly string[]): Terms => ({ needles, ends: BOTH, cs: false });

/* ---------------------------------------------------------------- parts of texts */

/** Kusto counts from 0 and ES|QL from 1; both count negative starts from the end, but Kusto gives nothing for one before the text. */
function substring(e: Call, s: Spell): Expression {
  const [x, start, length] = e.args as [Expr, Expr, Expr?];
  const rest = length ? [lengthOf(length, x, s)] : [];
  const part = (from: Expression): Expression => call('SUBSTRING', s.value(x), from, ...rest);
  const fromEnd = (n: Expression, from: Expression): Expression[] => [compare('>=', call('LENGTH', s.value(x)), n), part(from), text('')];
  if (start.kind === 'lit' && typeof start.value === 'number') {
    return start.value >= 0 ? part(integer(start.value + 1)) : call('CASE', ...fromEnd(integer(-start.value), integer(start.value)));
  }
  const at = position(start, s);
  const next = arithmetic('+', at, integer(1));
  return isNonnegative(start, s.scope.signs.nonnegative) ? part(next) : call('CASE', compare('>=', at, integer(0)), part(next), ...fromEnd(arithmetic('-', integer(0), at), at));
}

/** ES|QL takes no negative length; of a text without characters it gives nothing before it looks. */
function lengthOf(length: Expr, x: Expr, s: Spell): Expression {
  const at = position(length, s);
  if (length.kind === 'lit' && typeof length.value === 'number') return length.value < 0 ? integer(0) : at;
  return isNonnegative(length, s.scope.signs.nonnegative) || isWithoutLast(length, x) ? at : call('GREATEST', at, integer(0));
}

/** `strlen(x) - 1` */
function isWithoutLast(e: Expr, x: Expr): boolean {
  if (e.kind !== 'call' || e.op !== 'math.subtract') return false;
  const [all, n] = e.args as [Expr, Expr];
  const measured = all.kind === 'call' && all.op === 'string.length' ? all.args[0] : undefined;
  return measured?.kind === 'col' && x.kind === 'col' && measured.name === x.name && n.kind === 'lit' && n.value === 1;
}

const VANISHES = /^dynamic\.(index|extractJson)$|^convert\.to(Long|Int|Real|Datetime|Bool)$|^time\.|^math\./;

/** A value that may be null although its columns are there: an element behind the last, a text that is no number. */
const mayVanish = (e: Expr): boolean => e.kind === 'call' && (VANISHES.test(e.op) || (e.op === 'string.split' && e.args.length > 2) || (e.op === 'convert.toString' && mayVanish(e.args[0] as Expr)));

/** Parts that are no texts are converted. Guards are found for one column alone; beside others each part that may be null has its own. */
function concat(parts: readonly Expr[], s: Spell): Expression {
  const several = isOfSeveral(parts);
  const isFilled = (p: Expr): boolean => mayVanish(p) || (several && mayBeNull(p, s.scope.facts)) || (s.scope.filled?.has(p) === true && !isText(p.type) && p.type !== 'bool');
  const trees = parts.map((p) => (isFilled(p) ? call('COALESCE', textOf(p, s), text('')) : textOf(p, s)));
  return trees.length === 1 ? (trees[0] as Expression) : call('CONCAT', ...trees);
}

function split(e: Call, s: Spell): Expression {
  const [x, delimiter, index] = e.args as [Expr, Expr, Expr?];
  const parts = call('SPLIT', arrayText(x, s.value(x), s.scope) ?? s.value(x), s.value(delimiter));
  return index ? call('MV_SLICE', parts, position(index, s)) : parts;
}

function replaceText(e: Call, s: Spell): Expression {
  const [x, from, to] = e.args as [Expr, Expr, Expr];
  const pattern = constantText(from, 'a replacement of text that is not constant', e);
  if (pattern === '') return s.value(x);
  return call('REPLACE', s.value(x), text(quoteRegex(pattern)), to.kind === 'lit' ? text(String(to.value).replace(/[\\$]/g, '\\$&')) : call('REPLACE', s.value(to), text('[\\\\$]'), text('\\\\$0')));
}

/** One replacement after the other, where none finds what an earlier one has written. */
function replaceMany(e: Call, s: Spell): Expression {
  const [x, from, to] = e.args as [Expr, Expr, Expr];
  const lookups = elements([from]).map((l) => constantText(l, 'a replacement of text that is not constant', e));
  const rewrites = to.type === 'dynamic' ? elements([to]).map((r) => constantText(r, 'a replacement that is not constant', e)) : lookups.map(() => constantText(to, 'a replacement that is not constant', e));
  const clash = rewrites.some((r, i) => lookups.some((l, j) => j > i && l !== '' && (r.includes(l) || l.includes(r) || r === '')));
  if (clash || rewrites.length !== lookups.length) return refuse('replace_strings', 'what one replacement writes another may find', e.span);
  return lookups.reduce((tree, l, i) => (l === '' ? tree : call('REPLACE', tree, text(quoteRegex(l)), text((rewrites[i] as string).replace(/[\\$]/g, '\\$&')))), s.value(x));
}

function countOf(e: Call, s: Spell): Expression {
  const [x, needle] = e.args as [Expr, Expr];
  const what = constantText(needle, 'a count of text that is not constant', e);
  if (e.args.length > 2 || what.length === 0) return refuse('countof', 'ES|QL counts no matches of a pattern', e.span);
  const tree = s.value(x);
  const removed = arithmetic('-', call('LENGTH', tree), call('LENGTH', call('REPLACE', tree, text(quoteRegex(what)), text(''))));
  return what.length === 1 ? removed : arithmetic('/', removed, integer(what.length));
}

export const TEXT_HANDLERS: Handlers = {
  ...Object.fromEntries(Object.entries(SHAPES).flatMap(([word, shape]) => family(word, (cs) => wildcard(word, shape, cs)))),
  ...Object.fromEntries([...family('has', term(BOTH)), ...family('hasprefix', term({ start: true, end: false })), ...family('hassuffix', term({ start: false, end: true }))]),
  'string.hasAny': hasAny,
  'string.hasAll': (e, s) => wordMatch(e, needlesOf(e), true, s.scope) ?? and(...[...new Set(needlesOf(e))].map((n) => hasTerms(e, anyOf([n]), s))),
  'string.substring': substring,
  'string.concat': (e, s) => concat(e.args, s),
  'string.concatDelimited': (e, s) => concat(e.args.slice(1).flatMap((p, i) => (i === 0 ? [p] : [e.args[0] as Expr, p])), s),
  'string.replaceMany': replaceMany,
  'string.split': split,
  'string.indexOf': (e, s) => {
    if (e.args.length > 2) return refuse('indexof', 'with a window or an occurrence it has no counterpart', e.span);
    const place = arithmetic('-', call('LOCATE', ...e.args.map(s.value)), integer(1));
    const [, needle] = e.args as [Expr, Expr];
    return needle.kind === 'lit' ? (needle.value === '' ? NULL : place) : call('CASE', compare('!=', s.value(needle), text('')), place);
  },
  'string.replace': replaceText,
  'string.countOf': countOf,
};
