import { parsed, refused, type Parsed } from './parsed.js';
import { alternatives, ANY_CHAR, concat, type RegexNode } from './regex-ast.js';
import { parseRegex } from './regex-parse.js';
import { writeKusto, writeLucene, type RegexLoss, type Written } from './regex-write.js';
import { parseLuceneRegex, trimAnyText } from './lucene-regex.js';

/** A pattern of the other language. `losses` name where it answers differently, on texts beyond ASCII only. */
export interface ConvertedRegex {
  readonly text: string;
  readonly losses: readonly RegexLoss[];
}

const ANY_TEXT: RegexNode = { kind: 'repeat', item: ANY_CHAR, min: 0, max: Infinity, mode: 'greedy' };

/**
 * Writes Kusto's `matches regex` pattern, which is searched for, as a Lucene pattern, which must match the whole text.
 * Refused where Lucene has nothing: word boundaries, anchors that do not stand at an end.
 */
export function kustoToLucene(pattern: string): Parsed<ConvertedRegex> {
  const read = parseRegex(pattern, 'kusto');
  if (!read.ok) return read;
  return answer(writeLucene(wholeText(read.value.node)), 'Lucene regular expression', pattern);
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
  return read.ok ? answer(writeKusto(read.value.node), 'Kusto', pattern) : read;
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
