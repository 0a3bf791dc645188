import { codePointEnd } from './code-points.js';
import { parsed, refused, type Parsed } from './parsed.js';
import { compileRegex, type Regex, type RegexDialect, type RegexMatch } from './regex.js';

/**
 * Every match from left to right, without overlap. An empty match right behind a match counts in Java but not in Kusto's
 * engine: `b*` replaced by `X` in `abc` gives `XaXXcX` in the one and `XaXcX` in the other.
 */
export function* allMatches(regex: Regex, text: string): Generator<RegexMatch> {
  let from = 0;
  let previousEnd = -1;
  while (from <= text.length) {
    const match = regex.find(text, from);
    if (!match) return;
    const empty = match.end === match.start;
    if (!(empty && regex.dialect === 'kusto' && match.start === previousEnd)) yield match;
    previousEnd = match.end;
    from = empty ? codePointEnd(text, match.end) : match.end;
  }
}

/** `countof(text, pattern, "regex")`: how many matches there are. */
export function countMatches(regex: Regex, text: string): number {
  let count = 0;
  for (const _ of allMatches(regex, text)) count++;
  return count;
}

/** `extract`: one group of the first match; null when nothing matches or the group took no part. */
export const extractGroup = (regex: Regex, text: string, group: number): string | null => regex.find(text)?.groups[group] ?? null;

/**
 * `extract_all`: the wanted groups (all of them by default) of every match; a group that took no part gives "".
 * Null when nothing matches. The pattern must have at least one group, which the caller checks by `groupCount`.
 */
export function extractAllGroups(regex: Regex, text: string, groups?: readonly number[]): string[][] | null {
  const wanted = groups ?? Array.from({ length: regex.groupCount }, (_, i) => i + 1);
  const found: string[][] = [];
  for (const match of allMatches(regex, text)) found.push(wanted.map((g) => match.groups[g] ?? ''));
  return found.length ? found : null;
}

/** A replacement text as pieces: fixed text and group numbers. */
export type ReplacementPiece = string | number;

/** Reads a replacement: `\0` to `\9` for Kusto, `$1`, `${name}` and backslash escapes for Java. */
export function parseReplacement(template: string, regex: Regex): Parsed<readonly ReplacementPiece[]> {
  const pieces: ReplacementPiece[] = [];
  const part = regex.dialect === 'kusto' ? /\\([0-9\\])|[^\\]+|\\/gs : /\\(.)|\$\{([^}]*)\}|\$([0-9]+)|[^\\$]+|[\\$]/gs;
  for (const found of template.matchAll(part)) {
    const piece = regex.dialect === 'kusto' ? kustoPiece(found) : javaPiece(found, regex);
    if (piece === undefined || (typeof piece === 'number' && piece > regex.groupCount)) {
      return refused('pattern-malformed', { language: 'replacement', detail: `no group for ${found[0]}` }, found.index, found.index + found[0].length);
    }
    pieces.push(...(Array.isArray(piece) ? piece : [piece]));
  }
  return parsed(pieces);
}

function kustoPiece(found: RegExpMatchArray): ReplacementPiece {
  const escaped = found[1];
  if (escaped === undefined) return found[0];
  return escaped === '\\' ? '\\' : Number(escaped);
}

/** Java takes further digits of `$12` only while such a group exists. */
function javaPiece(found: RegExpMatchArray, regex: Regex): ReplacementPiece | ReplacementPiece[] | undefined {
  const [whole, escaped, name, digits] = found;
  if (escaped !== undefined) return escaped;
  if (name !== undefined) return regex.groupNames.get(name);
  if (digits === undefined) return whole === '$' || whole === '\\' ? undefined : whole;
  let length = 1;
  while (length < digits.length && Number(digits.slice(0, length + 1)) <= regex.groupCount) length++;
  const group = Number(digits.slice(0, length));
  return group > regex.groupCount ? undefined : [group, digits.slice(length)];
}

/** Replaces every match. A group that took no part gives "". */
export function replaceMatches(regex: Regex, text: string, replacement: readonly ReplacementPiece[]): string {
  let out = '';
  let at = 0;
  for (const match of allMatches(regex, text)) {
    out += text.slice(at, match.start);
    for (const piece of replacement) out += typeof piece === 'number' ? (match.groups[piece] ?? '') : piece;
    at = match.end;
  }
  return at === 0 && out === '' ? text : out + text.slice(at);
}

/** Which ends of a text are trimmed. */
export type TrimSides = 'both' | 'start' | 'end';

/** Kusto's `trim`, `trim_start`, `trim_end`: takes one match of the pattern off each side, not as many as there are. */
export function compileTrim(pattern: string, sides: TrimSides, dialect: RegexDialect = 'kusto'): Parsed<(text: string) => string> {
  const head = compileRegex(`^(?:${pattern})`, { dialect });
  const tail = compileRegex(`(?:${pattern})$`, { dialect });
  if (!head.ok) return head;
  if (!tail.ok) return tail;
  return parsed((text) => {
    const start = sides === 'end' ? 0 : (head.value.find(text)?.end ?? 0);
    const end = sides === 'start' ? text.length : (tail.value.find(text, start)?.start ?? text.length);
    return text.slice(start, end);
  });
}
