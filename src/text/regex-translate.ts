import type { Diagnostic } from '../base/diagnostics.js';
import { parsed, refused, type Parsed } from './parsed.js';
import { ANY_LINE_BREAK, anyCharacter, classContent, propertyContent, type RegexDialect } from './regex-classes.js';

/** A pattern in RE2's syntax, with what the facade has to know about it. */
export interface TranslatedRegex {
  readonly pattern: string;
  /** Capture group numbers by name, from 1. RE2 is given unnamed groups, because its names allow fewer characters. */
  readonly names: ReadonlyMap<string, number>;
  readonly groupCount: number;
  /** Contains `\b` or `\B`, which RE2 takes as ASCII word boundaries. */
  readonly wordBoundary: boolean;
}

interface Scan {
  readonly source: string;
  readonly dialect: RegexDialect;
  at: number;
  out: string;
  groups: number;
  readonly names: Map<string, number>;
  wordBoundary: boolean;
  /** Whether `.` takes line ends, for each open group; the last one counts. */
  readonly dotAll: boolean[];
  problem: Diagnostic | undefined;
}

/** Rewrites a Kusto or Java pattern as RE2 reads it; refuses what cannot be matched in linear time or is not carried over. */
export function translateRegex(source: string, dialect: RegexDialect, dotAll = false): Parsed<TranslatedRegex> {
  const scan: Scan = { source, dialect, at: 0, out: '', groups: 0, names: new Map(), wordBoundary: false, dotAll: [dotAll], problem: undefined };
  while (scan.at < source.length && !scan.problem) item(scan);
  if (scan.problem) return { ok: false, error: scan.problem };
  return parsed({ pattern: scan.out, names: scan.names, groupCount: scan.groups, wordBoundary: scan.wordBoundary });
}

function refuse(scan: Scan, what: string, length: number): void {
  const start = Math.min(scan.at, scan.source.length);
  const language = scan.dialect === 'kusto' ? 'the regular expression language of Kusto' : 'linear-time matching of Java regular expressions';
  scan.problem = refused('pattern-unsupported', { language, what }, start, Math.min(start + length, scan.source.length)).error;
}

function copy(scan: Scan, length: number, text = scan.source.slice(scan.at, scan.at + length)): void {
  scan.out += text;
  scan.at += length;
}

function item(scan: Scan): void {
  const c = scan.source[scan.at];
  if (c === '\\') escape(scan);
  else if (c === '[') bracket(scan);
  else if (c === '(') openGroup(scan);
  else if (c === ')') {
    if (scan.dotAll.length > 1) scan.dotAll.pop();
    copy(scan, 1);
  } else if (c === '.') copy(scan, 1, scan.dotAll[scan.dotAll.length - 1] ? '.' : anyCharacter(scan.dialect));
  else if (scan.dialect === 'java' && possessiveAt(scan)) refuse(scan, 'possessive quantifiers', 2);
  else copy(scan, 1);
}

const possessiveAt = (scan: Scan): boolean => /^(?:[*+?]|\{\d+(?:,\d*)?\})\+/.test(scan.source.slice(scan.at, scan.at + 16));

const LOOKAROUND = /^\(\?(?:<?[=!])/;
const NAMED = /^\(\?P?<([^>]*)>/;
const FLAGS = /^\(\?([a-zA-Z]*)(?:-([a-zA-Z]*))?([:)])/;

function openGroup(scan: Scan): void {
  const rest = scan.source.slice(scan.at, scan.at + 200);
  if (!rest.startsWith('(?')) {
    openCapture(scan, 1);
    return;
  }
  const named = NAMED.exec(rest);
  const flags = FLAGS.exec(rest);
  if (LOOKAROUND.test(rest)) refuse(scan, 'lookaround', 3);
  else if (rest.startsWith('(?>')) refuse(scan, 'atomic groups', 3);
  else if (named) openNamed(scan, named);
  else if (flags) applyFlags(scan, flags);
  else copy(scan, 2);
}

function openCapture(scan: Scan, length: number): void {
  scan.groups++;
  scan.dotAll.push(scan.dotAll[scan.dotAll.length - 1] ?? false);
  copy(scan, length, '(');
}

function openNamed(scan: Scan, match: RegExpExecArray): void {
  const name = match[1] ?? '';
  if (!/^[\p{L}_][\p{L}\p{N}_.[\]]*$/u.test(name) || scan.names.has(name)) {
    refuse(scan, scan.names.has(name) ? `second group named ${name}` : `group name ${JSON.stringify(name)}`, match[0].length);
    return;
  }
  scan.names.set(name, scan.groups + 1);
  openCapture(scan, match[0].length);
}

/** Flags that change nothing here: both engines know Unicode anyway, and Java's `d` only narrows line ends. */
const IDLE_FLAGS: Readonly<Record<RegexDialect, string>> = { kusto: 'u', java: 'ud' };
const KEPT_FLAGS: Readonly<Record<RegexDialect, string>> = { kusto: 'imsU', java: 'ims' };

function applyFlags(scan: Scan, match: RegExpExecArray): void {
  const [text, on = '', off = '', end] = match;
  const unknown = [...on, ...off].find((f) => !(IDLE_FLAGS[scan.dialect] + KEPT_FLAGS[scan.dialect]).includes(f));
  if (unknown || (scan.dialect === 'kusto' && off.includes('u'))) {
    refuse(scan, `flag ${unknown ?? '-u'}`, text.length);
    return;
  }
  const keep = (flags: string): string => [...flags].filter((f) => KEPT_FLAGS[scan.dialect].includes(f)).join('');
  const current = scan.dotAll[scan.dotAll.length - 1] ?? false;
  const dotAll = on.includes('s') || (current && !off.includes('s'));
  if (end === ':') scan.dotAll.push(dotAll);
  else scan.dotAll[scan.dotAll.length - 1] = dotAll;
  const negative = keep(off) && `-${keep(off)}`;
  if (end === ')' && !keep(on) && !negative) copy(scan, text.length, '');
  else copy(scan, text.length, `(?${keep(on)}${negative}${end}`);
}

const CODE_POINT = /^\\(?:u\{([0-9a-fA-F]{1,6})\}|U\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x\{([0-9a-fA-F]{1,6})\}|x([0-9a-fA-F]{2}))/;
const PROPERTY = /^\\([pP])(?:\{(\^?)([^}]*)\}|([A-Za-z]))/;

/** What an escape stands for when it names one character or a class, usable inside and outside brackets; undefined for the rest. */
function escapedContent(scan: Scan): { length: number; text: string; isClass: boolean } | undefined {
  const rest = scan.source.slice(scan.at, scan.at + 64);
  const code = CODE_POINT.exec(rest);
  if (code) return { length: code[0].length, text: `\\x{${code.slice(1).find((h) => h !== undefined)}}`, isClass: false };
  const property = PROPERTY.exec(rest);
  if (property) {
    const negated = (property[1] === 'P') !== (property[2] === '^');
    return { length: property[0].length, text: propertyContent(scan.dialect, property[3] ?? property[4] ?? '', negated), isClass: true };
  }
  const letter = rest[1] ?? '';
  const content = classContent(scan.dialect, letter);
  if (content !== undefined) return { length: 2, text: content, isClass: true };
  if (scan.dialect === 'java' && letter === 'e') return { length: 2, text: '\\x1b', isClass: false };
  return undefined;
}

function escape(scan: Scan): void {
  const content = escapedContent(scan);
  if (content) {
    copy(scan, content.length, content.isClass ? `[${content.text}]` : content.text);
    return;
  }
  const letter = scan.source[scan.at + 1] ?? '';
  if (letter === 'b' || letter === 'B') boundary(scan, letter);
  else if (letter === 'W') copy(scan, 2, `[^${classContent(scan.dialect, 'w')}]`);
  else if (scan.dialect === 'java' && letter === 'R') copy(scan, 2, ANY_LINE_BREAK);
  else if (scan.dialect === 'java' && letter === 'Q') quoted(scan);
  else if (/[1-9k]/.test(letter) && !/^\\[0-3][0-7]{2}/.test(scan.source.slice(scan.at, scan.at + 4))) refuse(scan, 'backreferences', 2);
  else if (/[A-Zyeghijl<>]/.test(letter) && letter !== 'A') refuse(scan, `escape \\${letter}`, 2);
  else copy(scan, 2);
}

function boundary(scan: Scan, letter: string): void {
  if (scan.source.startsWith('{', scan.at + 2)) {
    refuse(scan, `escape \\${letter}{`, 3);
    return;
  }
  scan.wordBoundary = true;
  copy(scan, 2);
}

function quoted(scan: Scan): void {
  const end = scan.source.indexOf('\\E', scan.at + 2);
  const stop = end < 0 ? scan.source.length : end;
  const text = scan.source.slice(scan.at + 2, stop).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  copy(scan, (end < 0 ? stop : end + 2) - scan.at, text && `(?:${text})`);
}

function bracket(scan: Scan): void {
  copy(scan, scan.source.startsWith('[^', scan.at) ? 2 : 1);
  if (scan.source[scan.at] === ']') copy(scan, 1, '\\]');
  while (!scan.problem && scan.at < scan.source.length && scan.source[scan.at] !== ']') classItem(scan);
  if (!scan.problem) copy(scan, 1);
}

function classItem(scan: Scan): void {
  const rest = scan.source.slice(scan.at, scan.at + 24);
  const posix = /^\[:\^?[a-z]+:\]/.exec(rest);
  if (posix && scan.dialect === 'kusto') copy(scan, posix[0].length);
  else if (rest.startsWith('&&') || (scan.dialect === 'kusto' && (rest.startsWith('~~') || /^--[^\]]/.test(rest)))) refuse(scan, 'class set operators', 2);
  else if (rest.startsWith('[^')) refuse(scan, 'negated classes inside classes', 2);
  else if (rest[0] === '[') nestedClass(scan);
  else if (rest[0] === '\\') classEscape(scan);
  else copy(scan, 1);
}

/** A class inside a class adds its members to it. */
function nestedClass(scan: Scan): void {
  copy(scan, 1, '');
  while (!scan.problem && scan.at < scan.source.length && scan.source[scan.at] !== ']') classItem(scan);
  if (!scan.problem) copy(scan, 1, '');
}

function classEscape(scan: Scan): void {
  const content = escapedContent(scan);
  if (content) copy(scan, content.length, content.text);
  else if (/[A-Zbyeghijkl]/.test(scan.source[scan.at + 1] ?? '')) refuse(scan, `escape ${scan.source.slice(scan.at, scan.at + 2)} inside a class`, 2);
  else copy(scan, 2);
}
