import type { IToken, ParserMethod } from 'chevrotain';
import { ExpressionParser } from './parser-expressions.js';
import { unquote, FAILS_WHOLE } from './parser-base.js';
import type {
  Aggregate, CommandOption, Expression, Field, FieldName, From, Identifier, IndexPattern, MapLiteral, Missing, NamePattern,
  Query, StringLiteral,
} from './syntax.js';
import * as t from './tokens.js';

/** The parts that commands share: fields, name patterns, index patterns, options. */
export abstract class FieldParser extends ExpressionParser {
  // ---- fields ----

  protected readonly target = this.RULE(
    'target',
    (): FieldName => {
      const name = this.SUBRULE(this.fieldName);
      this.CONSUME(t.Assign);
      return name;
    },
    { recoveryValueFunc: () => this.missingName() },
  );

  protected readonly field = this.RULE(
    'field',
    (): Field => {
      const start = this.begin();
      const name = this.OPTION({ GATE: () => this.isAssignment(), DEF: () => this.SUBRULE(this.target) });
      const value = this.SUBRULE(this.expression);
      return this.ACTION(() => ({ kind: 'field', ...this.named(name, value), span: this.from(start) }));
    },
    { recoveryValueFunc: (): Field => ({ kind: 'field', value: this.missing(), span: this.missing().span }) },
  );

  private named(name: FieldName | undefined, value: Expression): { name?: FieldName; value: Expression; implicitName?: string } {
    if (name !== undefined) return { name, value };
    if (value.kind === 'name' || value.kind === 'missing') return { value };
    return { value, implicitName: this.text.slice(value.span.start, value.span.end) };
  }

  protected readonly fields = this.RULE('fields', (): Field[] => {
    const fields: Field[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => fields.push(this.SUBRULE(this.field)) });
    return fields;
  }, { recoveryValueFunc: () => [] });

  protected readonly aggregate = this.RULE(
    'aggregate',
    (): Aggregate => {
      const start = this.begin();
      const name = this.OPTION({ GATE: () => this.isAssignment(), DEF: () => this.SUBRULE(this.target) });
      const value = this.SUBRULE(this.expression);
      const filter = this.OPTION2(() => {
        this.CONSUME(t.Where);
        return this.SUBRULE2(this.expression);
      });
      return this.ACTION(() => {
        const base = { kind: 'aggregate', ...this.named(name, value), span: this.from(start) } as const;
        return filter === undefined ? base : { ...base, filter };
      });
    },
    { recoveryValueFunc: (): Aggregate => ({ kind: 'aggregate', value: this.missing(), span: this.missing().span }) },
  );

  protected readonly aggregates = this.RULE('aggregates', (): Aggregate[] => {
    const aggregates: Aggregate[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => aggregates.push(this.SUBRULE(this.aggregate)) });
    return aggregates;
  }, { recoveryValueFunc: () => [] });

  protected readonly groups = this.RULE('groups', (): Field[] => {
    this.CONSUME(t.By);
    return this.SUBRULE(this.fields);
  }, { recoveryValueFunc: () => [] });

  /** `BY a, b` of expressions. */
  protected readonly keys = this.RULE('keys', (): Expression[] => {
    this.CONSUME(t.By);
    return this.SUBRULE(this.expressions);
  }, { recoveryValueFunc: () => [] });

  protected readonly expressions = this.RULE('expressions', (): Expression[] => {
    const list: Expression[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => list.push(this.SUBRULE(this.expression)) });
    return list;
  }, { recoveryValueFunc: () => [] });

  protected readonly fieldNames = this.RULE('fieldNames', (): FieldName[] => {
    const names: FieldName[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => names.push(this.SUBRULE(this.fieldName)) });
    return names;
  }, { recoveryValueFunc: () => [] });

  // ---- name patterns ----

  protected readonly namePattern = this.RULE(
    'namePattern',
    (): NamePattern => {
      const start = this.begin();
      return this.OR<NamePattern>([
        { ALT: () => this.SUBRULE(this.unqualifiedPattern) },
        {
          ALT: () => {
            this.CONSUME(t.LBracket);
            const qualifier = this.OPTION(() => this.CONSUME(t.PatternPath))?.image ?? '';
            this.CONSUME(t.RBracket);
            this.CONSUME(t.Dot);
            this.CONSUME2(t.LBracket);
            const pattern = this.SUBRULE2(this.unqualifiedPattern);
            this.CONSUME2(t.RBracket);
            return this.ACTION(() => ({ ...pattern, qualifier, span: this.from(start) }));
          },
        },
      ]);
    },
    { recoveryValueFunc: () => this.missingPattern() },
  );

  private missingPattern(): NamePattern {
    return { kind: 'name-pattern', pieces: [], span: this.missing().span };
  }

  protected readonly unqualifiedPattern = this.RULE(
    'unqualifiedPattern',
    (): NamePattern => {
      const start = this.begin();
      const tokens: IToken[] = [];
      this.AT_LEAST_ONE_SEP({
        SEP: t.Dot,
        DEF: () => tokens.push(this.partOfPattern()),
      });
      return this.ACTION(() => this.namePatternOf(tokens, start));
    },
    { recoveryValueFunc: () => this.missingPattern() },
  );

  private readonly partOfPattern = this.choice<IToken>(() => [
    { ALT: () => this.CONSUME(t.PatternPath) },
    { ALT: () => this.CONSUME(t.Param) },
    { ALT: () => this.CONSUME(t.DoubleParam) },
  ]);

  protected readonly namePatterns = this.RULE('namePatterns', (): NamePattern[] => {
    const patterns: NamePattern[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => patterns.push(this.SUBRULE(this.namePattern)) });
    return patterns;
  }, { recoveryValueFunc: () => [] });

  // ---- index patterns and queries ----

  /** JOIN takes no `::selector`. */
  protected readonly indexPattern = this.RULE(
    'indexPattern',
    (selectors: boolean): IndexPattern => {
      const start = this.begin();
      const text = this.OR([
        { ALT: () => unquote(this.CONSUME(t.StringToken).image) },
        { ALT: () => this.SUBRULE(this.unquotedIndex, { ARGS: [selectors] }) },
      ]);
      return { kind: 'index-pattern', text, span: this.from(start) };
    },
    { recoveryValueFunc: (): IndexPattern => ({ kind: 'index-pattern', text: '', span: this.missing().span }) },
  );

  protected readonly unquotedIndex = this.RULE(
    'unquotedIndex',
    (selectors: boolean): string => {
      let text = this.CONSUME(t.Source).image;
      this.OPTION(() => {
        this.CONSUME(t.Colon);
        text += `:${this.CONSUME2(t.Source).image}`;
      });
      this.OPTION2({
        GATE: () => selectors,
        DEF: () => {
          this.CONSUME(t.CastOp);
          text += `::${this.CONSUME3(t.Source).image}`;
        },
      });
      return text;
    },
    { recoveryValueFunc: () => '' },
  );

  /** What follows FROM and TS. */
  protected readonly sources = this.RULE(
    'sources',
    (): Pick<From, 'sources' | 'metadata'> => {
      const sources: (IndexPattern | Query)[] = [];
      this.AT_LEAST_ONE_SEP({
        SEP: t.Comma,
        DEF: () =>
          this.OR([
            { ALT: () => sources.push(this.SUBRULE(this.indexPattern, { ARGS: [true] })) },
            { ALT: () => sources.push(this.SUBRULE(this.subquery)) },
          ]),
      });
      const metadata = this.OPTION(() => this.SUBRULE(this.metadata)) ?? [];
      return { sources, metadata };
    },
    { recoveryValueFunc: () => ({ sources: [], metadata: [] }) },
  );

  protected readonly metadata = this.RULE('metadata', (): Identifier[] => {
    const names: Identifier[] = [];
    this.CONSUME(t.Metadata);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => names.push(this.sourceName(this.CONSUME(t.Source))) });
    return names;
  }, { recoveryValueFunc: () => [] });

  /** A word in a place of index patterns that names something else. There back quotes are characters like any other. */
  protected sourceName(token: IToken): Identifier {
    return { kind: 'identifier', name: token.image, span: this.at(token) };
  }

  // ---- options ----

  protected readonly options = this.RULE(
    'options',
    (): MapLiteral => {
      this.CONSUME(t.With);
      return this.SUBRULE(this.map);
    },
    { recoveryValueFunc: () => this.missingMap() },
  );

  protected readonly commandOption = this.RULE('commandOption', (): CommandOption => {
    const start = this.begin();
    const name = this.SUBRULE(this.identifier);
    this.CONSUME(t.Assign);
    const value = this.SUBRULE(this.constant);
    return { kind: 'option', name, value, span: this.from(start) };
  }, FAILS_WHOLE);

  protected readonly string = this.RULE(
    'string',
    (): StringLiteral | Missing => this.stringLiteral(this.CONSUME(t.StringToken)),
    { recoveryValueFunc: () => this.missing() },
  );

  protected abstract readonly query: ParserMethod<[], Query>;
}

/** Adds a property only when it has a value, so that trees do not differ by keys that hold `undefined`. */
export function optional<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, V>);
}

