import { embeddedReader, type SyntaxNode as Node } from '../../grammars/embedded/load.js';
import { escapeLike, parseLike, type LikePiece } from './like.js';
import { fromReading, type Parsed } from './parsed.js';

/**
 * A value or field name: a quoted phrase, plain words (which a text field takes as separate terms), or a pattern with
 * wildcards, where only `*` is one.
 */
export type KueryText =
  | { readonly kind: 'phrase'; readonly text: string }
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'wildcard'; readonly pieces: readonly LikePiece[] };

export type KueryComparison = '<' | '<=' | '>' | '>=';

/** A query as a tree. `field:(a or b)` has become `field:a or field:b`; a field of null means the default fields. */
export type Kuery =
  | { readonly kind: 'all' }
  | { readonly kind: 'and' | 'or'; readonly items: readonly Kuery[] }
  | { readonly kind: 'not'; readonly item: Kuery }
  | { readonly kind: 'exists'; readonly field: KueryText }
  | { readonly kind: 'match'; readonly field: KueryText | null; readonly value: KueryText }
  | { readonly kind: 'range'; readonly field: KueryText; readonly comparison: KueryComparison; readonly value: KueryText }
  | { readonly kind: 'nested'; readonly field: KueryText; readonly item: Kuery };

/** A value inside `field:( … )`, still without its field. */
type Values = { kind: 'value'; value: KueryText } | { kind: 'and' | 'or'; items: Values[] } | { kind: 'not'; item: Values };

const CONTROLS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
const codeUnit = (...digits: readonly Node[]): string => String.fromCharCode(parseInt(digits.map((d) => d.sourceString).join(''), 16));
const unescaped = (char: string): string => CONTROLS[char] ?? char;

const joined = (kind: 'and' | 'or', first: Node, rest: Node): unknown =>
  rest.children.length === 0 ? first['read']() : { kind, items: [first, ...rest.children].map((n) => n['read']()) };

const read = embeddedReader<Kuery>('kuery', () => ({
  Query: (query) => query.children[0]?.['read']() ?? { kind: 'all' },
  Or: (first, _or, rest) => joined('or', first, rest),
  And: (first, _and, rest) => joined('and', first, rest),
  Not_negated: (_not, item) => ({ kind: 'not', item: item['read']() }),
  Simple: (item) => (item.ctorName === 'value' ? matchOf(null, item['read']()) : item['read']()),
  Group: (_open, query, _close) => query['read'](),
  Nested: (field, _colon, _open, query, _close) => ({ kind: 'nested', field: field['read'](), item: query['read']() }),
  Range: (field, comparison, value) => ({ kind: 'range', field: field['read'](), comparison: comparison.sourceString, value: value['read']() }),
  FieldValues: (field, _colon, _open, values, _close) => distribute(field['read'](), values['read']()),
  FieldValue: (field, _colon, value) => matchOf(field['read'](), value['read']()),
  ValueOr: (first, _or, rest) => joined('or', first, rest),
  ValueAnd: (first, _and, rest) => joined('and', first, rest),
  ValueNot_negated: (_not, item) => ({ kind: 'not', item: item['read']() }),
  ValueNot_group: (_open, values, _close) => values['read'](),
  ValueNot: (value) => (value.ctorName === 'value' ? { kind: 'value', value: value['read']() } : value['read']()),
  name: (name) => (name.ctorName === 'word' ? textOf(name['read']()) : name['read']()),
  value: (value) => (value.ctorName === 'words' ? textOf(value['read']()) : value['read']()),
  words: (first, _spaces, rest) => [first, ...rest.children].map((w) => w['read']()).join(' '),
  word: (pieces) => pieces.children.map((p) => p['read']()).join(''),
  star: (_star) => '*',
  plain: (c) => escapeLike(c.sourceString),
  escaped_keyword: (_slash, word) => word.sourceString,
  escaped_unicode: (_u, a, b, c, d) => escapeLike(codeUnit(a, b, c, d)),
  escaped_control: (_slash, c) => unescaped(c.sourceString),
  escaped_special: (_slash, c) => escapeLike(c.sourceString),
  quoted: (_open, chars, _close) => ({ kind: 'phrase', text: chars.children.map((c) => c['read']()).join('') }),
  quotedChar_unicode: (_u, a, b, c, d) => codeUnit(a, b, c, d),
  quotedChar_escaped: (_slash, c) => unescaped(c.sourceString),
  quotedChar_plain: (c) => c.sourceString,
}));

/** Words are collected as a LIKE pattern, in which a wildcard and an escaped star stay apart. */
function textOf(pattern: string): KueryText {
  const pieces = parseLike(pattern);
  if (pieces.some((p) => p.kind === 'many')) return { kind: 'wildcard', pieces };
  return { kind: 'words', text: pieces.map((p) => (p.kind === 'text' ? p.text : '')).join('') };
}

const isStar = (text: KueryText): boolean => text.kind === 'wildcard' && text.pieces.length === 1;

function matchOf(field: KueryText | null, value: KueryText): Kuery {
  if (!isStar(value)) return { kind: 'match', field, value };
  return field === null || isStar(field) ? { kind: 'all' } : { kind: 'exists', field };
}

function distribute(field: KueryText, values: Values): Kuery {
  if (values.kind === 'value') return matchOf(field, values.value);
  if (values.kind === 'not') return { kind: 'not', item: distribute(field, values.item) };
  return { kind: values.kind, items: values.items.map((v) => distribute(field, v)) };
}

/**
 * Reads a Kibana query. An empty one matches everything. Trap: Kibana and its documentation bind `and` tighter than `or`;
 * some versions of the server read a mix of both without parentheses from right to left.
 */
export function parseKuery(text: string): Parsed<Kuery> {
  return fromReading('Kibana query', read(text), text.length);
}
