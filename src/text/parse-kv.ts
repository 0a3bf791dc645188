import { parsed, refused, type Parsed } from './parsed.js';
import { allMatches } from './regex-api.js';
import { compileRegex, type Regex } from './regex.js';

/** The `with (…)` of `parse-kv`. Without delimiters and regex, every character that is no letter or digit separates. */
export interface ParseKvOptions {
  readonly pairDelimiter?: string;
  readonly kvDelimiter?: string;
  /** One or two characters each: what opens and what closes a quoted key or value. */
  readonly quotes?: readonly string[];
  readonly escapes?: readonly string[];
  readonly greedy?: boolean;
  readonly regex?: string;
}

/** Gives the text of each wanted key in the order of `keys`, null for a key that does not appear. The first appearance counts. */
export type ParseKvMatcher = (text: string) => (string | null)[];

/** Compiles the matcher of `parse-kv`. Keys and values lose white space at both ends; keys are compared exactly. */
export function compileParseKv(keys: readonly string[], options: ParseKvOptions): Parsed<ParseKvMatcher> {
  const places = new Map(keys.map((key, i) => [key, i]));
  const collect = (pairs: Iterable<readonly [string, string]>): (string | null)[] => {
    const values: (string | null)[] = keys.map(() => null);
    for (const [key, value] of pairs) {
      const place = places.get(key);
      if (place !== undefined && values[place] === null) values[place] = value;
    }
    return values;
  };
  if (options.regex !== undefined) return compileByRegex(options.regex, collect);
  const { pairDelimiter, kvDelimiter } = options;
  if (!pairDelimiter !== !kvDelimiter) {
    return refused('pattern-malformed', { language: 'parse-kv', detail: 'pair_delimiter and kv_delimiter go together' });
  }
  if (!pairDelimiter || !kvDelimiter) return parsed((text) => collect(loosePairs(readingOf(text, '', '', options), places)));
  return parsed((text) => collect(delimitedPairs(readingOf(text, pairDelimiter, kvDelimiter, options))));
}

type Pairs = Iterable<readonly [string, string]>;

function compileByRegex(pattern: string, collect: (pairs: Pairs) => (string | null)[]): Parsed<ParseKvMatcher> {
  const compiled = compileRegex(pattern, { dialect: 'kusto' });
  if (!compiled.ok) return compiled;
  if (compiled.value.groupCount !== 2) return refused('pattern-malformed', { language: 'parse-kv', detail: 'the regex needs exactly two groups' }, 0, pattern.length);
  return parsed((text) => collect(regexPairs(compiled.value, text)));
}

function* regexPairs(regex: Regex, text: string): Generator<readonly [string, string]> {
  for (const { groups } of allMatches(regex, text)) yield [(groups[1] ?? '').trim(), (groups[2] ?? '').trim()];
}

/** One text being read, with what was learnt on the way: places move forward, so that the whole costs the text once. */
interface Reading {
  readonly text: string;
  readonly options: ParseKvOptions;
  readonly pair: string;
  readonly kv: string;
  readonly nextPair: (from: number) => number;
  readonly nextKv: (from: number) => number;
  /** Quotes that do not close in the rest of the text. */
  readonly unclosed: Set<string>;
}

/** `indexOf` that remembers its last answer; the end of the text stands for none. */
function seeker(text: string, needle: string): (from: number) => number {
  let asked = Infinity;
  let found = -1;
  return (from) => {
    if (from >= asked && found >= from) return found;
    asked = from;
    const at = text.indexOf(needle, from);
    return (found = at < 0 ? text.length : at);
  };
}

function readingOf(text: string, pair: string, kv: string, options: ParseKvOptions): Reading {
  return { text, options, pair, kv, nextPair: seeker(text, pair), nextKv: seeker(text, kv), unclosed: new Set() };
}

const skipSpace = (text: string, at: number): number => {
  while (at < text.length && /\s/.test(text[at] as string)) at++;
  return at;
};

interface Quoted {
  readonly content: string;
  readonly end: number;
}

/** A quoted text that opens at `at`, or null. One that never closes is no quoted text. */
function readQuoted({ text, options: { quotes = [], escapes = [] }, unclosed }: Reading, at: number): Quoted | null {
  const quote = quotes.find((q) => q !== '' && text[at] === q[0]);
  if (quote === undefined || unclosed.has(quote)) return null;
  const close = quote[1] ?? quote[0];
  let content = '';
  for (let i = at + 1; i < text.length; i++) {
    const c = text[i] as string;
    if (escapes.includes(c) && i + 1 < text.length) content += text[++i];
    else if (c === close) return { content, end: i + 1 };
    else content += c;
  }
  unclosed.add(quote);
  return null;
}

function* delimitedPairs(reading: Reading): Generator<readonly [string, string]> {
  const { text, pair, kv } = reading;
  let at = 0;
  while (at < text.length) {
    at = skipSpace(text, skipDelimiters(text, skipSpace(text, at), pair));
    const key = readKey(reading, at);
    const behind = skipBlank(reading, key.end);
    if (!text.startsWith(kv, behind)) {
      at = Math.max(key.end, at + 1);
      continue;
    }
    const value = readValue(reading, behind + kv.length);
    yield [key.content, value.content];
    at = value.end;
  }
}

function skipDelimiters(text: string, from: number, pair: string): number {
  let at = from;
  while (text.startsWith(pair, at)) at += pair.length;
  return at;
}

/** White space, which may be the pair delimiter itself: `key  =  value` is one pair even when a space separates pairs. */
const skipBlank = ({ text, pair }: Reading, at: number): number => (pair.trim() === '' ? skipDelimiters(text, skipSpace(text, at), pair) : skipSpace(text, at));

function readKey(reading: Reading, at: number): Quoted {
  const quoted = readQuoted(reading, at);
  if (quoted) return quoted;
  const end = Math.min(reading.nextPair(at), reading.nextKv(at));
  return { content: reading.text.slice(at, end).trim(), end };
}

function readValue(reading: Reading, from: number): Quoted {
  const at = skipSpace(reading.text, from);
  const quoted = readQuoted(reading, at);
  if (quoted) return { content: quoted.content, end: reading.nextPair(quoted.end) };
  const end = reading.options.greedy ? greedyEnd(reading, at) : reading.nextPair(at);
  return { content: reading.text.slice(at, end).trim(), end };
}

/** Where the value ends when it may hold pair delimiters: before the next delimiter that a key follows. */
function greedyEnd(reading: Reading, at: number): number {
  const { text, pair, kv } = reading;
  for (let end = reading.nextPair(at); end < text.length; end = reading.nextPair(end + pair.length)) {
    const start = skipSpace(text, skipDelimiters(text, end, pair));
    const key = readKey(reading, start);
    if (key.content !== '' && text.startsWith(kv, skipBlank(reading, key.end))) return end;
  }
  return text.length;
}

/** Without delimiters: a wanted key is a run of letters and digits (or quoted), and its value is the next such run. */
function* loosePairs(reading: Reading, keys: ReadonlyMap<string, number>): Generator<readonly [string, string]> {
  const { text } = reading;
  const word = /[\p{L}\p{Nd}]+/uy;
  const next = (from: number): Quoted | null => {
    for (let at = from; at < text.length; at++) {
      const quoted = readQuoted(reading, at);
      if (quoted) return quoted;
      word.lastIndex = at;
      const found = word.exec(text);
      if (found) return { content: found[0], end: word.lastIndex };
    }
    return null;
  };
  for (let token = next(0); token; token = next(token.end)) {
    if (!keys.has(token.content)) continue;
    const value = next(token.end);
    if (!value) return;
    yield [token.content, value.content];
    token = value;
  }
}
