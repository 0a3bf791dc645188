import { embeddedReader, type SyntaxNode as Node } from '../../grammars/embedded/load.js';
import { escapeLike, parseLike, type LikePiece } from './like.js';
import { fromReading, type Parsed } from './parsed.js';

/** One end of a range; a text of null leaves it open. */
export interface LuceneBound {
  readonly text: string | null;
  readonly inclusive: boolean;
}

/**
 * A query as a tree. A field of null means the default fields. In `bool`, a document matches when all of `must` and none
 * of `mustNot` do, and one of `should` at least if `must` is empty; with `mustNot` alone Elasticsearch takes all others.
 */
export type LuceneQuery =
  | { readonly kind: 'all' }
  | { readonly kind: 'bool'; readonly must: readonly LuceneQuery[]; readonly should: readonly LuceneQuery[]; readonly mustNot: readonly LuceneQuery[] }
  | { readonly kind: 'boost'; readonly item: LuceneQuery; readonly by: number }
  | { readonly kind: 'exists'; readonly field: string }
  | { readonly kind: 'fuzzy'; readonly field: string | null; readonly text: string; readonly distance: number | null }
  | { readonly kind: 'phrase'; readonly field: string | null; readonly text: string; readonly slop: number }
  | { readonly kind: 'range'; readonly field: string | null; readonly low: LuceneBound; readonly high: LuceneBound }
  | { readonly kind: 'regex'; readonly field: string | null; readonly pattern: string }
  | { readonly kind: 'term'; readonly field: string | null; readonly text: string }
  | { readonly kind: 'wildcard'; readonly field: string | null; readonly pieces: readonly LikePiece[] };

/** What joins clauses that no AND or OR joins. */
export type DefaultOperator = 'and' | 'or';

/** A clause before its field and its place among the others are known. */
type Raw =
  | { kind: 'clauses'; items: { conjunction: 'and' | 'or' | null; modifier: 'must' | 'not' | null; item: Raw }[] }
  | { kind: 'field'; name: string; item: Raw }
  | { kind: 'boost'; item: Raw; by: number }
  | { kind: 'leaf'; build: (field: string | null) => LuceneQuery };

const leaf = (build: (field: string | null) => LuceneQuery): Raw => ({ kind: 'leaf', build });
const unescape = (text: string): string => text.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_all, hex: string | undefined, c: string) => (hex ? String.fromCharCode(parseInt(hex, 16)) : c));
const bound = (text: string, inclusive: boolean): LuceneBound => ({ text: text === '*' ? null : text, inclusive });
const OPEN: LuceneBound = { text: null, inclusive: false };

const read = embeddedReader<Raw>('lucene', () => ({
  Query: (clauses) => clauses.children[0]?.['read']() ?? leaf(() => ({ kind: 'all' })),
  Clauses: (first, rest) => ({ kind: 'clauses', items: [{ conjunction: null, ...first['read']() }, ...rest.children.map((c) => c['read']())] }),
  NextClause: (conjunction, clause) => ({ conjunction: conjunctionOf(conjunction), ...clause['read']() }),
  Clause: (modifier, item) => ({ modifier: modifierOf(modifier), item: item['read']() }),
  Boosted: (item, boost) => (boost.children[0] ? { kind: 'boost', item: item['read'](), by: Number(boost.sourceString.slice(1)) } : item['read']()),
  Fielded_compared: (name, _colon, item) => ({ kind: 'field', name: name['read'](), item: item['read']() }),
  Fielded_named: (name, _colon, item) => ({ kind: 'field', name: name['read'](), item: item['read']() }),
  Comparison: (comparator, text) => comparisonOf(comparator.sourceString, text['read']()),
  Group: (_open, clauses, _close) => clauses['read'](),
  Range: (open, low, _to, high, close) =>
    leaf((field) => ({ kind: 'range', field, low: bound(low['read'](), open.sourceString === '['), high: bound(high['read'](), close.sourceString === ']') })),
  Bound: (text) => text['read'](),
  boundWord: (chars) => unescape(chars.sourceString),
  regex: (_open, chars, _close) => leaf((field) => ({ kind: 'regex', field, pattern: chars.sourceString.replace(/\\\//g, '/') })),
  phrase: (text, _tilde, slop) => leaf((field) => ({ kind: 'phrase', field, text: text['read'](), slop: Number(slop.sourceString.replace('~', '') || 0) })),
  quoted: (_open, chars, _close) => unescape(chars.sourceString),
  fuzzy: (term, _tilde, distance) =>
    leaf((field) => ({ kind: 'fuzzy', field, text: unescape(term.sourceString), distance: distance.sourceString ? Number(distance.sourceString) : null })),
  term: (first, rest) => termOf(first.sourceString + rest.sourceString),
  fieldName: (first, rest) => unescape(first.sourceString + rest.sourceString),
}));

function conjunctionOf(node: Node): 'and' | 'or' | null {
  if (!node.children[0]) return null;
  return /^(?:AND|&&)$/.test(node.sourceString) ? 'and' : 'or';
}

function modifierOf(node: Node): 'must' | 'not' | null {
  if (!node.children[0]) return null;
  return node.sourceString === '+' ? 'must' : 'not';
}

function comparisonOf(comparator: string, text: string): Raw {
  const inclusive = comparator.endsWith('=');
  const at = bound(text, inclusive);
  return leaf((field) => ({ kind: 'range', field, low: comparator.startsWith('>') ? at : OPEN, high: comparator.startsWith('<') ? at : OPEN }));
}

function termOf(source: string): Raw {
  // An escaped wildcard stays literal: LIKE has the same rule, but its backslash knows no code points.
  const pattern = source.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_all, hex: string | undefined, c: string) => escapeLike(hex ? String.fromCharCode(parseInt(hex, 16)) : c));
  const pieces = parseLike(pattern);
  const [only] = pieces;
  if (pieces.length === 1 && only?.kind === 'many') return leaf((field) => (field === null || field === '*' ? { kind: 'all' } : { kind: 'exists', field }));
  if (pieces.some((p) => p.kind !== 'text')) return leaf((field) => ({ kind: 'wildcard', field, pieces }));
  const text = only?.kind === 'text' ? only.text : '';
  return leaf((field) => (field === '_exists_' ? { kind: 'exists', field: text } : { kind: 'term', field, text }));
}

/**
 * Reads a query string. AND, OR and NOT are no operators with precedence in it: each clause is required, optional or
 * excluded, as Lucene's classic parser decides from the conjunctions beside it and the default operator.
 */
export function parseLucene(text: string, defaultOperator: DefaultOperator = 'or'): Parsed<LuceneQuery> {
  const raw = fromReading('Lucene query', read(text), text.length);
  return raw.ok ? { ok: true, value: lower(raw.value, null, defaultOperator) } : raw;
}

function lower(raw: Raw, field: string | null, operator: DefaultOperator): LuceneQuery {
  switch (raw.kind) {
    case 'leaf':
      return raw.build(field);
    case 'field':
      return lower(raw.item, raw.name, operator);
    case 'boost':
      return { kind: 'boost', item: lower(raw.item, field, operator), by: raw.by };
    case 'clauses':
      return lowerClauses(raw, field, operator);
  }
}

type Occur = 'must' | 'should' | 'mustNot';

function lowerClauses({ items }: Raw & { kind: 'clauses' }, field: string | null, operator: DefaultOperator): LuceneQuery {
  const occurs: Occur[] = [];
  for (const { conjunction, modifier } of items) {
    const last = occurs.length - 1;
    if (last >= 0 && occurs[last] !== 'mustNot') {
      if (conjunction === 'and') occurs[last] = 'must';
      else if (conjunction === 'or' && operator === 'and') occurs[last] = 'should';
    }
    const required = operator === 'and' ? conjunction !== 'or' : modifier === 'must' || conjunction === 'and';
    occurs.push(modifier === 'not' ? 'mustNot' : required ? 'must' : 'should');
  }
  const queries = items.map(({ item }) => lower(item, field, operator));
  if (queries.length === 1 && occurs[0] !== 'mustNot') return queries[0] as LuceneQuery;
  const of = (occur: Occur): LuceneQuery[] => queries.filter((_q, i) => occurs[i] === occur);
  return { kind: 'bool', must: of('must'), should: of('should'), mustNot: of('mustNot') };
}
