import type { DialectId } from '../catalogue/index.js';
import { Failure } from '../base/diagnostics.js';
import type { Parsed } from '../dialects/dialect.js';
import { DIALECTS } from '../dialects/registry.js';
import { type Answer, answer } from './answer.js';

export interface ParseOptions {
  readonly lang: DialectId;
}

/** The syntax tree of a query. `tree` is that of `grammars/<lang>/syntax.ts`; its spans are UTF-16 offsets. */
export function parse(query: string, options: ParseOptions): Answer<{ readonly tree: unknown }> {
  return answer(query, () => ({ ok: true, tree: parsed(query, options.lang).tree }));
}

/** The parse of a text without errors; throws a `Failure` with all of them otherwise. */
export function parsed(query: string, lang: DialectId): Parsed<unknown> {
  const result = DIALECTS[lang].parse(query);
  if (result.diagnostics.length > 0) throw new Failure(result.diagnostics);
  return result;
}

export interface FormatOptions extends ParseOptions {
  /** Columns after which lines break; 100 by default. */
  readonly width?: number;
}

/** A query laid out: one stage a line, comments kept. Formatting a formatted query changes nothing. */
export function format(query: string, options: FormatOptions): Answer<{ readonly query: string }> {
  return answer(query, () => {
    const { tree, comments } = parsed(query, options.lang);
    return { ok: true, query: DIALECTS[options.lang].print(tree, { comments, source: query, width: options.width }) };
  });
}
