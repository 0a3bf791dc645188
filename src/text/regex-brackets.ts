import { EMPTY, type CharItem, type CharSet, type RegexNode } from './regex-ast.js';
import { posixClass } from './regex-classes.js';
import { readEscape } from './regex-escapes.js';
import { malformed, unsupported, type PatternReader } from './regex-reader.js';

/** Reads `[...]`. A class inside adds its members; negated ones inside are flattened through `complement`. */
export function readBracket(reader: PatternReader): RegexNode {
  const start = reader.at;
  const negated = reader.source[start + 1] === '^';
  reader.at += negated ? 2 : 1;
  const items: CharItem[] = [];
  readItems(reader, start, items);
  return reader.problem ? EMPTY : { kind: 'set', set: { negated, items }, fold: reader.flags.fold };
}

function readItems(reader: PatternReader, start: number, items: CharItem[]): void {
  for (let first = true; !reader.problem; first = false) {
    const c = reader.source[reader.at];
    if (c === undefined) malformed(reader, 'missing ]', start);
    else if (c === ']' && !first) {
      reader.at++;
      return;
    } else readItem(reader, items);
  }
}

const POSIX_NAME = /\[:(\^?)([a-z]+):\]/y;

function readItem(reader: PatternReader, items: CharItem[]): void {
  const { source, at, dialect } = reader;
  POSIX_NAME.lastIndex = at;
  const posix = dialect === 'java' ? null : POSIX_NAME.exec(source);
  if (posix) {
    const set = posixClass(posix[2] as string, posix[1] === '^');
    if (!set) malformed(reader, `unknown class ${posix[0]}`, at, at + posix[0].length);
    else addSet(items, set);
    reader.at += posix[0].length;
  } else if (source.startsWith('&&', at) || (dialect === 'kusto' && (source.startsWith('~~', at) || /^--[^\]]/.test(source.slice(at, at + 3))))) {
    unsupported(reader, 'set operators inside brackets', at, at + 2);
  } else if (source[at] === '[') {
    const nested = readBracket(reader);
    if (nested.kind === 'set') addSet(items, nested.set);
  } else readRange(reader, items);
}

function readRange(reader: PatternReader, items: CharItem[]): void {
  const start = reader.at;
  const low = readMember(reader);
  if (low === undefined) return;
  if (typeof low !== 'number') {
    addSet(items, low);
    return;
  }
  const next = reader.source[reader.at + 1];
  if (reader.source[reader.at] !== '-' || next === ']' || next === undefined || (next === '-' && reader.dialect === 'kusto')) {
    items.push({ lo: low, hi: low });
    return;
  }
  reader.at++;
  const high = readMember(reader);
  if (high === undefined) return;
  if (typeof high !== 'number' || high < low) malformed(reader, 'not a range', start, reader.at);
  else items.push({ lo: low, hi: high });
}

function readMember(reader: PatternReader): number | CharSet | undefined {
  if (reader.source[reader.at] !== '\\') {
    const code = reader.source.codePointAt(reader.at) as number;
    reader.at += code > 0xffff ? 2 : 1;
    return code;
  }
  // Inside brackets `\b` is the backspace for Ruby; Java and Kusto refuse it.
  if (reader.source[reader.at + 1] === 'b' && reader.dialect === 'oniguruma') {
    reader.at += 2;
    return 8;
  }
  return readEscape(reader);
}

function addSet(items: CharItem[], set: CharSet): void {
  if (!set.negated) items.push(...set.items);
  else items.push(...complement(set.items));
}

const LAST = 0x10ffff;

/** The members outside the given ones. Property classes negate by themselves when alone, else ranges are counted out. */
export function complement(items: readonly CharItem[]): CharItem[] {
  const only = items[0];
  if (items.length === 1 && only && 're2' in only && /^\\p\{[^}]*\}$/.test(only.re2)) {
    return [{ re2: only.re2.replace('p', 'P'), js: only.js.replace('p', 'P') }];
  }
  return outside(items.flatMap((i) => ('lo' in i ? [i] : rangesOf(i.js))));
}

function outside(ranges: readonly { lo: number; hi: number }[]): CharItem[] {
  const out: CharItem[] = [];
  let next = 0;
  for (const { lo, hi } of [...ranges].sort((a, b) => a.lo - b.lo)) {
    if (lo > next) out.push({ lo: next, hi: lo - 1 });
    next = Math.max(next, hi + 1);
  }
  if (next <= LAST) out.push({ lo: next, hi: LAST });
  return out;
}

const countedRanges = new Map<string, readonly { lo: number; hi: number }[]>();

/** The ranges of a class that only the platform's tables know; takes some milliseconds once for each. */
function rangesOf(js: string): readonly { lo: number; hi: number }[] {
  let ranges = countedRanges.get(js);
  if (ranges) return ranges;
  const test = new RegExp(`^[${js}]$`, 'u');
  const found: { lo: number; hi: number }[] = [];
  for (let code = 0; code <= LAST; code++) {
    if (!test.test(String.fromCodePoint(code))) continue;
    const last = found[found.length - 1];
    if (last && last.hi === code - 1) last.hi = code;
    else found.push({ lo: code, hi: code });
  }
  ranges = found;
  countedRanges.set(js, ranges);
  return ranges;
}
