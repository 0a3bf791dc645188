import type { TokenType } from 'chevrotain';
import * as t from './tokens.js';

/** What kind of words a stretch of the query has. */
export type Words = 'command' | 'identifier' | 'pattern' | 'source' | 'policy' | 'promql';

/**
 * How the scanner reads a stretch of the query. The stack of modes follows the official lexer, since which words are reserved
 * depends on it: `from` is a fine column in EVAL, `first` is not.
 */
export interface Mode {
  readonly words: Words;
  /** Reserved words in lower case. */
  readonly reserved: ReadonlyMap<string, TokenType>;
  /** What an opening parenthesis holds: an expression, commands, or nothing that changes the mode. */
  readonly parenthesis: 'expression' | 'commands' | 'none';
  /** Reserved words after which another mode holds until the end of the command. */
  readonly then: ReadonlyMap<TokenType, Mode>;
}

const spelled = (types: readonly TokenType[]): ReadonlyMap<string, TokenType> => new Map(types.map((type) => [type.name.toLowerCase(), type]));

function mode(
  words: Words,
  reserved: readonly TokenType[],
  parenthesis: Mode['parenthesis'] = 'none',
  then: readonly (readonly [TokenType, Mode])[] = [],
): Mode {
  return { words, reserved: spelled(reserved), parenthesis, then: new Map(then) };
}

export const EXPRESSION = mode(
  'identifier',
  [
    ...[t.And, t.Asc, t.By, t.Desc, t.False, t.First, t.In, t.Is, t.Last, t.Like, t.Not, t.Null, t.Nulls, t.On, t.Or],
    ...[t.Rlike, t.True, t.With, t.Where],
  ],
  'expression',
);

export const PROJECT = mode('pattern', []);
export const RENAME = mode('pattern', [t.As]);
export const ENRICH_FIELDS = mode('pattern', [t.With]);
export const JOIN = mode('source', [t.JoinKeyword, t.As, t.On], 'none', [[t.On, EXPRESSION]]);
export const FUSE = mode('identifier', [t.Group, t.Score, t.Key, t.By, t.With], 'none', [[t.With, EXPRESSION]]);
export const CHANGE_POINT = mode('identifier', [t.On, t.As, t.By], 'none', [[t.By, EXPRESSION]]);
export const MV_EXPAND = mode('identifier', []);
const FROM = mode('source', [t.Metadata, t.With], 'commands', [[t.With, EXPRESSION]]);
const ENRICH = mode('policy', [t.On, t.With], 'none', [[t.On, ENRICH_FIELDS], [t.With, ENRICH_FIELDS]]);
const LOOKUP_TABLE = mode('source', [t.On], 'none', [[t.On, PROJECT]]);
const INLINE = mode('identifier', [t.Stats], 'none', [[t.Stats, EXPRESSION]]);
const MMR = mode('identifier', [t.Limit, t.On], 'expression', [[t.Limit, EXPRESSION]]);
const SET = mode('identifier', [t.True, t.False, t.Null]);
const SHOW = mode('identifier', [t.Info]);
const COMMANDS_ONLY = mode('identifier', [], 'commands');
export const PROMQL = mode('promql', []);

const COMMAND_MODES: readonly (readonly [TokenType, Mode])[] = [
  ...[t.Completion, t.Dedup, t.Dissect, t.Eval, t.Grok, t.Highlight, t.InlineStats, t.IpLocation, t.Limit, t.MetricsInfo].map(expression),
  ...[t.RegisteredDomain, t.Rerank, t.Row, t.Rrf, t.Sample, t.Sort, t.Stats, t.TsCollapse, t.TsInfo, t.UriParts].map(expression),
  ...[t.UserAgent, t.Where].map(expression),
  [t.ChangePoint, CHANGE_POINT],
  [t.Drop, PROJECT],
  [t.Enrich, ENRICH],
  [t.Explain, COMMANDS_ONLY],
  [t.External, FROM],
  [t.Fork, COMMANDS_ONLY],
  [t.From, FROM],
  [t.Fuse, FUSE],
  [t.Inline, INLINE],
  [t.Insist, PROJECT],
  [t.Keep, PROJECT],
  [t.Left, JOIN],
  [t.Lookup, JOIN],
  [t.LookupTable, LOOKUP_TABLE],
  [t.Mmr, MMR],
  [t.MvExpand, MV_EXPAND],
  [t.Promql, PROMQL],
  [t.Rename, RENAME],
  [t.Right, JOIN],
  [t.SetKeyword, SET],
  [t.Show, SHOW],
  [t.Ts, FROM],
];

function expression(type: TokenType): readonly [TokenType, Mode] {
  return [type, EXPRESSION];
}

/** Where a command begins; each command word leads to the mode of its arguments. */
export const COMMAND = mode(
  'command',
  COMMAND_MODES.map(([type]) => type),
  'none',
  COMMAND_MODES,
);

/** Command words in lower case, sorted. */
export const COMMAND_WORDS: readonly string[] = [...COMMAND.reserved.keys()].sort();
