import { FieldParser, optional } from './parser-fields.js';
import { splitPolicy } from './policy.js';
import type {
  BareCommand, ChangePoint, CommandOption, Completion, Dissect, Drop, Enrich, EnrichField, Eval, Extraction, Fuse, FuseClause, Grok,
  Highlight, InlineStats, Insist, IntegerLiteral, Join, Keep, Limit, Lookup, Missing, Mmr, MvExpand, Rename, Renaming, Rerank, Sample, Sort,
  SortKey, Stats, StringLiteral, Where,
} from './syntax.js';
import { FAILS_WHOLE } from './parser-base.js';
import * as t from './tokens.js';

/** Processing commands, FORK excepted. */
export abstract class CommandParser extends FieldParser {
  protected readonly where = this.RULE('where', (): Where => {
    const start = this.begin();
    this.CONSUME(t.Where);
    const condition = this.SUBRULE(this.expression);
    return { kind: 'where', condition, span: this.from(start) };
  });

  protected readonly eval = this.RULE('eval', (): Eval => {
    const start = this.begin();
    this.CONSUME(t.Eval);
    const fields = this.SUBRULE(this.fields);
    return { kind: 'eval', fields, span: this.from(start) };
  });

  protected readonly stats = this.RULE('stats', (): Stats => {
    const start = this.begin();
    this.CONSUME(t.Stats);
    const aggregates = this.OPTION(() => this.SUBRULE(this.aggregates)) ?? [];
    const groups = this.OPTION2(() => this.SUBRULE(this.groups)) ?? [];
    return { kind: 'stats', aggregates, groups, span: this.from(start) };
  });

  protected readonly inlineStats = this.RULE('inlineStats', (): InlineStats => {
    const start = this.begin();
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.Inline);
          this.CONSUME(t.Stats);
        },
      },
      { ALT: () => this.CONSUME(t.InlineStats) },
    ]);
    const aggregates = this.SUBRULE(this.aggregates);
    const groups = this.OPTION(() => this.SUBRULE(this.groups)) ?? [];
    return { kind: 'inline-stats', aggregates, groups, span: this.from(start) };
  });

  protected readonly keep = this.RULE('keep', (): Keep => {
    const start = this.begin();
    this.CONSUME(t.Keep);
    const patterns = this.SUBRULE(this.namePatterns);
    return { kind: 'keep', patterns, span: this.from(start) };
  });

  protected readonly drop = this.RULE('drop', (): Drop => {
    const start = this.begin();
    this.CONSUME(t.Drop);
    const patterns = this.SUBRULE(this.namePatterns);
    return { kind: 'drop', patterns, span: this.from(start) };
  });

  protected readonly insist = this.RULE('insist', (): Insist => {
    const start = this.begin();
    this.CONSUME(t.Insist);
    const patterns = this.SUBRULE(this.namePatterns);
    return { kind: 'insist', patterns, span: this.from(start) };
  });

  protected readonly rename = this.RULE('rename', (): Rename => {
    const start = this.begin();
    const renamings: Renaming[] = [];
    this.CONSUME(t.Rename);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => renamings.push(this.SUBRULE(this.renaming)) });
    return { kind: 'rename', renamings, span: this.from(start) };
  });

  protected readonly renaming = this.RULE('renaming', (): Renaming => {
    const start = this.begin();
    const first = this.SUBRULE(this.namePattern);
    const assigned = this.OR([{ ALT: () => this.CONSUME(t.As) }, { ALT: () => this.CONSUME(t.Assign) }]).tokenType === t.Assign;
    const second = this.SUBRULE2(this.namePattern);
    const [from, to] = assigned ? [second, first] : [first, second];
    return { kind: 'renaming', from, to, span: this.from(start) };
  }, FAILS_WHOLE);

  protected readonly sort = this.RULE('sort', (): Sort => {
    const start = this.begin();
    const keys: SortKey[] = [];
    this.CONSUME(t.Sort);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => keys.push(this.SUBRULE(this.sortKey)) });
    return { kind: 'sort', keys, span: this.from(start) };
  });

  protected readonly sortKey = this.RULE('sortKey', (): SortKey => {
    const start = this.begin();
    const value = this.SUBRULE(this.expression);
    const direction = this.OPTION(() => this.OR([{ ALT: () => this.CONSUME(t.Asc) }, { ALT: () => this.CONSUME(t.Desc) }]));
    const nulls = this.OPTION2(() => {
      this.CONSUME(t.Nulls);
      return this.OR2([{ ALT: () => this.CONSUME(t.First) }, { ALT: () => this.CONSUME(t.Last) }]);
    });
    return {
      kind: 'sort-key',
      value,
      ...optional('direction', direction && (direction.tokenType === t.Desc ? 'desc' : 'asc')),
      ...optional('nulls', nulls && (nulls.tokenType === t.Last ? 'last' : 'first')),
      span: this.from(start),
    };
  }, FAILS_WHOLE);

  protected readonly limit = this.RULE('limit', (): Limit => {
    const start = this.begin();
    this.CONSUME(t.Limit);
    const count = this.SUBRULE(this.constant);
    const by = this.OPTION(() => this.SUBRULE(this.keys)) ?? [];
    return { kind: 'limit', count, by, span: this.from(start) };
  });

  protected readonly dissect = this.RULE('dissect', (): Dissect => {
    const start = this.begin();
    const options: CommandOption[] = [];
    this.CONSUME(t.Dissect);
    const input = this.SUBRULE(this.primary);
    const pattern = this.SUBRULE(this.string);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => options.push(this.SUBRULE(this.commandOption)) });
    return { kind: 'dissect', input, pattern, options, span: this.from(start) };
  });

  protected readonly grok = this.RULE('grok', (): Grok => {
    const start = this.begin();
    const patterns: (StringLiteral | Missing)[] = [];
    this.CONSUME(t.Grok);
    const input = this.SUBRULE(this.primary);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => patterns.push(this.SUBRULE(this.string)) });
    return { kind: 'grok', input, patterns, span: this.from(start) };
  });

  protected readonly mvExpand = this.RULE('mvExpand', (): MvExpand => {
    const start = this.begin();
    this.CONSUME(t.MvExpand);
    const field = this.SUBRULE(this.fieldName);
    return { kind: 'mv-expand', field, span: this.from(start) };
  });

  protected readonly enrich = this.RULE('enrich', (): Enrich => {
    const start = this.begin();
    this.CONSUME(t.Enrich);
    const token = this.OR([{ ALT: () => this.CONSUME(t.PolicyName) }, { ALT: () => this.CONSUME(t.StringToken) }]);
    const on = this.OPTION(() => {
      this.CONSUME(t.On);
      return this.SUBRULE(this.namePattern);
    });
    const fields: EnrichField[] = [];
    this.OPTION2(() => {
      this.CONSUME(t.With);
      this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => fields.push(this.SUBRULE(this.enrichField)) });
    });
    return this.ACTION(() => {
      const policy = { ...splitPolicy(token.image), policySpan: this.at(token) };
      return { kind: 'enrich', ...policy, ...optional('on', on), with: fields, span: this.from(start) };
    });
  });

  protected readonly enrichField = this.RULE('enrichField', (): EnrichField => {
    const start = this.begin();
    const name = this.OPTION({
      GATE: () => this.isAssignment(),
      DEF: () => {
        const target = this.SUBRULE(this.namePattern);
        this.CONSUME(t.Assign);
        return target;
      },
    });
    const field = this.SUBRULE2(this.namePattern);
    return { kind: 'enrich-field', ...optional('name', name), field, span: this.from(start) };
  }, FAILS_WHOLE);

  protected readonly join = this.RULE('join', (): Join => {
    const start = this.begin();
    const type = this.OR<Join['type']>([
      { ALT: () => (this.CONSUME(t.Lookup), 'lookup') },
      { ALT: () => (this.CONSUME(t.Left), 'left') },
      { ALT: () => (this.CONSUME(t.Right), 'right') },
    ]);
    this.CONSUME(t.JoinKeyword);
    const target = this.SUBRULE(this.indexPattern, { ARGS: [false] });
    const alias = this.OPTION(() => {
      this.OPTION2(() => this.CONSUME(t.As));
      return this.sourceName(this.CONSUME(t.Source));
    });
    this.CONSUME(t.On);
    const on = this.SUBRULE(this.expressions);
    return { kind: 'join', type, target, ...optional('alias', alias), on, span: this.from(start) };
  });

  protected readonly lookupTable = this.RULE('lookupTable', (): Lookup => {
    const start = this.begin();
    this.CONSUME(t.LookupTable);
    const table = this.SUBRULE(this.indexPattern, { ARGS: [false] });
    this.CONSUME(t.On);
    const on = this.SUBRULE(this.namePatterns);
    return { kind: 'lookup', table, on, span: this.from(start) };
  });

  protected readonly fuse = this.RULE('fuse', (): Fuse => {
    const start = this.begin();
    const clauses: FuseClause[] = [];
    this.CONSUME(t.Fuse);
    const method = this.OPTION(() => this.SUBRULE(this.typeName));
    this.MANY(() => clauses.push(this.SUBRULE(this.fuseClause)));
    return { kind: 'fuse', ...optional('method', method), clauses, span: this.from(start) };
  });

  protected readonly fuseClause = this.RULE('fuseClause', (): FuseClause => {
    const start = this.begin();
    return this.OR<FuseClause>([
      {
        ALT: () => {
          this.CONSUME(t.Key);
          this.CONSUME(t.By);
          const fields = this.SUBRULE(this.fieldNames);
          return { kind: 'fuse-key', fields, span: this.from(start) };
        },
      },
      {
        ALT: () => {
          const options = this.SUBRULE(this.options);
          return { kind: 'fuse-options', options, span: this.from(start) };
        },
      },
      {
        ALT: () => {
          const keyword = this.OR2([{ ALT: () => this.CONSUME(t.Score) }, { ALT: () => this.CONSUME(t.Group) }]);
          this.CONSUME2(t.By);
          const fields = [this.SUBRULE(this.fieldName)];
          return { kind: keyword.tokenType === t.Score ? 'fuse-score' : 'fuse-group', fields, span: this.from(start) };
        },
      },
    ]);
  }, FAILS_WHOLE);

  protected readonly sample = this.RULE('sample', (): Sample => {
    const start = this.begin();
    this.CONSUME(t.Sample);
    const probability = this.SUBRULE(this.constant);
    return { kind: 'sample', probability, span: this.from(start) };
  });

  protected readonly changePoint = this.RULE('changePoint', (): ChangePoint => {
    const start = this.begin();
    this.CONSUME(t.ChangePoint);
    const value = this.SUBRULE(this.fieldName);
    const key = this.OPTION(() => {
      this.CONSUME(t.On);
      return this.SUBRULE2(this.fieldName);
    });
    const targets = this.OPTION2(() => {
      this.CONSUME(t.As);
      const type = this.SUBRULE3(this.fieldName);
      this.CONSUME(t.Comma);
      return [type, this.SUBRULE4(this.fieldName)] as const;
    });
    const by = this.OPTION3(() => this.SUBRULE(this.keys)) ?? [];
    return { kind: 'change-point', value, ...optional('key', key), ...optional('targets', targets), by, span: this.from(start) };
  });

  protected readonly completion = this.RULE('completion', (): Completion => {
    const start = this.begin();
    this.CONSUME(t.Completion);
    const target = this.OPTION({ GATE: () => this.isAssignment(), DEF: () => this.SUBRULE(this.target) });
    const prompt = this.SUBRULE(this.primary);
    const options = this.OPTION2(() => this.SUBRULE(this.options));
    return { kind: 'completion', ...optional('target', target), prompt, ...optional('options', options), span: this.from(start) };
  });

  protected readonly rerank = this.RULE('rerank', (): Rerank => {
    const start = this.begin();
    this.CONSUME(t.Rerank);
    const target = this.OPTION({ GATE: () => this.isAssignment(), DEF: () => this.SUBRULE(this.target) });
    const query = this.SUBRULE(this.constant);
    this.CONSUME(t.On);
    const on = this.SUBRULE(this.fields);
    const options = this.OPTION2(() => this.SUBRULE(this.options));
    return { kind: 'rerank', ...optional('target', target), query, on, ...optional('options', options), span: this.from(start) };
  });

  protected readonly mmr = this.RULE('mmr', (): Mmr => {
    const start = this.begin();
    this.CONSUME(t.Mmr);
    const vector = this.OPTION(() => this.SUBRULE(this.primary));
    this.CONSUME(t.On);
    const field = this.SUBRULE(this.fieldName);
    this.CONSUME(t.Limit);
    const count = this.SUBRULE(this.plainInteger);
    const options = this.OPTION2(() => this.SUBRULE(this.options));
    return { kind: 'mmr', ...optional('vector', vector), field, count, ...optional('options', options), span: this.from(start) };
  });

  protected readonly plainInteger = this.RULE(
    'plainInteger',
    (): IntegerLiteral | Missing => {
      const start = this.begin();
      const sign = this.OPTION(() => this.OR([{ ALT: () => this.CONSUME(t.Minus) }, { ALT: () => this.CONSUME(t.Plus) }]));
      const digits = this.CONSUME(t.Integer).image;
      return { kind: 'integer', text: sign?.tokenType === t.Minus ? `-${digits}` : digits, span: this.from(start) };
    },
    { recoveryValueFunc: () => this.missing() },
  );

  protected readonly highlight = this.RULE('highlight', (): Highlight => {
    const start = this.begin();
    this.CONSUME(t.Highlight);
    const prefix = this.OPTION({ GATE: () => this.isAssignment(), DEF: () => this.SUBRULE(this.commandOption) });
    const query = this.SUBRULE(this.expression);
    this.CONSUME(t.On);
    const on = this.SUBRULE(this.fieldNames);
    const options = this.OPTION2(() => this.SUBRULE(this.options));
    return { kind: 'highlight', ...optional('prefix', prefix), query, on, ...optional('options', options), span: this.from(start) };
  });

  protected readonly extraction = this.RULE('extraction', (): Extraction => {
    const start = this.begin();
    const kind = this.OR<Extraction['kind']>([
      { ALT: () => (this.CONSUME(t.UriParts), 'uri-parts') },
      { ALT: () => (this.CONSUME(t.RegisteredDomain), 'registered-domain') },
      { ALT: () => (this.CONSUME(t.UserAgent), 'user-agent') },
      { ALT: () => (this.CONSUME(t.IpLocation), 'ip-location') },
    ]);
    const target = this.SUBRULE(this.target);
    const value = this.SUBRULE(this.primary);
    const takesOptions = kind === 'user-agent' || kind === 'ip-location';
    const options = this.OPTION({ GATE: () => takesOptions, DEF: () => this.SUBRULE(this.options) });
    return { kind, target, value, ...optional('options', options), span: this.from(start) };
  });

  protected readonly bare = this.RULE('bare', (): BareCommand => {
    const start = this.begin();
    const kind = this.OR<BareCommand['kind']>([
      { ALT: () => (this.CONSUME(t.Dedup), 'dedup') },
      { ALT: () => (this.CONSUME(t.MetricsInfo), 'metrics-info') },
      { ALT: () => (this.CONSUME(t.TsInfo), 'ts-info') },
      { ALT: () => (this.CONSUME(t.TsCollapse), 'ts-collapse') },
      { ALT: () => (this.CONSUME(t.Rrf), 'rrf') },
    ]);
    return { kind, span: this.from(start) };
  });
}
