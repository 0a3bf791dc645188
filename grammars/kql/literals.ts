import type { IToken, TokenType } from 'chevrotain';
import { GrammarBase } from './base.js';
import type {
  ColumnDeclaration, DynamicLiteral, DynamicObject, DynamicValue, Name, RowSchema, StringLiteral, TextLiteral, TextLiteralType, TypeName,
  TypeofLiteral, Wildcard,
} from './leaves.js';
import { decodeStrings } from './strings.js';
import * as T from './tokens.js';
import { isNameWord, isWord } from './base.js';

/** Types that a parameter or a column may be declared with. */
const DECLARED_TYPES = new Set([
  'bool', 'boolean', 'date', 'datetime', 'decimal', 'double', 'dynamic', 'guid', 'int', 'int64', 'int8', 'long', 'real', 'string', 'time',
  'timespan', 'uniqueid',
]);
/** Types that `typeof(…)` and `find … project` take as well. */
const MORE_TYPES = new Set(['float', 'int16', 'int32', 'uint', 'uint16', 'uint32', 'uint64', 'uint8', 'ulong']);

const LITERAL_TYPES: ReadonlyMap<TokenType, TextLiteralType> = new Map([
  [T.BoolLiteral, 'bool'], [T.IntLiteral, 'int'], [T.LongLiteral, 'long'], [T.RealLiteral, 'real'], [T.DecimalLiteral, 'decimal'],
  [T.DateTimeLiteral, 'datetime'], [T.TimespanLiteral, 'timespan'], [T.GuidLiteral, 'guid'],
]);

/** The text of a literal: what is in the parentheses, or the bare form. */
function literalText(image: string): string {
  const open = image.indexOf('(');
  if (open >= 0) return image.slice(open + 1, image.endsWith(')') ? -1 : undefined).trim();
  const lower = image.toLowerCase();
  return lower === 'true' || lower === 'false' ? lower : image;
}

/** Names, types, schemas and literals. */
export abstract class LiteralGrammar extends GrammarBase {
  /** A name where a value is read: not a word that is reserved there. */
  name = this.rule('name', this.choice<Name>(() => [
    { ALT: () => this.wordName(this.CONSUME(T.Word)) },
    { ALT: () => this.SUBRULE(this.bracketedName) },
  ]));

  /** A name where one is declared, before `=` or `:`. */
  newName = this.rule('newName', this.choice<Name>(() => [
    { ALT: () => this.wordName(this.CONSUME(T.NameWord)) },
    { ALT: () => this.SUBRULE(this.bracketedName) },
  ]));

  bracketedName = this.rule('bracketedName', (): Name => {
    const start = this.here();
    this.CONSUME(T.LBracket);
    const string = this.SUBRULE(this.stringLiteral);
    this.CONSUME(T.RBracket);
    return { kind: 'name', text: string.value, bracketed: true, span: this.since(start) };
  });

  /** `Security*`, `*x*2`: parts that touch each other. Without a star it is a plain name. */
  namePattern = this.rule('namePattern', (): Name | Wildcard => {
    const start = this.here();
    const first = this.LA(1);
    let text = '';
    this.OR([
      { ALT: () => { text = this.CONSUME(T.NameWord).image; } },
      { ALT: () => { text = this.CONSUME(T.Star).image; } },
    ]);
    this.MANY({
      GATE: () => this.adjacent(),
      DEF: () => {
        text += this.OR2([
          { ALT: () => this.CONSUME2(T.NameWord) },
          { ALT: () => this.CONSUME2(T.Star) },
          { ALT: () => this.CONSUME2(T.LongLiteral) },
        ]).image;
      },
    });
    const span = this.since(start);
    if (text.includes('*')) return { kind: 'wildcard', pattern: text, span };
    if (!isWord(first)) this.problem(first, 'a name');
    return { kind: 'name', text, bracketed: false, span };
  });

  /** A column or a pattern of columns. */
  columnPattern = this.rule('columnPattern', this.choice<Name | Wildcard>(() => [
    { ALT: () => this.SUBRULE(this.namePattern) },
    { ALT: () => this.SUBRULE(this.bracketedName) },
  ]));

  protected wordName(token: IToken): Name {
    return { kind: 'name', text: token.image, bracketed: false, span: this.since(token.startOffset) };
  }

  typeName = this.rule('typeName', (wide?: boolean): TypeName => {
    const token = this.CONSUME(T.AnyWord);
    if (!DECLARED_TYPES.has(token.image) && !(wide && MORE_TYPES.has(token.image))) this.problem(token, 'a type');
    return { kind: 'type', text: token.image, span: this.since(token.startOffset) };
  });

  columnDeclaration = this.rule('columnDeclaration', (wide?: boolean): ColumnDeclaration => {
    const start = this.here();
    const name = this.SUBRULE(this.newName);
    this.CONSUME(T.Colon);
    const type = this.SUBRULE(this.typeName, { ARGS: [wide] });
    return { kind: 'columnDeclaration', name, type, span: this.since(start) };
  });

  /** `(a:long, b:string)`, `(*)`, `(*, a:long)`; a comma may lead and trail. */
  rowSchema = this.rule('rowSchema', (wide?: boolean): RowSchema => {
    const start = this.here();
    const columns: ColumnDeclaration[] = [];
    let open = false;
    let more = true;
    this.CONSUME(T.LParen);
    this.OPTION(() => this.CONSUME(T.Comma));
    this.OPTION2(() => {
      this.CONSUME(T.Star);
      open = true;
      more = false;
      this.OPTION3(() => {
        this.CONSUME2(T.Comma);
        more = true;
      });
    });
    this.MANY({
      GATE: () => more,
      DEF: () => {
        columns.push(this.SUBRULE(this.columnDeclaration, { ARGS: [wide] }));
        more = false;
        this.OPTION4(() => {
          this.CONSUME3(T.Comma);
          more = true;
        });
      },
    });
    this.CONSUME(T.RParen);
    return { kind: 'rowSchema', columns, open, span: this.since(start) };
  });

  /** `typeof(long)`, `typeof(a:long, *)`. */
  typeofLiteral = this.rule('typeofLiteral', (): TypeofLiteral => {
    const start = this.here();
    this.CONSUME(T.K.typeof);
    const type = this.OR([
      {
        GATE: () => this.is(3, T.RParen) && !this.is(2, T.Star),
        ALT: () => {
          this.CONSUME(T.LParen);
          const name = this.SUBRULE(this.typeName, { ARGS: [true] });
          this.CONSUME(T.RParen);
          return name;
        },
      },
      { ALT: () => this.SUBRULE(this.rowSchema, { ARGS: [true] }) },
    ]);
    return { kind: 'typeof', type, span: this.since(start) };
  });

  textLiteral = this.rule('textLiteral', (): TextLiteral => this.textOf(this.CONSUME(T.Literal), ''));

  protected textOf(token: IToken, sign: string): TextLiteral {
    const type = LITERAL_TYPES.get(token.tokenType) ?? 'long';
    return { kind: 'literal', type, text: sign + literalText(token.image), span: this.since(token.startOffset) };
  }

  /** One string, or several that follow each other and mean one. */
  stringLiteral = this.rule('stringLiteral', (): StringLiteral => {
    const first = this.CONSUME(T.StringToken);
    let images: string[] | null = null;
    this.MANY(() => {
      (images ??= [first.image]).push(this.CONSUME2(T.StringToken).image);
    });
    return decodeStrings(images ?? [first.image], this.since(first.startOffset));
  });

  dynamicLiteral = this.rule('dynamicLiteral', (): DynamicLiteral => {
    const start = this.here();
    this.CONSUME(T.K.dynamic);
    this.CONSUME(T.LParen);
    const value = this.SUBRULE(this.dynamicValue);
    this.CONSUME(T.RParen);
    return { kind: 'dynamic', value, span: this.since(start) };
  });

  dynamicValue = this.rule('dynamicValue', (): DynamicValue => {
    const start = this.here();
    return this.OR<DynamicValue>([
      { ALT: () => this.SUBRULE(this.stringLiteral) },
      { ALT: () => this.SUBRULE(this.textLiteral) },
      { ALT: () => this.SUBRULE(this.dynamicLiteral) },
      { ALT: () => this.SUBRULE(this.dynamicArray) },
      { ALT: () => this.SUBRULE(this.dynamicObject) },
      {
        ALT: () => {
          this.CONSUME(T.Minus);
          return { ...this.textOf(this.CONSUME(T.Literal), '-'), span: this.since(start) };
        },
      },
      {
        ALT: () => {
          this.CONSUME(T.K.null);
          return { kind: 'dynamicNull', span: this.since(start) };
        },
      },
    ]);
  });

  dynamicArray = this.rule('dynamicArray', (): DynamicValue => {
    const start = this.here();
    const items: DynamicValue[] = [];
    this.CONSUME(T.LBracket);
    this.MANY_SEP({ SEP: T.Comma, DEF: () => items.push(this.SUBRULE(this.dynamicValue)) });
    this.CONSUME(T.RBracket);
    return { kind: 'dynamicArray', items, span: this.since(start) };
  });

  dynamicObject = this.rule('dynamicObject', (): DynamicValue => {
    const start = this.here();
    const entries: DynamicObject['entries'][number][] = [];
    this.CONSUME(T.LBrace);
    this.MANY_SEP({
      SEP: T.Comma,
      DEF: () => {
        const token = this.CONSUME(T.StringToken);
        const name = decodeStrings([token.image], this.since(token.startOffset));
        this.CONSUME(T.Colon);
        entries.push({ name, value: this.SUBRULE(this.dynamicValue) });
      },
    });
    this.CONSUME(T.RBrace);
    return { kind: 'dynamicObject', entries, span: this.since(start) };
  });

  /** `name =` lies ahead. */
  protected isNamed(): boolean {
    const length = this.nameAt(1, isNameWord);
    return length > 0 && this.is(1 + length, T.Equals);
  }

  /** `(a, b) =` lies ahead. */
  protected isTuple(): boolean {
    if (!this.is(1, T.LParen)) return false;
    for (let at = 2; ; at++) {
      const length = this.nameAt(at, isNameWord);
      if (length === 0) return false;
      at += length;
      if (this.is(at, T.RParen)) return this.is(at + 1, T.Equals);
      if (!this.is(at, T.Comma)) return false;
    }
  }
}
