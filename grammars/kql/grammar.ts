import type { TokenType } from 'chevrotain';
import { type GrammarOptions, isAnyWord, isNameWord, isWord } from './base.js';
import type {
  ColumnDeclaration, DeclarePatternStatement, Expression, FunctionBody, FunctionParameter, Lambda, Parameter, PatternDefinition, RestrictStatement, Script, Stage,
  Statement, TypeName, RowSchema,
} from './syntax.js';
import { GraphStageGrammar } from './stages-graphs.js';
import * as T from './tokens.js';

type Look = (parser: KqlParser) => boolean;

/**
 * Words that begin a stage and yet may be a name: what must follow for a query to begin with the stage.
 * All other stage keywords that may be names (`count`, `take`, …) are names there.
 */
const STAGE_OR_NAME: ReadonlyMap<number, Look> = new Map<number, Look>([
  [T.K.evaluate.tokenTypeIdx!, (p) => p.looksLikeName(2) || p.looksLikeParameter(2)],
  [T.K.facet.tokenTypeIdx!, (p) => p.looksLike(2, T.K.by)],
  [T.K.inline_external_table.tokenTypeIdx!, (p) => p.looksLike(2, T.LParen) || p.looksLike(2, T.K.kind)],
  [T.K.partition.tokenTypeIdx!, (p) => p.looksLike(2, T.K.by) || p.looksLikeParameter(2)],
  [T.K.range.tokenTypeIdx!, (p) => p.looksLikeName(2)],
  [T.K.reduce.tokenTypeIdx!, (p) => p.looksLike(2, T.K.by) || p.looksLikeParameter(2)],
  [T.K.render.tokenTypeIdx!, (p) => p.looksLikeWord(2)],
]);

/** Stage keywords that can be nothing else. */
const STAGE_ONLY = new Set<number>([
  T.K.as, T.K['assert-schema'], T.K.__executeAndCache, T.K.find, T.K['graph-match'], T.K['graph-to-table'], T.K['graph-mark-components'],
  T.K['graph-shortest-paths'], T.K['graph-where-nodes'], T.K['graph-where-edges'], T.K.invoke, T.K['macro-expand'], T.K['make-graph'],
  T.K['make-series'], T.K['mv-apply'], T.K['mv-expand'], T.K['parse-where'], T.K['parse-kv'], T.K.print, T.K.project, T.K['project-away'],
  T.K['project-keep'], T.K['project-rename'], T.K['project-by-names'], T.K['project-reorder'], T.K.sample, T.K['sample-distinct'], T.K.search,
  T.K['top-hitters'], T.K['top-nested'], T.K.union, T.K.where,
].map((t) => t.tokenTypeIdx!));

/** Every word that begins a stage after a `|`. */
export const STAGE_WORDS: readonly TokenType[] = [
  T.K.as, T.K['assert-schema'], T.K.consume, T.K.count, T.K.distinct, T.K.evaluate, T.K.__executeAndCache, T.K.extend, T.K.facet, T.K.filter,
  T.K.find, T.K.fork, T.K.getschema, T.K['graph-mark-components'], T.K['graph-match'], T.K['graph-shortest-paths'], T.K['graph-to-table'],
  T.K['graph-where-edges'], T.K['graph-where-nodes'], T.K.inline_external_table, T.K.invoke, T.K.join, T.K.limit, T.K.lookup,
  T.K['macro-expand'], T.K['make-graph'], T.K['make-series'], T.K['mv-apply'], T.K['mv-expand'], T.K.mvapply, T.K.mvexpand, T.K.order,
  T.K.parse, T.K['parse-kv'], T.K['parse-where'], T.K.partition, T.K.__partitionby, T.K.print, T.K.project, T.K['project-away'],
  T.K['project-by-names'], T.K['project-keep'], T.K['project-rename'], T.K['project-reorder'], T.K.range, T.K.reduce, T.K.render, T.K.sample,
  T.K['sample-distinct'], T.K.scan, T.K.search, T.K.serialize, T.K.sort, T.K.summarize, T.K.take, T.K.top, T.K['top-hitters'],
  T.K['top-nested'], T.K.union, T.K.where,
];
const stageWords = new Set(STAGE_WORDS.map((t) => t.tokenTypeIdx!));

/** The whole language: stages in a pipeline, pipelines in statements, statements in a script. */
export class KqlParser extends GraphStageGrammar {
  stage = this.island('stage', this.choice<Stage>(() => [
    { ALT: () => this.SUBRULE(this.whereStage) },
    { ALT: () => this.SUBRULE(this.extendStage) },
    { ALT: () => this.SUBRULE(this.projectStage) },
    { ALT: () => this.SUBRULE(this.summarizeStage) },
    { ALT: () => this.SUBRULE(this.joinStage) },
    { ALT: () => this.SUBRULE(this.sortStage) },
    { ALT: () => this.SUBRULE(this.distinctStage) },
    { ALT: () => this.SUBRULE(this.takeStage) },
    { ALT: () => this.SUBRULE(this.topStage) },
    { ALT: () => this.SUBRULE(this.countStage) },
    { ALT: () => this.SUBRULE(this.mvExpandStage) },
    { ALT: () => this.SUBRULE(this.mvApplyStage) },
    { ALT: () => this.SUBRULE(this.parseStage) },
    { ALT: () => this.SUBRULE(this.parseKvStage) },
    { ALT: () => this.SUBRULE(this.columnPatternStage) },
    { ALT: () => this.SUBRULE(this.projectReorderStage) },
    { ALT: () => this.SUBRULE(this.projectByNamesStage) },
    { ALT: () => this.SUBRULE(this.lookupStage) },
    { ALT: () => this.SUBRULE(this.unionStage) },
    { ALT: () => this.SUBRULE(this.evaluateStage) },
    { ALT: () => this.SUBRULE(this.invokeStage) },
    { ALT: () => this.SUBRULE(this.asStage) },
    { ALT: () => this.SUBRULE(this.makeSeriesStage) },
    { ALT: () => this.SUBRULE(this.renderStage) },
    { ALT: () => this.SUBRULE(this.printStage) },
    { ALT: () => this.SUBRULE(this.rangeStage) },
    { ALT: () => this.SUBRULE(this.searchStage) },
    { ALT: () => this.SUBRULE(this.findStage) },
    { ALT: () => this.SUBRULE(this.serializeStage) },
    { ALT: () => this.SUBRULE(this.scanStage) },
    { ALT: () => this.SUBRULE(this.partitionStage) },
    { ALT: () => this.SUBRULE(this.partitionByStage) },
    { ALT: () => this.SUBRULE(this.forkStage) },
    { ALT: () => this.SUBRULE(this.facetStage) },
    { ALT: () => this.SUBRULE(this.reduceStage) },
    { ALT: () => this.SUBRULE(this.sampleDistinctStage) },
    { ALT: () => this.SUBRULE(this.topHittersStage) },
    { ALT: () => this.SUBRULE(this.topNestedStage) },
    { ALT: () => this.SUBRULE(this.getSchemaStage) },
    { ALT: () => this.SUBRULE(this.consumeStage) },
    { ALT: () => this.SUBRULE(this.assertSchemaStage) },
    { ALT: () => this.SUBRULE(this.executeAndCacheStage) },
    { ALT: () => this.SUBRULE(this.makeGraphStage) },
    { ALT: () => this.SUBRULE(this.graphMatchStage) },
    { ALT: () => this.SUBRULE(this.graphToTableStage) },
    { ALT: () => this.SUBRULE(this.graphMarkComponentsStage) },
    { ALT: () => this.SUBRULE(this.rawStage) },
  ]), (): Stage => ({ kind: 'missing', span: this.since(this.here()) }));

  query = this.rule('query', (): Expression => {
    const start = this.here();
    const stages: Stage[] = [];
    let source: Expression | null = null;
    this.OR([
      { GATE: () => this.beginsStage(), ALT: () => stages.push(this.SUBRULE(this.stage)) },
      { ALT: () => { source = this.SUBRULE(this.tableOrValue); } },
    ]);
    this.MANY(() => {
      this.CONSUME(T.Pipe);
      stages.push(this.SUBRULE2(this.stage));
    });
    return stages.length === 0 && source ? source : { kind: 'pipeline', source, stages, span: this.since(start) };
  });

  tableOrValue = this.rule('tableOrValue', (): Expression => {
    const start = this.here();
    const table = this.SUBRULE(this.expression);
    let scope: string | null = null;
    this.OPTION(() => { scope = this.SUBRULE(this.scope); });
    return scope === null ? table : { kind: 'dataScoped', table, scope, span: this.since(start) };
  });

  subPipeline = this.rule('subPipeline', this.choice<Expression>(() => [
    { GATE: () => stageWords.has(this.LA(1).tokenTypeIdx), ALT: () => this.SUBRULE(this.stages) },
    { ALT: () => this.SUBRULE(this.query) },
  ]));

  stages = this.rule('stages', (): Expression => {
    const start = this.here();
    const stages = [this.SUBRULE(this.stage)];
    this.MANY(() => {
      this.CONSUME(T.Pipe);
      stages.push(this.SUBRULE2(this.stage));
    });
    return { kind: 'pipeline', source: null, stages, span: this.since(start) };
  });

  oneStage = this.rule('oneStage', (): Expression => {
    const start = this.here();
    const stage = this.SUBRULE(this.stage);
    return { kind: 'pipeline', source: null, stages: [stage], span: this.since(start) };
  });

  // -------------------------------------------------------------- statements

  script = this.rule('script', (): Script => {
    const directives: string[] = [];
    const statements: Statement[] = [];
    this.MANY(() => directives.push(this.CONSUME(T.Directive).image));
    this.OPTION(() => {
      statements.push(this.SUBRULE(this.statement));
      this.MANY2({
        GATE: () => !Number.isNaN(this.LA(2).startOffset),
        DEF: () => {
          this.CONSUME(T.Semicolon);
          statements.push(this.SUBRULE2(this.statement));
        },
      });
      this.OPTION2(() => this.CONSUME2(T.Semicolon));
    });
    return { kind: 'script', directives, statements, span: { start: 0, end: this.text.length } };
  });

  statement = this.island('statement', this.choice<Statement>(() => [
    { GATE: () => this.beginsLet(), ALT: () => this.SUBRULE(this.letStatement) },
    { ALT: () => this.SUBRULE(this.setStatement) },
    { GATE: () => this.looksLike(2, T.K.pattern), ALT: () => this.SUBRULE(this.declarePattern) },
    { GATE: () => this.looksLike(2, T.K.query_parameters), ALT: () => this.SUBRULE(this.declareParameters) },
    { GATE: () => this.looksLike(2, T.K.database), ALT: () => this.SUBRULE(this.aliasStatement) },
    { GATE: () => this.looksLike(2, T.K.access), ALT: () => this.SUBRULE(this.restrictStatement) },
    { ALT: () => this.SUBRULE(this.queryStatement) },
  ]), (): Statement => ({ kind: 'query', value: { kind: 'missing', span: this.since(this.here()) }, span: this.since(this.here()) }));

  queryStatement = this.rule('queryStatement', (): Statement => {
    const start = this.here();
    const value = this.SUBRULE(this.query);
    return { kind: 'query', value, span: this.since(start) };
  });

  letStatement = this.rule('letStatement', (): Statement => {
    const start = this.here();
    this.CONSUME(T.K.let);
    const name = this.SUBRULE(this.name);
    this.CONSUME(T.Equals);
    const value = this.OR<Expression>([
      { GATE: () => this.beginsLambda(), ALT: () => this.SUBRULE(this.lambda) },
      { GATE: () => this.looksLike(2, T.LBracket), ALT: () => this.SUBRULE(this.entityGroup) },
      { ALT: () => this.SUBRULE(this.query) },
    ]);
    return { kind: 'let', name, value, span: this.since(start) };
  });

  entityGroup = this.rule('entityGroup', (): Expression => {
    const start = this.here();
    this.CONSUME(T.K.entity_group);
    this.CONSUME(T.LBracket);
    const entities = this.SUBRULE(this.expressions);
    this.CONSUME(T.RBracket);
    return { kind: 'entityGroup', entities, span: this.since(start) };
  });

  lambda = this.rule('lambda', (): Lambda => {
    const start = this.here();
    let view = false;
    this.OPTION(() => {
      this.CONSUME(T.K.view);
      view = true;
    });
    const params = this.SUBRULE(this.functionParameters);
    const body = this.SUBRULE(this.body);
    return { kind: 'lambda', view, params, body, span: this.since(start) };
  });

  functionParameters = this.rule('functionParameters', (): FunctionParameter[] => {
    const params: FunctionParameter[] = [];
    this.CONSUME(T.LParen);
    this.MANY_SEP({ SEP: T.Comma, DEF: () => params.push(this.SUBRULE(this.functionParameter)) });
    this.CONSUME(T.RParen);
    return params;
  });

  functionParameter = this.rule('functionParameter', (): FunctionParameter => {
    const start = this.here();
    const name = this.SUBRULE(this.newName);
    this.CONSUME(T.Colon);
    const type = this.OR<TypeName | RowSchema>([
      { ALT: () => this.SUBRULE(this.rowSchema) },
      { ALT: () => this.SUBRULE(this.typeName) },
    ]);
    let fallback: Expression | null = null;
    this.OPTION(() => {
      this.CONSUME(T.Equals);
      fallback = this.SUBRULE(this.parameterValue);
    });
    return { kind: 'parameterDeclaration', name, type, default: fallback, span: this.since(start) };
  });

  body = this.rule('body', (): FunctionBody => {
    const start = this.here();
    const statements: Statement[] = [];
    let value: Expression | null = null;
    this.CONSUME(T.LBrace);
    this.MANY({
      GATE: () => this.beginsLet() || this.looksLike(2, T.K.query_parameters),
      DEF: () => {
        statements.push(this.OR([{ ALT: () => this.SUBRULE(this.letStatement) }, { ALT: () => this.SUBRULE(this.declareParameters) }]));
        this.CONSUME(T.Semicolon);
      },
    });
    this.OPTION(() => { value = this.SUBRULE(this.query); });
    this.OPTION2(() => this.CONSUME2(T.Semicolon));
    this.CONSUME(T.RBrace);
    return { kind: 'body', statements, value, span: this.since(start) };
  });

  setStatement = this.rule('setStatement', (): Statement => {
    const start = this.here();
    this.CONSUME(T.K.set);
    const name = this.SUBRULE(this.name);
    let value: Expression | null = null;
    this.OPTION(() => {
      this.CONSUME(T.Equals);
      value = this.SUBRULE(this.expression);
    });
    return { kind: 'set', name, value, span: this.since(start) };
  });

  declareParameters = this.rule('declareParameters', (): Statement => {
    const start = this.here();
    this.CONSUME(T.K.declare);
    this.CONSUME(T.K.query_parameters);
    const params = this.SUBRULE(this.functionParameters);
    return { kind: 'declareParameters', params, span: this.since(start) };
  });

  declarePattern = this.rule('declarePattern', (): Statement => {
    const start = this.here();
    this.CONSUME(T.K.declare);
    this.CONSUME(T.K.pattern);
    const name = this.SUBRULE(this.name);
    let definition: DeclarePatternStatement['definition'] = null;
    this.OPTION(() => { definition = this.SUBRULE(this.patternDefinition); });
    return { kind: 'declarePattern', name, definition, span: this.since(start) };
  });

  patternDefinition = this.rule('patternDefinition', (): PatternDefinition => {
    const start = this.here();
    this.CONSUME(T.Equals);
    const params: ColumnDeclaration[] = [];
    const matches: PatternDefinition['matches'][number][] = [];
    let path: ColumnDeclaration | null = null;
    this.CONSUME(T.LParen);
    this.MANY_SEP({ SEP: T.Comma, DEF: () => params.push(this.SUBRULE(this.columnDeclaration)) });
    this.CONSUME(T.RParen);
    this.OPTION(() => {
      this.CONSUME(T.LBracket);
      path = this.SUBRULE2(this.columnDeclaration);
      this.CONSUME(T.RBracket);
    });
    this.CONSUME(T.LBrace);
    this.AT_LEAST_ONE(() => matches.push(this.SUBRULE(this.patternMatch)));
    this.CONSUME(T.RBrace);
    return { kind: 'pattern', params, path, matches, span: this.since(start) };
  });

  patternMatch = this.rule('patternMatch', (): PatternDefinition['matches'][number] => {
    let path: Expression | null = null;
    this.CONSUME(T.LParen);
    const args = this.SUBRULE(this.expressions);
    this.CONSUME(T.RParen);
    this.OPTION(() => {
      this.CONSUME(T.Dot);
      this.CONSUME(T.LBracket);
      path = this.SUBRULE(this.operand);
      this.CONSUME(T.RBracket);
    });
    this.CONSUME(T.Equals);
    const body = this.SUBRULE(this.body);
    this.CONSUME(T.Semicolon);
    return { args, path, body };
  });

  aliasStatement = this.rule('aliasStatement', (): Statement => {
    const start = this.here();
    this.CONSUME(T.K.alias);
    this.CONSUME(T.K.database);
    const name = this.SUBRULE(this.name);
    this.CONSUME(T.Equals);
    const value = this.SUBRULE(this.expression);
    return { kind: 'alias', name, value, span: this.since(start) };
  });

  restrictStatement = this.rule('restrictStatement', (): RestrictStatement => {
    const start = this.here();
    const entities: Expression[] = [];
    let options: Parameter[] = [];
    this.CONSUME(T.K.restrict);
    this.CONSUME(T.K.access);
    this.CONSUME(T.K.to);
    this.CONSUME(T.LParen);
    this.AT_LEAST_ONE_SEP({ SEP: T.Comma, DEF: () => entities.push(this.SUBRULE(this.entity)) });
    this.CONSUME(T.RParen);
    this.OPTION(() => { options = this.SUBRULE(this.options); });
    return { kind: 'restrict', entities, options, span: this.since(start) };
  });

  constructor(options: GrammarOptions) {
    super(options);
    this.performSelfAnalysis();
  }

  // -------------------------------------------------------------- look-ahead

  looksLike(offset: number, type: TokenType): boolean {
    return this.is(offset, type);
  }

  looksLikeName(offset: number): boolean {
    return this.nameAt(offset, isWord) > 0;
  }

  looksLikeWord(offset: number): boolean {
    return isAnyWord(this.LA(offset));
  }

  looksLikeParameter(offset: number): boolean {
    const token = this.LA(offset);
    return isAnyWord(token) && (this.is(offset + 1, T.Equals) || (token.image === 'hint' && this.is(offset + 1, T.Dot)));
  }

  private beginsStage(): boolean {
    const type = this.LA(1).tokenTypeIdx;
    return STAGE_ONLY.has(type) || STAGE_OR_NAME.get(type)?.(this) === true;
  }

  private beginsLet(): boolean {
    return this.is(1, T.K.let) && this.nameAt(2, isWord) > 0;
  }

  private beginsLambda(): boolean {
    const open = this.is(1, T.K.view) ? 2 : 1;
    if (!this.is(open, T.LParen)) return false;
    if (this.is(open + 1, T.RParen) || this.is(open + 1, T.Star)) return true;
    const length = this.nameAt(open + 1, isNameWord);
    return length > 0 && this.is(open + 1 + length, T.Colon);
  }
}
