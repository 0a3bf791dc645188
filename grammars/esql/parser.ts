import type { IOrAlt, IToken } from 'chevrotain';
import { CommandParser } from './parser-commands.js';
import type { ParserOptions } from './parser-base.js';
import { optional } from './parser-fields.js';
import { splitPromql } from './promql.js';
import type {
  Branch, Explain, External, Fork, From, InvalidCommand, ProcessingCommand, Promql, Query, Row, Setting, Show, SourceCommand, TimeSeries,
} from './syntax.js';
import { COMMAND } from './modes.js';
import { FAILS_WHOLE } from './parser-base.js';
import * as t from './tokens.js';

const COMMANDS: ReadonlySet<unknown> = new Set([...COMMAND.reserved.values(), t.UnknownCommand]);

/** The parser of whole queries: source commands, pipelines, FORK, subqueries. */
export class EsqlParser extends CommandParser {
  constructor(options: ParserOptions) {
    super(options);
    this.performSelfAnalysis();
  }

  readonly statement = this.RULE(
    'statement',
    (): Query => {
      const start = this.begin();
      const settings: Setting[] = [];
      this.MANY(() => settings.push(this.SUBRULE(this.setting)));
      const query = this.SUBRULE(this.query);
      return this.ACTION(() => ({ ...query, settings, span: this.from(start) }));
    },
    { recoveryValueFunc: () => this.missingQuery() },
  );

  protected readonly setting = this.RULE('setting', (): Setting => {
    const start = this.begin();
    this.CONSUME(t.SetKeyword);
    const name = this.SUBRULE(this.identifier);
    this.CONSUME(t.Assign);
    const value = this.OR<Setting['value']>([{ ALT: () => this.SUBRULE(this.map) }, { ALT: () => this.SUBRULE(this.constant) }]);
    this.CONSUME(t.Semicolon);
    return { kind: 'setting', name, value, span: this.from(start) };
  }, FAILS_WHOLE);

  protected readonly query = this.RULE(
    'query',
    (): Query => {
      const start = this.begin();
      const source = this.SUBRULE(this.source);
      const commands: ProcessingCommand[] = [];
      this.MANY(() => {
        this.CONSUME(t.Pipe);
        const first = this.LA(1);
        const command = this.SUBRULE(this.command);
        commands.push(command.kind === 'invalid' ? this.invalidCommand(first) : command);
      });
      return { kind: 'query', settings: [], source, commands, span: this.from(start) };
    },
    { recoveryValueFunc: () => this.missingQuery() },
  );

  protected readonly subquery = this.RULE(
    'subquery',
    (): Query => {
      this.CONSUME(t.LParen);
      const query = this.SUBRULE(this.query);
      this.CONSUME(t.RParen);
      return query;
    },
    { recoveryValueFunc: () => this.missingQuery() },
  );

  private missingQuery(): Query {
    const source = this.invalidCommand();
    return { kind: 'query', settings: [], source, commands: [], span: source.span };
  }

  /** A command that recovery gave up, from its first token on. */
  private invalidCommand(first?: IToken): InvalidCommand {
    if (first === undefined || !COMMANDS.has(first.tokenType)) return { kind: 'invalid', name: '', span: this.missing().span };
    return { kind: 'invalid', name: first.image, span: this.from(this.at(first).start) };
  }

  // ---- source commands ----

  protected readonly source = this.RULE(
    'source',
    (): SourceCommand => {
      const first = this.LA(1);
      const command = this.OR<SourceCommand | undefined>([
        { ALT: () => this.SUBRULE(this.fromCommand) },
        { ALT: () => this.SUBRULE(this.row) },
        { ALT: () => this.SUBRULE(this.ts) },
        { ALT: () => this.SUBRULE(this.show) },
        { ALT: () => this.SUBRULE(this.promql) },
        { ALT: () => this.SUBRULE(this.explain) },
        { ALT: () => this.SUBRULE(this.external) },
      ]);
      return command ?? this.invalidCommand(first);
    },
    { recoveryValueFunc: () => this.invalidCommand() },
  );

  protected readonly fromCommand = this.RULE('fromCommand', (): From => {
    const start = this.begin();
    this.CONSUME(t.From);
    const sources = this.SUBRULE(this.sources);
    return { kind: 'from', ...sources, span: this.from(start) };
  });

  protected readonly ts = this.RULE('ts', (): TimeSeries => {
    const start = this.begin();
    this.CONSUME(t.Ts);
    const sources = this.SUBRULE(this.sources);
    return { kind: 'ts', ...sources, span: this.from(start) };
  });

  protected readonly row = this.RULE('row', (): Row => {
    const start = this.begin();
    this.CONSUME(t.Row);
    const fields = this.SUBRULE(this.fields);
    return { kind: 'row', fields, span: this.from(start) };
  });

  protected readonly show = this.RULE('show', (): Show => {
    const start = this.begin();
    this.CONSUME(t.Show);
    this.CONSUME(t.Info);
    return { kind: 'show', span: this.from(start) };
  });

  protected readonly promql = this.RULE('promql', (): Promql => {
    const start = this.begin();
    this.CONSUME(t.Promql);
    const raw = this.CONSUME(t.PromqlText);
    return this.ACTION(() => splitPromql(raw.image, this.at(raw).start, this.from(start)));
  });

  protected readonly explain = this.RULE('explain', (): Explain => {
    const start = this.begin();
    this.CONSUME(t.Explain);
    const query = this.SUBRULE(this.subquery);
    return { kind: 'explain', query, span: this.from(start) };
  });

  protected readonly external = this.RULE('external', (): External => {
    const start = this.begin();
    this.CONSUME(t.External);
    const location = this.OR<External['location']>([
      { ALT: () => this.SUBRULE(this.string) },
      { ALT: () => this.parameterOf(this.CONSUME(t.Param)) },
    ]);
    const options = this.OPTION(() => this.SUBRULE(this.options));
    return { kind: 'external', location, ...optional('options', options), span: this.from(start) };
  });

  // ---- processing commands ----

  protected readonly command = this.RULE('command', (): ProcessingCommand => {
    const first = this.LA(1);
    const command: ProcessingCommand | undefined = this.OR(this.commandAlternatives());
    return command ?? this.invalidCommand(first);
  }, { recoveryValueFunc: () => this.invalidCommand() });

  private alternativesOfCommand?: IOrAlt<ProcessingCommand>[];

  private commandAlternatives(): IOrAlt<ProcessingCommand>[] {
    return (this.alternativesOfCommand ??= [
      { ALT: () => this.SUBRULE(this.where) },
      { ALT: () => this.SUBRULE(this.eval) },
      { ALT: () => this.SUBRULE(this.stats) },
      { ALT: () => this.SUBRULE(this.keep) },
      { ALT: () => this.SUBRULE(this.sort) },
      { ALT: () => this.SUBRULE(this.limit) },
      { ALT: () => this.SUBRULE(this.drop) },
      { ALT: () => this.SUBRULE(this.rename) },
      { ALT: () => this.SUBRULE(this.dissect) },
      { ALT: () => this.SUBRULE(this.grok) },
      { ALT: () => this.SUBRULE(this.inlineStats) },
      { ALT: () => this.SUBRULE(this.enrich) },
      { ALT: () => this.SUBRULE(this.mvExpand) },
      { ALT: () => this.SUBRULE(this.join) },
      { ALT: () => this.SUBRULE(this.lookupTable) },
      { ALT: () => this.SUBRULE(this.fork) },
      { ALT: () => this.SUBRULE(this.fuse) },
      { ALT: () => this.SUBRULE(this.sample) },
      { ALT: () => this.SUBRULE(this.changePoint) },
      { ALT: () => this.SUBRULE(this.completion) },
      { ALT: () => this.SUBRULE(this.rerank) },
      { ALT: () => this.SUBRULE(this.mmr) },
      { ALT: () => this.SUBRULE(this.highlight) },
      { ALT: () => this.SUBRULE(this.insist) },
      { ALT: () => this.SUBRULE(this.extraction) },
      { ALT: () => this.SUBRULE(this.bare) },
    ]);
  }

  protected readonly fork = this.RULE('fork', (): Fork => {
    const start = this.begin();
    const branches: Branch[] = [];
    this.CONSUME(t.Fork);
    this.AT_LEAST_ONE(() => branches.push(this.SUBRULE(this.branch)));
    return { kind: 'fork', branches, span: this.from(start) };
  });

  protected readonly branch = this.RULE('branch', (): Branch => {
    const start = this.begin();
    const commands: ProcessingCommand[] = [];
    this.CONSUME(t.LParen);
    this.AT_LEAST_ONE_SEP({ SEP: t.Pipe, DEF: () => commands.push(this.SUBRULE(this.command)) });
    this.CONSUME(t.RParen);
    return { kind: 'branch', commands, span: this.from(start) };
  }, FAILS_WHOLE);
}
