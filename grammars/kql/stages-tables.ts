import type { ParserMethod } from 'chevrotain';
import { isAnyWord, isNameWord } from './base.js';
import { ColumnStageGrammar } from './stages-columns.js';
import type {
  Column, ExpandColumn, Expression, FacetStage, FindColumn, FindStage, ForkStage, FunctionParameter, JoinStage, LookupStage, MakeSeriesStage,
  MvApplyStage, MvExpandStage, PartitionByStage, PartitionStage, RawStage, ScanStage, ScanStep, SearchStage, SortKey, TypeofLiteral, UnionStage,
} from './syntax.js';
import * as T from './tokens.js';

/** Stages that read other tables or hold whole pipelines. */
export abstract class TableStageGrammar extends ColumnStageGrammar {
  /** The pipeline inside `mv-apply`, `partition`, `fork`, `facet`: it begins with a stage. */
  abstract subPipeline: ParserMethod<[], Expression>;
  abstract functionParameter: ParserMethod<[], FunctionParameter>;
  abstract oneStage: ParserMethod<[], Expression>;

  joinStage = this.rule('joinStage', (): JoinStage => {
    const start = this.here();
    this.CONSUME(T.K.join);
    const params = this.SUBRULE(this.parameters);
    const table = this.SUBRULE(this.expression);
    let on: Expression[] | null = null;
    let where: Expression | null = null;
    this.OPTION(() => this.OR([
      { ALT: () => {
        this.CONSUME(T.K.on);
        on = this.SUBRULE(this.expressions);
      } },
      { ALT: () => {
        this.CONSUME(T.K.where);
        where = this.SUBRULE2(this.expression);
      } },
    ]));
    return { kind: 'join', params, table, on, where, span: this.since(start) };
  });

  lookupStage = this.rule('lookupStage', (): LookupStage => {
    const start = this.here();
    this.CONSUME(T.K.lookup);
    const params = this.SUBRULE(this.parameters);
    const table = this.SUBRULE(this.expression);
    this.CONSUME(T.K.on);
    const on = this.SUBRULE(this.expressions);
    return { kind: 'lookup', params, table, on, span: this.since(start) };
  });

  unionStage = this.rule('unionStage', (): UnionStage => {
    const start = this.here();
    this.CONSUME(T.K.union);
    const params = this.SUBRULE(this.parameters);
    const tables: Expression[] = [];
    this.AT_LEAST_ONE_SEP({
      SEP: T.Comma,
      DEF: () => tables.push(this.OR([
        { ALT: () => this.SUBRULE(this.parenthesized) },
        { ALT: () => this.SUBRULE(this.entity) },
      ])),
    });
    return { kind: 'union', params, tables, span: this.since(start) };
  });

  /** A table by name, pattern or call: `T`, `U*`, `cluster("c").database("d").T*`. */
  entity = this.rule('entity', (): Expression => {
    const start = this.here();
    let target: Expression = this.SUBRULE(this.entityPart);
    this.MANY(() => this.OR([
      { ALT: () => {
        this.CONSUME(T.Dot);
        target = { kind: 'path', target, member: this.SUBRULE2(this.entityPart), span: this.since(start) };
      } },
      { ALT: () => { target = this.SUBRULE(this.index, { ARGS: [target, start] }); } },
    ]));
    return target;
  });

  entityPart = this.rule('entityPart', (): Expression & { kind: 'name' | 'call' | 'wildcard' } => {
    const start = this.here();
    const name = this.SUBRULE(this.columnPattern);
    let args: Column[] | null = null;
    this.OPTION(() => { args = this.SUBRULE(this.args); });
    return args === null || name.kind === 'wildcard' ? name : { kind: 'call', name, args, span: this.since(start) };
  });

  /** The tables in `find in (…)` and `search in (…)`. */
  sources = this.rule('sources', (): Expression[] => {
    const sources: Expression[] = [];
    this.CONSUME(T.In);
    this.CONSUME(T.LParen);
    this.AT_LEAST_ONE_SEP({
      SEP: T.Comma,
      DEF: () => {
        const start = this.here();
        const source = this.SUBRULE(this.entity);
        sources.push(source);
        this.OPTION(() => {
          this.CONSUME(T.Pipe);
          const stage = this.SUBRULE(this.asStage);
          sources[sources.length - 1] = { kind: 'pipeline', source, stages: [stage], span: this.since(start) };
        });
      },
    });
    this.CONSUME(T.RParen);
    return sources;
  });

  scope = this.rule('scope', (): string => {
    this.CONSUME(T.K.datascope);
    this.CONSUME(T.Equals);
    return this.CONSUME(T.AnyWord).image;
  });

  findStage = this.rule('findStage', (): FindStage => {
    const start = this.here();
    this.CONSUME(T.K.find);
    let scope: string | null = null;
    let sources: Expression[] = [];
    let project: FindColumn[] | null = null;
    let projectAway: FindColumn[] | null = null;
    let projectSmart = false;
    this.OPTION(() => { scope = this.SUBRULE(this.scope); });
    const params = this.SUBRULE(this.parameters);
    this.OPTION2(() => { sources = this.SUBRULE(this.sources); });
    this.OPTION3(() => this.CONSUME(T.K.where));
    const condition = this.SUBRULE(this.expression);
    this.OPTION4(() => this.OR([
      { ALT: () => {
        this.CONSUME(T.K.project);
        project = this.SUBRULE(this.findColumns);
      } },
      { ALT: () => {
        this.CONSUME(T.K['project-smart']);
        projectSmart = true;
      } },
    ]));
    this.OPTION5(() => {
      this.CONSUME(T.K.__projectAway);
      projectAway = this.SUBRULE2(this.findColumns);
    });
    return { kind: 'find', scope, params, sources, condition, project, projectSmart, projectAway, span: this.since(start) };
  });

  findColumns = this.rule('findColumns', (): FindColumn[] => {
    const columns: FindColumn[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: T.Comma, DEF: () => columns.push(this.SUBRULE(this.findColumn)) });
    return columns;
  });

  findColumn = this.rule('findColumn', (): FindColumn => {
    const start = this.here();
    return this.OR<FindColumn>([
      { ALT: () => ({ kind: 'star', span: this.since(this.CONSUME(T.Star).startOffset) }) },
      { GATE: () => this.is(1, T.K.pack), ALT: () => {
        this.CONSUME(T.K.pack);
        this.CONSUME(T.LParen);
        this.CONSUME2(T.Star);
        this.CONSUME(T.RParen);
        return { kind: 'packAll', span: this.since(start) };
      } },
      { GATE: () => this.is(1 + this.nameAt(1, isNameWord), T.Colon), ALT: () => this.SUBRULE(this.columnDeclaration, { ARGS: [true] }) },
      { ALT: () => this.SUBRULE(this.name) },
    ]);
  });

  searchStage = this.rule('searchStage', (): SearchStage => {
    const start = this.here();
    this.CONSUME(T.K.search);
    let scope: string | null = null;
    let sources: Expression[] = [];
    const params = this.SUBRULE(this.parameters);
    this.OPTION(() => { scope = this.SUBRULE(this.scope); });
    this.OPTION2(() => { sources = this.SUBRULE(this.sources); });
    const condition = this.SUBRULE(this.expression, { ARGS: [true] });
    return { kind: 'search', params, scope, sources, condition, span: this.since(start) };
  });

  forkStage = this.rule('forkStage', (): ForkStage => {
    const start = this.here();
    this.CONSUME(T.K.fork);
    const branches: ForkStage['branches'][number][] = [];
    this.AT_LEAST_ONE(() => {
      let name: ForkStage['branches'][number]['name'] = null;
      this.OPTION(() => {
        name = this.SUBRULE(this.name);
        this.CONSUME(T.Equals);
      });
      branches.push({ name, body: this.SUBRULE(this.block) });
    });
    return { kind: 'fork', branches, span: this.since(start) };
  });

  /** `( stage | stage )`. */
  block = this.rule('block', (): Expression => {
    this.CONSUME(T.LParen);
    const body = this.SUBRULE(this.subPipeline);
    this.CONSUME(T.RParen);
    return body;
  });

  facetStage = this.rule('facetStage', (): FacetStage => {
    const start = this.here();
    this.CONSUME(T.K.facet);
    this.CONSUME(T.K.by);
    const columns: Expression[] = [];
    let body: Expression | null = null;
    this.AT_LEAST_ONE_SEP({ SEP: T.Comma, DEF: () => columns.push(this.SUBRULE(this.columnPath)) });
    this.OPTION(() => {
      this.CONSUME(T.K.with);
      body = this.OR([
        { ALT: () => this.SUBRULE(this.block) },
        // A facet here would let stages nest without brackets, beyond what the bound on depth sees.
        { GATE: () => !this.is(1, T.K.facet), ALT: () => this.SUBRULE(this.oneStage) },
      ]);
    });
    return { kind: 'facet', columns, with: body, span: this.since(start) };
  });

  /** `a.b['c']`: a column where a parenthesis after it is not a call. */
  columnPath = this.rule('columnPath', (): Expression => {
    const start = this.here();
    let target: Expression = this.SUBRULE(this.name);
    this.MANY(() => this.OR([
      { ALT: () => {
        this.CONSUME(T.Dot);
        target = { kind: 'path', target, member: this.SUBRULE2(this.name), span: this.since(start) };
      } },
      { ALT: () => { target = this.SUBRULE(this.index, { ARGS: [target, start] }); } },
    ]));
    return target;
  });

  partitionStage = this.rule('partitionStage', (): PartitionStage => {
    const start = this.here();
    this.CONSUME(T.K.partition);
    const params = this.SUBRULE(this.parameters);
    this.CONSUME(T.K.by);
    const by = this.SUBRULE(this.columnPath);
    let scope: Expression | null = null;
    let braces = false;
    this.OPTION(() => {
      this.CONSUME(T.In);
      scope = this.SUBRULE(this.primary);
    });
    const body = this.OR([
      { ALT: () => this.SUBRULE(this.block) },
      { ALT: () => {
        braces = true;
        this.CONSUME(T.LBrace);
        const query = this.SUBRULE(this.query);
        this.CONSUME(T.RBrace);
        return query;
      } },
    ]);
    return { kind: 'partition', params, by, scope, body, braces, span: this.since(start) };
  });

  partitionByStage = this.rule('partitionByStage', (): PartitionByStage => {
    const start = this.here();
    this.CONSUME(T.K.__partitionby);
    const params = this.SUBRULE(this.parameters);
    const column = this.SUBRULE(this.columnPath);
    let id: Expression | null = null;
    this.OPTION(() => {
      this.CONSUME(T.K.id);
      id = this.SUBRULE(this.parameterValue);
    });
    const body = this.SUBRULE(this.block);
    return { kind: 'partition-by', params, column, id, body, span: this.since(start) };
  });

  expandColumns = this.rule('expandColumns', (): ExpandColumn[] => {
    const columns: ExpandColumn[] = [];
    this.AT_LEAST_ONE_SEP({
      SEP: T.Comma,
      DEF: () => {
        const start = this.here();
        const column = this.SUBRULE(this.column);
        let to: TypeofLiteral | null = null;
        this.OPTION(() => {
          this.CONSUME(T.K.to);
          to = this.SUBRULE(this.typeofLiteral);
        });
        columns.push({ kind: 'expandColumn', column, to, span: this.since(start) });
      },
    });
    return columns;
  });

  mvExpandStage = this.rule('mvExpandStage', (): MvExpandStage => {
    const start = this.here();
    this.OR([{ ALT: () => this.CONSUME(T.K['mv-expand']) }, { ALT: () => this.CONSUME(T.K.mvexpand) }]);
    const params = this.SUBRULE(this.parameters);
    const columns = this.SUBRULE(this.expandColumns);
    let limit: Expression | null = null;
    this.OPTION(() => {
      this.CONSUME(T.K.limit);
      limit = this.SUBRULE(this.expression);
    });
    return { kind: 'mv-expand', params, columns, limit, span: this.since(start) };
  });

  mvApplyStage = this.rule('mvApplyStage', (): MvApplyStage => {
    const start = this.here();
    this.OR([{ ALT: () => this.CONSUME(T.K['mv-apply']) }, { ALT: () => this.CONSUME(T.K.mvapply) }]);
    const params = this.SUBRULE(this.parameters);
    const columns = this.SUBRULE(this.expandColumns);
    let limit: Expression | null = null;
    let id: Expression | null = null;
    this.OPTION(() => {
      this.CONSUME(T.K.limit);
      limit = this.SUBRULE(this.expression);
    });
    this.OPTION2(() => {
      this.CONSUME(T.K.id);
      id = this.SUBRULE(this.parameterValue);
    });
    this.CONSUME(T.K.on);
    const body = this.SUBRULE(this.block);
    return { kind: 'mv-apply', params, columns, limit, id, body, span: this.since(start) };
  });

  makeSeriesStage = this.rule('makeSeriesStage', (): MakeSeriesStage => {
    const start = this.here();
    this.CONSUME(T.K['make-series']);
    const params = this.SUBRULE(this.parameters);
    const aggregates: MakeSeriesStage['aggregates'][number][] = [];
    let by: Column[] = [];
    this.AT_LEAST_ONE_SEP({
      SEP: T.Comma,
      DEF: () => {
        const column = this.SUBRULE(this.column);
        let fallback: Column | null = null;
        this.OPTION(() => {
          this.CONSUME(T.K.default);
          this.CONSUME(T.Equals);
          fallback = this.SUBRULE2(this.column);
        });
        aggregates.push({ column, default: fallback });
      },
    });
    this.CONSUME(T.K.on);
    const on = this.SUBRULE3(this.column);
    const range = this.OR([{ ALT: () => this.SUBRULE(this.seriesIn) }, { ALT: () => this.SUBRULE(this.seriesFrom) }]);
    this.OPTION2(() => {
      this.CONSUME(T.K.by);
      by = this.SUBRULE(this.columns);
    });
    return { kind: 'make-series', params, aggregates, on, ...range, by, span: this.since(start) };
  });

  seriesIn = this.rule('seriesIn', (): Pick<MakeSeriesStage, 'from' | 'to' | 'step' | 'inRange'> => {
    this.CONSUME(T.In);
    this.CONSUME(T.K.range);
    this.CONSUME(T.LParen);
    const from = this.SUBRULE(this.expression);
    this.CONSUME(T.Comma);
    const to = this.SUBRULE2(this.expression);
    this.CONSUME2(T.Comma);
    const step = this.SUBRULE3(this.expression);
    this.CONSUME(T.RParen);
    return { from, to, step, inRange: true };
  });

  seriesFrom = this.rule('seriesFrom', (): Pick<MakeSeriesStage, 'from' | 'to' | 'step' | 'inRange'> => {
    let from: Expression | null = null;
    let to: Expression | null = null;
    this.OPTION(() => {
      this.CONSUME(T.K.from);
      from = this.SUBRULE(this.expression);
    });
    this.OPTION2(() => {
      this.CONSUME(T.K.to);
      to = this.SUBRULE2(this.expression);
    });
    this.CONSUME(T.K.step);
    const step = this.SUBRULE3(this.expression);
    return { from, to, step, inRange: false };
  });

  scanStage = this.rule('scanStage', (): ScanStage => {
    const start = this.here();
    this.CONSUME(T.K.scan);
    const params = this.SUBRULE(this.parameters);
    let orderBy: SortKey[] = [];
    let partitionBy: Expression[] = [];
    const declare: FunctionParameter[] = [];
    const steps: ScanStep[] = [];
    this.OPTION(() => {
      this.CONSUME(T.K.order);
      this.CONSUME(T.K.by);
      orderBy = this.SUBRULE(this.sortKeys);
    });
    this.OPTION2(() => {
      this.CONSUME(T.K.partition);
      this.CONSUME2(T.K.by);
      partitionBy = this.SUBRULE(this.expressions);
    });
    this.OPTION3(() => {
      this.CONSUME(T.K.declare);
      this.CONSUME(T.LParen);
      this.MANY_SEP({ SEP: T.Comma, DEF: () => declare.push(this.SUBRULE(this.functionParameter)) });
      this.CONSUME(T.RParen);
    });
    this.CONSUME(T.K.with);
    this.CONSUME2(T.LParen);
    this.MANY(() => steps.push(this.SUBRULE(this.scanStep)));
    this.CONSUME2(T.RParen);
    return { kind: 'scan', params, orderBy, partitionBy, declare, steps, span: this.since(start) };
  });

  scanStep = this.rule('scanStep', (): ScanStep => {
    const start = this.here();
    const assignments: ScanStep['assignments'][number][] = [];
    let optional = false;
    let output: string | null = null;
    this.CONSUME(T.K.step);
    const name = this.SUBRULE(this.newName);
    this.OPTION(() => {
      this.CONSUME(T.K.optional);
      optional = true;
    });
    this.OPTION2(() => {
      this.CONSUME(T.K.output);
      this.CONSUME(T.Equals);
      output = this.CONSUME(T.AnyWord).image;
    });
    this.CONSUME(T.Colon);
    const condition = this.SUBRULE(this.expression);
    this.OPTION3(() => {
      this.CONSUME(T.Arrow);
      this.AT_LEAST_ONE_SEP({
        SEP: T.Comma,
        DEF: () => {
          const target = this.SUBRULE2(this.newName);
          this.CONSUME2(T.Equals);
          assignments.push({ name: target, value: this.SUBRULE2(this.expression) });
        },
      });
    });
    this.CONSUME(T.Semicolon);
    return { kind: 'scanStep', name, optional, output, condition, assignments, span: this.since(start) };
  });

  /** A stage kept as text: everything up to the next `|`, `;` or closing bracket outside its own brackets. */
  rawStage = this.rule('rawStage', (): RawStage => {
    const start = this.here();
    const keyword = this.OR([
      { ALT: () => this.CONSUME(T.K['graph-where-nodes']) },
      { ALT: () => this.CONSUME(T.K['graph-where-edges']) },
      { ALT: () => this.CONSUME(T.K['macro-expand']) },
      { ALT: () => this.CONSUME(T.K.inline_external_table) },
    ]).image;
    let depth = 0;
    this.MANY({
      GATE: () => depth > 0 || !this.endsRaw(),
      DEF: () => {
        const { tokenType } = this.CONSUME(T.Anything);
        if (tokenType === T.LParen || tokenType === T.LBracket || tokenType === T.LBrace) depth++;
        else if (tokenType === T.RParen || tokenType === T.RBracket || tokenType === T.RBrace) depth--;
      },
    });
    const span = this.since(start);
    return { kind: 'raw', keyword, text: this.text.slice(span.start, span.end), span };
  });

  private endsRaw(): boolean {
    return this.is(1, T.Pipe) || this.is(1, T.Semicolon) || this.is(1, T.RParen) || this.is(1, T.RBracket) || this.is(1, T.RBrace);
  }

  protected isWordAt(offset: number): boolean {
    return isAnyWord(this.LA(offset));
  }
}
