import { standardTokens } from '../text/analyzer.js';
import { MultiValue, type Ty, type Value } from '../data/types.js';
import { call, type CallContext, infix, type Op, type Overload, type ParamSpec, preparedTotal, raise, refuse, type Spelling, template } from './entry.js';
import { compiled } from './esql-match.js';
import { valuesIn } from './esql-support.js';

/**
 * Full-text search. A `text` column is matched by its words (standard analyzer: lower case, word boundaries of Unicode), anything else by
 * equality. Any value of a multi-value may match; a null matches nothing, so the answer is never null. Scores are not computed.
 */
type Tokens = readonly string[];
type Test = (tokens: Tokens) => boolean;

const tokensOf = compiled(standardTokens);

/** `operator` and `minimum_should_match` (a count) of the options; the rest only shapes scores, or is not understood. */
function anyOrAll(c: CallContext, query: Tokens): Test {
  const wanted = new Set(query);
  const all = String(c.options['operator'] ?? 'or').toLowerCase() === 'and';
  const asked = Number(c.options['minimum_should_match'] ?? 1);
  const least = all ? wanted.size : Math.min(wanted.size, Number.isInteger(asked) && asked > 0 ? asked : 1);
  return (tokens) => {
    const seen = new Set<string>();
    for (const t of tokens) if (wanted.has(t)) seen.add(t);
    return wanted.size > 0 && seen.size >= least;
  };
}

/** The words of the phrase one after the other; `slop` is not understood. */
function phrase(_c: CallContext, query: Tokens): Test {
  return (tokens) => query.length > 0 && tokens.some((_t, at) => query.every((q, i) => tokens[at + i] === q));
}

function onText(test: (c: CallContext, query: Tokens) => Test): Overload {
  return preparedTotal(['text', 'string'], 'bool', (c) => {
    const compile = compiled((query: string) => test(c, standardTokens(query)));
    return (cell: Value, query: string | null) => query !== null && valuesIn(cell).some((v) => compile(query)(tokensOf(v as string)));
  });
}

const same = (a: Value, b: Value): boolean => a === b;
const equality = (type: Ty): Overload => preparedTotal([type, type], 'bool', () => (cell: Value, query: Value) => query !== null && valuesIn(cell).some((v) => valuesIn(query).some((q) => same(v, q))));
const EXACT = (['string', 'bool', 'int', 'long', 'ulong', 'real', 'datetime', 'nanos', 'ip', 'version'] as const).map(equality);

const words = (id: string, esql: Spelling): Op => ({
  id, kind: 'scalar', multi: 'aware', doc: 'Whether a text contains a word of the query; never null.', esql, kql: raise('rewritten'), sigs: [onText(anyOrAll)],
  examples: [[['The quick fox', 'FOX cat'], true, ['text', 'string']], [['The quick fox', 'cat'], false, ['text', 'string']], [[null, 'abc'], false, ['text', 'string']]],
});
const value = (id: string, esql: Spelling): Op => ({
  id, kind: 'scalar', multi: 'aware', doc: 'Whether one of the values is the one that is searched for; never null.', esql, kql: raise('exact'), sigs: EXACT,
  examples: [[['abc', 'ABC'], false], [['abc', 'abc'], true], [[null, 'abc'], false], [[new MultiValue([1, 2]), 2], true]],
});

/** Only declared: the lowering turns the query, which is a constant, into conditions on columns, and those are what is run and translated. */
const lowered = (id: string, name: string, doc: string, since: string): Op => ({
  id, kind: 'scalar', multi: 'aware', doc, esql: call(name, { since, ga: '8.19' }), kql: raise('rewritten', 'conditions on the columns that its text names'),
  sigs: [preparedTotal(['string'], 'bool', () => () => null)],
});

/** Comparisons of a search: one of the values is enough, and a missing one is false. Numbers compare as numbers, moments as moments. */
const COMPARABLE: readonly (readonly [ParamSpec, ParamSpec])[] = [['integer', 'number'], ['real', 'number'], ['datetime', 'datetime']];

const anyOrder = (id: string, symbol: string, of: 'MV_MAX' | 'MV_MIN', test: (a: number, b: number) => boolean): Op => ({
  id, kind: 'scalar', multi: 'aware', doc: `Whether one of the values is ${symbol} a bound; never null.`, esql: template(`${of}($0) ${symbol} $1`), kql: template(`$0 ${symbol} $1`, 'exact'),
  sigs: COMPARABLE.map((params): Overload => ({
    params, returns: 'bool', nulls: 'total', prepare: () => (cell, bound) => (bound ?? null) !== null && valuesIn(cell ?? null).some((v) => test(v as number, bound as number)),
  })),
  examples: [[[2, 2], test(2, 2)], [[1, 2], test(1, 2)], [[null, 2], false], [[new MultiValue([1, 3]), 2], true]],
});

export const ESQL_FULLTEXT_OPS: readonly Op[] = [
  anyOrder('esql.anyLess', '<', 'MV_MIN', (a, b) => a < b), anyOrder('esql.anyLessOrEqual', '<=', 'MV_MIN', (a, b) => a <= b),
  anyOrder('esql.anyGreater', '>', 'MV_MAX', (a, b) => a > b), anyOrder('esql.anyGreaterOrEqual', '>=', 'MV_MAX', (a, b) => a >= b),
  words('esql.match', call('MATCH', { since: '8.17', ga: '8.19' })),
  value('esql.matchValue', call('MATCH', { since: '8.17', ga: '8.19' })),
  words('esql.matchOperator', infix(':')),
  value('esql.matchValueOperator', infix(':')),
  {
    id: 'esql.matchPhrase', kind: 'scalar', multi: 'aware', doc: 'Whether a text contains the words of the query one after the other; never null.', esql: call('MATCH_PHRASE', { since: '8.19' }),
    kql: raise('rewritten'), sigs: [onText(phrase), equality('string')],
    examples: [[['The quick fox', 'quick FOX'], true, ['text', 'string']], [['The quick fox', 'fox quick'], false, ['text', 'string']]],
  },
  {
    id: 'esql.multiMatch', kind: 'scalar', multi: 'aware', doc: 'Whether one of several texts contains a word of the query; never null.', esql: call('MULTI_MATCH', { since: '9.1' }),
    kql: refuse('KQL has no search over several columns with rules of its own'),
    sigs: [preparedTotal(['string', 'text', '...text'], 'bool', (c) => {
      const compile = compiled((query: string) => anyOrAll(c, standardTokens(query)));
      return (query: string | null, ...cells: Value[]) => query !== null && cells.some((cell) => valuesIn(cell).some((v) => compile(query)(tokensOf(v as string))));
    })],
    examples: [[['fox', 'a cat', 'a fox'], true, ['string', 'text', 'text']]],
  },
  lowered('esql.kql', 'KQL', 'Whether the row matches a query of Kibana.', '8.18'),
  lowered('esql.qstr', 'QSTR', 'Whether the row matches a query string of Lucene.', '8.17'),
];
