import type { IOrAlt, IToken, ParserMethod } from 'chevrotain';
import { arithmeticOf, logicalOf, withSign, type Chain } from './build.js';
import { asciiUpper, FAILS_WHOLE } from './parser-base.js';
import { ConstantParser } from './parser-constants.js';
import type {
  Argument, Call, Comparison, ComparisonOperator, Expression, Identifier, Lambda, MapLiteral, Parameter, Query, StringLiteral,
} from './syntax.js';
import * as t from './tokens.js';

type Tokens = IOrAlt<IToken>[];

/** The expressions of ES|QL. Chains of operators are read flat and put in order of precedence by `build.ts`. */
export abstract class ExpressionParser extends ConstantParser {
  /** `(source | command …)` */
  protected abstract readonly subquery: ParserMethod<[], Query>;

  /** Whether the operand just read is what the official grammar calls a primary expression; only that may stand before `:`. */
  private primaryOperand = false;

  private alternatives: Record<string, Tokens> = {};

  /** Alternatives of one token each, made once. */
  private readonly oneOf = (key: string, make: () => Tokens): Tokens => (this.alternatives[key] ??= make());

  readonly expression = this.RULE(
    'expression',
    this.once('expression', (): Expression => {
      const start = this.begin();
      const first = this.SUBRULE(this.predicate);
      const end = this.finish();
      let found: Chain | undefined;
      this.MANY(() => {
        const chain = (found ??= { starts: [start], operands: [first], ends: [end], operators: [] });
        const operator = this.OR(this.oneOf('logical', () => [{ ALT: () => this.CONSUME(t.And) }, { ALT: () => this.CONSUME(t.Or) }]));
        chain.operators.push(operator.tokenType === t.Or ? 'or' : 'and');
        chain.starts.push(this.begin());
        chain.operands.push(this.SUBRULE2(this.predicate));
        chain.ends.push(this.finish());
      });
      return found ? this.ACTION(() => logicalOf(found as Chain)) : first;
    }),
    { recoveryValueFunc: () => this.missing() },
  );

  protected readonly predicate = this.RULE(
    'predicate',
    (): Expression => {
      const nots: number[] = [];
      this.MANY(() => {
        nots.push(this.CONSUME(t.Not).startOffset);
      });
      let value = this.tested();
      for (let i = nots.length - 1; i >= 0; i--) value = { kind: 'not', operand: value, span: this.from(nots[i] as number) };
      return value;
    },
    { recoveryValueFunc: () => this.missing() },
  );

  private readonly tested = this.choice<Expression>(() => [
    { GATE: () => this.isTuple(), ALT: () => this.SUBRULE(this.tupleIn), IGNORE_AMBIGUITIES: true },
    {
      ALT: () => {
        const start = this.begin();
        const value = this.SUBRULE(this.value);
        return this.OPTION(() => this.SUBRULE(this.tail, { ARGS: [value, start] })) ?? value;
      },
    },
  ]);

  /** Whether `(a, b)` comes next. */
  private isTuple(): boolean {
    const next = this.LA(1);
    return next.tokenType === t.LParen && next.payload === true;
  }

  /** What the official grammar calls a value expression. */
  protected readonly value = this.RULE(
    'value',
    (): Expression => {
      const start = this.begin();
      const left = this.SUBRULE(this.operand);
      return (
        this.OPTION((): Comparison => {
          const operator = this.OR(this.oneOf('comparison', () => this.comparisonOperators())).image as ComparisonOperator;
          const right = this.SUBRULE2(this.operand);
          this.primaryOperand = false;
          return { kind: 'comparison', operator, left, right, span: this.from(start) };
        }) ?? left
      );
    },
    { recoveryValueFunc: () => this.missing() },
  );

  private comparisonOperators(): Tokens {
    return [
      { ALT: () => this.CONSUME(t.Equal) },
      { ALT: () => this.CONSUME(t.NotEqual) },
      { ALT: () => this.CONSUME(t.Less) },
      { ALT: () => this.CONSUME(t.LessEqual) },
      { ALT: () => this.CONSUME(t.Greater) },
      { ALT: () => this.CONSUME(t.GreaterEqual) },
    ];
  }

  protected readonly tail = this.RULE('tail', (value: Expression, start: number): Expression =>
    this.OR<Expression>([
      { ALT: () => this.SUBRULE(this.nullTail, { ARGS: [value, start] }) },
      { ALT: () => this.SUBRULE(this.matchTail, { ARGS: [value, start] }), GATE: () => this.primaryOperand },
      { ALT: () => this.SUBRULE(this.negatableTail, { ARGS: [value, start] }) },
    ]),
  );

  protected readonly nullTail = this.RULE('nullTail', (value: Expression, start: number): Expression => {
    this.CONSUME(t.Is);
    const negated = this.OPTION(() => this.CONSUME(t.Not)) !== undefined;
    this.CONSUME(t.Null);
    return { kind: 'is-null', value, negated, span: this.from(start) };
  });

  protected readonly matchTail = this.RULE('matchTail', (field: Expression, start: number): Expression => {
    this.CONSUME(t.Colon);
    const query = this.SUBRULE(this.constant);
    return { kind: 'match', field, query, span: this.from(start) };
  });

  protected readonly negatableTail = this.RULE('negatableTail', (value: Expression, start: number): Expression => {
    const negated = this.OPTION(() => this.CONSUME(t.Not)) !== undefined;
    return this.OR<Expression>([
      { ALT: () => this.SUBRULE(this.inTail, { ARGS: [value, negated, start] }) },
      { ALT: () => this.SUBRULE(this.likeTail, { ARGS: [value, negated, start] }) },
    ]);
  });

  protected readonly inTail = this.RULE('inTail', (value: Expression, negated: boolean, start: number): Expression => {
    this.CONSUME(t.In);
    return this.OR<Expression>([
      {
        GATE: () => t.SOURCE_COMMANDS.has(this.LA(2).tokenType),
        ALT: () => {
          const query = this.SUBRULE(this.subquery);
          return { kind: 'in-subquery', values: [value], negated, query, span: this.from(start) };
        },
        IGNORE_AMBIGUITIES: true,
      },
      {
        ALT: () => {
          const list: Expression[] = [];
          this.CONSUME(t.LParen);
          this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => list.push(this.SUBRULE(this.value)) });
          this.CONSUME(t.RParen);
          return { kind: 'in', value, negated, list, span: this.from(start) };
        },
      },
    ]);
  });

  protected readonly tupleIn = this.RULE('tupleIn', (): Expression => {
    const start = this.begin();
    const values: Expression[] = [];
    this.CONSUME(t.LParen);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => values.push(this.SUBRULE(this.value)) });
    this.CONSUME(t.RParen);
    const negated = this.OPTION(() => this.CONSUME(t.Not)) !== undefined;
    this.CONSUME(t.In);
    const query = this.SUBRULE(this.subquery);
    return { kind: 'in-subquery', values, negated, query, span: this.from(start) };
  }, FAILS_WHOLE);

  protected readonly likeTail = this.RULE('likeTail', (value: Expression, negated: boolean, start: number): Expression => {
    const keyword = this.OR(this.oneOf('like', () => [{ ALT: () => this.CONSUME(t.Like) }, { ALT: () => this.CONSUME(t.Rlike) }]));
    const operator = keyword.tokenType === t.Rlike ? 'rlike' : 'like';
    return this.OR2<Expression>([
      {
        GATE: () => this.isPatternList(),
        ALT: () => {
          const patterns = this.SUBRULE(this.patternList);
          return { kind: 'like-list', operator, value, negated, patterns, span: this.from(start) };
        },
        IGNORE_AMBIGUITIES: true,
      },
      {
        ALT: () => {
          const pattern = this.SUBRULE(this.primary);
          return { kind: 'like', operator, value, negated, pattern, span: this.from(start) };
        },
      },
    ]);
  });

  /** A list of patterns has a comma; with one pattern the parentheses are those of an expression. */
  private isPatternList(): boolean {
    const type = this.LA(2).tokenType;
    return this.LA(1).tokenType === t.LParen && (type === t.StringToken || type === t.Param) && this.LA(3).tokenType === t.Comma;
  }

  protected readonly patternList = this.RULE(
    'patternList',
    () => {
      const patterns: (StringLiteral | Parameter)[] = [];
      this.CONSUME(t.LParen);
      this.AT_LEAST_ONE_SEP({
        SEP: t.Comma,
        DEF: () =>
          this.OR([
            { ALT: () => patterns.push(this.stringLiteral(this.CONSUME(t.StringToken))) },
            { ALT: () => patterns.push(this.parameterOf(this.CONSUME(t.Param))) },
          ]),
      });
      this.CONSUME(t.RParen);
      return patterns;
    },
    { recoveryValueFunc: () => [] },
  );

  protected readonly operand = this.RULE(
    'operand',
    (): Expression => {
      const start = this.begin();
      const first = this.SUBRULE(this.term);
      const end = this.finish();
      let found: Chain | undefined;
      this.MANY(() => {
        const chain = (found ??= { starts: [start], operands: [first], ends: [end], operators: [] });
        chain.operators.push(this.OR(this.oneOf('arithmetic', () => this.arithmeticOperators())).image);
        chain.starts.push(this.begin());
        chain.operands.push(this.SUBRULE2(this.term));
        chain.ends.push(this.finish());
      });
      if (!found) return first;
      this.primaryOperand = false;
      return this.ACTION(() => arithmeticOf(found as Chain));
    },
    { recoveryValueFunc: () => this.missing() },
  );

  private arithmeticOperators(): Tokens {
    return [
      { ALT: () => this.CONSUME(t.Plus) },
      { ALT: () => this.CONSUME(t.Minus) },
      { ALT: () => this.CONSUME(t.Asterisk) },
      { ALT: () => this.CONSUME(t.Slash) },
      { ALT: () => this.CONSUME(t.Percent) },
    ];
  }

  /** Signs, a basic expression, casts. A sign directly before a number is part of the number, and so binds tighter than a cast. */
  protected readonly term = this.RULE(
    'term',
    (): Expression => {
      const signs: IToken[] = [];
      this.MANY(() => {
        signs.push(this.OR(this.oneOf('sign', () => [{ ALT: () => this.CONSUME(t.Minus) }, { ALT: () => this.CONSUME(t.Plus) }])));
      });
      const number = signs.length > 0 && this.isNumber(1);
      let start = this.begin();
      let value = this.OR2(this.basics());
      if (number) {
        const sign = signs.pop() as IToken;
        start = sign.startOffset;
        value = this.ACTION(() => withSign(value, sign.tokenType === t.Minus, start));
      }
      this.MANY2(() => {
        this.CONSUME(t.CastOp);
        const type = this.SUBRULE(this.typeName);
        value = { kind: 'cast', value, type, span: this.from(start) };
      });
      for (let i = signs.length - 1; i >= 0; i--) value = this.unary(signs[i] as IToken, value);
      this.primaryOperand = signs.length === 0;
      return value;
    },
    { recoveryValueFunc: () => this.missing() },
  );

  private unary(sign: IToken, operand: Expression): Expression {
    return { kind: 'unary', operator: sign.tokenType === t.Minus ? '-' : '+', operand, span: this.from(this.at(sign).start) };
  }

  private isNumber(ahead: number): boolean {
    const type = this.LA(ahead).tokenType;
    return type === t.Integer || type === t.Decimal;
  }

  private basicAlternatives?: IOrAlt<Expression>[];

  private basics(): IOrAlt<Expression>[] {
    return (this.basicAlternatives ??= [
      { ALT: () => this.SUBRULE(this.nameOrCall) },
      { ALT: () => this.stringLiteral(this.CONSUME(t.StringToken)) },
      { ALT: () => this.SUBRULE(this.integer) },
      { ALT: () => this.decimal(this.CONSUME(t.Decimal)) },
      {
        ALT: () => {
          this.CONSUME(t.LParen);
          const inner = this.SUBRULE(this.expression);
          this.CONSUME(t.RParen);
          return inner;
        },
      },
      { ALT: () => this.SUBRULE(this.keywordConstant) },
      { ALT: () => this.SUBRULE(this.bracketed) },
    ]);
  }

  /** A term without signs, other than the sign of a number. */
  readonly primary = this.RULE(
    'primary',
    (): Expression =>
      this.OR([{ GATE: () => !this.isSign(1) || this.isNumber(2), ALT: () => this.SUBRULE(this.term) }]),
    { recoveryValueFunc: () => this.missing() },
  );

  private isSign(ahead: number): boolean {
    const type = this.LA(ahead).tokenType;
    return type === t.Minus || type === t.Plus;
  }

  // ---- names and calls ----

  protected readonly nameOrCall = this.RULE(
    'nameOrCall',
    this.once('nameOrCall', (): Expression => {
      const start = this.begin();
      const tokens = [this.firstOfName()];
      this.MANY(() => {
        this.CONSUME(t.Dot);
        tokens.push(this.SUBRULE(this.namePart));
      });
      const callable = tokens.length === 1 && tokens[0]?.tokenType !== t.DottedIdentifier;
      const call = this.OPTION({ GATE: () => callable, DEF: () => this.SUBRULE(this.call, { ARGS: [tokens[0] as IToken] }) });
      return call ?? this.ACTION(() => this.nameOrParameter(tokens, start));
    }),
    { recoveryValueFunc: () => this.missing() },
  );

  private readonly firstOfName = this.choice<IToken>(() => [
    { ALT: () => this.CONSUME(t.Identifier) },
    { ALT: () => this.CONSUME(t.DottedIdentifier) },
    { ALT: () => this.CONSUME(t.QuotedIdentifier) },
    { ALT: () => this.CONSUME(t.Param) },
    { ALT: () => this.CONSUME(t.DoubleParam) },
    { GATE: () => this.LA(2).tokenType === t.LParen, ALT: () => this.CONSUME(t.First) },
    { GATE: () => this.LA(2).tokenType === t.LParen, ALT: () => this.CONSUME(t.Last) },
  ]);

  readAhead(tokens: readonly IToken[], open: number, close: number): boolean {
    const before = tokens[open - 1]?.tokenType;
    if (before && CALLED.has(before)) return this.readBy('nameOrCall', () => this.nameOrCall(), tokens.slice(open - 1, close + 1));
    return this.readBy('expression', () => this.expression(), tokens.slice(open + 1, close));
  }

  private nameOrParameter(tokens: readonly IToken[], start: number): Expression {
    const [only] = tokens;
    return tokens.length === 1 && only?.tokenType === t.Param ? this.parameterOf(only) : this.fieldNameOf(tokens, start);
  }

  /** `(arguments, {options})` after a name. */
  protected readonly call = this.RULE('call', (name: IToken): Call => {
    const start = this.ACTION(() => this.at(name).start);
    const list: Argument[] = [];
    let options: MapLiteral | undefined;
    const add = (argument: Argument): unknown => this.ACTION(() => list.push(argument));
    this.CONSUME(t.LParen);
    this.OPTION(() => {
      this.OR([
        { ALT: () => add({ kind: 'star', span: this.at(this.CONSUME(t.Asterisk)) }) },
        { GATE: () => this.isLambda(), ALT: () => add(this.SUBRULE(this.lambda)), IGNORE_AMBIGUITIES: true },
        { ALT: () => add(this.SUBRULE(this.expression)) },
      ]);
      this.MANY({
        GATE: () => options === undefined && list[0]?.kind !== 'star',
        DEF: () => {
          this.CONSUME(t.Comma);
          this.OR2([
            { ALT: () => (options = this.SUBRULE(this.map)) },
            { GATE: () => this.isLambda(), ALT: () => add(this.SUBRULE2(this.lambda)), IGNORE_AMBIGUITIES: true },
            { ALT: () => add(this.SUBRULE2(this.expression)) },
          ]);
        },
      });
    });
    this.CONSUME(t.RParen);
    return this.ACTION(() => {
      const base = { kind: 'call', name: this.functionName(name), arguments: list, span: this.from(start) } as const;
      return options === undefined ? base : { ...base, options };
    });
  });

  private functionName(token: IToken): Call['name'] {
    if (token.tokenType === t.Param || token.tokenType === t.DoubleParam) return this.parameterOf(token);
    const name = this.identifierOf(token);
    return { ...name, name: asciiUpper(name.name) };
  }

  private isLambda(): boolean {
    const first = this.LA(1).tokenType;
    if (first === t.Identifier || first === t.QuotedIdentifier) return this.LA(2).tokenType === t.Arrow;
    if (first !== t.LParen) return false;
    let i = 2;
    while (LAMBDA_PARAMETERS.has(this.LA(i).tokenType)) i++;
    return this.LA(i).tokenType === t.RParen && this.LA(i + 1).tokenType === t.Arrow;
  }

  protected readonly lambda = this.RULE('lambda', (): Lambda => {
    const start = this.begin();
    const parameters: Identifier[] = [];
    this.OR([
      { ALT: () => parameters.push(this.SUBRULE(this.identifier)) },
      {
        ALT: () => {
          this.CONSUME(t.LParen);
          this.MANY_SEP({ SEP: t.Comma, DEF: () => parameters.push(this.SUBRULE2(this.identifier)) });
          this.CONSUME(t.RParen);
        },
      },
    ]);
    this.CONSUME(t.Arrow);
    const body = this.SUBRULE(this.expression);
    return { kind: 'lambda', parameters, body, span: this.from(start) };
  }, FAILS_WHOLE);
}

const CALLED: ReadonlySet<unknown> = new Set([t.Identifier, t.QuotedIdentifier, t.First, t.Last]);
const LAMBDA_PARAMETERS = new Set([t.Identifier, t.QuotedIdentifier, t.Comma]);
