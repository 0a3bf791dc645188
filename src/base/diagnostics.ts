import { CODES, type Code, type Params } from './codes.js';
import type { Span } from './source.js';

export type { Code } from './codes.js';

/** One thing that is wrong with a query, a file or a request: what, where, and what may help. */
export interface Diagnostic {
  readonly code: Code;
  readonly message: string;
  readonly span: Span;
  readonly hint?: string;
}

/** Builds a diagnostic; the parameters are those that the code's row in `codes.ts` asks for. */
export function diagnostic<C extends Code>(code: C, params: Params<C>, span: Span, hint?: string): Diagnostic {
  const write = CODES[code] as (p: Params<C>) => string;
  return hint === undefined ? { code, message: write(params), span } : { code, message: write(params), span, hint };
}

/**
 * Carries diagnostics up to the API boundary (`translate`, `run`, `batch`, the CLI), where it becomes an answer.
 * Nothing else in this project throws on purpose.
 */
export class Failure extends Error {
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map((d) => `${d.code}: ${d.message}`).join('\n'));
    this.name = 'Failure';
    this.diagnostics = diagnostics;
  }
}

/** Throws a `Failure` with one diagnostic. */
export function fail<C extends Code>(code: C, params: Params<C>, span: Span, hint?: string): never {
  throw new Failure([diagnostic(code, params, span, hint)]);
}
