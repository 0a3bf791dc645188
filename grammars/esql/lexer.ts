import type { IToken, TokenType } from 'chevrotain';
import {
  BACKQUOTE, BACKSLASH, DOT, QUOTE, SLASH, STAR, endOfBlockComment, endOfBody, endOfCommandWord, endOfLine, endOfNumber,
  endOfPatternSegment, endOfPolicy, endOfQuotedName, endOfSource, isBlank, isDigit, isLetterOrUnderscore, startsIdentifier,
} from './characters.js';
import type { Comment } from './leaves.js';
import { COMMAND, EXPRESSION, PROMQL, type Mode } from './modes.js';
import { endOfPromql } from './promql.js';
import * as t from './tokens.js';

/** Text that is no token: what is wrong, and where. */
export interface LexicalProblem {
  readonly kind: 'character' | 'unterminated' | 'escape';
  readonly what: string;
  readonly start: number;
  readonly end: number;
}

export interface Lexed {
  readonly tokens: IToken[];
  readonly comments: readonly Comment[];
  readonly problems: readonly LexicalProblem[];
  /** How deep parentheses, brackets and braces nest. */
  readonly depth: number;
  /** Where the innermost bracket opens. */
  readonly deepestAt: number;
  /** How many tokens can deepen the tree without nesting brackets: signs, NOT, casts, arithmetic. An upper bound. */
  readonly operators: number;
}

/** A token with what the parser wants to know of it. On `(`: whether a comma parts its content, as in `(a, b) IN (FROM …)`. */
interface Token extends IToken {
  payload: boolean;
}

const SOURCE_COMMAND = /(?:from|row|show|ts|promql)(?=[\s/[])/iy;

/** Cuts a query into tokens. Never throws; what is no token becomes an `Invalid` one and a problem. */
export function scan(text: string): Lexed {
  return new Scanner(text).scan();
}

class Scanner {
  private readonly tokens: Token[] = [];
  private readonly comments: Comment[] = [];
  private readonly problems: LexicalProblem[] = [];
  private readonly modes: Mode[] = [COMMAND];
  private readonly opened: Token[] = [];
  private mode: Mode = COMMAND;
  private at = 0;
  private depth = 0;
  private deepestAt = 0;
  private operators = 0;
  /** Where the parenthesis of `IN (FROM …)` opens. */
  private subqueryAt = -1;

  constructor(private readonly text: string) {}

  scan(): Lexed {
    const { text } = this;
    while (this.at < text.length) {
      const code = text.charCodeAt(this.at);
      if (isBlank(code)) this.at++;
      else if (code !== SLASH || this.mode === PROMQL || !this.comment()) this.token(code);
    }
    const { tokens, comments, problems, depth, deepestAt, operators } = this;
    return { tokens, comments, problems, depth, deepestAt, operators };
  }

  // ---- bookkeeping ----

  private add(type: TokenType, end: number, image = this.text.slice(this.at, end)): Token {
    const token: Token = {
      image,
      startOffset: this.at,
      endOffset: end - 1,
      tokenTypeIdx: type.tokenTypeIdx as number,
      tokenType: type,
      payload: false,
    };
    this.tokens.push(token);
    this.at = end;
    return token;
  }

  private invalid(kind: LexicalProblem['kind'], what: string, end: number): void {
    this.problems.push({ kind, what, start: this.at, end });
    this.add(t.Invalid, end);
  }

  private push(mode: Mode): void {
    this.modes.push(mode);
    this.mode = mode;
  }

  private pop(count: number): void {
    this.modes.length = Math.max(1, this.modes.length - count);
    this.mode = this.modes[this.modes.length - 1] as Mode;
  }

  private replace(mode: Mode): void {
    this.modes[this.modes.length - 1] = mode;
    this.mode = mode;
  }

  // ---- one token ----

  /** Takes a comment; false when the slash opens none. */
  private comment(): boolean {
    const { text, at } = this;
    const next = text.charCodeAt(at + 1);
    if (next === SLASH) {
      this.addComment('line-comment', endOfLine(text, at));
      return true;
    }
    if (next !== STAR) return false;
    const end = endOfBlockComment(text, at);
    if (end < 0) this.invalid('unterminated', 'comment', text.length);
    else this.addComment('block-comment', end);
    return true;
  }

  private addComment(kind: Comment['kind'], end: number): void {
    this.comments.push({ kind, text: this.text.slice(this.at, end), span: { start: this.at, end } });
    this.at = end;
  }

  private token(code: number): void {
    switch (this.mode.words) {
      case 'command':
        return this.commandWord(code);
      case 'source':
        return this.sourceWord(code);
      case 'policy':
        return this.policyWord(code);
      case 'promql':
        return this.promqlText(code);
      case 'pattern':
        if (this.patternWord(code)) return;
        break;
      case 'identifier':
        if (isLetterOrUnderscore(code) || code === 64) return this.word();
    }
    this.other(code);
  }

  private commandWord(code: number): void {
    const { text, at } = this;
    if (code === 124 || code === 41 || code === 59 || code === 91 || code === 93) return this.other(code);
    const end = endOfCommandWord(text, at);
    if (end === at) return this.other(code);
    const type = this.mode.reserved.get(text.slice(at, end).toLowerCase());
    if (type !== undefined) {
      this.add(type, end);
      return this.push(this.mode.then.get(type) as Mode);
    }
    const nameEnd = endOfBody(text, at);
    this.add(t.UnknownCommand, nameEnd === at ? firstCharacterEnd(text, at) : nameEnd);
    this.push(EXPRESSION);
  }

  private promqlText(code: number): void {
    const { end, open } = endOfPromql(this.text, this.at);
    if (end === this.at) return this.other(code);
    if (open > 0) this.problems.push({ kind: 'unterminated', what: 'parenthesis', start: this.at, end });
    this.add(t.PromqlText, end);
    this.replace(EXPRESSION);
  }

  private sourceWord(code: number): void {
    const { text, at } = this;
    if (code === 63 && this.parameterWord()) return;
    const end = endOfSource(text, at);
    if (end === at) return this.other(code);
    this.reservedOr(t.Source, end);
  }

  /** A parameter where an index pattern may stand; false for a longer word such as `?a-b`. */
  private parameterWord(): boolean {
    const end = endOfParameter(this.text, this.at);
    if (end !== endOfSource(this.text, this.at)) return false;
    this.add(this.text.charCodeAt(this.at + 1) === 63 ? t.DoubleParam : t.Param, end);
    return true;
  }

  private policyWord(code: number): void {
    const end = endOfPolicy(this.text, this.at);
    if (end === this.at) return this.other(code);
    this.reservedOr(t.PolicyName, end);
  }

  private reservedOr(type: TokenType, end: number): void {
    const image = this.text.slice(this.at, end);
    const reserved = image.length <= 8 ? this.mode.reserved.get(image.toLowerCase()) : undefined;
    this.add(reserved ?? type, end, image);
    if (reserved !== undefined) this.after(reserved);
  }

  private after(reserved: TokenType): void {
    const next = this.mode.then.get(reserved);
    if (next !== undefined) this.replace(next);
    else if (reserved === t.In) this.markSubquery();
    else if (reserved === t.Not) this.operators++;
  }

  /** Notes whether commands follow the IN. A word that only begins like a command is a column. */
  private markSubquery(): void {
    const open = this.skipBlanksAndComments(this.at);
    if (this.text.charCodeAt(open) !== 40) return;
    SOURCE_COMMAND.lastIndex = this.skipBlanksAndComments(open + 1);
    if (SOURCE_COMMAND.test(this.text)) this.subqueryAt = open;
  }

  private skipBlanksAndComments(from: number): number {
    const { text } = this;
    let at = from;
    for (;;) {
      while (isBlank(text.charCodeAt(at))) at++;
      if (text.charCodeAt(at) !== SLASH) return at;
      const next = text.charCodeAt(at + 1);
      const end = next === SLASH ? endOfLine(text, at) : next === STAR ? endOfBlockComment(text, at) : -1;
      if (end < 0) return at;
      at = end;
    }
  }

  /** A keyword, a name, or a dotted name as far as neither blanks nor reserved words come in between. */
  private word(): void {
    const { text, at } = this;
    if (!startsIdentifier(text, at)) return this.other(text.charCodeAt(at));
    const first = endOfBody(text, at + 1);
    const reserved = this.reservedBetween(at, first);
    if (reserved !== undefined) {
      this.add(reserved, first);
      return this.after(reserved);
    }
    let end = first;
    while (text.charCodeAt(end) === DOT && startsIdentifier(text, end + 1)) {
      const next = endOfBody(text, end + 2);
      if (this.reservedBetween(end + 1, next) !== undefined) break;
      end = next;
    }
    this.add(end === first ? t.Identifier : t.DottedIdentifier, end);
  }

  private reservedBetween(start: number, end: number): TokenType | undefined {
    return end - start > 5 ? undefined : this.mode.reserved.get(this.text.slice(start, end).toLowerCase());
  }

  private patternWord(code: number): boolean {
    const { text, at } = this;
    if (isDigit(code)) return false;
    let end = endOfPatternSegment(text, at);
    if (end === at) return false;
    const reserved = this.reservedBetween(at, end);
    if (reserved !== undefined) {
      this.add(reserved, end);
      return true;
    }
    while (text.charCodeAt(end) === DOT) {
      const next = endOfPatternSegment(text, end + 1);
      if (next === end + 1 || this.reservedBetween(end + 1, next) !== undefined) break;
      end = next;
    }
    this.add(t.PatternPath, end);
    return true;
  }

  // ---- literals and punctuation ----

  private other(code: number): void {
    const { text, at } = this;
    if (isDigit(code) || (code === DOT && isDigit(text.charCodeAt(at + 1)))) return this.number();
    if (code === QUOTE) return this.string();
    if (code === BACKQUOTE) return this.quotedName();
    if (code === 63) return this.parameter();
    this.punctuation(code);
  }

  private number(): void {
    const end = endOfNumber(this.text, this.at);
    const image = this.text.slice(this.at, end);
    this.add(/[.e]/i.test(image) ? t.Decimal : t.Integer, end, image);
  }

  private quotedName(): void {
    const end = endOfQuotedName(this.text, this.at);
    if (end < 0) this.invalid('unterminated', 'quoted name', endOfLine(this.text, this.at));
    else this.add(t.QuotedIdentifier, end);
  }

  private parameter(): void {
    this.add(this.text.charCodeAt(this.at + 1) === 63 ? t.DoubleParam : t.Param, endOfParameter(this.text, this.at));
  }

  private string(): void {
    const { text, at } = this;
    if (text.startsWith('"""', at)) return this.tripleQuoted();
    let end = at + 1;
    for (;;) {
      const code = text.charCodeAt(end);
      if (code === QUOTE) break;
      if (Number.isNaN(code) || code === 10 || code === 13) return this.invalid('unterminated', 'string', end);
      if (code === BACKSLASH && !'tnr"\\'.includes(text.charAt(end + 1) || ' ')) this.badEscape(end);
      end += code === BACKSLASH && end + 1 < text.length ? 2 : 1;
    }
    this.add(t.StringToken, end + 1);
  }

  private badEscape(start: number): void {
    const end = firstCharacterEnd(this.text, Math.min(start + 1, this.text.length - 1));
    this.problems.push({ kind: 'escape', what: this.text.slice(start, end), start, end });
  }

  private tripleQuoted(): void {
    const { text, at } = this;
    let end = text.indexOf('"""', at + 3);
    if (end < 0 || /[\r\n]/.test(text.slice(at, end))) return this.invalid('unterminated', 'string', endOfLine(text, at));
    end += 3;
    // Up to two more quotes belong to the content: `"""say "hi""""` ends with one.
    if (text.charCodeAt(end) === QUOTE) end++;
    if (text.charCodeAt(end) === QUOTE) end++;
    this.add(t.StringToken, end);
  }

  private punctuation(code: number): void {
    const next = this.text.charCodeAt(this.at + 1);
    const pair = PAIRS.get((code << 8) | (next & 255));
    if (pair !== undefined && next < 256) {
      this.add(pair.type, this.at + 2, pair.image);
      if (pair.type === t.CastOp) this.operators++;
      return;
    }
    const single = code < 128 ? SINGLES[code] : undefined;
    if (single === undefined) return this.invalidCharacter();
    this.structure(code, this.add(single.type, this.at + 1, single.image));
  }

  private invalidCharacter(): void {
    const end = firstCharacterEnd(this.text, this.at);
    this.invalid('character', this.text.slice(this.at, end), end);
  }

  /** What a punctuation token does to the modes and to the counts. */
  private structure(code: number, token: Token): void {
    switch (code) {
      case 40:
        return this.open(token);
      case 41:
        return this.close();
      case 44:
        if (this.opened.length > 0) (this.opened[this.opened.length - 1] as Token).payload = true;
        return;
      case 91:
      case 123:
        return this.deepen(token);
      case 93:
      case 125:
        this.opened.pop();
        return;
      case 124:
        return this.endCommand();
      case 59:
        if (this.mode !== EXPRESSION) this.pop(1);
        return;
      case 43: case 45: case 42: case 47: case 37:
        this.operators++;
    }
  }

  private deepen(token: Token): void {
    this.opened.push(token);
    if (this.opened.length <= this.depth) return;
    this.depth = this.opened.length;
    this.deepestAt = token.startOffset;
  }

  private open(token: Token): void {
    this.deepen(token);
    if (token.startOffset === this.subqueryAt || this.mode.parenthesis === 'commands') this.push(COMMAND);
    else if (this.mode.parenthesis === 'expression') {
      this.push(EXPRESSION);
      this.push(EXPRESSION);
    }
  }

  private close(): void {
    if (this.opened.pop() !== undefined) this.pop(this.mode === COMMAND ? 1 : 2);
  }

  /** A pipe ends the command, whatever is still open in it: no expression holds a pipe. */
  private endCommand(): void {
    while (this.modes.length > 1 && this.mode !== COMMAND) this.pop(1);
  }
}

interface Spelled {
  readonly type: TokenType;
  readonly image: string;
}

const spelled = (type: TokenType): Spelled => ({ type, image: type.LABEL ?? '' });

const PAIRS: ReadonlyMap<number, Spelled> = new Map(
  [t.CastOp, t.Arrow, t.Equal, t.NotEqual, t.LessEqual, t.GreaterEqual].map((type) => {
    const row = spelled(type);
    return [(row.image.charCodeAt(0) << 8) | row.image.charCodeAt(1), row] as const;
  }),
);

const SINGLES: readonly (Spelled | undefined)[] = singles();

function singles(): (Spelled | undefined)[] {
  const table: (Spelled | undefined)[] = new Array<Spelled | undefined>(128).fill(undefined);
  const types = [
    ...[t.Pipe, t.LParen, t.RParen, t.LBracket, t.RBracket, t.LBrace, t.RBrace, t.Comma, t.Dot, t.Colon, t.Semicolon],
    ...[t.Assign, t.Less, t.Greater, t.Plus, t.Minus, t.Asterisk, t.Slash, t.Percent],
  ];
  for (const type of types) {
    const row = spelled(type);
    table[row.image.charCodeAt(0)] = row;
  }
  return table;
}

/** The end of the one code point at `at`. */
const firstCharacterEnd = (text: string, at: number): number => at + ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);

/** The end of `?`, `?name`, `?1`, or one of them doubled. */
function endOfParameter(text: string, at: number): number {
  const name = text.charCodeAt(at + 1) === 63 ? at + 2 : at + 1;
  if (isLetterOrUnderscore(text.charCodeAt(name))) return endOfBody(text, name);
  let end = name;
  while (isDigit(text.charCodeAt(end))) end++;
  return end;
}
