import type { CharSet } from './regex-ast.js';
import { letterClass, propertyClass } from './regex-classes.js';
import { malformed, unsupported, type PatternReader } from './regex-reader.js';

const CODE_POINT = /\\(?:u\{([0-9a-fA-F]{1,6})\}|U\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x\{([0-9a-fA-F]{1,6})\}|x([0-9a-fA-F]{2}))/y;
const PROPERTY = /\\([pP])(?:\{(\^?)([^}]*)\}|([A-Za-z]))/y;
const OCTAL = /\\0?([0-3][0-7]{2}|0[0-7]{0,2})/y;

const CONTROLS: Readonly<Record<string, number>> = { a: 7, e: 27, f: 12, n: 10, r: 13, t: 9, v: 11 };

function match(pattern: RegExp, reader: PatternReader): RegExpExecArray | null {
  pattern.lastIndex = reader.at;
  return pattern.exec(reader.source);
}

/** Reads an escape that stands for one code point or a set of them, in brackets or outside; undefined after a problem. */
export function readEscape(reader: PatternReader): number | CharSet | undefined {
  const { source, dialect, at } = reader;
  const code = match(CODE_POINT, reader);
  if (code) return readCodePoint(reader, code);
  const property = match(PROPERTY, reader);
  if (property) return readProperty(reader, property);
  const letter = source[at + 1];
  if (letter === undefined) return problem(malformed(reader, 'a backslash at the end', at));
  const letters = letterClass(reader.flags.unicode ? 'kusto' : dialect, letter);
  if (letters) return advance(reader, 2, letters);
  const control = CONTROLS[letter];
  if (control !== undefined && !(letter === 'e' && dialect === 'kusto')) return advance(reader, 2, control);
  const octal = match(OCTAL, reader);
  if (octal) return advance(reader, octal[0].length, parseInt(octal[1] as string, 8));
  if (/[1-9k]/.test(letter)) return problem(unsupported(reader, 'backreferences', at, at + 2));
  if (/[A-Za-z<>]/.test(letter) && !(dialect !== 'kusto' && /[<>]/.test(letter))) return problem(unsupported(reader, `escape \\${letter}`, at, at + 2));
  const point = source.codePointAt(at + 1) as number;
  return advance(reader, point > 0xffff ? 3 : 2, point);
}

function advance<T>(reader: PatternReader, length: number, value: T): T {
  reader.at += length;
  return value;
}

const problem = (_noted: unknown): undefined => undefined;

function readCodePoint(reader: PatternReader, found: RegExpExecArray): number | undefined {
  const value = parseInt(found.slice(1).find((h) => h !== undefined) as string, 16);
  if (value > 0x10ffff) return problem(malformed(reader, 'no such code point', reader.at, reader.at + found[0].length));
  return advance(reader, found[0].length, value);
}

function readProperty(reader: PatternReader, [text, p, caret, name, letter]: RegExpExecArray): CharSet | undefined {
  const negated = (p === 'P') !== (caret === '^');
  const found = propertyClass(reader.dialect, name ?? letter ?? '', negated);
  if (!found) return problem(malformed(reader, `unknown property ${name ?? letter}`, reader.at, reader.at + text.length));
  return advance(reader, text.length, found);
}
