import type { Diagnostic } from '../base/diagnostics.js';
import { positionAt } from '../base/source.js';

/** A diagnostic as the public API and `eskql batch` give it: with line and column, both from 1. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  /** UTF-16 offsets into the query, end excluded. */
  readonly span: readonly [number, number];
  readonly line: number;
  readonly column: number;
  readonly hint?: string;
}

export function problemOf(text: string, d: Pick<Diagnostic, 'message' | 'span' | 'hint'> & { readonly code: string }): Problem {
  const start = Math.max(0, Math.min(d.span.start, text.length));
  const end = Math.max(start, Math.min(d.span.end, text.length));
  const { line, column } = positionAt(text, start);
  const problem = { code: d.code, message: d.message, span: [start, end] as const, line, column };
  return d.hint === undefined ? problem : { ...problem, hint: d.hint };
}
