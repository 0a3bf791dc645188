import type { IToken, TokenType } from 'chevrotain';
import type { Comment } from './syntax.js';
import * as T from './tokens.js';

/**
 * Text to tokens, by hand rather than with Chevrotain's lexer: which keyword stands before a parenthesis decides whether raw text
 * follows (`datetime(2020-01-01)`), words contain dashes (`project-away`) only when the whole is a keyword, and a string ends with its line.
 */
export interface Scan {
  readonly tokens: IToken[];
  readonly comments: Comment[];
  readonly errors: ScanError[];
  /** How deep brackets nest, and where the deepest one opens. */
  readonly depth: number;
  readonly deepest: number;
}

/** What the scanner could not read. `detail` is the character, or what is not terminated. */
export interface ScanError {
  readonly problem: 'character' | 'escape' | 'unterminated';
  readonly detail: string;
  readonly start: number;
  readonly end: number;
}

const SPACE = /[\t\f\u00a0\u1680\u180e\u2000-\u200b\u202f\u205f\u3000\ufeff]/;
const WORD = /[A-Za-z_$][A-Za-z0-9_]*/y;
const NUMBER = new RegExp(`(?:(${T.NUMBERS.real})|(${T.NUMBERS.timespan})|(${T.NUMBERS.long})|(\\d+[A-Za-z_][A-Za-z0-9_]*))(?![A-Za-z0-9_])`, 'y');
const RAW_GUID = /[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}/y;
const RAW_TEXT = /\([^)\r\n\u2028\u2029]*\)?/y;
const LINE_END = /[\r\n\u2028\u2029]|$/g;
const BOOLEANS = new Set(['true', 'True', 'TRUE', 'false', 'False', 'FALSE']);
const ESCAPE = /\\(?:['"\\abfnrtv]|[0-7]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})/y;

const WORD_TYPES: ReadonlyMap<string, TokenType> = new Map(
  Object.entries(T.K).filter(([w]) => w !== 'pack' && w !== 'typeof'),
);
const PUNCTUATION: ReadonlyMap<string, TokenType> = new Map([
  ['|', T.Pipe], [';', T.Semicolon], [',', T.Comma], ['(', T.LParen], [')', T.RParen], ['[', T.LBracket], [']', T.RBracket], ['{', T.LBrace],
  ['}', T.RBrace], ['+', T.Plus], ['-', T.Minus], ['*', T.Star], ['/', T.Slash], ['%', T.Percent], [':', T.Colon], ['?', T.Other],
]);
/** Tokens of two characters, then of one, for each first character. */
const OPERATORS: ReadonlyMap<string, TokenType> = new Map([
  ['==', T.EqualEqual], ['=>', T.Arrow], ['=~', T.StringOperator], ['=', T.Equals], ['!=', T.NotEqual], ['!~', T.StringOperator],
  ['!', T.Other], ['<=', T.Relational], ['<>', T.NotEqual], ['<|', T.Other], ['<', T.Relational], ['>=', T.Relational],
  ['>', T.Relational], ['..', T.DotDot], ['.', T.Dot],
]);

export function scan(text: string): Scan {
  const scanner = new Scanner(text);
  scanner.run();
  return scanner;
}

class Scanner implements Scan {
  readonly tokens: IToken[] = [];
  readonly comments: Comment[] = [];
  readonly errors: ScanError[] = [];
  depth = 0;
  deepest = 0;
  private open = 0;
  private at = 0;

  constructor(private readonly text: string) {}

  run(): void {
    const { text } = this;
    while (this.at < text.length) {
      const c = text.charCodeAt(this.at);
      if (c === 32 || c === 10 || c === 13) this.at++;
      else if ((c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95 || c === 36) this.word();
      else if (c >= 48 && c <= 57) this.number();
      else if (c === 34 || c === 39) this.string(this.at, this.at);
      else this.mark(c);
    }
  }

  private emit(type: TokenType, start: number, end: number, image: string): void {
    this.tokens.push({ image, startOffset: start, endOffset: end - 1, tokenType: type, tokenTypeIdx: type.tokenTypeIdx! });
    this.at = end;
  }

  private fault(problem: ScanError['problem'], detail: string, start: number, end: number): void {
    this.errors.push({ problem, detail, start, end });
  }

  private match(pattern: RegExp, at: number): string | null {
    pattern.lastIndex = at;
    return pattern.exec(this.text)?.[0] ?? null;
  }

  private word(): void {
    const start = this.at;
    const { text } = this;
    const word = this.match(WORD, start)!;
    const next = text[start + word.length];
    if (word.length === 1 && (word === 'h' || word === 'H') && next !== undefined && '"\'@`~'.includes(next) && this.string(start, start + 1)) return;
    if (next === '-' && word.length === 8 && this.rawGuid()) return;
    if ((next === '-' || next === ' ') && this.compound(word, start)) return;
    if (next === '(' && this.rawLiteral(word, start)) return;
    if (next === '~' && word === 'in') return this.emit(T.ListOperator, start, start + 3, 'in~');
    const operator = T.WORD_OPERATORS.get(word);
    if (operator) return this.emit(operator[0], start, start + word.length, operator[1]);
    const type = BOOLEANS.has(word) ? T.BoolLiteral : (WORD_TYPES.get(word) ?? this.callLike(word, start + word.length));
    this.emit(type, start, start + word.length, word);
  }

  /** `typeof` and `pack` are keywords before a parenthesis and plain names elsewhere. */
  private callLike(word: string, end: number): TokenType {
    if (word !== 'typeof' && word !== 'pack') return T.Identifier;
    const opens = /\s*\(/y;
    opens.lastIndex = end;
    return opens.test(this.text) ? T.K[word] : T.Identifier;
  }

  private compound(word: string, start: number): boolean {
    for (const whole of T.COMPOUND_WORDS.get(word) ?? []) {
      const end = start + whole.length;
      if (!this.text.startsWith(whole, start) || /[A-Za-z0-9_]/.test(this.text[end] ?? '')) continue;
      const operator = T.WORD_OPERATORS.get(whole);
      this.emit(operator?.[0] ?? WORD_TYPES.get(whole)!, start, end, whole);
      return true;
    }
    return false;
  }

  private rawLiteral(word: string, start: number): boolean {
    const type = T.RAW_LITERALS.get(word);
    if (!type) return false;
    const raw = this.match(RAW_TEXT, start + word.length)!;
    const end = start + word.length + raw.length;
    if (!raw.endsWith(')')) this.fault('unterminated', `${word}(`, start, end);
    this.emit(type, start, end, this.text.slice(start, end));
    return true;
  }

  private rawGuid(): boolean {
    const guid = this.match(RAW_GUID, this.at);
    if (guid) this.emit(T.RawGuid, this.at, this.at + guid.length, guid);
    return guid !== null;
  }

  private number(): void {
    const start = this.at;
    if (this.text[start + 8] === '-' && this.rawGuid()) return;
    NUMBER.lastIndex = start;
    const m = NUMBER.exec(this.text);
    if (!m) return this.oddNumber();
    const keyword = m[4] === undefined ? undefined : WORD_TYPES.get(m[4]);
    const type = m[1] !== undefined ? T.RealLiteral : m[2] !== undefined ? T.TimespanLiteral : m[3] !== undefined ? T.LongLiteral : (keyword ?? T.Identifier);
    this.emit(type, start, start + m[0].length, m[0]);
  }

  /** Digits that no number or name goes on from, such as `1.5x`: the digits alone, then whatever follows. */
  private oddNumber(): void {
    const digits = this.match(/\d+(?![A-Za-z0-9_])/y, this.at);
    const image = digits ?? this.match(/[A-Za-z0-9_]+/y, this.at)!;
    this.emit(digits ? T.LongLiteral : T.Identifier, this.at, this.at + image.length, image);
  }

  /** A string whose prefix (`h`, nothing) begins at `start` and whose `@` or quote is at `at`. False if none begins there. */
  private string(start: number, at: number): boolean {
    const { text } = this;
    const verbatim = text[at] === '@';
    const open = verbatim ? at + 1 : at;
    const quote = text[open];
    let end: number;
    if (quote === '"' || quote === "'") end = verbatim ? this.verbatimEnd(open, quote) : this.plainEnd(open, quote);
    else if (text.startsWith('```', open) || text.startsWith('~~~', open)) end = this.blockEnd(open, text.slice(open, open + 3));
    else return false;
    this.emit(T.StringToken, start, end, text.slice(start, end));
    return true;
  }

  private plainEnd(open: number, quote: string): number {
    const { text } = this;
    for (let i = open + 1; i < text.length; i++) {
      const c = text[i];
      if (c === quote) return i + 1;
      if (c === '\n' || c === '\r') return this.unterminated(open, i);
      if (c !== '\\') continue;
      const escape = this.match(ESCAPE, i);
      if (escape) i += escape.length - 1;
      else if (text[i + 1] !== '\n' && text[i + 1] !== '\r') {
        this.fault('escape', text.slice(i, i + 2), i, Math.min(i + 2, text.length));
        i++;
      }
    }
    return this.unterminated(open, text.length);
  }

  private verbatimEnd(open: number, quote: string): number {
    const { text } = this;
    for (let i = open + 1; i < text.length; i++) {
      const c = text[i];
      if (c === '\n' || c === '\r') return this.unterminated(open, i);
      if (c !== quote) continue;
      if (text[i + 1] !== quote) return i + 1;
      i++;
    }
    return this.unterminated(open, text.length);
  }

  private blockEnd(open: number, fence: string): number {
    const close = this.text.indexOf(fence, open + 3);
    return close < 0 ? this.unterminated(open, this.text.length) : close + 3;
  }

  private unterminated(start: number, end: number): number {
    this.fault('unterminated', 'string', start, end);
    return end;
  }

  private mark(c: number): void {
    const { text } = this;
    const start = this.at;
    const char = text[start]!;
    if (c === 47 && text.charCodeAt(start + 1) === 47) return this.comment();
    const single = PUNCTUATION.get(char);
    if (single) return this.bracket(single, char);
    if (char === '!' && this.negatedWord()) return;
    const operator = text.slice(start, start + 2);
    const type = OPERATORS.get(operator);
    if (type) return this.emit(type, start, start + operator.length, operator === '<>' ? '!=' : operator);
    if (OPERATORS.has(char)) return this.emit(OPERATORS.get(char)!, start, start + 1, char);
    if (SPACE.test(char)) this.at++;
    else this.rare(char);
  }

  private bracket(type: TokenType, char: string): void {
    if (type === T.LParen || type === T.LBracket || type === T.LBrace) {
      if (++this.open > this.depth) {
        this.depth = this.open;
        this.deepest = this.at;
      }
    } else if (type === T.RParen || type === T.RBracket || type === T.RBrace) this.open = Math.max(0, this.open - 1);
    this.emit(type, this.at, this.at + 1, char);
  }

  private negatedWord(): boolean {
    const word = this.match(/![a-z_]+/y, this.at);
    if (word === null) return false;
    const tilde = this.text[this.at + word.length] === '~' && T.WORD_OPERATORS.has(`${word}~`);
    const whole = tilde ? `${word}~` : word;
    const operator = T.WORD_OPERATORS.get(whole);
    if (!operator || /[A-Za-z0-9_]/.test(this.text[this.at + whole.length] ?? '')) return false;
    this.emit(operator[0], this.at, this.at + whole.length, operator[1]);
    return true;
  }

  private comment(): void {
    const start = this.at;
    LINE_END.lastIndex = start;
    const end = LINE_END.exec(this.text)!.index;
    this.comments.push({ kind: 'comment', text: this.text.slice(start, end).trimEnd(), span: { start, end } });
    this.at = end;
  }

  private rare(char: string): void {
    const start = this.at;
    if ((char === '@' || char === '`' || char === '~') && this.string(start, start)) return;
    if (char === '#') {
      LINE_END.lastIndex = start;
      const end = LINE_END.exec(this.text)!.index;
      return this.emit(T.Directive, start, end, this.text.slice(start, end));
    }
    if (char !== '@') this.fault('character', char, start, start + 1);
    this.emit(T.Other, start, start + 1, char);
  }
}
