import type { DialectId } from '../catalogue/index.js';
import { type Diagnostic, diagnostic, Failure } from '../base/diagnostics.js';
import { span } from '../base/source.js';
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
  if (result.diagnostics.length > 0) throw new Failure(otherDialect(query, lang) ?? result.diagnostics);
  return result;
}

/** What is no query in this dialect may be one in the other, and then nothing else about it is worth saying. */
function otherDialect(query: string, lang: DialectId): readonly Diagnostic[] | undefined {
  const other = Object.values(DIALECTS).find((d) => d.id !== lang && d.parse(query).diagnostics.length === 0);
  if (!other || query.trim() === '') return undefined;
  return [diagnostic('wrong-dialect', { is: other.title, wanted: DIALECTS[lang].title }, span(0, query.length))];
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
