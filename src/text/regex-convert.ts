import { parsed, refused, type Parsed } from './parsed.js';
import { alternatives, ANY_CHAR, concat, type CharItem, mayBeEmpty, type RegexNode, someNode } from './regex-ast.js';
import { dotSet } from './regex-classes.js';
import { parseRegex } from './regex-parse.js';
import { takesAll, writeKusto, writeKustoLines, writeLucene, type RegexLoss, type Written } from './regex-write.js';
import { parseLuceneRegex, trimAnyText } from './lucene-regex.js';

/** A pattern of the other language. `losses` name where it may answer differently. */
export interface ConvertedRegex {
  readonly text: string;
  readonly losses: readonly RegexLoss[];
}

/** How a Kusto pattern is written for Lucene. */
export interface LuceneOptions {
  /** Lets a dot take line ends, which reads better than `[^\\n]` and is told as a loss. */
  readonly looseDot?: boolean;
  /** Writes the pattern for a text that the caller lower-cases; refused unless all of the pattern ignores case. */
  readonly lowered?: boolean;
}

const ANY_TEXT: RegexNode = { kind: 'repeat', item: ANY_CHAR, min: 0, max: Infinity, mode: 'greedy' };

/**
 * Writes Kusto's `matches regex` pattern, which is searched for, as a Lucene pattern, which must match the whole text.
 * Refused where Lucene has nothing: word boundaries, anchors that do not stand at an end.
 */
export function kustoToLucene(pattern: string, { looseDot = false, lowered = false }: LuceneOptions = {}): Parsed<ConvertedRegex> {
  const read = parseRegex(pattern, 'kusto');
  if (!read.ok) return read;
  const losses = new Set<RegexLoss>();
  const node = mapSets(read.value.node, (set) => {
    if (looseDot && isDot(set)) {
      losses.add('line-ends');
      return ANY_CHAR;
    }
    return lowered ? lowerSet(set, losses) : set;
  });
  if (node === undefined) return refused('pattern-unsupported', { language: 'a pattern for lower-cased text', what: 'parts that heed case' }, 0, pattern.length);
  const written = writeLucene(wholeText(node));
  return answer(written.ok ? { ...written, losses: [...losses, ...written.losses] } : written, 'Lucene regular expression', pattern);
}

type SetNode = RegexNode & { kind: 'set' };

/** Rewrites every set of a tree; undefined when one cannot be. */
function mapSets(node: RegexNode, map: (set: SetNode) => RegexNode | undefined): RegexNode | undefined {
  if (node.kind === 'set') return map(node);
  if ('items' in node) {
    const items = node.items.map((i) => mapSets(i, map));
    return items.includes(undefined) ? undefined : { ...node, items: items as RegexNode[] };
  }
  if (!('item' in node)) return node;
  const item = mapSets(node.item, map);
  return item && { ...node, item };
}

const isDot = ({ set }: SetNode): boolean => set.negated && set.items.length === 1 && JSON.stringify(set.items[0]) === JSON.stringify(dotSet('kusto').items[0]);

const hasCase = (code: number): boolean => {
  const text = String.fromCodePoint(code);
  return text.toLowerCase() !== text.toUpperCase();
};

/** The set for a lower-cased text: letters move to lower case. A set that heeds case has no such form unless it has no letters. */
function lowerSet(node: SetNode, losses: Set<RegexLoss>): RegexNode | undefined {
  const items = node.set.items.flatMap((i): CharItem[] | undefined => {
    if (!('lo' in i)) return [i];
    if (i.lo === i.hi) return !hasCase(i.lo) ? [i] : node.fold ? [...lowerOf(i.lo)] : undefined;
    if (i.hi > 127 && i.hi < 0x10ffff) losses.add('unicode-case');
    return overlaps(i, 65, 90) || overlaps(i, 97, 122) ? (node.fold ? lowerRange(i) : undefined) : [i];
  });
  return items.includes(undefined as never) ? undefined : { kind: 'set', set: { negated: node.set.negated, items: items as CharItem[] }, fold: false };
}

type Range = { readonly lo: number; readonly hi: number };

const overlaps = (r: Range, lo: number, hi: number): boolean => r.lo <= hi && r.hi >= lo;

function lowerOf(code: number): CharItem[] {
  return [...String.fromCodePoint(code).toLowerCase()].map((c) => ({ lo: c.codePointAt(0) as number, hi: c.codePointAt(0) as number }));
}

/** The range, and the lower-case partners of the capitals in it. The capitals stay: no lower-cased text has any. */
function lowerRange(r: Range): CharItem[] {
  if (r.lo === 65 && r.hi === 90) return [{ lo: 97, hi: 122 }];
  if (!overlaps(r, 65, 90)) return [r];
  return [r, { lo: Math.max(r.lo, 65) + 32, hi: Math.min(r.hi, 90) + 32 }];
}

/** Writes a Lucene pattern as one for Kusto's `matches regex`. Complement and intersection are refused. */
export function luceneToKusto(pattern: string): Parsed<ConvertedRegex> {
  const node = parseLuceneRegex(pattern);
  if (!node.ok) return node;
  const { items, open } = trimAnyText(node.value);
  const written = writeKusto(concat(items));
  if (!written.ok) return answer(written, 'Kusto', pattern);
  const bare = items.length === 1 && items[0]?.kind === 'alt' && !(open.start && open.end) ? `(?:${written.text})` : written.text;
  const dotAll = items.some(hasAny) ? '(?s)' : '';
  return parsed({ text: `${dotAll}${open.start ? '' : '^'}${items.length ? bare : ''}${open.end ? '' : '$'}`, losses: written.losses });
}

/** Writes a pattern of Java, which is searched for, as one for Kusto. */
export function javaToKusto(pattern: string): Parsed<ConvertedRegex> {
  const read = parseRegex(pattern, 'java');
  if (!read.ok) return read;
  if (!someNode(read.value.node, (n) => n.kind === 'set' && takesAll(n.set))) return answer(writeKustoLines(read.value.node), 'Kusto', pattern);
  const written = answer(writeKusto(read.value.node), 'Kusto', pattern);
  return written.ok ? parsed({ ...written.value, text: `(?s)${written.value.text}` }) : written;
}

function answer(written: Written, language: string, pattern: string): Parsed<ConvertedRegex> {
  return written.ok ? parsed({ text: written.text, losses: written.losses }) : refused('pattern-unsupported', { language, what: written.what }, 0, pattern.length);
}

const hasAny = (node: RegexNode): boolean => node === ANY_CHAR || ('items' in node && node.items.some(hasAny)) || ('item' in node && hasAny(node.item));

/** The whole texts in which a pattern occurs. */
function wholeText(node: RegexNode): RegexNode {
  if (node.kind === 'alt') return alternatives(mergeOpen(node.items.map(bordered)));
  return wrap(bordered(node));
}

interface Bordered {
  readonly start: boolean;
  readonly end: boolean;
  readonly items: readonly RegexNode[];
}

/** Takes the anchors off the ends of one alternative. */
function bordered(node: RegexNode): Bordered {
  const items = (node.kind === 'concat' ? node.items : [node]).filter((i) => i.kind !== 'empty');
  const isAnchor = (i: RegexNode | undefined, what: string): boolean => i?.kind === 'assert' && i.what === what;
  const start = isAnchor(items[0], 'start');
  const end = items.length > (start ? 1 : 0) && isAnchor(items[items.length - 1], 'end');
  return { start, end, items: items.slice(start ? 1 : 0, end ? -1 : undefined) };
}

function wrap({ start, end, items }: Bordered): RegexNode {
  const kept = dropNullable(items, !start, !end);
  if (kept.length === 0 && !start && !end) return ANY_TEXT;
  return concat([...(start ? [] : [ANY_TEXT]), ...kept, ...(end ? [] : [ANY_TEXT])]);
}

/** What may be empty says nothing beside `.*`, and a repetition there needs no more than its least number of rounds. */
function dropNullable(items: readonly RegexNode[], atStart: boolean, atEnd: boolean): readonly RegexNode[] {
  let [from, to] = [0, items.length];
  while (atStart && from < to && isNullable(items[from] as RegexNode)) from++;
  while (atEnd && from < to && isNullable(items[to - 1] as RegexNode)) to--;
  return items.slice(from, to).map((item, i, all) => ((atStart && i === 0) || (atEnd && i === all.length - 1) ? leastRounds(item) : item));
}

const leastRounds = (node: RegexNode): RegexNode => (node.kind !== 'repeat' ? node : node.min === 1 ? node.item : { ...node, max: node.min });

function isNullable(node: RegexNode): boolean {
  switch (node.kind) {
    case 'empty':
      return true;
    case 'repeat':
      return node.min === 0 || isNullable(node.item);
    case 'group':
      return isNullable(node.item);
    case 'concat':
      return node.items.every(isNullable);
    case 'alt':
      return node.items.some(isNullable);
    default:
      return false;
  }
}

/** Alternatives without anchors share one `.*( … ).*`. */
function mergeOpen(branches: readonly Bordered[]): RegexNode[] {
  const open = branches.filter((b) => !b.start && !b.end);
  if (open.length < 2) return branches.map(wrap);
  const bodies = open.map((b) => concat(dropNullable(b.items, true, true)));
  const shared = bodies.some((b) => b.kind === 'empty') ? ANY_TEXT : concat([ANY_TEXT, alternatives(bodies), ANY_TEXT]);
  return [shared, ...branches.filter((b) => b.start || b.end).map(wrap)];
}

/** Whether each match of a pattern of Kusto has a character, so that a text without its matches is another text. */
export function takesSome(pattern: string, dialect: 'kusto' | 'java' = 'kusto'): boolean {
  const read = parseRegex(pattern, dialect);
  return read.ok && !mayBeEmpty(read.value.node);
}

/**
 * Whether a match without characters may stand right behind another match, where Java replaces it and RE2 does not: a pattern that repeats or
 * chooses and may take nothing, and does not begin at the start of the text.
 */
export const mayFollowItself = (pattern: string, dialect: 'kusto' | 'java' = 'kusto'): boolean =>
  /[*?|}]/.test(pattern.replace(/^\(\?[a-z]+\)/i, '')) && !/^(\(\?[a-z]+\))?\^[^|]*$/i.test(pattern) && !takesSome(pattern, dialect);
