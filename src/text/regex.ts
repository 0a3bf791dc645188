import { RE2JS, RE2JSException, type Matcher } from 're2js';
import { foldCase } from './fold.js';
import { parsed, refused, type Parsed } from './parsed.js';
import type { RegexDialect } from './regex-classes.js';
import { translateRegex, type TranslatedRegex } from './regex-translate.js';

export type { RegexDialect } from './regex-classes.js';

/** One match: offsets in UTF-16 units, and the text of each group (0 is the whole match), null for a group that took no part. */
export interface RegexMatch {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (string | null)[];
}

/** A compiled pattern. Every operation takes time linear in the text, whatever the pattern. */
export interface Regex {
  readonly pattern: string;
  readonly dialect: RegexDialect;
  readonly groupCount: number;
  readonly groupNames: ReadonlyMap<string, number>;
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
 * `java` as Elasticsearch's string functions do. Lookaround, backreferences, possessive quantifiers and atomic groups are
 * refused with `pattern-unsupported`, other mistakes with `pattern-malformed`. Compiled patterns are kept.
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
  const translated = translateRegex(prefix + pattern, dialect);
  if (!translated.ok) return translated;
  try {
    const re2 = RE2JS.compile(translated.value.pattern);
    return parsed(facade(pattern, dialect, re2, translated.value, literalTest(prefix + pattern)));
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return refused('pattern-malformed', { language: 'regular expression', detail: explain(error) }, 0, pattern.length);
  }
}

const explain = (error: RE2JSException): string => error.message.replace(/^error parsing regexp: /, '');

function facade(pattern: string, dialect: RegexDialect, re2: RE2JS, translated: TranslatedRegex, literal: Regex['test'] | undefined): Regex {
  return {
    pattern,
    dialect,
    groupCount: translated.groupCount,
    groupNames: translated.names,
    test: literal ?? ((text) => re2.test(text)),
    find: (text, from = 0) => {
      const matcher = re2.matcher(text);
      return matcher.find(from) ? matchOf(matcher) : null;
    },
  };
}

function matchOf(matcher: Matcher): RegexMatch {
  const groups: (string | null)[] = [];
  for (let i = 0; i <= matcher.groupCount(); i++) groups.push(matcher.group(i));
  return { start: matcher.start(), end: matcher.end(), groups };
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
  const folded = texts.map(foldCase);
  const slow = RE2JS.compile(`(?i)(?:${texts.map((t) => RE2JS.quote(t)).join('|')})`);
  return (text) => {
    if (!isAscii(text)) return slow.test(text);
    const lower = text.toLowerCase();
    return folded.some((t) => lower.includes(t));
  };
}

const isAscii = (text: string): boolean => !/[^\0-\x7f]/.test(text);
