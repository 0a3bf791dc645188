import type { Call as CallTree } from '../../../../grammars/esql/syntax.js';
import type { Expr } from '../../../ast/pipeline.js';
import { type Span, span } from '../../../base/source.js';
import type { Value } from '../../../data/types.js';
import type { LikePiece } from '../../../text/like.js';
import { type Kuery, type KueryText, parseKuery } from '../../../text/kuery.js';
import { type LuceneQuery, parseLucene } from '../../../text/lucene.js';
import type { Parsed } from '../../../text/parsed.js';
import { broken } from './calls.js';
import type { Scope } from './scope.js';
import { allOf, always, anyOf, columnsOf, compared, defaultColumns, exists, like, matches, notOf, regex, type Search, unsupported } from './field-predicates.js';
import { constant, options } from './literals.js';

/** KQL("…") and QSTR("…") hold a query of another language, which becomes predicates over the row's columns. */
export const isFullText = (name: string): boolean => name === 'KQL' || name === 'QSTR';

export function fullText(name: string, e: CallTree, scope: Scope): Expr {
  const [query, ...more] = e.arguments;
  if (!query || more.length > 0) {
    scope.lowering.report('argument-count', { name, got: e.arguments.length, want: '1 argument' }, e.span);
    return broken(e.span);
  }
  const text = query.kind === 'string' || query.kind === 'parameter' ? constant(query, scope.lowering).value : undefined;
  if (query.kind === 'parameter' && scope.lowering.diagnostics.length > 0) return broken(e.span);
  if (typeof text !== 'string') {
    scope.lowering.report('argument-type', { name, types: 'an expression' }, query.span, 'the query is a constant text');
    return broken(e.span);
  }
  const given = options(e.options, scope.lowering);
  const s: Search = { scope, span: e.span, ignoreCase: given['case_insensitive'] === true };
  return name === 'KQL' ? read(parseKuery(text), (q) => kuery(q, s, given['default_field'] ?? null), inner(query, text), s) : lucene(text, inner(query, text), s, given);
}

/** Where the characters of a text stand in the query around it; the whole literal where escapes move them. */
type Place = (at: Span) => Span;

function inner(literal: { readonly span: Span }, text: string): Place {
  const { start, end } = literal.span;
  const quotes = (end - start - text.length) / 2;
  return quotes === 1 || quotes === 3 ? (at) => span(start + quotes + at.start, start + quotes + at.end) : () => literal.span;
}

/** A query that cannot be read is an error at its text. */
function read<T>(parsed: Parsed<T>, lower: (query: T) => Expr, place: Place, s: Search): Expr {
  if (parsed.ok) return lower(parsed.value);
  s.scope.lowering.diagnostics.push({ ...parsed.error, span: place(parsed.error.span) });
  return broken(s.span);
}

type Pattern = string | readonly LikePiece[];
type OnColumn = (c: ReturnType<typeof columnsOf>[number]) => Expr;

/** Over the columns of a field; without a field over those of the default field, or all texts. */
function over(field: Pattern | null, on: OnColumn, s: Search, fallback: Value): Expr {
  const wanted = field ?? (typeof fallback === 'string' && fallback !== '*' ? fallback : null);
  const columns = wanted === null ? defaultColumns(s) : columnsOf(wanted, s);
  return columns ? anyOf(columns.map(on), s) : unsupported('a search without a field where the columns are not known', s);
}

/* ---------------------------------------------------------------- Kibana queries */

const fieldOf = (t: KueryText | null): Pattern | null => (t === null ? null : t.kind === 'wildcard' ? t.pieces : t.text);

function kuery(q: Kuery, s: Search, fallback: Value): Expr {
  const sub = (x: Kuery): Expr => kuery(x, s, fallback);
  switch (q.kind) {
    case 'all':
      return always(s);
    case 'and':
      return allOf(q.items.map(sub), s);
    case 'or':
      return anyOf(q.items.map(sub), s);
    case 'not':
      return notOf(sub(q.item), s);
    case 'exists':
      return over(fieldOf(q.field), (c) => exists(c, s), s, null);
    case 'match':
      return over(fieldOf(q.field), (c) => matched(c, q.value, s), s, fallback);
    case 'range':
      return q.value.kind === 'wildcard' ? unsupported('a wildcard in a range', s) : rangeOver(q, q.value.text, s);
    case 'nested':
      return unsupported('a search in nested fields', s);
  }
}

const rangeOver = (q: Extract<Kuery, { kind: 'range' }>, value: string, s: Search): Expr => over(fieldOf(q.field), (c) => compared(c, q.comparison, value, s), s, null);

function matched(c: Parameters<OnColumn>[0], value: KueryText, s: Search): Expr {
  return value.kind === 'wildcard' ? like(c, value.pieces, s) : matches(c, value.text, value.kind === 'phrase', s);
}

/* ---------------------------------------------------------------- Lucene queries */

function lucene(text: string, place: Place, s: Search, given: Readonly<Record<string, Value>>): Expr {
  const operator = String(given['default_operator'] ?? 'or').toLowerCase() === 'and' ? 'and' : 'or';
  return read(parseLucene(text, operator), (q) => luceneExpr(q, s, given['default_field'] ?? null), place, s);
}

function luceneExpr(q: LuceneQuery, s: Search, fallback: Value): Expr {
  const on = (field: string | null, f: OnColumn): Expr => over(field, f, s, fallback);
  switch (q.kind) {
    case 'all':
      return always(s);
    case 'bool':
      return bool(q, s, fallback);
    case 'boost':
      return luceneExpr(q.item, s, fallback);
    case 'exists':
      return on(q.field, (c) => exists(c, s));
    case 'fuzzy':
      return unsupported('a fuzzy search', s);
    case 'phrase':
      return q.slop > 0 ? unsupported('a phrase with gaps', s) : on(q.field, (c) => matches(c, q.text, true, s));
    case 'range':
      return on(q.field, (c) => inRange(c, q, s));
    case 'regex':
      return on(q.field, (c) => regex(c, q.pattern, s));
    case 'term':
      return on(q.field, (c) => matches(c, q.text, false, s));
    case 'wildcard':
      return on(q.field, (c) => like(c, q.pieces, s));
  }
}

/** Optional clauses matter only where nothing is required. */
function bool(q: Extract<LuceneQuery, { kind: 'bool' }>, s: Search, fallback: Value): Expr {
  const sub = (x: LuceneQuery): Expr => luceneExpr(x, s, fallback);
  const should = q.must.length === 0 && q.should.length > 0 ? [anyOf(q.should.map(sub), s)] : [];
  return allOf([...q.must.map(sub), ...should, ...q.mustNot.map((x) => notOf(sub(x), s))], s);
}

function inRange(c: Parameters<OnColumn>[0], q: Extract<LuceneQuery, { kind: 'range' }>, s: Search): Expr {
  const single = q.low.text !== null && q.high.text !== null;
  const low = q.low.text === null ? [] : [compared(c, q.low.inclusive ? '>=' : '>', q.low.text, s, single)];
  const high = q.high.text === null ? [] : [compared(c, q.high.inclusive ? '<=' : '<', q.high.text, s, single)];
  const both = [...low, ...high];
  return both.length > 0 ? allOf(both, s) : exists(c, s);
}
