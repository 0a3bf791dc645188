import { parsed, refused, type Parsed } from './parsed.js';
import { alternatives, charSet, concat, EMPTY, oneChar, type Assertion, type RegexNode } from './regex-ast.js';
import { dotSet, VERTICAL_SPACE, type RegexDialect } from './regex-classes.js';
import { readBracket } from './regex-brackets.js';
import { readEscape } from './regex-escapes.js';
import { malformed, unsupported, type Flags, type PatternReader } from './regex-reader.js';

/** A parsed pattern. */
export interface ParsedRegex {
  readonly node: RegexNode;
  /** Capture group numbers by name, from 1; several for a name that GROK uses more than once. */
  readonly names: ReadonlyMap<string, readonly number[]>;
  readonly groupCount: number;
}

const NO_FLAGS: Flags = { fold: false, dotAll: false, multiline: false, ungreedy: false, unicode: false, unixLines: false };
const MAX_DEPTH = 250;

/**
 * Reads a pattern of a dialect. Lookaround, atomic groups and possessive quantifiers are read for Java and Oniguruma and
 * refused for Kusto, which lacks them; backreferences and set operators inside brackets are refused everywhere.
 */
export function parseRegex(source: string, dialect: RegexDialect, flags: Partial<Flags> = {}): Parsed<ParsedRegex> {
  const reader: PatternReader = { source, dialect, at: 0, depth: 0, groups: 0, names: new Map(), flags: { ...NO_FLAGS, ...flags }, problem: undefined };
  const node = readAlternatives(reader);
  if (!reader.problem && reader.at < source.length) malformed(reader, 'unmatched )', reader.at);
  return reader.problem ?? parsed({ node, names: reader.names, groupCount: reader.groups });
}

function readAlternatives(reader: PatternReader): RegexNode {
  const items = [readSequence(reader)];
  while (!reader.problem && reader.source[reader.at] === '|') {
    reader.at++;
    items.push(readSequence(reader));
  }
  return alternatives(items);
}

function readSequence(reader: PatternReader): RegexNode {
  const items: RegexNode[] = [];
  while (!reader.problem && reader.at < reader.source.length && !'|)'.includes(reader.source[reader.at] as string)) {
    const start = reader.at;
    const atom = readAtom(reader);
    items.push(readQuantifiers(reader, atom, start));
  }
  return concat(items);
}

const QUANTIFIER = /[*+?]|\{(\d+)(?:(,)(\d*))?\}/y;
const MAX_REPEAT = 1000;

function readQuantifiers(reader: PatternReader, atom: RegexNode, start: number): RegexNode {
  let node = atom;
  for (let first = true; !reader.problem; first = false) {
    QUANTIFIER.lastIndex = reader.at;
    const found = QUANTIFIER.exec(reader.source);
    if (!found) return node;
    if (!first && reader.dialect !== 'oniguruma') return malformed(reader, `${found[0]} repeats a repetition`, reader.at, reader.at + found[0].length);
    node = readQuantifier(reader, node, found, start);
  }
  return node;
}

function readQuantifier(reader: PatternReader, item: RegexNode, found: RegExpExecArray, start: number): RegexNode {
  const [text, low, comma, high] = found;
  const min = low !== undefined ? Number(low) : text === '+' ? 1 : 0;
  const max = low === undefined ? (text === '?' ? 1 : Infinity) : comma === undefined ? min : high ? Number(high) : Infinity;
  if (min > max) return malformed(reader, 'the bounds of a repetition are the wrong way round', reader.at, reader.at + text.length);
  if (min > MAX_REPEAT || (max !== Infinity && max > MAX_REPEAT)) return malformed(reader, `more than ${MAX_REPEAT} repetitions`, reader.at, reader.at + text.length);
  reader.at += text.length;
  return { kind: 'repeat', item, min, max, mode: readMode(reader, start, low !== undefined) };
}

function readMode(reader: PatternReader, start: number, braces: boolean): 'greedy' | 'lazy' | 'possessive' {
  const c = reader.source[reader.at];
  // In Ruby's syntax `{2}+` is a repetition of a repetition, not a possessive one.
  if (c === '+' && !(braces && reader.dialect === 'oniguruma')) {
    if (reader.dialect === 'kusto') unsupported(reader, 'possessive quantifiers', start, reader.at + 1);
    reader.at++;
    return 'possessive';
  }
  if (c === '?') reader.at++;
  return (c === '?') !== reader.flags.ungreedy ? 'lazy' : 'greedy';
}

const assert = (what: Assertion): RegexNode => ({ kind: 'assert', what });

function readAtom(reader: PatternReader): RegexNode {
  const { source, flags, dialect } = reader;
  const code = source.codePointAt(reader.at) as number;
  switch (source[reader.at]) {
    case '\\':
      return readBackslash(reader);
    case '[':
      return readBracket(reader);
    case '(':
      return readGroup(reader);
    case '*':
    case '+':
    case '?':
      return malformed(reader, 'nothing to repeat', reader.at);
    case '.':
      reader.at++;
      return flags.dotAll ? charSet(false, [{ lo: 0, hi: 0x10ffff }]) : { kind: 'set', set: dotSet(flags.unixLines ? 'kusto' : dialect), fold: false };
    case '^':
      reader.at++;
      return assert(flags.multiline || dialect === 'oniguruma' ? 'line-start' : 'start');
    case '$':
      reader.at++;
      if (flags.multiline || dialect === 'oniguruma') return assert('line-end');
      return assert(dialect === 'java' ? 'end-or-newline' : 'end');
    default:
      reader.at += code > 0xffff ? 2 : 1;
      return oneChar(code, flags.fold);
  }
}

const ASSERTIONS: Readonly<Record<string, Assertion>> = { A: 'start', B: 'not-word', Z: 'end-or-newline', b: 'word', z: 'end' };
/** Kusto's alone; elsewhere `\\<` is an escaped sign. */
const WORD_ENDS: Readonly<Record<string, Assertion>> = { '<': 'word-start', '>': 'word-end', 'b{end}': 'word-end', 'b{start}': 'word-start' };

function readBackslash(reader: PatternReader): RegexNode {
  const { source, dialect, at } = reader;
  const letter = source[at + 1] ?? '';
  const wordEnd = dialect === 'kusto' ? match(/\\([<>]|b\{(?:start|end)\})/y, reader) : null;
  if (wordEnd) {
    reader.at += wordEnd[0].length;
    return assert(WORD_ENDS[wordEnd[1] as string] as Assertion);
  }
  const what = ASSERTIONS[letter];
  if (what && !(letter === 'Z' && dialect === 'kusto')) {
    if (source[at + 2] === '{' && what.endsWith('word')) return unsupported(reader, `escape \\${letter}{`, at, at + 3);
    reader.at += 2;
    return assert(what);
  }
  if (letter === 'R' && dialect !== 'kusto') {
    reader.at += 2;
    return alternatives([concat([oneChar(13), oneChar(10)]), { kind: 'set', set: VERTICAL_SPACE, fold: false }]);
  }
  if (letter === 'Q' && dialect === 'java') return readQuoted(reader);
  const escaped = readEscape(reader);
  if (escaped === undefined) return EMPTY;
  return typeof escaped === 'number' ? oneChar(escaped, reader.flags.fold) : { kind: 'set', set: escaped, fold: reader.flags.fold };
}

function readQuoted(reader: PatternReader): RegexNode {
  const end = reader.source.indexOf('\\E', reader.at);
  const stop = end < 0 ? reader.source.length : end;
  const text = reader.source.slice(reader.at + 2, stop);
  reader.at = end < 0 ? stop : end + 2;
  return concat([...text].map((c) => oneChar(c.codePointAt(0) as number, reader.flags.fold)));
}

const LOOK = /\(\?(<?)([=!])/y;
const NAMED = /\(\?P?<([^>]*)>/y;
const INLINE = /\(\?([a-zA-Z]*)(?:-([a-zA-Z]*))?([:)])/y;

function match(pattern: RegExp, reader: PatternReader): RegExpExecArray | null {
  pattern.lastIndex = reader.at;
  return pattern.exec(reader.source);
}

function readGroup(reader: PatternReader): RegexNode {
  const { source, at } = reader;
  if (source[at + 1] !== '?') return capture(reader, 1, undefined);
  const look = match(LOOK, reader);
  if (look) return readLook(reader, look);
  if (source.startsWith('(?>', at)) {
    if (reader.dialect === 'kusto') return unsupported(reader, 'atomic groups', at, at + 3);
    return { kind: 'atomic', item: inside(reader, 3) };
  }
  const named = match(NAMED, reader);
  if (named) return readNamed(reader, named);
  const flags = match(INLINE, reader);
  return flags ? readFlags(reader, flags) : malformed(reader, 'unknown group', at, at + 3);
}

function readLook(reader: PatternReader, [text, behind, sign]: RegExpExecArray): RegexNode {
  if (reader.dialect === 'kusto') return unsupported(reader, 'lookaround', reader.at, reader.at + text.length);
  return { kind: 'look', ahead: !behind, negative: sign === '!', item: inside(reader, text.length) };
}

/** Reads what stands between the opening, `length` characters long, and its closing parenthesis. */
function inside(reader: PatternReader, length: number): RegexNode {
  const start = reader.at;
  const { flags } = reader;
  reader.at += length;
  if (++reader.depth > MAX_DEPTH) reader.problem ??= refused('too-deep', { limit: MAX_DEPTH }, start, start + 1);
  const item = readAlternatives(reader);
  reader.depth--;
  reader.flags = flags;
  if (reader.problem) return EMPTY;
  if (reader.source[reader.at] !== ')') return malformed(reader, 'missing )', start);
  reader.at++;
  return item;
}

function capture(reader: PatternReader, length: number, name: string | undefined): RegexNode {
  const index = ++reader.groups;
  if (name !== undefined) reader.names.set(name, [...(reader.names.get(name) ?? []), index]);
  return { kind: 'group', index, item: inside(reader, length) };
}

function readNamed(reader: PatternReader, [text, name = '']: RegExpExecArray): RegexNode {
  const { at, dialect } = reader;
  if (dialect !== 'oniguruma' && reader.names.has(name)) return malformed(reader, `a second group named ${name}`, at, at + text.length);
  if (name === '' || (dialect !== 'oniguruma' && !/^[\p{L}_][\p{L}\p{N}_.[\]]*$/u.test(name))) return malformed(reader, 'not a group name', at, at + text.length);
  return capture(reader, text.length, name);
}

/** What each flag letter does; '' for flags that change nothing here. Ruby's `m` is what others call `s`. */
const FLAGS: Readonly<Record<RegexDialect, Readonly<Record<string, keyof Flags | ''>>>> = {
  java: { U: 'unicode', d: 'unixLines', i: 'fold', m: 'multiline', s: 'dotAll', u: '' },
  kusto: { U: 'ungreedy', i: 'fold', m: 'multiline', s: 'dotAll', u: '' },
  oniguruma: { i: 'fold', m: 'dotAll' },
};

function readFlags(reader: PatternReader, [text, on = '', off = '', end]: RegExpExecArray): RegexNode {
  const table = FLAGS[reader.dialect];
  const unknown = [...on, ...off].find((f) => table[f] === undefined) ?? (reader.dialect === 'kusto' && off.includes('u') ? '-u' : undefined);
  if (unknown) return unsupported(reader, `flag ${unknown}`, reader.at, reader.at + text.length);
  const outer = reader.flags;
  const change = (value: boolean, letters: string) => [...letters].flatMap((f) => (table[f] ? [[table[f], value] as const] : []));
  reader.flags = { ...outer, ...Object.fromEntries([...change(true, on), ...change(false, off)]) };
  if (end === ')') {
    reader.at += text.length;
    return EMPTY;
  }
  const item = inside(reader, text.length);
  reader.flags = outer;
  return item;
}
