import type { IToken } from 'chevrotain';
import { withSign } from './build.js';
import type { Constant, FieldName, Identifier, MapEntry, MapLiteral, Missing } from './leaves.js';
import { TokenParser, asciiLower, FAILS_WHOLE } from './parser-base.js';
import type { Expression } from './syntax.js';
import * as t from './tokens.js';

/** Field names, constants and maps. */
export abstract class ConstantParser extends TokenParser {
  protected readonly namePart = this.RULE('namePart', (): IToken =>
    this.OR([
      { ALT: () => this.CONSUME(t.Identifier) },
      { ALT: () => this.CONSUME(t.DottedIdentifier) },
      { ALT: () => this.CONSUME(t.QuotedIdentifier) },
      { ALT: () => this.CONSUME(t.Param) },
      { ALT: () => this.CONSUME(t.DoubleParam) },
    ]),
    FAILS_WHOLE,
  );

  /** A field, as a target or where no expression may stand. */
  readonly fieldName = this.RULE(
    'fieldName',
    (): FieldName =>
      this.OR<FieldName>([{ ALT: () => this.SUBRULE(this.unqualifiedName) }, { ALT: () => this.SUBRULE(this.qualifiedName) }]),
    { recoveryValueFunc: () => this.missingName() },
  );

  protected readonly unqualifiedName = this.RULE(
    'unqualifiedName',
    (): FieldName => {
      const start = this.begin();
      const tokens: IToken[] = [];
      this.AT_LEAST_ONE_SEP({ SEP: t.Dot, DEF: () => tokens.push(this.SUBRULE(this.namePart)) });
      return this.ACTION(() => this.fieldNameOf(tokens, start));
    },
    { recoveryValueFunc: () => this.missingName() },
  );

  protected readonly qualifiedName = this.RULE(
    'qualifiedName',
    (): FieldName => {
      const start = this.begin();
      this.CONSUME(t.LBracket);
      return this.SUBRULE(this.qualifiedTail, { ARGS: [start] });
    },
    { recoveryValueFunc: () => this.missingName() },
  );

  /** `q].[name]` */
  protected readonly qualifiedTail = this.RULE(
    'qualifiedTail',
    (start: number): FieldName => {
      const qualifier = this.OPTION(() => this.CONSUME(t.Identifier))?.image ?? '';
      this.CONSUME(t.RBracket);
      this.CONSUME(t.Dot);
      this.CONSUME(t.LBracket);
      const name = this.SUBRULE(this.unqualifiedName);
      this.CONSUME2(t.RBracket);
      return this.ACTION(() => (name.kind === 'name' ? { ...name, qualifier, span: this.from(start) } : name));
    },
    { recoveryValueFunc: () => this.missingName() },
  );

  readonly identifier = this.RULE(
    'identifier',
    (): Identifier => {
      const token = this.OR([{ ALT: () => this.CONSUME(t.Identifier) }, { ALT: () => this.CONSUME(t.QuotedIdentifier) }]);
      return this.ACTION(() => this.identifierOf(token));
    },
    { recoveryValueFunc: () => this.missingIdentifier() },
  );

  protected readonly typeName = this.RULE(
    'typeName',
    (): Identifier => {
      const type = this.SUBRULE(this.identifier);
      return this.ACTION(() => ({ ...type, name: asciiLower(type.name) }));
    },
    { recoveryValueFunc: () => this.missingIdentifier() },
  );

  // ---- constants ----

  readonly constant = this.RULE(
    'constant',
    (): Constant | Missing =>
      this.OR<Constant>([
        { ALT: () => this.SUBRULE(this.number) },
        { ALT: () => this.stringLiteral(this.CONSUME(t.StringToken)) },
        { ALT: () => this.parameterOf(this.CONSUME(t.Param)) },
        { ALT: () => this.SUBRULE(this.keywordConstant) },
        { ALT: () => this.SUBRULE(this.arrayLiteral) },
      ]),
    { recoveryValueFunc: () => this.missing() },
  );

  protected readonly keywordConstant = this.RULE('keywordConstant', (): Constant =>
    this.OR<Constant>([
      { ALT: () => ({ kind: 'null', span: this.at(this.CONSUME(t.Null)) }) },
      { ALT: () => ({ kind: 'boolean', value: true, span: this.at(this.CONSUME(t.True)) }) },
      { ALT: () => ({ kind: 'boolean', value: false, span: this.at(this.CONSUME(t.False)) }) },
    ]),
    FAILS_WHOLE,
  );

  /** A signed number or quantity. */
  protected readonly number = this.RULE('number', (): Constant => {
    const start = this.begin();
    const sign = this.OPTION(() => this.OR([{ ALT: () => this.CONSUME(t.Minus) }, { ALT: () => this.CONSUME(t.Plus) }]));
    const value = this.OR2<Constant>([
      { ALT: () => this.SUBRULE(this.integer) },
      { ALT: () => this.decimal(this.CONSUME(t.Decimal)) },
    ]);
    return this.ACTION(() => (sign === undefined ? value : (withSign(value, sign.tokenType === t.Minus, start) as Constant)));
  }, FAILS_WHOLE);

  protected readonly integer = this.RULE('integer', (): Constant => {
    const digits = this.CONSUME(t.Integer);
    const unit = this.OPTION(() => this.CONSUME(t.Identifier));
    return this.ACTION(() =>
      unit === undefined
        ? { kind: 'integer', text: digits.image, span: this.at(digits) }
        : { kind: 'quantity', amount: digits.image, unit: asciiLower(unit.image), span: this.from(digits.startOffset) },
    );
  }, FAILS_WHOLE);

  protected decimal(token: IToken): Constant {
    return { kind: 'decimal', text: token.image, span: this.at(token) };
  }

  /** `[1, 2]` or `[q].[name]` */
  protected readonly bracketed = this.RULE(
    'bracketed',
    (): Expression => {
      const start = this.begin();
      this.CONSUME(t.LBracket);
      return this.OR<Expression>([
        { ALT: () => this.SUBRULE(this.qualifiedTail, { ARGS: [start] }) },
        { ALT: () => this.SUBRULE(this.arrayTail, { ARGS: [start] }) },
      ]);
    },
    { recoveryValueFunc: () => this.missing() },
  );

  protected readonly arrayLiteral = this.RULE('arrayLiteral', (): Constant => {
    const start = this.begin();
    this.CONSUME(t.LBracket);
    return this.SUBRULE(this.arrayTail, { ARGS: [start] });
  }, FAILS_WHOLE);

  /** `1, 2]`: all of one kind. */
  protected readonly arrayTail = this.RULE('arrayTail', (start: number): Constant => {
    const elements: Constant[] = [];
    this.OR([
      { ALT: () => this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => elements.push(this.SUBRULE(this.plainNumber)) }) },
      { ALT: () => this.AT_LEAST_ONE_SEP2({ SEP: t.Comma, DEF: () => elements.push(this.SUBRULE(this.boolean)) }) },
      { ALT: () => this.AT_LEAST_ONE_SEP3({ SEP: t.Comma, DEF: () => elements.push(this.stringLiteral(this.CONSUME(t.StringToken))) }) },
    ]);
    this.CONSUME(t.RBracket);
    return { kind: 'array', elements: elements as never, span: this.from(start) };
  }, FAILS_WHOLE);

  /** A signed number without a unit. */
  protected readonly plainNumber = this.RULE('plainNumber', (): Constant => {
    const start = this.begin();
    const sign = this.OPTION(() => this.OR([{ ALT: () => this.CONSUME(t.Minus) }, { ALT: () => this.CONSUME(t.Plus) }]));
    const token = this.OR2([{ ALT: () => this.CONSUME(t.Integer) }, { ALT: () => this.CONSUME(t.Decimal) }]);
    const kind = token.tokenType === t.Integer ? 'integer' : 'decimal';
    return { kind, text: sign?.tokenType === t.Minus ? `-${token.image}` : token.image, span: this.from(start) };
  }, FAILS_WHOLE);

  protected readonly boolean = this.RULE('boolean', (): Constant => {
    const token = this.OR([{ ALT: () => this.CONSUME(t.True) }, { ALT: () => this.CONSUME(t.False) }]);
    return { kind: 'boolean', value: token.tokenType === t.True, span: this.at(token) };
  }, FAILS_WHOLE);

  readonly map = this.RULE(
    'map',
    (): MapLiteral => {
      const start = this.begin();
      const entries: MapEntry[] = [];
      this.CONSUME(t.LBrace);
      this.MANY_SEP({ SEP: t.Comma, DEF: () => entries.push(this.SUBRULE(this.mapEntry)) });
      this.CONSUME(t.RBrace);
      return { kind: 'map', entries, span: this.from(start) };
    },
    { recoveryValueFunc: () => this.missingMap() },
  );

  protected readonly mapEntry = this.RULE('mapEntry', (): MapEntry => {
    const start = this.begin();
    const key = this.stringLiteral(this.CONSUME(t.StringToken));
    this.CONSUME(t.Colon);
    const value = this.OR<MapEntry['value']>([{ ALT: () => this.SUBRULE(this.map) }, { ALT: () => this.SUBRULE(this.constant) }]);
    return { kind: 'entry', key, value, span: this.from(start) };
  }, FAILS_WHOLE);
}
