import { type IParserErrorMessageProvider, type IToken, type TokenType } from 'chevrotain';
import { OneTokenLookahead } from '../lookahead.js';
import { type Decisions, PreparedParser } from '../prepared.js';
import type { FieldName, Identifier, MapLiteral, Missing, Name, NamePattern, Parameter, ParameterizedName, Span, StringLiteral } from './leaves.js';
import * as t from './tokens.js';

/** How the parser is built; production skips the checks of the grammar, which a test makes. */
export interface ParserOptions {
  readonly recover: boolean;
  readonly validate: boolean;
  readonly messages: IParserErrorMessageProvider;
  /** Not with `recover`. */
  readonly decisions?: Decisions;
}

/** For rules of which error recovery can make nothing: an error in them is one of the rule around. */
export const FAILS_WHOLE = { resyncEnabled: false };

/** Spans, names and literals out of tokens. */
export abstract class TokenParser extends PreparedParser {
  /** The text being parsed. */
  text = '';

  constructor(options: ParserOptions) {
    super(t.ALL_TOKENS, {
      maxLookahead: 1,
      ...(options.validate ? {} : { lookaheadStrategy: new OneTokenLookahead() }),
      recoveryEnabled: options.recover,
      skipValidations: !options.validate,
      errorMessageProvider: options.messages,
    }, options.decisions);
  }

  /** Where the next token starts. */
  protected begin(): number {
    const { startOffset } = this.LA(1);
    return Number.isNaN(startOffset) ? this.text.length : startOffset;
  }

  /** Where the last consumed token ends. */
  protected finish(): number {
    const { endOffset } = this.LA(0);
    return endOffset === undefined || Number.isNaN(endOffset) ? 0 : endOffset + 1;
  }

  protected from(start: number): Span {
    return { start, end: Math.max(start, this.finish()) };
  }

  protected missing(): Missing {
    const start = this.begin();
    return { kind: 'missing', span: { start, end: start } };
  }

  protected missingName(): Name {
    const start = this.begin();
    return { kind: 'name', text: '', span: { start, end: start } };
  }

  protected missingIdentifier(): Identifier {
    return { kind: 'identifier', name: '', span: this.missing().span };
  }

  protected missingMap(): MapLiteral {
    return { kind: 'map', entries: [], span: this.missing().span };
  }

  /** The offsets of a token; one that error recovery made up has none and lies where the parser stands. */
  protected at(token: IToken): Span {
    const { startOffset, endOffset } = token;
    if (endOffset !== undefined && !Number.isNaN(endOffset)) return { start: startOffset, end: endOffset + 1 };
    const start = this.begin();
    return { start, end: start };
  }

  protected stringLiteral(token: IToken): StringLiteral {
    return { kind: 'string', value: unquote(token.image), span: this.at(token) };
  }

  protected identifierOf(token: IToken): Identifier {
    return { kind: 'identifier', name: plainName(token.image), span: this.at(token) };
  }

  protected parameterOf(token: IToken): Parameter {
    const doubled = token.tokenType === t.DoubleParam;
    return { kind: 'parameter', name: token.image.slice(doubled ? 2 : 1), doubled, span: this.at(token) };
  }

  /** A field name of one token or of several that dots part. */
  protected fieldNameOf(tokens: readonly IToken[], start: number): FieldName {
    if (tokens.some(isParameter)) return this.parameterizedName(tokens, start);
    const text = tokens.length === 1 ? plainName(tokens[0]?.image ?? '') : tokens.map((token) => plainName(token.image)).join('.');
    return { kind: 'name', text, span: this.from(start) };
  }

  private parameterizedName(tokens: readonly IToken[], start: number): ParameterizedName {
    const parts = tokens.flatMap<Identifier | Parameter>((token) => (isParameter(token) ? [this.parameterOf(token)] : this.dottedParts(token)));
    return { kind: 'parameterized-name', parts, span: this.from(start) };
  }

  private dottedParts(token: IToken): Identifier[] {
    if (token.tokenType !== t.DottedIdentifier) return [this.identifierOf(token)];
    let { start } = this.at(token);
    return token.image.split('.').map((name) => {
      const part: Identifier = { kind: 'identifier', name, span: { start, end: start + name.length } };
      start += name.length + 1;
      return part;
    });
  }

  /** A pattern out of path and parameter tokens that dots part. */
  protected namePatternOf(tokens: readonly IToken[], start: number): NamePattern {
    const pieces: NamePattern['pieces'][number][] = [];
    tokens.forEach((token, index) => {
      const { start: from } = this.at(token);
      if (index > 0) pushText(pieces, '.', from - 1, from);
      if (isParameter(token)) pieces.push(this.parameterOf(token));
      else pushPieces(pieces, token.image, from);
    });
    return { kind: 'name-pattern', pieces, span: this.from(start) };
  }

  /** Whether a name and `=` come next. */
  protected isAssignment(): boolean {
    for (let i = 1; ; i++) {
      const type = this.LA(i).tokenType;
      if (type === t.Assign) return i > 1;
      if (!NAME_TOKENS.has(type)) return false;
    }
  }
}

const NAME_TOKENS: ReadonlySet<TokenType> = new Set([
  ...[t.Identifier, t.DottedIdentifier, t.QuotedIdentifier, t.PatternPath, t.Param, t.DoubleParam, t.Dot, t.LBracket, t.RBracket],
]);

const isParameter = (token: IToken): boolean => token.tokenType === t.Param || token.tokenType === t.DoubleParam;

/** The name that a plain or back-quoted token spells. */
export const plainName = (image: string): string => (image.charCodeAt(0) === 96 ? image.slice(1, -1).replaceAll('``', '`') : image);

const ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', '"': '"', '\\': '\\' };

/** The value of a string token. Between triple quotes nothing is escaped. */
export function unquote(image: string): string {
  if (image.length >= 6 && image.startsWith('"""')) return image.slice(3, -3);
  const body = image.slice(1, -1);
  return body.includes('\\') ? body.replace(/\\(.)/gs, (_, escaped: string) => ESCAPES[escaped] ?? escaped) : body;
}

/** Function names, types and units ignore the case of ASCII letters; others are left alone, since their case may not map back. */
export const asciiUpper = (name: string): string => (/[a-z]/.test(name) ? name.replace(/[a-z]+/g, (letters) => letters.toUpperCase()) : name);
export const asciiLower = (name: string): string => name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());

type Pieces = NamePattern['pieces'][number][];

function pushText(pieces: Pieces, text: string, start: number, end: number): void {
  const last = pieces[pieces.length - 1];
  if (last?.kind !== 'text') pieces.push({ kind: 'text', text, span: { start, end } });
  else pieces[pieces.length - 1] = { kind: 'text', text: last.text + text, span: { start: last.span.start, end } };
}

/** Quoted runs, wildcards and plain runs, in this order of preference. */
const PATTERN_PIECE = /`((?:[^`]|``)+)`|\*|[^`*]+/g;

function pushPieces(pieces: Pieces, image: string, start: number): void {
  for (const m of image.matchAll(PATTERN_PIECE)) {
    const from = start + m.index;
    const end = from + m[0].length;
    if (m[0] === '*') pieces.push({ kind: 'wildcard', span: { start: from, end } });
    else pushText(pieces, m[1] === undefined ? m[0] : m[1].replaceAll('``', '`'), from, end);
  }
}
