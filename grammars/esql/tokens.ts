import { createToken, Lexer, type TokenType } from 'chevrotain';

/** Token types carry no pattern: the scanner in `lexer.ts` finds the tokens, since what a word is depends on the command around it. */
const token = (name: string, label: string = name): TokenType => createToken({ name, label, pattern: Lexer.NA });

/** The label is the spelling. */
const punctuation = token;

// ---- punctuation ----
export const Pipe = punctuation('Pipe', '|');
export const LParen = punctuation('LParen', '(');
export const RParen = punctuation('RParen', ')');
export const LBracket = punctuation('LBracket', '[');
export const RBracket = punctuation('RBracket', ']');
export const LBrace = punctuation('LBrace', '{');
export const RBrace = punctuation('RBrace', '}');
export const Comma = punctuation('Comma', ',');
export const Dot = punctuation('Dot', '.');
export const Colon = punctuation('Colon', ':');
export const CastOp = punctuation('CastOp', '::');
export const Semicolon = punctuation('Semicolon', ';');
export const Assign = punctuation('Assign', '=');
export const Arrow = punctuation('Arrow', '->');
export const Equal = punctuation('Equal', '==');
export const NotEqual = punctuation('NotEqual', '!=');
export const Less = punctuation('Less', '<');
export const LessEqual = punctuation('LessEqual', '<=');
export const Greater = punctuation('Greater', '>');
export const GreaterEqual = punctuation('GreaterEqual', '>=');
export const Plus = punctuation('Plus', '+');
export const Minus = punctuation('Minus', '-');
export const Asterisk = punctuation('Asterisk', '*');
export const Slash = punctuation('Slash', '/');
export const Percent = punctuation('Percent', '%');

// ---- words and literals ----
export const Identifier = token('Identifier', 'a name');
/** `a.b.c` of unquoted parts without blanks: one token, because most names in security queries look like this. */
export const DottedIdentifier = token('DottedIdentifier', 'a field');
export const QuotedIdentifier = token('QuotedIdentifier', 'a `quoted` name');
/** A name of KEEP, DROP, RENAME, ENRICH: dots, wildcards and partial quotes included. */
export const PatternPath = token('PatternPath', 'a field');
export const Source = token('Source', 'an index pattern');
export const PolicyName = token('PolicyName', 'a policy name');
export const Integer = token('Integer', 'an integer');
export const Decimal = token('Decimal', 'a decimal number');
export const StringToken = token('String', 'a string');
export const Param = token('Param', 'a parameter');
export const DoubleParam = token('DoubleParam', 'a parameter');
export const PromqlText = token('PromqlText', 'a PromQL query');
export const UnknownCommand = token('UnknownCommand', 'a command');
/** A character, or an unfinished piece of text, that no rule accepts. */
export const Invalid = token('Invalid', 'an invalid character');

const keywords: TokenType[] = [];

/** A keyword: the name in capitals is its spelling and its label. */
function keyword(name: string): TokenType {
  const type = token(name);
  keywords.push(type);
  return type;
}

// ---- keywords inside commands ----
export const And = keyword('AND');
export const As = keyword('AS');
export const Asc = keyword('ASC');
export const By = keyword('BY');
export const Desc = keyword('DESC');
export const False = keyword('FALSE');
export const First = keyword('FIRST');
export const Group = keyword('GROUP');
export const In = keyword('IN');
export const Info = keyword('INFO');
export const Is = keyword('IS');
export const JoinKeyword = keyword('JOIN');
export const Key = keyword('KEY');
export const Last = keyword('LAST');
export const Like = keyword('LIKE');
export const Metadata = keyword('METADATA');
export const Not = keyword('NOT');
export const Null = keyword('NULL');
export const Nulls = keyword('NULLS');
export const On = keyword('ON');
export const Or = keyword('OR');
export const Rlike = keyword('RLIKE');
export const Score = keyword('SCORE');
export const True = keyword('TRUE');
export const With = keyword('WITH');

// ---- commands ----
export const ChangePoint = keyword('CHANGE_POINT');
export const Completion = keyword('COMPLETION');
export const Dedup = keyword('DEDUP');
export const Dissect = keyword('DISSECT');
export const Drop = keyword('DROP');
export const Enrich = keyword('ENRICH');
export const Eval = keyword('EVAL');
export const Explain = keyword('EXPLAIN');
export const External = keyword('EXTERNAL');
export const Fork = keyword('FORK');
export const From = keyword('FROM');
export const Fuse = keyword('FUSE');
export const Grok = keyword('GROK');
export const Highlight = keyword('HIGHLIGHT');
export const Inline = keyword('INLINE');
export const InlineStats = keyword('INLINESTATS');
export const Insist = keyword('INSIST_🐔');
export const IpLocation = keyword('IP_LOCATION');
export const Keep = keyword('KEEP');
export const Left = keyword('LEFT');
export const Limit = keyword('LIMIT');
export const Lookup = keyword('LOOKUP');
export const LookupTable = keyword('LOOKUP_🐔');
export const MetricsInfo = keyword('METRICS_INFO');
export const Mmr = keyword('MMR');
export const MvExpand = keyword('MV_EXPAND');
export const Promql = keyword('PROMQL');
export const RegisteredDomain = keyword('REGISTERED_DOMAIN');
export const Rename = keyword('RENAME');
export const Rerank = keyword('RERANK');
export const Right = keyword('RIGHT');
export const Row = keyword('ROW');
export const Rrf = keyword('RRF');
export const Sample = keyword('SAMPLE');
export const SetKeyword = keyword('SET');
export const Show = keyword('SHOW');
export const Sort = keyword('SORT');
export const Stats = keyword('STATS');
export const Ts = keyword('TS');
export const TsCollapse = keyword('TS_COLLAPSE');
export const TsInfo = keyword('TS_INFO');
export const UriParts = keyword('URI_PARTS');
export const UserAgent = keyword('USER_AGENT');
export const Where = keyword('WHERE');

/** The vocabulary of the parser. */
export const ALL_TOKENS: readonly TokenType[] = [
  ...[Pipe, LParen, RParen, LBracket, RBracket, LBrace, RBrace, Comma, Dot, Colon, CastOp, Semicolon, Assign, Arrow],
  ...[Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual, Plus, Minus, Asterisk, Slash, Percent],
  ...[Identifier, DottedIdentifier, QuotedIdentifier, PatternPath, Source, PolicyName, Integer, Decimal, StringToken],
  ...[Param, DoubleParam, PromqlText, UnknownCommand, Invalid],
  ...keywords,
];

/** What opens a query. */
export const SOURCE_COMMANDS: ReadonlySet<TokenType> = new Set([From, Row, Show, Ts, Promql, Explain, External]);
