import type { Span, StringLiteral } from './leaves.js';

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  a: '\u0007', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\', "'": "'", '"': '"',
};
const ESCAPE = /\\(?:([0-3][0-7]{2}|[0-7]{1,2})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\s\S]))/g;

/** The literal that one string token, or several in a row, stand for. */
export function decodeStrings(images: readonly string[], span: Span): StringLiteral {
  const raw = images.join(' ');
  const value = images.length === 1 ? decodeString(raw) : images.map(decodeString).join('');
  return /^h/i.test(raw) ? { kind: 'string', value, hidden: true, raw, span } : { kind: 'string', value, raw, span };
}

/** The value of a string token in any of its spellings: plain, verbatim `@`, block, each with or without `h`. */
export function decodeString(image: string): string {
  const body = /^h/i.test(image) ? image.slice(1) : image;
  if (body.startsWith('```') || body.startsWith('~~~')) return cut(body, 3, body.slice(0, 3));
  if (!body.startsWith('@')) {
    const inner = cut(body, 1, body[0]!);
    return inner.includes('\\') ? inner.replace(ESCAPE, unescape) : inner;
  }
  const quote = body[1]!;
  return cut(body, 2, quote).replaceAll(quote + quote, quote);
}

/** Without the opening and, if it is there, the closing quote: an unterminated string has none. */
function cut(text: string, open: number, close: string): string {
  return text.length > open && text.endsWith(close) ? text.slice(open, -close.length) : text.slice(open);
}

function unescape(_: string, octal: string, x: string, u: string, U: string, simple: string): string {
  if (octal !== undefined) return String.fromCharCode(parseInt(octal, 8));
  const hex = x ?? u ?? U;
  if (hex === undefined) return SIMPLE_ESCAPES[simple] ?? simple;
  const code = parseInt(hex, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
}

/** The plainest spelling of a string: verbatim where backslashes would have to be doubled. */
export function encodeString(value: string): string {
  const quote = value.includes('"') && !value.includes("'") ? "'" : '"';
  if (value.includes('\\') && !/[\u0000-\u001f\u2028\u2029]/.test(value)) return `@${quote}${value.replaceAll(quote, quote + quote)}${quote}`;
  return quote + (ESCAPED.test(value) ? value.replace(/[\u0000-\u001f\u2028\u2029\\"']/g, (c) => escape(c, quote)) : value) + quote;
}

const ESCAPED = /[\u0000-\u001f\u2028\u2029\\"']/;
const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' };

function escape(c: string, quote: string): string {
  if (c === '"' || c === "'") return c === quote ? `\\${c}` : c;
  return NAMED[c] ?? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
