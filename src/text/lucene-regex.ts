import { fail, Failure, type Diagnostic } from '../base/diagnostics.js';
import { span } from '../base/source.js';
import { embeddedReader } from '../../grammars/embedded/load.js';
import type { TextTest } from './like.js';
import { derivativeTest } from './regex-derivative.js';
import { decimalInterval } from './regex-interval.js';
import { re2Package } from './packages.js';
import { fromReading, parsed, type Parsed } from './parsed.js';
import { alternatives, ANY_CHAR, charSet, concat, EMPTY, oneChar, singleChar, type CharItem, type RegexNode } from './regex-ast.js';
import { complement } from './regex-brackets.js';
import { printRe2, re2Can } from './regex-print.js';

const range = (lo: number, hi = lo): CharItem => ({ lo, hi });

/** ASCII only; white space is the tab, the line ends and the space. */
const CLASSES: Readonly<Record<string, readonly CharItem[]>> = {
  d: [range(48, 57)],
  s: [range(9, 10), range(13), range(32)],
  w: [range(48, 57), range(65, 90), range(95), range(97, 122)],
};

function classItems(letter: string): readonly CharItem[] {
  const items = CLASSES[letter.toLowerCase()] ?? [];
  return letter === letter.toLowerCase() ? items : complement(items);
}

const codeOf = (text: string): number => text.codePointAt(0) as number;
const char = (text: string): RegexNode => oneChar(codeOf(text));

const ANY_TEXT: RegexNode = { kind: 'repeat', item: ANY_CHAR, min: 0, max: Infinity, mode: 'greedy' };

/** Refuses what the grammar cannot see; `parseLuceneRegex` turns it back into an answer. */
const mistake = (detail: string, { startIdx, endIdx }: { startIdx: number; endIdx: number }): never =>
  fail('pattern-malformed', { language: LANGUAGE, detail }, span(startIdx, endIdx));

const LANGUAGE = 'Lucene regular expression';

const read = embeddedReader<RegexNode>('lucene-regex', () => ({
  pattern: (union) => union.children[0]?.['read']() ?? EMPTY,
  union: (first, _bar, rest) => join('alt', first['read'](), rest.children[0]?.['read']()),
  intersection: (first, _and, rest) => join('and', first['read'](), rest.children[0]?.['read']()),
  sequence: (first, rest) => concat([first['read'](), ...rest.children.map((r) => r['read']())]),
  repetition: (item, quantifiers) => quantifiers.children.reduce((node: RegexNode, q) => ({ kind: 'repeat', item: node, ...q['read'](), mode: 'greedy' }), item['read']()),
  quantifier_counted(_open, low, comma, high, _close) {
    const min = Number(low.sourceString);
    const max = high.sourceString ? Number(high.sourceString) : comma.sourceString ? Infinity : min;
    if (max < min) mistake('the bounds of a repetition are the wrong way round', this.source);
    return { min, max };
  },
  quantifier_sign: (sign) => ({ min: sign.sourceString === '+' ? 1 : 0, max: sign.sourceString === '?' ? 1 : Infinity }),
  complement_not: (_tilde, item) => ({ kind: 'not', item: item['read']() }),
  dot: (_dot) => ANY_CHAR,
  nothing: (_sign) => ({ kind: 'none' }),
  anyText: (_sign) => ANY_TEXT,
  quoted: (_open, chars, _close) => concat([...chars.sourceString].map(char)),
  emptyText: (_parentheses) => EMPTY,
  group: (_open, union, _close) => union['read'](),
  interval: (_open, low, _dash, high, _close) => decimalInterval(low.sourceString, high.sourceString),
  letterClass: (_slash, letter) => charSet(false, classItems(letter.sourceString)),
  escaped: (_slash, c) => char(c.sourceString),
  char: (c) => char(c.sourceString),
  bracket: (_open, negated, first, rest, _close) => charSet(negated.sourceString !== '', [first, ...rest.children].flatMap((m) => m['read']() as CharItem[])),
  member_class: (letter) => classItems(letter.sourceString.slice(1)),
  member_range(low, _dash, high) {
    const item = range(low['read']() as number, high['read']() as number);
    if ('lo' in item && item.hi < item.lo) mistake('not a range', this.source);
    return [item];
  },
  member_escaped: (_slash, c) => [range(codeOf(c.sourceString))],
  member_one: (c) => [range(c['read']() as number)],
  plainChar: (c) => codeOf(c.sourceString),
  rangeEnd_escaped: (_slash, c) => codeOf(c.sourceString),
}));

function join(kind: 'alt' | 'and', first: RegexNode, rest: RegexNode | undefined): RegexNode {
  if (!rest) return first;
  const items = [first, ...(rest.kind === kind ? rest.items : [rest])];
  return kind === 'alt' ? alternatives(items) : { kind, items };
}

/** Reads a Lucene regular expression with all optional operators on, as RLIKE has them. */
export function parseLuceneRegex(pattern: string): Parsed<RegexNode> {
  try {
    return fromReading(LANGUAGE, read(pattern), pattern.length);
  } catch (error) {
    if (error instanceof Failure) return { ok: false, error: error.diagnostics[0] as Diagnostic };
    throw error;
  }
}

/** A test of whole texts against a Lucene regular expression; linear in the text. */
export function compileLuceneRegex(pattern: string, ignoreCase = false): Parsed<TextTest> {
  const node = parseLuceneRegex(pattern);
  if (!node.ok) return node;
  const folded = ignoreCase ? withFold(node.value) : node.value;
  return parsed(literalTest(folded) ?? re2Test(folded) ?? derivativeTest(folded));
}

function withFold(node: RegexNode): RegexNode {
  if (node.kind === 'set') return { ...node, fold: true };
  if ('items' in node) return { ...node, items: node.items.map(withFold) };
  return 'item' in node ? { ...node, item: withFold(node.item) } : node;
}

const isAnyText = (node: RegexNode | undefined): boolean => node?.kind === 'repeat' && node.item === ANY_CHAR && node.min === 0 && node.max === Infinity;

/** A pattern without the `.*` at its ends, and whether there was one. */
export interface Trimmed {
  readonly items: readonly RegexNode[];
  readonly open: { readonly start: boolean; readonly end: boolean };
}

/** Takes `.*` off both ends: what remains has to occur, at the very ends only where nothing was taken off. */
export function trimAnyText(node: RegexNode): Trimmed {
  const items = node.kind === 'concat' ? node.items : node.kind === 'empty' ? [] : [node];
  const start = isAnyText(items[0]);
  const end = isAnyText(items[items.length - 1]);
  return { items: items.slice(start ? 1 : 0, end && !(start && items.length === 1) ? -1 : undefined), open: { start, end } };
}

/** The fixed text that nodes spell, or undefined. */
export function textOf(nodes: readonly RegexNode[]): string | undefined {
  const codes = nodes.map((n) => (n.kind === 'set' && !n.fold ? singleChar(n) : undefined));
  return codes.every((c) => c !== undefined) ? String.fromCodePoint(...codes) : undefined;
}

/** Plain string tests for fixed text between optional `.*`. */
function literalTest(node: RegexNode): TextTest | undefined {
  const { items, open } = trimAnyText(node);
  if (items.length === 1 && items[0]?.kind === 'alt' && open.start && open.end) {
    const texts = items[0].items.map((i) => textOf(i.kind === 'concat' ? i.items : [i]));
    if (texts.every((t) => t !== undefined)) return (text) => texts.some((t) => text.includes(t));
  }
  const fixed = textOf(items);
  if (fixed === undefined) return undefined;
  if (open.start) return open.end ? (text) => text.includes(fixed) : (text) => text.endsWith(fixed);
  return open.end ? (text) => text.startsWith(fixed) : (text) => text === fixed;
}

function re2Test(node: RegexNode): TextTest | undefined {
  if (!re2Can(node)) return undefined;
  const { items, open } = trimAnyText(node);
  const body = `(?:${items.map(printRe2).join('')})`;
  try {
    const re2 = re2Package().RE2JS.compile(`${open.start ? '' : '\\A'}${body}${open.end ? '' : '\\z'}`);
    return (text) => re2.test(text);
  } catch {
    // RE2's bounds on repetitions and size; the automaton has none of them.
    return undefined;
  }
}
