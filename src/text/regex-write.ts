import { type Assertion, ANY_CHAR, singleChar, type CharItem, type CharSet, type RegexNode } from './regex-ast.js';
import { UNICODE_WORD_RE2 } from './regex-classes.js';

/** What a target language can say and how; the writer is the same for all. */
interface Style {
  /** Characters that need a backslash outside and inside brackets. */
  readonly special: RegExp;
  readonly specialInSet: RegExp;
  /** Writes a code point that is no plain character, such as a line end. */
  readonly control: (code: number) => string;
  /** The members of a class that only Unicode's tables know. */
  readonly property: (item: CharItem & { re2: string }, losses: Set<RegexLoss>) => string | undefined;
  readonly empty: string;
  readonly group: string;
  /** `.` takes anything but a line end. */
  readonly dotStops?: boolean;
}

/**
 * Where a written pattern may differ from its source: classes and letter case beyond ASCII (and the rare white space of
 * `\\s`), or, where asked for, a dot that takes line ends.
 */
export type RegexLoss = 'backtracking' | 'line-ends' | 'unicode-case' | 'unicode-classes';

/** A pattern written for another language, or the construct that it lacks. */
export type Written = { readonly ok: true; readonly text: string; readonly losses: readonly RegexLoss[] } | { readonly ok: false; readonly what: string };

const BARE_ESCAPES: Readonly<Record<number, string>> = { 9: '\\t', 10: '\\n', 11: '\\v', 12: '\\f', 13: '\\r' };

/** Unicode's classes by the letter that Lucene has for their ASCII part (`\\s` without the vertical tab and the form feed). */
const LETTERS: Readonly<Record<string, string>> = { [UNICODE_WORD_RE2]: 'w', '\\p{Nd}': 'd', '\\p{White_Space}': 's', '\\P{Nd}': 'D', '\\P{White_Space}': 'S' };

const LUCENE: Style = {
  special: /[.?+*|{}[\]()"\\#@&<>~]/,
  specialInSet: /[\\\]^-]/,
  control: (code) => String.fromCodePoint(code),
  property: (item, losses) => {
    const letter = LETTERS[item.re2];
    if (letter === undefined) return undefined;
    losses.add('unicode-classes');
    return `\\${letter}`;
  },
  empty: '()',
  group: '(',
};

const KUSTO: Style = {
  special: /[\\^$.*+?()[\]{}|]/,
  specialInSet: /[\\\]^[&~-]/,
  control: (code) => BARE_ESCAPES[code] ?? `\\x{${code.toString(16)}}`,
  property: (item) => (item.re2 === UNICODE_WORD_RE2 ? '\\w' : item.re2 === '\\p{Nd}' ? '\\d' : item.re2 === '\\p{White_Space}' ? '\\s' : item.re2),
  empty: '(?:)',
  group: '(?:',
};

/** Kusto without the flag that lets `.` take line ends. */
const KUSTO_LINES: Style = { ...KUSTO, dotStops: true };

class Unwritable extends Error {}

/** Writes a tree as a Lucene regular expression for the whole text; anchors must have been resolved. */
export const writeLucene = (node: RegexNode): Written => write(node, LUCENE);
/** Writes a tree as a Kusto regular expression, without anchors of its own. `.` stands for any character, line ends included. */
export const writeKusto = (node: RegexNode): Written => write(node, KUSTO);
/** The same where `.` stops at line ends, as it does without flags; for trees in which nothing takes any character. */
export const writeKustoLines = (node: RegexNode): Written => write(node, KUSTO_LINES);

function write(node: RegexNode, style: Style): Written {
  const losses = new Set<RegexLoss>();
  try {
    return { ok: true, text: writeAlternatives(node, style, losses), losses: [...losses] };
  } catch (error) {
    if (error instanceof Unwritable) return { ok: false, what: error.message };
    throw error;
  }
}

/** How Kusto writes what stands between characters. */
const KUSTO_ASSERTIONS: Partial<Record<Assertion, string>> = {
  start: '\\A', end: '\\z', 'line-start': '(?m:^)', 'line-end': '(?m:$)', 'end-or-newline': '\\n?\\z', word: '\\b', 'not-word': '\\B',
};

function writeAlternatives(node: RegexNode, style: Style, losses: Set<RegexLoss>): string {
  if (node.kind === 'alt') return node.items.map((i) => writeIntersection(i, style, losses)).join('|');
  return writeIntersection(node, style, losses);
}

function writeIntersection(node: RegexNode, style: Style, losses: Set<RegexLoss>): string {
  if (node.kind !== 'and') return writeSequence(node, style, losses);
  if (style !== LUCENE) throw new Unwritable('intersection');
  return node.items.map((i) => writeSequence(i, style, losses)).join('&');
}

function writeSequence(node: RegexNode, style: Style, losses: Set<RegexLoss>): string {
  if (node.kind !== 'concat') return writeItem(node, style, losses);
  const text = node.items.filter((i) => i.kind !== 'empty').map((i) => writeItem(i, style, losses));
  return text.join('') || style.empty;
}

function writeItem(node: RegexNode, style: Style, losses: Set<RegexLoss>): string {
  switch (node.kind) {
    case 'empty':
      return style.empty;
    case 'none':
      return style === LUCENE ? '#' : '[^\\x00-\\x{10FFFF}]';
    case 'set':
      return writeSet(node, style, losses);
    case 'group':
      return node.item.kind === 'alt' || style !== LUCENE ? `(${writeAlternatives(node.item, style, losses)})` : writeGrouped(node.item, style, losses);
    case 'repeat':
      return writeRepeat(node, style, losses);
    case 'not':
      if (style !== LUCENE) throw new Unwritable('complement');
      return `~${writeGrouped(node.item, style, losses)}`;
    case 'alt':
    case 'and':
    case 'concat':
      return `${style.group}${writeAlternatives(node, style, losses)})`;
    case 'assert':
      if (style !== LUCENE && KUSTO_ASSERTIONS[node.what]) return KUSTO_ASSERTIONS[node.what] as string;
      throw new Unwritable(node.what.includes('word') ? 'word boundaries' : 'anchors inside the pattern');
    default:
      throw new Unwritable(node.kind === 'look' ? 'lookaround' : 'atomic groups');
  }
}

function writeGrouped(node: RegexNode, style: Style, losses: Set<RegexLoss>): string {
  const inner = node.kind === 'group' ? node.item : node;
  if (inner.kind === 'set') return writeSet(inner, style, losses);
  return `${style.group}${writeAlternatives(inner, style, losses)})`;
}

function writeRepeat(node: RegexNode & { kind: 'repeat' }, style: Style, losses: Set<RegexLoss>): string {
  const { min, max } = node;
  if (node.mode === 'possessive' && style === LUCENE) throw new Unwritable('possessive quantifiers');
  if (node.mode === 'possessive') losses.add('backtracking');
  const item = node.item.kind === 'group' && style !== LUCENE ? writeItem(node.item, style, losses) : writeGrouped(node.item, style, losses);
  const sign = min === 0 && max === 1 ? '?' : min === 0 && max === Infinity ? '*' : min === 1 && max === Infinity ? '+' : '';
  const lazy = node.mode === 'lazy' && style !== LUCENE ? '?' : '';
  return item + (sign || (min === max ? `{${min}}` : `{${min},${max === Infinity ? '' : max}}`)) + lazy;
}

function writeSet(node: RegexNode & { kind: 'set' }, style: Style, losses: Set<RegexLoss>): string {
  if (takesAll(node.set) || (style.dotStops && takesAllButLines(node.set))) return '.';
  const set = node.fold ? foldAscii(node.set, losses) : node.set;
  const one = singleChar({ kind: 'set', set, fold: false });
  if (one !== undefined) return writeChar(one, style.special, style);
  const content = set.items.map((i) => ('lo' in i ? writeRange(i.lo, i.hi, style) : writeProperty(i, style, losses))).join('');
  if (style === LUCENE && /^\\[a-zA-Z]$/.test(content)) return set.negated ? content.toUpperCase() : content;
  return `[${set.negated ? '^' : ''}${content}]`;
}

/** Whether a set is that of all characters: `[\s\S]` too. */
export function takesAll(set: CharSet): boolean {
  if (set === (ANY_CHAR as { set: CharSet }).set) return true;
  if (set.negated) return false;
  const classes = set.items.flatMap((i) => ('lo' in i ? [] : [i.re2]));
  if (classes.some((c) => c.startsWith('\\p') && classes.includes(`\\P${c.slice(2)}`))) return true;
  let next = 0;
  for (const r of set.items.flatMap((i) => ('lo' in i ? [i] : [])).sort((a, b) => a.lo - b.lo)) if (r.lo <= next) next = Math.max(next, r.hi + 1);
  return next > 0x10ffff;
}

const takesAllButLines = ({ negated, items: [only, ...more] }: CharSet): boolean => negated && more.length === 0 && only !== undefined && 'lo' in only && only.lo === 10 && only.hi === 10;

function writeProperty(item: CharItem & { re2: string }, style: Style, losses: Set<RegexLoss>): string {
  const text = style.property(item, losses);
  if (text === undefined) throw new Unwritable(`the class ${item.re2}`);
  return text;
}

function writeRange(lo: number, hi: number, style: Style): string {
  const low = writeChar(lo, style.specialInSet, style);
  return lo === hi ? low : `${low}${hi === lo + 1 ? '' : '-'}${writeChar(hi, style.specialInSet, style)}`;
}

function writeChar(code: number, special: RegExp, style: Style): string {
  const text = String.fromCodePoint(code);
  if (special.test(text)) return `\\${text}`;
  return code < 32 || code === 127 ? style.control(code) : text;
}

/** The members in both cases. Letters beyond ASCII have further partners (the Kelvin sign for k), which is told as a loss. */
function foldAscii(set: CharSet, losses: Set<RegexLoss>): CharSet {
  const other = set.items.flatMap((i): CharItem[] => {
    if (!('lo' in i)) return [];
    if (i.hi > 127 && i.hi < 0x10ffff) losses.add('unicode-case');
    return [...shifted(i.lo, i.hi, 65, 90, 32), ...shifted(i.lo, i.hi, 97, 122, -32)];
  });
  return { negated: set.negated, items: [...set.items, ...other] };
}

/** The partners of the part of a range that lies between two letters. */
function shifted(lo: number, hi: number, first: number, last: number, by: number): CharItem[] {
  const from = Math.max(lo, first);
  const to = Math.min(hi, last);
  return from <= to ? [{ lo: from + by, hi: to + by }] : [];
}
