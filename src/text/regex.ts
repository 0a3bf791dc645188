import type { Matcher, RE2JS } from 're2js';
import { fail } from '../base/diagnostics.js';
import { NO_SPAN, type Span } from '../base/source.js';
import { re2Package } from './packages.js';
import { parsed, refused, type Parsed } from './parsed.js';
import { someNode, type RegexNode } from './regex-ast.js';
import { choiceOfTexts } from './regex-choice.js';
import { Backtracker, type Slots } from './regex-backtrack.js';
import type { RegexDialect } from './regex-classes.js';
import { compileProgram } from './regex-program.js';
import { parseRegex } from './regex-parse.js';
import { printRe2, re2Can } from './regex-print.js';

export type { RegexDialect } from './regex-classes.js';

/** One match: offsets in UTF-16 units, and the text of each group (0 is the whole match), null for a group that took no part. */
export interface RegexMatch {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (string | null)[];
}

/** A compiled pattern. Operations take time linear in the text; see `Backtracker` for the one exception, which is bounded. */
export interface Regex {
  readonly pattern: string;
  readonly dialect: RegexDialect;
  readonly groupCount: number;
  /** The first group of each name. */
  readonly groupNames: ReadonlyMap<string, number>;
  /** All groups of each name; GROK may use a name more than once. */
  readonly allGroupNames: ReadonlyMap<string, readonly number[]>;
  /** Whether the pattern occurs anywhere in the text. */
  test(text: string): boolean;
  /** The leftmost match at or after `from`, or null. */
  find(text: string, from?: number): RegexMatch | null;
}

/** How a pattern is read. `flags` are letters of the dialect, as in `(?flags)`. */
export interface RegexOptions {
  readonly dialect: RegexDialect;
  readonly flags?: string;
}

const CACHE_LIMIT = 2000;
const cache = new Map<string, Parsed<Regex>>();

/**
 * Compiles a pattern: `kusto` as Kusto's engine reads it (Rust's `regex` syntax, Unicode classes, RE2-like semantics),
 * `java` as Elasticsearch's string functions do, `oniguruma` as GROK does. What the dialect lacks and backreferences are
 * refused with `pattern-unsupported`, mistakes with `pattern-malformed`. Compiled patterns are kept.
 */
export function compileRegex(pattern: string, options: RegexOptions): Parsed<Regex> {
  const key = `${options.dialect}/${options.flags ?? ''}/${pattern}`;
  const known = cache.get(key);
  if (known) return known;
  if (cache.size >= CACHE_LIMIT) cache.clear();
  const compiled = compile(pattern, options);
  cache.set(key, compiled);
  return compiled;
}

function compile(pattern: string, { dialect, flags = '' }: RegexOptions): Parsed<Regex> {
  const prefix = flags === '' ? '' : `(?${flags})`;
  const source = prefix + pattern;
  const read = parseRegex(source, dialect);
  if (!read.ok) return { ok: false, error: { ...read.error, span: moved(read.error.span, -prefix.length) } };
  const choice = dialect === 'oniguruma' ? undefined : choiceOfTexts(source);
  const engine = choice ?? chooseEngine(read.value.node, read.value.groupCount, dialect !== 'java' || UNICODE_FLAG.test(source), literalTest(source));
  if (!engine) return refused('pattern-unsupported', { language: 'linear-time matching', what: 'lookbehind of varying length, nor patterns of this size' }, 0, pattern.length);
  const { names, groupCount } = read.value;
  return parsed({ pattern, dialect, groupCount, groupNames: new Map([...names].map(([name, groups]) => [name, groups[0] as number])), allGroupNames: names, ...engine });
}

const moved = ({ start, end }: Span, by: number): Span => ({ start: Math.max(0, start + by), end: Math.max(0, end + by) });

/** Java's `(?U)`. */
const UNICODE_FLAG = /\(\?[a-zA-Z]*U/;

/** The two operations that every engine has. */
type Engine = Pick<Regex, 'test' | 'find'>;

/**
 * RE2 where it can say the pattern; the backtracking matcher for lookaround, atomic groups and Java's `$`. RE2 knows only
 * ASCII word boundaries, so that texts beyond ASCII go to the other one where the dialect's boundaries follow Unicode, as Java's do when
 * asked to.
 */
function chooseEngine(node: RegexNode, groupCount: number, unicodeWords: boolean, literal: Regex['test'] | undefined): Engine | undefined {
  const re2 = re2Can(node) ? re2Engine(node, literal) : undefined;
  let other: Engine | undefined;
  const backtracking = (): Engine | undefined => (other ??= backtrackEngine(node, groupCount));
  if (!re2) return backtracking();
  const always = !unicodeWords || !someNode(node, isWordAssertion);
  if (always && literal) return re2;
  const suits = always ? () => true : isAscii;
  // What a translation asks is how an empty text fares, and that is not worth loading RE2.
  const pick = (text: string): Engine => (text !== '' && suits(text) ? re2 : (backtracking() ?? re2));
  return { test: (text) => pick(text).test(text), find: (text, from) => pick(text).find(text, from) };
}

const isWordAssertion = (node: RegexNode): boolean => node.kind === 'assert' && (node.what === 'word' || node.what === 'not-word');

function re2Engine(node: RegexNode, literal: Regex['test'] | undefined): Engine | undefined {
  const pattern = printRe2(node);
  let compiled = fitsRe2(pattern) ? undefined : tryRe2(pattern);
  if (compiled === null) return undefined;
  const re2 = (): RE2JS => (compiled ??= re2Package().RE2JS.compile(pattern));
  return {
    test: literal ?? ((text) => re2().test(text)),
    find: (text, from = 0) => {
      const matcher = re2().matcher(text);
      return matcher.find(from) ? matchOf(matcher) : null;
    },
  };
}

/** Short patterns without counted repetition are within RE2's bounds, so that they are compiled when a text comes. */
const fitsRe2 = (pattern: string): boolean => pattern.length < 500 && !/\{\d/.test(pattern);

function tryRe2(pattern: string): RE2JS | null {
  const { RE2JS, RE2JSException } = re2Package();
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    // Its own bounds on size; the other engine has wider ones.
    if (error instanceof RE2JSException) return null;
    throw error;
  }
}

function matchOf(matcher: Matcher): RegexMatch {
  const groups: (string | null)[] = [];
  for (let i = 0; i <= matcher.groupCount(); i++) groups.push(matcher.group(i));
  return { start: matcher.start(), end: matcher.end(), groups };
}

function backtrackEngine(node: RegexNode, groupCount: number): Engine | undefined {
  const program = compileProgram(node);
  if (!program) return undefined;
  const matcher = new Backtracker(program, (groupCount + 1) * 2);
  const find = (text: string, from = 0): RegexMatch | null => {
    const slots = matcher.find(text, from);
    if (matcher.exhausted) fail('too-long', { what: 'the text for this regular expression', limit: text.length }, NO_SPAN);
    return slots && matchOfSlots(text, slots);
  };
  return { test: (text) => find(text) !== null, find };
}

function matchOfSlots(text: string, slots: Slots): RegexMatch {
  const groups: (string | null)[] = [];
  for (let i = 0; i < slots.length; i += 2) {
    const start = slots[i] as number;
    const end = slots[i + 1] as number;
    groups.push(start < 0 || end < 0 ? null : text.slice(start, end));
  }
  return { start: slots[0] as number, end: slots[1] as number, groups };
}

const PLAIN = /^(\(\?i\))?((?:[^\\^$.|?*+()[\]{}]|\\[^A-Za-z0-9<>])*(?:\|(?:[^\\^$.|?*+()[\]{}]|\\[^A-Za-z0-9<>])+)*)$/;

/**
 * A substring search that answers the same as the pattern, where the pattern is fixed text or a choice of fixed texts.
 * Ignoring case it serves ASCII texts only, because folding other letters differs between the two.
 */
function literalTest(pattern: string): Regex['test'] | undefined {
  const plain = PLAIN.exec(pattern);
  const body = plain?.[2];
  if (!body) return undefined;
  const texts = body.split('|').map((t) => t.replace(/\\(.)/gs, '$1'));
  if (texts.some((t) => t === '')) return undefined;
  if (!plain?.[1]) return texts.length === 1 ? (text) => text.includes(texts[0] ?? '') : (text) => texts.some((t) => text.includes(t));
  const folded = texts.map((t) => t.toLowerCase());
  let slow: RE2JS | undefined;
  const compiled = ({ RE2JS } = re2Package()): RE2JS => RE2JS.compile(`(?i)(?:${texts.map((t) => RE2JS.quote(t)).join('|')})`);
  return (text) => {
    if (!isAscii(text)) return (slow ??= compiled()).test(text);
    const lower = text.toLowerCase();
    return folded.some((t) => lower.includes(t));
  };
}

const isAscii = (text: string): boolean => !/[^\0-\x7f]/.test(text);
