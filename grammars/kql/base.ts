import { type IParserErrorMessageProvider, type IToken, type ParserMethod, type TokenType } from 'chevrotain';
import { OneTokenLookahead } from '../lookahead.js';
import { type Decisions, PreparedParser } from '../prepared.js';
import type { Span } from './leaves.js';
import * as T from './tokens.js';

/** A mistake that the grammar as such lets through: what stands there, or what should. */
export interface Problem {
  readonly token: IToken;
  readonly expected: string;
}

/** Longer lists of what could stand somewhere help nobody. */
const MOST_LABELS = 7;

/**
 * Chevrotain's messages, reduced to what was expected: the rest of the wording is made where diagnostics are.
 */
const expectedOnly: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected }) => label(expected),
  buildNotAllInputParsedMessage: () => '',
  buildNoViableAltMessage: ({ expectedPathsPerAlt }) => labels(expectedPathsPerAlt.flat()),
  buildEarlyExitMessage: ({ expectedIterationPaths }) => labels(expectedIterationPaths),
};

const label = (type: TokenType): string => type.LABEL ?? type.name;

/** What could stand somewhere, in words; empty when that is too much to say. */
function labels(paths: readonly (readonly TokenType[])[]): string {
  const first = new Set(paths.flatMap((path) => path.slice(0, 1)));
  if (first.has(T.Literal) && first.has(T.LParen)) return 'an expression';
  if (first.has(T.K.where) && first.size > MOST_LABELS) return 'a stage';
  const all = [...new Set([...first].map(label))];
  return all.length > MOST_LABELS ? '' : all.length === 1 ? all[0]! : `${all.slice(0, -1).join(', ')} or ${all.at(-1)}`;
}

/** Whether a token is of a class, by a table that is made when first asked, once all types of the class are known. */
function classOf(category: TokenType): (token: IToken) => boolean {
  let table: boolean[] | null = null;
  return (token) => {
    if (!table) {
      table = [];
      for (const index of [category.tokenTypeIdx!, ...(category.categoryMatches ?? [])]) table[index] = true;
    }
    return table[token.tokenTypeIdx] === true;
  };
}

export const isWord = classOf(T.Word);
export const isNameWord = classOf(T.NameWord);
export const isAnyWord = classOf(T.AnyWord);
export const isStringOperator = classOf(T.StringOperator);

export interface GrammarOptions {
  readonly recovery: boolean;
  /** Check the grammar; a test does. */
  readonly validate: boolean;
  /** Not with `recovery`. */
  readonly decisions?: Decisions;
}

/** What all parts of the KQL grammar share: spans, look-ahead, problems. */
export abstract class GrammarBase extends PreparedParser {
  /** The text that the tokens came from. */
  text = '';
  problems: Problem[] = [];

  constructor(options: GrammarOptions) {
    super(T.TOKENS, {
      recoveryEnabled: options.recovery,
      skipValidations: !options.validate,
      maxLookahead: 1,
      ...(options.validate ? {} : { lookaheadStrategy: new OneTokenLookahead() }),
      errorMessageProvider: expectedOnly,
    }, options.decisions);
  }

  override reset(): void {
    super.reset();
    this.problems = [];
  }

  protected override isFaultless(): boolean {
    return super.isFaultless() && this.problems.length === 0;
  }

  /** A rule that does not resynchronise: its errors surface in the rule that called it. */
  protected rule<A extends unknown[], R>(name: string, body: (...args: A) => R): ParserMethod<A, R> {
    return this.RULE(name, body, { resyncEnabled: false });
  }

  /** A rule that, after an error inside, skips to what may follow it and answers with a placeholder. */
  protected island<A extends unknown[], R>(name: string, body: (...args: A) => R, placeholder: () => R): ParserMethod<A, R> {
    return this.RULE(name, body, { resyncEnabled: true, recoveryValueFunc: placeholder });
  }

  protected is(offset: number, type: TokenType): boolean {
    return this.LA(offset).tokenTypeIdx === type.tokenTypeIdx;
  }

  /** Where the next token begins. */
  protected here(): number {
    const { startOffset } = this.LA(1);
    return startOffset >= 0 ? startOffset : this.text.length;
  }

  /** From `start` to the end of the last token that was read. */
  protected since(start: number): Span {
    const last = this.LA(0).endOffset;
    return { start, end: last !== undefined && last >= start ? last + 1 : start };
  }

  protected problem(token: IToken, expected: string): void {
    if (!this.RECORDING_PHASE) this.problems.push({ token, expected });
  }

  /** The next token touches the one before it. */
  protected adjacent(): boolean {
    return this.LA(1).startOffset === (this.LA(0).endOffset ?? -2) + 1;
  }

  /** Number of tokens of a bracketed name that begins at the offset, 0 if there is none. */
  protected bracketedNameAt(offset: number): number {
    if (!this.is(offset, T.LBracket)) return 0;
    let end = offset + 1;
    while (this.is(end, T.StringToken)) end++;
    return end > offset + 1 && this.is(end, T.RBracket) ? end + 1 - offset : 0;
  }

  /** Number of tokens of a name of the class that begins at the offset, 0 if there is none. */
  protected nameAt(offset: number, belongs: (token: IToken) => boolean): number {
    return belongs(this.LA(offset)) ? 1 : this.bracketedNameAt(offset);
  }
}
