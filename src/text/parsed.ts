import { diagnostic, type Code, type Diagnostic } from '../base/diagnostics.js';
import type { Params } from '../base/codes.js';
import { span } from '../base/source.js';
import type { Reading } from '../../grammars/embedded/load.js';

/** The answer of every reader of a small language: its value, or one diagnostic whose span lies inside the text that was read. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Diagnostic };

export const parsed = <T>(value: T): Parsed<T> => ({ ok: true, value });

/** A failed reading; the span is `[start, end)` of the small text, not of the query around it. */
export function refused<C extends Code>(code: C, params: Params<C>, start = 0, end = start): { readonly ok: false; readonly error: Diagnostic } {
  return { ok: false, error: diagnostic(code, params, span(start, end)) };
}

const NESTING_LIMIT = 500;

/** Turns what a grammar answered into `Parsed`, naming the language in the message. */
export function fromReading<T>(language: string, reading: Reading<T>, length: number): Parsed<T> {
  if (reading.ok) return reading;
  if ('tooDeep' in reading) return refused('too-deep', { limit: NESTING_LIMIT }, 0, length);
  const end = Math.min(length, reading.at + 1);
  return refused('pattern-malformed', { language, detail: `expected ${reading.expected}` }, Math.min(reading.at, length), end);
}
