import { ExpressionGrammar } from './expressions.js';
import type {
  AsStage, AssertSchemaStage, Column, ColumnPatternStage, ConsumeStage, CountStage, DistinctStage, EvaluateStage, ExecuteAndCacheStage,
  ExtendStage, GetSchemaStage, InvokeStage, Parameter, ParseKvStage, ParsePiece, ParseStage, PrintStage, ProjectByNamesStage, ProjectReorderStage, ProjectStage,
  RangeStage, ReduceStage, RenderStage, SampleDistinctStage, SerializeStage, SortKey, SortOrder, SortStage, SummarizeStage, TakeStage,
  TopHittersStage, TopNestedLevel, TopNestedStage, TopStage, WhereStage, Call, Path, Expression, RowSchema,
} from './syntax.js';
import * as T from './tokens.js';
import { isWord } from './base.js';

const PARSE_KV_OPTIONS = new Set(['escape', 'greedy', 'kv_delimiter', 'pair_delimiter', 'quote', 'regex']);
const RENDER_OPTIONS = new Set([
  'accumulate', 'anomalycolumns', 'kind', 'legend', 'series', 'title', 'xaxis', 'xcolumn', 'xmax', 'xmin', 'xtitle', 'yaxis', 'ycolumns', 'ymax',
  'ymin', 'ysplit', 'ytitle',
]);

/** Stages that need no other table: they pick, add, sort, count and shape columns and rows. */
export abstract class ColumnStageGrammar extends ExpressionGrammar {
  asStage = this.rule('asStage', (): AsStage => {
    const start = this.here();
    this.CONSUME(T.K.as);
    const params = this.SUBRULE(this.parameters);
    const name = this.SUBRULE(this.name);
    return { kind: 'as', params, name, span: this.since(start) };
  });

  assertSchemaStage = this.rule('assertSchemaStage', (): AssertSchemaStage => {
    const start = this.here();
    this.CONSUME(T.K['assert-schema']);
    const schema = this.SUBRULE(this.rowSchema);
    return { kind: 'assert-schema', schema, span: this.since(start) };
  });

  consumeStage = this.rule('consumeStage', (): ConsumeStage => {
    const start = this.here();
    this.CONSUME(T.K.consume);
    const params = this.SUBRULE(this.parameters);
    return { kind: 'consume', params, span: this.since(start) };
  });

  countStage = this.rule('countStage', (): CountStage => {
    const start = this.here();
    let name: CountStage['name'] = null;
    this.CONSUME(T.K.count);
    this.OPTION(() => {
      this.CONSUME(T.K.as);
      name = this.SUBRULE(this.name);
    });
    return { kind: 'count', name, span: this.since(start) };
  });

  distinctStage = this.rule('distinctStage', (): DistinctStage => {
    const start = this.here();
    this.CONSUME(T.K.distinct);
    const params = this.SUBRULE(this.parameters);
    const columns = this.SUBRULE(this.columns, { ARGS: [true] });
    return { kind: 'distinct', params, columns, span: this.since(start) };
  });

  evaluateStage = this.rule('evaluateStage', (): EvaluateStage => {
    const start = this.here();
    this.CONSUME(T.K.evaluate);
    const params = this.SUBRULE(this.parameters);
    const call = this.SUBRULE(this.call);
    let schema: RowSchema | null = null;
    this.OPTION(() => {
      this.CONSUME(T.Colon);
      schema = this.SUBRULE(this.rowSchema);
    });
    return { kind: 'evaluate', params, call, schema, span: this.since(start) };
  });

  executeAndCacheStage = this.rule('executeAndCacheStage', (): ExecuteAndCacheStage => {
    const token = this.CONSUME(T.K.__executeAndCache);
    return { kind: 'execute-and-cache', span: this.since(token.startOffset) };
  });

  extendStage = this.rule('extendStage', (): ExtendStage => {
    const start = this.here();
    this.CONSUME(T.K.extend);
    const columns = this.SUBRULE(this.columns);
    return { kind: 'extend', columns, span: this.since(start) };
  });

  getSchemaStage = this.rule('getSchemaStage', (): GetSchemaStage => {
    const start = this.here();
    this.CONSUME(T.K.getschema);
    const params = this.SUBRULE(this.parameters);
    return { kind: 'getschema', params, span: this.since(start) };
  });

  invokeStage = this.rule('invokeStage', (): InvokeStage => {
    const start = this.here();
    this.CONSUME(T.K.invoke);
    const from = this.here();
    let call: Call | Path = this.SUBRULE(this.call);
    this.MANY(() => {
      this.CONSUME(T.Dot);
      call = { kind: 'path', target: call, member: this.SUBRULE2(this.call), span: this.since(from) };
    });
    return { kind: 'invoke', call, span: this.since(start) };
  });

  parseStage = this.rule('parseStage', (): ParseStage => {
    const start = this.here();
    const kind = this.OR([{ ALT: () => this.CONSUME(T.K.parse) }, { ALT: () => this.CONSUME(T.K['parse-where']) }]).image as ParseStage['kind'];
    const params = this.SUBRULE(this.parameters);
    const value = this.SUBRULE(this.expression);
    this.CONSUME(T.K.with);
    const pattern: ParsePiece[] = [];
    this.MANY(() => pattern.push(this.SUBRULE(this.parsePiece)));
    return { kind, params, value, pattern, span: this.since(start) };
  });

  parsePiece = this.rule('parsePiece', (): ParsePiece => {
    const start = this.here();
    return this.OR<ParsePiece>([
      { ALT: () => ({ kind: 'star', span: this.since(this.CONSUME(T.Star).startOffset) }) },
      { ALT: () => this.SUBRULE(this.stringLiteral) },
      { ALT: () => {
        const name = this.SUBRULE(this.newName);
        let type: ReturnType<typeof this.typeName> | null = null;
        this.OPTION(() => {
          this.CONSUME(T.Colon);
          type = this.SUBRULE(this.typeName);
        });
        return type === null ? name : { kind: 'columnDeclaration', name, type, span: this.since(start) };
      } },
    ]);
  });

  parseKvStage = this.rule('parseKvStage', (): ParseKvStage => {
    const start = this.here();
    this.CONSUME(T.K['parse-kv']);
    const value = this.SUBRULE(this.expression);
    this.CONSUME(T.K.as);
    const schema = this.SUBRULE(this.rowSchema);
    let options: Parameter[] = [];
    this.OPTION(() => { options = this.SUBRULE(this.options, { ARGS: [PARSE_KV_OPTIONS] }); });
    return { kind: 'parse-kv', value, schema, options, span: this.since(start) };
  });

  printStage = this.rule('printStage', (): PrintStage => {
    const start = this.here();
    this.CONSUME(T.K.print);
    const columns = this.SUBRULE(this.columns);
    return { kind: 'print', columns, span: this.since(start) };
  });

  projectStage = this.rule('projectStage', (): ProjectStage => {
    const start = this.here();
    const kind = this.OR([{ ALT: () => this.CONSUME(T.K.project) }, { ALT: () => this.CONSUME(T.K['project-rename']) }]).image as ProjectStage['kind'];
    let columns: Column[] = [];
    this.OPTION(() => { columns = this.SUBRULE(this.columns); });
    return { kind, columns, span: this.since(start) };
  });

  columnPatternStage = this.rule('columnPatternStage', (): ColumnPatternStage => {
    const start = this.here();
    const kind = this.OR([
      { ALT: () => this.CONSUME(T.K['project-away']) },
      { ALT: () => this.CONSUME(T.K['project-keep']) },
    ]).image as ColumnPatternStage['kind'];
    const columns: ColumnPatternStage['columns'][number][] = [];
    this.MANY_SEP({ SEP: T.Comma, DEF: () => columns.push(this.SUBRULE(this.columnPattern)) });
    return { kind, columns, span: this.since(start) };
  });

  projectReorderStage = this.rule('projectReorderStage', (): ProjectReorderStage => {
    const start = this.here();
    this.CONSUME(T.K['project-reorder']);
    const columns: ProjectReorderStage['columns'][number][] = [];
    this.MANY_SEP({
      SEP: T.Comma,
      DEF: () => {
        const column = this.SUBRULE(this.columnPattern);
        let order: SortOrder | null = null;
        this.OPTION(() => { order = this.SUBRULE(this.sortOrder); });
        columns.push({ column, order });
      },
    });
    return { kind: 'project-reorder', columns, span: this.since(start) };
  });

  projectByNamesStage = this.rule('projectByNamesStage', (): ProjectByNamesStage => {
    const start = this.here();
    this.CONSUME(T.K['project-by-names']);
    let names: Expression[] = [];
    this.OPTION(() => { names = this.SUBRULE(this.expressions); });
    return { kind: 'project-by-names', names, span: this.since(start) };
  });

  rangeStage = this.rule('rangeStage', (): RangeStage => {
    const start = this.here();
    this.CONSUME(T.K.range);
    const name = this.SUBRULE(this.name);
    this.CONSUME(T.K.from);
    const from = this.SUBRULE(this.expression);
    this.CONSUME(T.K.to);
    const to = this.SUBRULE2(this.expression);
    this.CONSUME(T.K.step);
    const step = this.SUBRULE3(this.expression);
    return { kind: 'range', name, from, to, step, span: this.since(start) };
  });

  reduceStage = this.rule('reduceStage', (): ReduceStage => {
    const start = this.here();
    this.CONSUME(T.K.reduce);
    const params = this.SUBRULE(this.parameters);
    this.CONSUME(T.K.by);
    const by = this.SUBRULE(this.column);
    const options: Parameter[] = [];
    this.OPTION(() => {
      this.CONSUME(T.K.with);
      this.AT_LEAST_ONE_SEP({ SEP: T.Comma, DEF: () => options.push(this.SUBRULE(this.parameter)) });
    });
    return { kind: 'reduce', params, by, with: options, span: this.since(start) };
  });

  renderStage = this.rule('renderStage', (): RenderStage => {
    const start = this.here();
    this.CONSUME(T.K.render);
    const chart = this.CONSUME(T.AnyWord).image;
    const params: Parameter[] = [];
    let properties: Parameter[] = [];
    this.MANY({
      GATE: () => !(this.is(1, T.K.with) && this.is(2, T.LParen)),
      DEF: () => params.push(this.SUBRULE(this.oldRenderOption)),
    });
    this.OPTION(() => { properties = this.SUBRULE(this.options, { ARGS: [RENDER_OPTIONS] }); });
    return { kind: 'render', chart, params, properties, span: this.since(start) };
  });

  /** `kind=…`, `title=…`, `with "…"`, `by a, b`: options of `render` from before it had `with (…)`. */
  oldRenderOption = this.rule('oldRenderOption', (): Parameter => {
    const start = this.here();
    const values: Expression[] = [];
    // `with` and `by` are words as well: the order decides.
    const name = this.OR({ IGNORE_AMBIGUITIES: true, DEF: [
      { ALT: () => {
        const word = this.CONSUME(T.K.with).image;
        values.push(this.SUBRULE(this.stringLiteral));
        return word;
      } },
      { ALT: () => {
        const word = this.CONSUME(T.K.by).image;
        this.AT_LEAST_ONE_SEP({ SEP: T.Comma, DEF: () => values.push(this.SUBRULE(this.newName)) });
        return word;
      } },
      { ALT: () => {
        const option = this.SUBRULE(this.parameter);
        values.push(...(option.values ?? []));
        return option.name;
      } },
    ] });
    return { kind: 'parameter', name, values, span: this.since(start) };
  });

  sampleDistinctStage = this.rule('sampleDistinctStage', (): SampleDistinctStage => {
    const start = this.here();
    this.CONSUME(T.K['sample-distinct']);
    const params = this.SUBRULE(this.parameters);
    const count = this.SUBRULE(this.column);
    this.CONSUME(T.K.of);
    const of = this.SUBRULE2(this.column);
    return { kind: 'sample-distinct', params, count, of, span: this.since(start) };
  });

  serializeStage = this.rule('serializeStage', (): SerializeStage => {
    const start = this.here();
    this.CONSUME(T.K.serialize);
    const params = this.SUBRULE(this.parameters);
    let columns: Column[] = [];
    this.OPTION(() => { columns = this.SUBRULE(this.columns); });
    return { kind: 'serialize', params, columns, span: this.since(start) };
  });

  sortStage = this.rule('sortStage', (): SortStage => {
    const start = this.here();
    const word = this.OR([{ ALT: () => this.CONSUME(T.K.sort) }, { ALT: () => this.CONSUME(T.K.order) }]).image;
    const params = this.SUBRULE(this.parameters);
    this.CONSUME(T.K.by);
    const keys = this.SUBRULE(this.sortKeys);
    const span = this.since(start);
    return word === 'order' ? { kind: 'sort', params, keys, spelled: 'order', span } : { kind: 'sort', params, keys, span };
  });

  sortKeys = this.rule('sortKeys', (): SortKey[] => {
    const keys: SortKey[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: T.Comma, DEF: () => keys.push(this.SUBRULE(this.sortKey)) });
    return keys;
  });

  sortKey = this.rule('sortKey', (): SortKey => {
    const start = this.here();
    const column = this.SUBRULE(this.column);
    let order: SortOrder | null = null;
    let nulls: SortKey['nulls'] = null;
    this.OPTION(() => { order = this.SUBRULE(this.sortOrder); });
    this.OPTION2(() => {
      this.CONSUME(T.K.nulls);
      nulls = this.OR([{ ALT: () => this.CONSUME(T.K.first) }, { ALT: () => this.CONSUME(T.K.last) }]).image as SortKey['nulls'];
    });
    return { kind: 'sortKey', column, order, nulls, span: this.since(start) };
  });

  sortOrder = this.rule('sortOrder', () => this.OR([
    { ALT: () => this.CONSUME(T.K.asc) },
    { ALT: () => this.CONSUME(T.K.desc) },
    { ALT: () => this.CONSUME(T.K['granny-asc']) },
    { ALT: () => this.CONSUME(T.K['granny-desc']) },
  ]).image as SortOrder);

  summarizeStage = this.rule('summarizeStage', (): SummarizeStage => {
    const start = this.here();
    this.CONSUME(T.K.summarize);
    const params = this.SUBRULE(this.parameters);
    let aggregates: Column[] = [];
    let by: Column[] | null = null;
    let bin: Expression | null = null;
    this.OPTION({ GATE: () => !this.is(1, T.K.by), DEF: () => { aggregates = this.SUBRULE(this.columns); } });
    this.OPTION2(() => {
      this.CONSUME(T.K.by);
      by = this.SUBRULE2(this.columns);
      this.OPTION3(() => {
        this.CONSUME(T.K.bin);
        this.CONSUME(T.Equals);
        bin = this.SUBRULE(this.expression);
      });
    });
    return { kind: 'summarize', params, aggregates, by, bin, span: this.since(start) };
  });

  takeStage = this.rule('takeStage', (): TakeStage => {
    const start = this.here();
    const word = this.OR([
      { ALT: () => this.CONSUME(T.K.take) },
      { ALT: () => this.CONSUME(T.K.limit) },
      { ALT: () => this.CONSUME(T.K.sample) },
    ]).image;
    const params = this.SUBRULE(this.parameters);
    const count = this.SUBRULE(this.column);
    const span = this.since(start);
    if (word === 'limit') return { kind: 'take', params, count, spelled: 'limit', span };
    return { kind: word === 'sample' ? 'sample' : 'take', params, count, span };
  });

  topStage = this.rule('topStage', (): TopStage => {
    const start = this.here();
    this.CONSUME(T.K.top);
    const params = this.SUBRULE(this.parameters);
    const count = this.SUBRULE(this.column);
    this.CONSUME(T.K.by);
    const by = this.SUBRULE(this.sortKey);
    return { kind: 'top', params, count, by, span: this.since(start) };
  });

  topHittersStage = this.rule('topHittersStage', (): TopHittersStage => {
    const start = this.here();
    this.CONSUME(T.K['top-hitters']);
    const count = this.SUBRULE(this.column);
    this.CONSUME(T.K.of);
    const of = this.SUBRULE2(this.column);
    let by: Column | null = null;
    this.OPTION(() => {
      this.CONSUME(T.K.by);
      by = this.SUBRULE3(this.column);
    });
    return { kind: 'top-hitters', count, of, by, span: this.since(start) };
  });

  topNestedStage = this.rule('topNestedStage', (): TopNestedStage => {
    const start = this.here();
    const levels: TopNestedLevel[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: T.Comma, DEF: () => levels.push(this.SUBRULE(this.topNestedLevel)) });
    return { kind: 'top-nested', levels, span: this.since(start) };
  });

  topNestedLevel = this.rule('topNestedLevel', (): TopNestedLevel => {
    const start = this.here();
    let count: Column | null = null;
    let others: Expression | null = null;
    this.CONSUME(T.K['top-nested']);
    this.OPTION({ GATE: () => !this.is(1, T.K.of), DEF: () => { count = this.SUBRULE(this.column); } });
    this.CONSUME(T.K.of);
    const of = this.SUBRULE2(this.column);
    this.OPTION2(() => {
      this.CONSUME(T.K.with);
      this.CONSUME(T.K.others);
      this.CONSUME(T.Equals);
      others = this.SUBRULE(this.expression);
    });
    this.CONSUME(T.K.by);
    const by = this.SUBRULE(this.sortKey);
    return { kind: 'topNestedLevel', count, of, others, by, span: this.since(start) };
  });

  whereStage = this.rule('whereStage', (): WhereStage => {
    const start = this.here();
    const word = this.OR([{ ALT: () => this.CONSUME(T.K.where) }, { ALT: () => this.CONSUME(T.K.filter) }]).image;
    const params = this.SUBRULE(this.parameters);
    const condition = this.SUBRULE(this.column);
    const span = this.since(start);
    return word === 'filter' ? { kind: 'where', params, condition, spelled: 'filter', span } : { kind: 'where', params, condition, span };
  });

  /** A name begins at the offset. */
  protected isNameAt(offset: number): boolean {
    return this.nameAt(offset, isWord) > 0;
  }
}
