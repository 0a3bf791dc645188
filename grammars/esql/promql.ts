import { STAR, SLASH, endOfBlockComment, endOfLine, endOfQuotedName, isBlank } from './characters.js';
import type { Identifier, Promql, PromqlParameter } from './syntax.js';

/**
 * The end of the arguments of PROMQL: a pipe, a parenthesis that closes more than was opened, or the end of the text. `open` tells
 * how many parentheses, strings and quoted names are not closed there.
 */
export function endOfPromql(text: string, start: number): { readonly end: number; readonly open: number } {
  let open = 0;
  let end = start;
  while (end < text.length) {
    const code = text.charCodeAt(end);
    if (code === 124 || (code === 41 && open === 0)) break;
    if (code === 41) open--;
    if (code === 40) open++;
    const next = endOfPiece(text, end, code);
    if (next === end + 1 && (code === 34 || code === 39 || code === 96)) open++;
    end = next;
  }
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return { end, open };
}

/** The end of a string, a comment or one character. */
function endOfPiece(text: string, at: number, code: number): number {
  if (code === 34 || code === 39) return endOfString(text, at, code);
  if (code === 96) return Math.max(endOfQuotedName(text, at), at + 1);
  if (code === 35) return endOfLine(text, at);
  if (code === SLASH && text.charCodeAt(at + 1) === SLASH) return endOfLine(text, at);
  if (code === SLASH && text.charCodeAt(at + 1) === STAR) return Math.max(endOfBlockComment(text, at), at + 1);
  return at + 1;
}

function endOfString(text: string, at: number, quote: number): number {
  for (let end = at + 1; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code === 92) end++;
    else if (code === quote) return end + 1;
  }
  return at + 1;
}

const NAME = String.raw`(?:[A-Za-z][A-Za-z0-9_]*|[_@][A-Za-z0-9_]+|${'`'}(?:[^${'`'}]|${'``'})+${'`'}|"(?:\\.|[^"\\\r\n])*"|\?[A-Za-z0-9_]+)`;
const INDEX = String.raw`(?:"(?:\\.|[^"\\\r\n])*"|[^\s:"=|,\[\]/()${'`'}#'{}]+(?::{1,2}[^\s:"=|,\[\]/(){}]+)?)`;
const VALUE = String.raw`(?:${'`'}(?:[^${'`'}]|${'``'})+${'`'}|${INDEX}(?:\s*,\s*${INDEX})*)`;
const PARAMETER = new RegExp(String.raw`(${NAME})\s*=\s*(${VALUE})(?=[\s(]|$)`, 'y');
const VALUE_NAME = new RegExp(String.raw`(${NAME})\s*=\s*(?=\(|\?)`, 'y');

/** Splits the raw arguments of PROMQL into parameters, the name of the value, and the query. */
export function splitPromql(text: string, start: number, span: Promql['span']): Promql {
  let at = skipBlanks(text, 0);
  const parameters: PromqlParameter[] = [];
  for (let m = matchAt(PARAMETER, text, at); m !== null; m = matchAt(PARAMETER, text, at)) {
    const [whole, name = '', value = ''] = m;
    parameters.push({ kind: 'promql-parameter', name, value, span: { start: start + at, end: start + at + whole.length } });
    at = skipBlanks(text, at + whole.length);
  }
  const named = matchAt(VALUE_NAME, text, at);
  const valueName = named === null ? undefined : valueNameOf(named[1] ?? '', start + at);
  if (named !== null) at = skipBlanks(text, at + named[0].length);
  const raw = text.slice(at).trimEnd();
  const parenthesized = raw.startsWith('(') && endOfPromql(raw, 1).end === raw.length - 1;
  const query = parenthesized ? raw.slice(1, -1).trim() : raw;
  const base = { kind: 'promql', parameters, parenthesized, query, span } as const;
  return valueName === undefined ? base : { ...base, valueName };
}

function valueNameOf(image: string, start: number): Identifier {
  const name = image.startsWith('`') ? image.slice(1, -1).replaceAll('``', '`') : image;
  return { kind: 'identifier', name, span: { start, end: start + image.length } };
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (isBlank(text.charCodeAt(at))) at++;
  return at;
}
