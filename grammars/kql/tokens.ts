import { createToken, type TokenType } from 'chevrotain';

/**
 * The token types of KQL. Hardly a word of it is reserved everywhere, so words fall into nested classes:
 * `Word` may be a name in any expression, `NameWord` also before `=` and `:`, `AnyWord` is every word.
 * Patterns are absent because `scanner.ts` makes the tokens.
 */
const NO_PATTERN = /(?!)/;

/**
 * Categories are set afterwards: the parser works them all out at once, while `createToken` would do so anew for each token.
 */
function token(name: string, label: string, categories: TokenType[] = []): TokenType {
  const type = createToken({ name, label, pattern: NO_PATTERN });
  type.CATEGORIES = categories;
  return type;
}

/** Every token, for the stages that are kept as text. */
export const Anything = token('Anything', 'anything');
/** A parser looks for categories before it works them out, so that one has to be known by then. */
export const AnyWord = createToken({ name: 'AnyWord', label: 'a word', pattern: NO_PATTERN, categories: [Anything] });
export const NameWord = token('NameWord', 'a name', [AnyWord]);
export const Word = token('Word', 'a name', [NameWord]);
export const Identifier = token('Identifier', 'a name', [Word]);

/** Words that have a role in the grammar and may be a name wherever a name may be. */
const FREE = [
  'access', 'alias', 'bin', 'consume', 'count', 'database', 'declare', 'default', 'distinct', 'entity_group', 'evaluate', 'extend', 'facet',
  'filter', 'fork', 'from', 'getschema', 'id', 'inline_external_table', 'join', 'let', 'limit', 'lookup', 'mvapply', 'mvexpand', 'null',
  'nulls', 'on', 'optional', 'order', 'output', 'parse', '__partitionby', 'partition', 'pattern', 'query_parameters', 'range', 'reduce',
  'render', 'restrict', 'scan', 'serialize', 'sort', 'step', 'summarize', 'take', 'top', 'view', 'with',
] as const;

/** Words that may be a name only where one is declared: before `=` or `:`. */
const DECLARABLE = [
  'accumulate', 'as', 'by', 'datatable', 'earliest', 'externaldata', 'find', 'invoke', 'latest', 'materialize', 'mdm', 'of', 'print', 'sample',
  'sample-distinct', 'search', 'set', 'sql', 'title', 'to', 'toscalar', 'totable', 'top-hitters', 'top-nested', 'verbose', 'viewers', 'where',
] as const;

/** Words that need brackets to be a name. Those without a role are here so that they are refused with that advice. */
const RESERVED = [
  '3Dchart', '__contextual_datatable', '__crossCluster', '__crossDB', '__executeAndCache', '__id', '__isFuzzy', '__noWithSource',
  '__packedColumn', '__projectAway', '__sourceColumnIndex', 'anomalychart', 'areachart', 'asc', 'assert-schema', 'bagexpansion', 'barchart',
  'bin_legacy', 'boolean', 'byte', 'cachingpolicy', 'callout', 'cancel', 'card', 'char', 'columnchart', 'commands-and-queries', 'cycles',
  'dataexport', 'datascope', 'date', 'datetime', 'decimal', 'decodeblocks', 'desc', 'double', 'dynamic', 'encodingpolicy', 'expandoutput',
  'extent_tags_retention', 'external_data', 'first', 'flags', 'float', 'force_remote', 'granny-asc', 'granny-desc', 'graph-mark-components',
  'graph-match', 'graph-shortest-paths', 'graph-to-table', 'graph-where-edges', 'graph-where-nodes', 'harddelete', 'hardretention', 'hotcache',
  'int', 'int16', 'int32', 'int64', 'int8', 'isfuzzy', 'journal', 'ladderchart', 'last', 'linechart', 'long', 'macro-expand', 'make-graph',
  'make-series', 'materialized-view-combine', 'materialized-views', 'missing', 'mv-apply', 'mv-expand', 'nooptimization', 'others',
  'parse-kv', 'parse-where', 'partitioned-by', 'pathformat', 'piechart', 'pivotchart', 'project', 'project-away', 'project-by-names',
  'project-keep', 'project-rename', 'project-reorder', 'project-smart', 'queries', 'query_results', 'real', 'relaxed',
  'restricted_view_access', 'row_level_security', 'rowstore', 'rowstore_references', 'rowstore_sealinfo', 'rowstorepolicy', 'rowstores',
  'scatterchart', 'seal', 'seals', 'set-or-append', 'set-or-replace', 'shards', 'simple', 'softdelete', 'softretention',
  'stackedareachart', 'statistics', 'storedqueryresultcontainers', 'string', 'tablepurge', 'time', 'timechart', 'timeline', 'timepivot',
  'timespan', 'treemap', 'uint', 'uint16', 'uint32', 'uint64', 'uint8', 'ulong', 'union', 'uniqueid', 'unrestrictedviewers', 'views',
  'with_itemindex', 'with_match_id', 'with_step_name', 'writeaheadlog',
] as const;

export type Keyword = (typeof FREE)[number] | (typeof DECLARABLE)[number] | (typeof RESERVED)[number] | 'pack' | 'kind' | 'typeof';

/** Words with a role, by spelling. */
export const K = Object.fromEntries([
  ...FREE.map((w) => [w, token(w, w, [Word])]),
  ...DECLARABLE.map((w) => [w, token(w, w, [NameWord])]),
  ...RESERVED.map((w) => [w, token(w, w, [AnyWord])]),
  ['kind', token('kind', 'kind', [Word])],
  // The scanner makes these only before a `(`; elsewhere they are plain names.
  ['pack', token('pack', 'pack', [Word])],
  ['typeof', token('typeof', 'typeof', [AnyWord])],
]) as Record<Keyword, TokenType>;

// ---------------------------------------------------------------- operators, tightest first

/** Every operator between two operands. */
export const Infix = token('Infix', 'an operator', [Anything]);
/** `has`, `=~`, `startswith`, …: bind tightest, do not chain. */
export const StringOperator = token('StringOperator', 'a string operator', [Infix]);
export const Minus = token('Minus', '-', [Infix]);
export const Plus = token('Plus', '+', [Infix]);
export const Star = token('Star', '*', [Infix]);
export const Slash = token('Slash', '/', [Infix]);
export const Percent = token('Percent', '%', [Infix]);
/** `<`, `<=`, `>`, `>=`. */
export const Relational = token('Relational', 'a comparison', [Infix]);
export const EqualEqual = token('EqualEqual', '==', [Infix]);
export const NotEqual = token('NotEqual', '!=', [Infix]);
/** `in`, `!in~`, `has_any`, … */
export const ListOperator = token('ListOperator', 'a list operator', [Anything]);
/** `in` alone: also a clause of `find`, `search`, `partition`, `make-series`. */
export const In = token('in', 'in', [ListOperator, NameWord]);
export const Between = token('Between', 'between', [AnyWord]);
export const And = token('and', 'and', [Infix, AnyWord]);
export const Or = token('or', 'or', [Infix, AnyWord]);
/** `contains` and `has` are string operators and yet may be declared as names. */
export const Contains = token('contains', 'contains', [StringOperator, NameWord]);
export const Has = token('has', 'has', [StringOperator, NameWord]);

// ---------------------------------------------------------------- punctuation

export const Pipe = token('Pipe', '|', [Anything]);
export const Semicolon = token('Semicolon', ';', [Anything]);
export const Comma = token('Comma', ',', [Anything]);
export const Colon = token('Colon', ':', [StringOperator]);
export const Dot = token('Dot', '.', [Anything]);
export const DotDot = token('DotDot', '..', [Anything]);
export const Equals = token('Equals', '=', [Anything]);
export const Arrow = token('Arrow', '=>', [Anything]);
export const LParen = token('LParen', '(', [Anything]);
export const RParen = token('RParen', ')', [Anything]);
export const LBracket = token('LBracket', '[', [Anything]);
export const RBracket = token('RBracket', ']', [Anything]);
export const LBrace = token('LBrace', '{', [Anything]);
export const RBrace = token('RBrace', '}', [Anything]);
/** `@`, `?`, `!`, `<|` and characters of no meaning: only within stages kept as text. */
export const Other = token('Other', 'a character', [Anything]);
export const Directive = token('Directive', 'a directive', [Anything]);

// ---------------------------------------------------------------- literals

/** Literals whose value is their text, with or without the type around it. */
export const Literal = token('Literal', 'a literal', [Anything]);
export const BoolLiteral = token('BoolLiteral', 'true or false', [Literal]);
export const IntLiteral = token('IntLiteral', 'an int', [Literal]);
export const LongLiteral = token('LongLiteral', 'a number', [Literal]);
export const RealLiteral = token('RealLiteral', 'a number', [Literal]);
export const DecimalLiteral = token('DecimalLiteral', 'a decimal', [Literal]);
export const DateTimeLiteral = token('DateTimeLiteral', 'a datetime', [Literal]);
export const TimespanLiteral = token('TimespanLiteral', 'a timespan', [Literal]);
export const GuidLiteral = token('GuidLiteral', 'a guid', [Literal]);
/** A guid that stands alone, which only a few options take. */
export const RawGuid = token('RawGuid', 'a guid', [Anything]);
export const StringToken = token('StringToken', 'a string', [Anything]);

/** Keywords whose parentheses hold raw text, when they follow at once. */
export const RAW_LITERALS: ReadonlyMap<string, TokenType> = new Map([
  ['long', LongLiteral], ['int64', LongLiteral], ['int', IntLiteral], ['int32', IntLiteral], ['real', RealLiteral], ['double', RealLiteral],
  ['decimal', DecimalLiteral], ['bool', BoolLiteral], ['datetime', DateTimeLiteral], ['date', DateTimeLiteral], ['time', TimespanLiteral],
  ['timespan', TimespanLiteral], ['guid', GuidLiteral],
]);

/** Operators that are words, with what they mean: older spellings map to the present one. `!` and `~` belong to the word. */
export const WORD_OPERATORS: ReadonlyMap<string, readonly [TokenType, string]> = new Map(
  [
    ...['has_cs', 'hasprefix', 'hasprefix_cs', 'hassuffix', 'hassuffix_cs', 'contains_cs', 'startswith', 'startswith_cs', 'endswith',
      'endswith_cs', 'like', 'likecs', 'notlike', 'notlikecs', '!has', '!has_cs', '!hasprefix', '!hasprefix_cs', '!hassuffix',
      '!hassuffix_cs', '!contains', '!contains_cs', '!startswith', '!startswith_cs', '!endswith', '!endswith_cs', 'matches regex',
    ].map((w) => [w, [StringOperator, w]] as const),
    ['containscs', [StringOperator, 'contains_cs']], ['notcontains', [StringOperator, '!contains']],
    ['notcontainscs', [StringOperator, '!contains_cs']], ['contains', [Contains, 'contains']], ['has', [Has, 'has']],
    ['in', [In, 'in']], ['!in', [ListOperator, '!in']], ['in~', [ListOperator, 'in~']], ['!in~', [ListOperator, '!in~']],
    ['has_any', [ListOperator, 'has_any']], ['has_all', [ListOperator, 'has_all']],
    ['between', [Between, 'between']], ['!between', [Between, '!between']], ['and', [And, 'and']], ['or', [Or, 'or']],
  ],
);

/** Words that go on after a dash or a blank, by their first part. */
export const COMPOUND_WORDS: ReadonlyMap<string, readonly string[]> = group([
  ...Object.keys(K).filter((w) => w.includes('-')), 'matches regex',
]);

function group(words: readonly string[]): Map<string, string[]> {
  const map = new Map<string, string[]>();
  for (const word of [...words].sort((a, b) => b.length - a.length)) {
    const head = /^\w+/.exec(word)![0];
    map.set(head, [...(map.get(head) ?? []), word]);
  }
  return map;
}

/** The unit of a bare timespan, as the source of a pattern. */
const UNIT = 'm(?:in(?:utes?)?|s|illi(?:s(?:ec(?:onds?)?)?)?|icro(?:s(?:ec(?:onds?)?)?)?)?|s(?:ec(?:onds?)?)?|d(?:ays?)?|h(?:rs?|ours?)?|nano(?:s(?:ec(?:onds?)?)?)?|ticks?';
/** Bare numbers, as sources of patterns; none is followed by a letter or digit. */
export const NUMBERS = {
  real: '\\d+\\.(?!\\.(?!\\.))\\d*(?:[eE][+-]?\\d+)?|\\d+[eE][+-]?\\d+',
  timespan: `\\d+(?:\\.\\d*)?(?:${UNIT})`,
  long: '0[xX][0-9a-fA-F]+|\\d+',
} as const;
const NOT_A_NAME = new RegExp(`^(?:[Tt]rue|TRUE|[Ff]alse|FALSE|${NUMBERS.real}|${NUMBERS.timespan}|${NUMBERS.long})$`);

const KEYWORDS: ReadonlyMap<string, TokenType> = new Map(Object.entries(K));

/** Whether a name can be written without brackets: `reference` in an expression, `declaration` before `=`. */
export function isBareName(text: string, place: 'reference' | 'declaration'): boolean {
  if (!/^(?:[A-Za-z_$][A-Za-z0-9_]*|[0-9]+[A-Za-z_][A-Za-z0-9_]*)$/.test(text)) return false;
  if (NOT_A_NAME.test(text)) return false;
  if (text === 'kind' || text === 'withsource' || text === 'with_source') return place === 'reference';
  const type = WORD_OPERATORS.get(text)?.[0] ?? KEYWORDS.get(text);
  const wanted = place === 'reference' ? Word : NameWord;
  return type === undefined || text === 'typeof' || text === 'pack' || belongs(type, wanted);
}

function belongs(type: TokenType, category: TokenType): boolean {
  return type === category || (type.CATEGORIES ?? []).some((c) => belongs(c, category));
}

/** All token types, for the parser. */
export const TOKENS: readonly TokenType[] = [
  Anything, AnyWord, NameWord, Word, Identifier, ...Object.values(K),
  Infix, StringOperator, Minus, Plus, Star, Slash, Percent, Relational, EqualEqual, NotEqual, ListOperator, In, Between, And, Or, Contains, Has,
  Pipe, Semicolon, Comma, Colon, Dot, DotDot, Equals, Arrow, LParen, RParen, LBracket, RBracket, LBrace, RBrace, Other, Directive,
  Literal, BoolLiteral, IntLiteral, LongLiteral, RealLiteral, DecimalLiteral, DateTimeLiteral, TimespanLiteral, GuidLiteral, RawGuid, StringToken,
];
