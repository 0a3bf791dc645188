import { MAX_ULONG, MIN_LONG, norm } from './int64.js';
import { type Dynamic, DynamicReal } from './types.js';

/**
 * JSON (RFC 8259) as dynamic values, exact where `JSON.parse` is not: integers keep all 64 bits, `1.0` stays a real, objects keep the
 * order of their keys, also of keys such as "1". Of equal keys the last one wins. Never throws.
 */
export function parseJson(text: string): JsonResult {
  const reader = new Reader(text);
  reader.space();
  const value = reader.value(0);
  reader.space();
  if (reader.error === undefined && reader.at < text.length) reader.stop('text after the value');
  return reader.error === undefined ? { ok: true, value } : { ok: false, at: reader.errorAt, detail: reader.error };
}

/** `at`: the offset of what is wrong. */
export type JsonResult = { readonly ok: true; readonly value: Dynamic } | { readonly ok: false; readonly at: number; readonly detail: string };

/** The value, or `undefined` when the text is not JSON. */
export function dynamicOfJson(text: string): Dynamic | undefined {
  const r = parseJson(text);
  return r.ok ? r.value : undefined;
}

const MAX_JSON_DEPTH = 1_000;

const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const ESCAPES: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** After an error every method returns at once; the first error stays. */
class Reader {
  at = 0;
  error: string | undefined;
  errorAt = 0;
  constructor(private readonly text: string) {}

  stop(detail: string): null {
    if (this.error === undefined) {
      this.error = detail;
      this.errorAt = this.at;
    }
    return null;
  }

  space(): void {
    for (;;) {
      const c = this.text.charCodeAt(this.at);
      if (c !== 32 && c !== 10 && c !== 13 && c !== 9) return;
      this.at++;
    }
  }

  value(depth: number): Dynamic {
    if (depth > MAX_JSON_DEPTH) return this.stop(`nested more than ${MAX_JSON_DEPTH} levels deep`);
    switch (this.text[this.at]) {
      case '{':
        return this.object(depth);
      case '[':
        return this.array(depth);
      case '"':
        return this.string();
      case 't':
        return this.word('true', true);
      case 'f':
        return this.word('false', false);
      case 'n':
        return this.word('null', null);
      default:
        return this.number();
    }
  }

  private word(word: string, value: boolean | null): Dynamic {
    if (!this.text.startsWith(word, this.at)) return this.stop('unexpected text');
    this.at += word.length;
    return value;
  }

  private number(): Dynamic {
    NUMBER.lastIndex = this.at;
    const m = NUMBER.exec(this.text);
    if (!m) return this.stop(this.at >= this.text.length ? 'the text ends too early' : `unexpected ${JSON.stringify(this.text[this.at])}`);
    this.at += m[0].length;
    return numberOfText(m[0], m[1] !== undefined || m[2] !== undefined);
  }

  private array(depth: number): Dynamic {
    const out: Dynamic[] = [];
    this.at++;
    this.space();
    if (this.take(']')) return out;
    for (;;) {
      this.space();
      out.push(this.value(depth + 1));
      this.space();
      if (this.error !== undefined) return null;
      if (this.take(']')) return out;
      if (!this.take(',')) return this.stop('expected "," or "]"');
    }
  }

  private object(depth: number): Dynamic {
    const out = new Map<string, Dynamic>();
    this.at++;
    this.space();
    if (this.take('}')) return out;
    for (;;) {
      this.space();
      if (this.text[this.at] !== '"') return this.stop('expected a key in quotes');
      const key = this.string();
      this.space();
      if (!this.take(':')) return this.stop('expected ":"');
      this.space();
      out.set(key ?? '', this.value(depth + 1));
      this.space();
      if (this.error !== undefined) return null;
      if (this.take('}')) return out;
      if (!this.take(',')) return this.stop('expected "," or "}"');
    }
  }

  private take(c: string): boolean {
    if (this.text[this.at] !== c) return false;
    this.at++;
    return true;
  }

  private string(): string | null {
    const start = ++this.at;
    for (;;) {
      const c = this.text.charCodeAt(this.at);
      if (c === 34) return this.text.slice(start, this.at++);
      if (c === 92) return this.escaped(start);
      if (!(c >= 32)) return this.stop(Number.isNaN(c) ? 'unterminated string' : 'a control character in a string');
      this.at++;
    }
  }

  private escaped(start: number): string | null {
    const parts = [this.text.slice(start, this.at)];
    for (;;) {
      const from = this.at;
      let c = this.text.charCodeAt(this.at);
      while (c !== 34 && c !== 92 && c >= 32) c = this.text.charCodeAt(++this.at);
      parts.push(this.text.slice(from, this.at));
      if (c === 34) {
        this.at++;
        return parts.join('');
      }
      if (c !== 92) return this.stop(Number.isNaN(c) ? 'unterminated string' : 'a control character in a string');
      const unit = this.escape();
      if (unit === null) return null;
      parts.push(unit);
    }
  }

  private escape(): string | null {
    const c = this.text[this.at + 1] ?? '';
    if (c === 'u') {
      const hex = this.text.slice(this.at + 2, this.at + 6);
      if (!/^[0-9a-fA-F]{4}$/.test(hex)) return this.stop('a bad \\u escape');
      this.at += 6;
      return String.fromCharCode(Number.parseInt(hex, 16));
    }
    const out = ESCAPES[c];
    if (out === undefined) return this.stop('a bad escape');
    this.at += 2;
    return out;
  }
}

/** Integers beyond 64 bits are reals, as is everything written with a fraction or an exponent. */
export function numberOfText(text: string, isReal: boolean): Dynamic {
  const n = Number(text);
  if (isReal) return Number.isInteger(n) ? new DynamicReal(n) : n;
  if (Number.isSafeInteger(n)) return n + 0;
  const big = BigInt(text);
  return big >= MIN_LONG && big <= MAX_ULONG ? norm(big) : new DynamicReal(n);
}
