import type { IToken, ParserMethod } from 'chevrotain';
import { isAnyWord, isStringOperator, isWord } from './base.js';
import { LiteralGrammar } from './literals.js';
import { LEVEL, levelOf, OperatorStack } from './operators.js';
import type {
  Call, Column, DataTable, Expression, ExternalData, MaterializedViewCombine, Parameter, Subquery,
} from './syntax.js';
import * as T from './tokens.js';

/** Options that a stage may have; `hint.…` besides. */
const PARAMETERS = new Set([
  'bagexpansion', 'best_effort', 'bin_legacy', '__crossCluster', '__crossDB', 'cycles', 'decodeblocks', 'expandoutput', 'flags', 'force_remote',
  '__id', 'isfuzzy', '__isFuzzy', 'kind', '__noWithSource', '__packedColumn', '__sourceColumnIndex', 'with_itemindex', 'with_match_id',
  'with_source', 'with_step_name', 'withsource',
]);
/** Options whose value is a list of columns. */
const LIST_VALUED = new Set(['anomalycolumns', 'series', 'ycolumns']);

/** Options whose value may be calculated. */
const CALCULATED = new Set(['title', 'xtitle', 'ytitle']);

/** Expressions, lists of them, and the tables that are written out. */
export abstract class ExpressionGrammar extends LiteralGrammar {
  abstract query: ParserMethod<[], Expression>;

  /** `starAlone`: a lone `*` is an expression here, as an argument is. */
  expression = this.rule('expression', (starAlone?: boolean): Expression => {
    const start = this.here();
    const first = this.SUBRULE(this.operand);
    let stack: OperatorStack | null = null;
    if (first.kind === 'star') this.checkStar(starAlone === true);
    this.MANY({
      GATE: () => this.goesOn(stack),
      DEF: () => {
        if (!stack) {
          stack = new OperatorStack();
          stack.push(first, start, this.since(start).end);
        }
        const current = stack;
        this.OR([
          { ALT: () => this.infix(current, this.CONSUME(T.Infix), this.here(), this.SUBRULE2(this.operand)) },
          { ALT: () => this.closed(current, this.CONSUME(T.ListOperator), this.SUBRULE(this.listItems)) },
          { ALT: () => this.closed(current, this.CONSUME(T.Between), this.SUBRULE(this.bounds)) },
        ]);
      },
    });
    return stack ? (stack as OperatorStack).finish() : first;
  });

  private infix(stack: OperatorStack, operator: IToken, start: number, operand: Expression): void {
    if (operand.kind === 'star') this.checkStar(false);
    stack.operator(levelOf(operator), operator.image);
    stack.push(operand, start, this.since(start).end);
  }

  private closed(stack: OperatorStack, operator: IToken, sides: readonly Expression[]): void {
    stack.operator(LEVEL.equality, operator.image, sides);
    stack.extendTo(this.since(operator.startOffset).end);
  }

  /** An operator that may follow here. `in range(…)` is a clause of `make-series`. */
  private goesOn(stack: OperatorStack | null): boolean {
    const next = this.LA(1);
    const level = levelOf(next);
    if (level === 0 || (stack && !stack.accepts(level))) return false;
    return next.tokenTypeIdx !== T.In.tokenTypeIdx || !this.is(2, T.K.range);
  }

  /** A star is the left side of a string operator or `==`; alone it is welcome in few places. */
  private checkStar(alone: boolean): void {
    const next = this.LA(1);
    if (isStringOperator(next) || this.is(1, T.EqualEqual)) return;
    const level = levelOf(next);
    if (!alone || (level !== 0 && level !== LEVEL.and)) this.problem(this.LA(0), 'an expression');
  }

  listItems = this.rule('listItems', (): Expression[] => {
    this.CONSUME(T.LParen);
    const items = [this.SUBRULE(this.query)];
    this.MANY(() => {
      const comma = this.CONSUME(T.Comma);
      // A pipeline may stand in a list in parentheses only, which its span does not include.
      if (items[0]?.kind === 'pipeline' && items[0].span.end === (this.LA(-1).endOffset ?? 0) + 1) this.problem(comma, ')');
      items.push(this.SUBRULE(this.expression));
    });
    this.CONSUME(T.RParen);
    return items;
  });

  bounds = this.rule('bounds', (): Expression[] => {
    this.CONSUME(T.LParen);
    const low = this.SUBRULE(this.expression);
    this.CONSUME(T.DotDot);
    const high = this.SUBRULE2(this.expression);
    this.CONSUME(T.RParen);
    return [low, high];
  });

  operand = this.rule('operand', (): Expression => {
    const start = this.here();
    let op: '-' | '+' | null = null;
    this.OPTION(() => {
      op = this.OR([{ ALT: () => this.CONSUME(T.Minus) }, { ALT: () => this.CONSUME(T.Plus) }]).image as '-' | '+';
    });
    const inner = this.here();
    let operand = this.SUBRULE(this.primary);
    this.MANY(() => {
      operand = this.OR2([
        { ALT: () => this.SUBRULE(this.member, { ARGS: [operand, inner] }) },
        { ALT: () => this.SUBRULE(this.index, { ARGS: [operand, inner] }) },
      ]);
    });
    return op === null ? operand : { kind: 'unary', op, operand, span: this.since(start) };
  });

  member = this.rule('member', (target: Expression, start: number): Expression => {
    this.CONSUME(T.Dot);
    return this.OR<Expression>([
      { ALT: () => {
        const member = this.SUBRULE(this.nameOrCall);
        return { kind: 'path', target, member, span: this.since(start) };
      } },
      { ALT: () => {
        const element = this.SUBRULE(this.index, { ARGS: [target, start] });
        if (element.kind !== 'element' || element.index.kind !== 'string') return element;
        const { value, span } = element.index;
        return { kind: 'path', target, member: { kind: 'name', text: value, bracketed: true, span }, span: element.span };
      } },
    ]);
  });

  index = this.rule('index', (target: Expression, start: number): Expression => {
    this.CONSUME(T.LBracket);
    const index = this.SUBRULE(this.expression);
    this.CONSUME(T.RBracket);
    return { kind: 'element', target, index, span: this.since(start) };
  });

  /** A name in an expression, and the call that it may begin. */
  nameOrCall = this.rule('nameOrCall', (): Expression & { kind: 'name' | 'call' } => {
    const token = this.CONSUME(T.Word);
    const name = this.wordName(token);
    let args: Column[] | null = null;
    this.OPTION(() => { args = this.SUBRULE(this.args); });
    return args === null ? name : { kind: 'call', name, args, span: this.since(token.startOffset) };
  });

  primary = this.rule('primary', this.choice<Expression>(() => [
    { ALT: () => this.SUBRULE(this.nameOrCall) },
    { ALT: () => this.SUBRULE(this.textLiteral) },
    { ALT: () => this.SUBRULE(this.stringLiteral) },
    { ALT: () => this.SUBRULE(this.parenthesized) },
    { ALT: () => this.SUBRULE(this.dynamicLiteral) },
    { ALT: () => this.SUBRULE(this.bracketedOperand) },
    { ALT: () => this.SUBRULE(this.typeofLiteral) },
    { ALT: () => this.SUBRULE(this.subquery) },
    { ALT: () => this.SUBRULE(this.dataTable) },
    { ALT: () => this.SUBRULE(this.externalData) },
    { ALT: () => this.SUBRULE(this.contextualDatatable) },
    { ALT: () => this.SUBRULE(this.viewCombine) },
    { ALT: () => ({ kind: 'star', span: this.since(this.CONSUME(T.Star).startOffset) }) },
  ]));

  parenthesized = this.rule('parenthesized', this.once('parenthesized', (): Expression => {
    this.CONSUME(T.LParen);
    const inner = this.SUBRULE(this.query);
    this.CONSUME(T.RParen);
    return inner;
  }));

  readAhead(tokens: readonly IToken[], open: number, close: number): boolean {
    const part = tokens.slice(open, close + 1);
    const before = tokens[open - 1];
    const called = before !== undefined && isWord(before) && levelOf(before) === 0;
    return called ? this.readBy('args', () => this.args(), part) : this.readBy('parenthesized', () => this.parenthesized(), part);
  }

  bracketedOperand = this.rule('bracketedOperand', (): Expression => {
    const start = this.here();
    const name = this.SUBRULE(this.bracketedName);
    let args: Column[] | null = null;
    this.OPTION(() => { args = this.SUBRULE(this.args); });
    return args === null ? name : { kind: 'call', name, args, span: this.since(start) };
  });

  args = this.rule('args', this.once('args', (): Column[] => {
    const args: Column[] = [];
    this.CONSUME(T.LParen);
    this.OPTION(() => {
      args.push(this.SUBRULE(this.column, { ARGS: [true] }));
      this.MANY(() => {
        this.CONSUME(T.Comma);
        args.push(this.SUBRULE2(this.column, { ARGS: [true] }));
      });
    });
    this.CONSUME(T.RParen);
    return args;
  }));

  /** `f(x)`, where nothing but a call will do. */
  call = this.rule('call', (): Call => {
    const start = this.here();
    const name = this.SUBRULE(this.name);
    const args = this.SUBRULE(this.args);
    return { kind: 'call', name, args, span: this.since(start) };
  });

  /** An expression with an optional name before it. */
  column = this.rule('column', (starAlone?: boolean): Column => {
    const start = this.here();
    const names: Column['names'][number][] = [];
    let tuple = false;
    this.OPTION({
      GATE: () => this.isNamed() || this.isTuple(),
      DEF: () => {
        this.OR([
          { ALT: () => names.push(this.SUBRULE(this.newName)) },
          { ALT: () => {
            tuple = true;
            this.CONSUME(T.LParen);
            this.AT_LEAST_ONE_SEP({ SEP: T.Comma, DEF: () => names.push(this.SUBRULE2(this.newName)) });
            this.CONSUME(T.RParen);
          } },
        ]);
        this.CONSUME(T.Equals);
      },
    });
    const value = this.SUBRULE(this.expression, { ARGS: [starAlone] });
    return { kind: 'column', names, tuple, value, span: this.since(start) };
  });

  columns = this.rule('columns', (starAlone?: boolean): Column[] => {
    const columns = [this.SUBRULE(this.column, { ARGS: [starAlone] })];
    this.MANY(() => {
      this.CONSUME(T.Comma);
      columns.push(this.SUBRULE2(this.column, { ARGS: [starAlone] }));
    });
    return columns;
  });

  expressions = this.rule('expressions', (): Expression[] => {
    const items = [this.SUBRULE(this.expression)];
    this.MANY(() => {
      this.CONSUME(T.Comma);
      items.push(this.SUBRULE2(this.expression));
    });
    return items;
  });

  // -------------------------------------------------------------- parameters

  /** The `name=value` options after the keyword of a stage. */
  parameters = this.rule('parameters', (): Parameter[] => {
    const params: Parameter[] = [];
    this.MANY({ GATE: () => this.isParameter(), DEF: () => params.push(this.SUBRULE(this.parameter)) });
    return params;
  });

  private isParameter(): boolean {
    const next = this.LA(1);
    if (!isAnyWord(next)) return false;
    if (this.is(2, T.Equals)) return PARAMETERS.has(next.image);
    return next.image === 'hint' && this.is(2, T.Dot) && this.is(4, T.Equals);
  }

  parameter = this.rule('parameter', (): Parameter => {
    const start = this.here();
    let name = this.CONSUME(T.AnyWord).image;
    this.OPTION(() => {
      this.CONSUME(T.Dot);
      name += `.${this.CONSUME2(T.AnyWord).image}`;
    });
    this.CONSUME(T.Equals);
    const values = [this.SUBRULE(this.parameterValue, { ARGS: [CALCULATED.has(name)] })];
    this.MANY({
      GATE: () => LIST_VALUED.has(name) && !this.is(3, T.Equals),
      DEF: () => {
        this.CONSUME(T.Comma);
        values.push(this.SUBRULE2(this.parameterValue));
      },
    });
    return { kind: 'parameter', name, values, span: this.since(start) };
  });

  /** `calculated`: a word may begin a call or a path here; elsewhere a parenthesis after it is what the option applies to. */
  parameterValue = this.rule('parameterValue', (calculated?: boolean): Expression => this.OR<Expression>([
    { GATE: () => !this.is(1, T.K.dynamic) && !this.is(1, T.K.typeof) && !(calculated && (this.is(2, T.LParen) || this.is(2, T.Dot))), ALT: () => this.wordName(this.CONSUME(T.AnyWord)) },
    { ALT: () => this.textOf(this.CONSUME(T.RawGuid), '') },
    // A bracket behind `isfuzzy=true` is the name of a table.
    { GATE: () => this.is(1, T.BoolLiteral), ALT: () => this.SUBRULE(this.textLiteral) },
    { GATE: () => !this.is(1, T.BoolLiteral), ALT: () => {
      const value = this.SUBRULE(this.operand);
      if (value.kind === 'star') this.checkStar(false);
      return value;
    } },
  ]));

  /** `with (name=value, …)`; `known`: the names there are, if not any will do. */
  options = this.rule('options', (known?: ReadonlySet<string>): Parameter[] => {
    const options: Parameter[] = [];
    this.CONSUME(T.K.with);
    this.CONSUME(T.LParen);
    this.OPTION(() => this.CONSUME(T.Comma));
    this.MANY_SEP({
      SEP: T.Comma,
      DEF: () => {
        const name = this.LA(1);
        if (known && !known.has(name.image)) this.problem(name, 'an option');
        options.push(this.SUBRULE(this.parameter));
      },
    });
    this.CONSUME(T.RParen);
    return options;
  });

  // -------------------------------------------------------------- tables written out

  subquery = this.rule('subquery', (): Subquery => {
    const start = this.here();
    const keyword = this.OR([
      { ALT: () => this.CONSUME(T.K.toscalar) },
      { ALT: () => this.CONSUME(T.K.totable) },
      { ALT: () => this.CONSUME(T.K.materialize) },
    ]).image as Subquery['keyword'];
    const params = this.SUBRULE(this.parameters);
    this.CONSUME(T.LParen);
    const body = this.SUBRULE(this.query);
    this.CONSUME(T.RParen);
    return { kind: 'subquery', keyword, params, body, span: this.since(start) };
  });

  dataTable = this.rule('dataTable', (): DataTable => {
    const start = this.here();
    this.CONSUME(T.K.datatable);
    const params = this.SUBRULE(this.parameters);
    const schema = this.SUBRULE(this.rowSchema);
    const values = this.SUBRULE(this.bracketedList, { ARGS: [true] });
    return { kind: 'datatable', params, schema, values, span: this.since(start) };
  });

  /** `[a, b,]`: a comma may lead and trail. `constant`: literals only. */
  bracketedList = this.rule('bracketedList', (constant: boolean): Expression[] => {
    const items: Expression[] = [];
    let more = true;
    this.CONSUME(T.LBracket);
    this.OPTION(() => this.CONSUME(T.Comma));
    this.MANY({
      GATE: () => more,
      DEF: () => {
        const first = this.LA(1);
        const item = this.SUBRULE(this.operand);
        if (constant && !isConstant(item)) this.problem(first, 'a literal');
        items.push(item);
        more = false;
        this.OPTION2(() => {
          this.CONSUME2(T.Comma);
          more = true;
        });
      },
    });
    this.CONSUME(T.RBracket);
    return items;
  });

  externalData = this.rule('externalData', (): ExternalData => {
    const start = this.here();
    this.OR([{ ALT: () => this.CONSUME(T.K.externaldata) }, { ALT: () => this.CONSUME(T.K.external_data) }]);
    const params = this.SUBRULE(this.parameters);
    const schema = this.SUBRULE(this.rowSchema);
    const uris = this.SUBRULE(this.bracketedList, { ARGS: [false] });
    let options: Parameter[] = [];
    this.OPTION(() => { options = this.SUBRULE(this.options); });
    return { kind: 'externaldata', params, schema, uris, options, span: this.since(start) };
  });

  contextualDatatable = this.rule('contextualDatatable', (): Expression => {
    const start = this.here();
    this.CONSUME(T.K.__contextual_datatable);
    const id = this.SUBRULE(this.parameterValue);
    const schema = this.SUBRULE(this.rowSchema);
    return { kind: 'contextualDatatable', id, schema, span: this.since(start) };
  });

  viewCombine = this.rule('viewCombine', (): MaterializedViewCombine => {
    const start = this.here();
    this.CONSUME(T.K['materialized-view-combine']);
    const name = this.SUBRULE(this.parenthesized);
    this.CONSUME2(T.Word);
    const base = this.SUBRULE2(this.parenthesized);
    this.CONSUME3(T.Word);
    const delta = this.SUBRULE3(this.parenthesized);
    this.CONSUME4(T.Word);
    const aggregations = this.SUBRULE4(this.parenthesized);
    return { kind: 'materializedViewCombine', name, base, delta, aggregations, span: this.since(start) };
  });
}

function isConstant(item: Expression): boolean {
  if (item.kind === 'unary') return item.operand.kind === 'literal';
  return item.kind === 'literal' || item.kind === 'string' || item.kind === 'dynamic' || item.kind === 'typeof' || item.kind === undefined;
}
