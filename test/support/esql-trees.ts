import fc from 'fast-check';
import {
  logical, type Aggregate, type Argument, type Call, type Command, type Constant, type Expression, type Field, type FieldName, type Identifier,
  type IndexPattern, type MapLiteral, type NamePattern, type Parameter, type ProcessingCommand, type Query, type StringLiteral,
} from '../../grammars/esql/syntax.js';

/** Arbitrary ES|QL syntax trees, as the parser could have built them. */

export const span = { start: 0, end: 0 };

/** A tree without what printing is free to change: where things stand. */
export function withoutSpans(tree: unknown): unknown {
  if (Array.isArray(tree)) return tree.map(withoutSpans);
  if (typeof tree !== 'object' || tree === null) return tree;
  const entries = Object.entries(tree).filter(([key]) => key !== 'span' && key !== 'policySpan');
  return Object.fromEntries(entries.map(([key, value]) => [key, withoutSpans(value)]));
}

/** Any text, with the characters that quoting is about more often than chance would have it. */
export const text = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'B', '_', '1', '.', '*', '`', '"', '\\', '\n', '\t', '\r', ' ', '@', '/', ':', ',', '-', '?', 'é', '𝒳', '|') }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('"""', 'a"', '""', '\\', '\\d+"', 'from', 'NOT', 'first', 'metadata', 'as', 'on', 'with', 'by', 'limit', 'rowid', 'a..b', '.a', 'a.', '.'),
);
const filled = text.filter((t) => t !== '');
const word = fc.constantFrom('a', 'b', 'host.name', '@timestamp', '_id', 'process.command_line', 'ts', 'fromage', 'x1');

const identifier = (name: string): Identifier => ({ kind: 'identifier', name, span });
const anyIdentifier = fc.oneof(word.filter((w) => !w.includes('.')), filled).map(identifier);
const plainWord = fc.constantFrom('a', 'b', 'abc', 'x1', '_q');

const parameterName = fc.constantFrom('', 'p', '1', '_q', '23');
const parameter: fc.Arbitrary<Parameter> = parameterName.map((name) => ({ kind: 'parameter', name, doubled: false, span }));
const doubled: fc.Arbitrary<Parameter> = parameterName.map((name) => ({ kind: 'parameter', name, doubled: true, span }));
const namePart = fc.oneof(parameter, doubled, anyIdentifier);

const name: fc.Arbitrary<FieldName> = fc.oneof(
  { weight: 6, arbitrary: fc.oneof(word, filled).map((t): FieldName => ({ kind: 'name', text: t, span })) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom('', 'q'), filled).map(([qualifier, t]): FieldName => ({ kind: 'name', text: t, qualifier, span })) },
  { weight: 1, arbitrary: doubled.map((p): FieldName => ({ kind: 'parameterized-name', parts: [p], span })) },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.oneof(parameter, doubled), fc.array(namePart, { minLength: 1, maxLength: 2 }))
      .map(([first, rest]): FieldName => ({ kind: 'parameterized-name', parts: [first, ...rest], span })),
  },
);

const digits = fc.bigInt({ min: 0n, max: 10n ** 25n }).map(String);
const signedDigits = fc.tuple(fc.constantFrom('', '-'), digits).map(([sign, d]) => sign + d);
const integer = signedDigits.map((t): Constant => ({ kind: 'integer', text: t, span }));
const decimal = fc.constantFrom('1.5', '.5', '2.', '1e10', '-1.5E-3', '-.5').map((t): Constant => ({ kind: 'decimal', text: t, span }));
const boolean = fc.boolean().map((value): Constant => ({ kind: 'boolean', value, span }));
const string = text.map((value): StringLiteral => ({ kind: 'string', value, span }));
const quantity = fc.tuple(signedDigits, fc.constantFrom('day', 'ms', 'e5', 'x1'))
  .map(([amount, unit]): Constant => ({ kind: 'quantity', amount, unit, span }));
const arrays = fc.oneof(
  fc.array(fc.oneof(integer, decimal), { minLength: 1, maxLength: 3 }),
  fc.array(boolean, { minLength: 1, maxLength: 3 }),
  fc.array(string, { minLength: 1, maxLength: 3 }),
).map((elements): Constant => ({ kind: 'array', elements: elements as never, span }));

export const constant: fc.Arbitrary<Constant> = fc.oneof(
  integer, decimal, boolean, string, quantity, arrays, parameter, fc.constant<Constant>({ kind: 'null', span }),
);

const map: fc.Arbitrary<MapLiteral> = fc.letrec<{ map: MapLiteral; value: Constant | MapLiteral }>((tie) => ({
  value: fc.oneof({ maxDepth: 2 }, constant, tie('map')),
  map: fc.array(fc.tuple(string, tie('value')), { maxLength: 2 })
    .map((entries): MapLiteral => ({ kind: 'map', entries: entries.map(([key, value]) => ({ kind: 'entry', key, value, span })), span })),
})).map;

interface Recursive {
  expression: Expression;
  argument: Argument;
}

const calledName: fc.Arbitrary<Call['name']> = fc.oneof(
  fc.constantFrom('COUNT', 'FIRST', 'LAST', 'CASE', 'FROM_X').map(identifier),
  filled.map((t) => identifier(t.replace(/[a-z]/g, (c) => c.toUpperCase()))),
  parameter,
  doubled,
);

/** A FROM without anything that recurses, for IN. */
const smallQuery: fc.Arbitrary<Query> = fc.tuple(fc.constantFrom('a', 'logs-*'), plainWord).map(([index, field]) => ({
  kind: 'query',
  settings: [],
  source: { kind: 'from', sources: [{ kind: 'index-pattern', text: index, span }], metadata: [], span },
  commands: [{ kind: 'keep', patterns: [{ kind: 'name-pattern', pieces: [{ kind: 'text', text: field, span }], span }], span }],
  span,
}));

const { expression: anyExpression } = fc.letrec<Recursive>((tie: fc.LetrecTypedTie<Recursive>) => {
  const e = tie('expression');
  const two = fc.tuple(e, e);
  const negated = fc.boolean();
  const like = fc.constantFrom('like' as const, 'rlike' as const);
  return {
    expression: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      fc.oneof(constant, name),
      fc.tuple(fc.constantFrom('-' as const, '+' as const), e).map(([operator, operand]): Expression => ({ kind: 'unary', operator, operand, span })),
      fc.tuple(fc.constantFrom('+' as const, '-' as const, '*' as const, '/' as const, '%' as const), two)
        .map(([operator, [left, right]]): Expression => ({ kind: 'arithmetic', operator, left, right, span })),
      fc.tuple(fc.constantFrom('==' as const, '!=' as const, '<' as const, '<=' as const, '>' as const, '>=' as const), two)
        .map(([operator, [left, right]]): Expression => ({ kind: 'comparison', operator, left, right, span })),
      fc.tuple(fc.constantFrom('and' as const, 'or' as const), fc.array(e, { minLength: 2, maxLength: 3 })).map(([o, list]) => logical(o, list, span)),
      e.map((operand): Expression => ({ kind: 'not', operand, span })),
      fc.tuple(e, filled).map(([value, t]): Expression => ({ kind: 'cast', value, type: identifier(t.replace(/[A-Z]/g, (c) => c.toLowerCase())), span })),
      fc.tuple(e, negated, fc.array(e, { minLength: 1, maxLength: 3 })).map(([value, n, list]): Expression => ({ kind: 'in', value, negated: n, list, span })),
      fc.tuple(fc.array(e, { minLength: 1, maxLength: 3 }), negated, smallQuery)
        .map(([values, n, query]): Expression => ({ kind: 'in-subquery', values, negated: n, query, span })),
      fc.tuple(like, e, negated, e).map(([operator, value, n, pattern]): Expression => ({ kind: 'like', operator, value, negated: n, pattern, span })),
      fc.tuple(like, e, negated, fc.array(fc.oneof(string, parameter), { minLength: 2, maxLength: 3 }))
        .map(([operator, value, n, patterns]): Expression => ({ kind: 'like-list', operator, value, negated: n, patterns, span })),
      fc.tuple(e, negated).map(([value, n]): Expression => ({ kind: 'is-null', value, negated: n, span })),
      fc.tuple(e, constant).map(([field, query]): Expression => ({ kind: 'match', field, query, span })),
      fc.tuple(calledName, fc.array(tie('argument'), { maxLength: 3 }), fc.option(map, { nil: undefined })).map(([called, list, options]): Expression => {
        const base = { kind: 'call', name: called, arguments: list, span } as const;
        return options === undefined || list.length === 0 ? base : { ...base, options };
      }),
      calledName.map((called): Expression => ({ kind: 'call', name: called, arguments: [{ kind: 'star', span }], span })),
    ),
    argument: fc.oneof(
      { maxDepth: 4 },
      e,
      fc.tuple(fc.array(anyIdentifier, { maxLength: 2 }), e).map(([parameters, body]): Argument => ({ kind: 'lambda', parameters, body, span })),
    ),
  };
});

export const expression: fc.Arbitrary<Expression> = anyExpression;

// ---- commands ----

const namePattern: fc.Arbitrary<NamePattern> = fc.array(fc.oneof(fc.constant('*'), fc.oneof(word, filled)), { minLength: 1, maxLength: 4 }).map((list) => {
  const pieces: NamePattern['pieces'][number][] = [];
  for (const t of list) {
    const last = pieces.at(-1);
    if (t === '*') pieces.push({ kind: 'wildcard', span });
    else if (last?.kind === 'text') pieces[pieces.length - 1] = { ...last, text: last.text + t };
    else pieces.push({ kind: 'text', text: t, span });
  }
  return { kind: 'name-pattern', pieces, span };
});

const named = fc.tuple(name, expression);
const field = fc.oneof(
  named.map(([target, value]): Field => ({ kind: 'field', name: target, value, span })),
  word.map((t): Field => ({ kind: 'field', value: { kind: 'name', text: t, span }, span })),
);
const aggregate = fc.tuple(named, fc.option(expression, { nil: undefined })).map(([[target, value], filter]): Aggregate => {
  const base = { kind: 'aggregate', name: target, value, span } as const;
  return filter === undefined ? base : { ...base, filter };
});
const some = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(one, { minLength: 1, maxLength: 3 });
const index = fc.oneof(fc.constantFrom('logs-*', 'c:logs', 'a::failures', '<logs-{now/d}>', '-x', 'a,b'), text).map((t): IndexPattern => ({ kind: 'index-pattern', text: t, span }));
const policy = filled.filter((t) => !t.includes(':'));

export const command: fc.Arbitrary<ProcessingCommand> = fc.oneof(
  expression.map((condition): ProcessingCommand => ({ kind: 'where', condition, span })),
  some(field).map((fields): ProcessingCommand => ({ kind: 'eval', fields, span })),
  fc.tuple(some(aggregate), fc.array(field, { maxLength: 2 })).map(([aggregates, groups]): ProcessingCommand => ({ kind: 'stats', aggregates, groups, span })),
  fc.tuple(some(aggregate), fc.array(field, { maxLength: 2 })).map(([aggregates, groups]): ProcessingCommand => ({ kind: 'inline-stats', aggregates, groups, span })),
  fc.tuple(fc.constantFrom('keep' as const, 'drop' as const, 'insist' as const), some(namePattern)).map(([kind, patterns]): ProcessingCommand => ({ kind, patterns, span })),
  some(fc.tuple(namePattern, namePattern)).map((list): ProcessingCommand => ({ kind: 'rename', renamings: list.map(([from, to]) => ({ kind: 'renaming', from, to, span })), span })),
  some(fc.record({ kind: fc.constant('sort-key' as const), value: expression, direction: fc.constantFrom('asc' as const, 'desc' as const), nulls: fc.constantFrom('first' as const, 'last' as const), span: fc.constant(span) }, { requiredKeys: ['kind', 'value', 'span'] }))
    .map((keys): ProcessingCommand => ({ kind: 'sort', keys, span })),
  fc.tuple(constant, fc.array(expression, { maxLength: 2 })).map(([count, by]): ProcessingCommand => ({ kind: 'limit', count, by, span })),
  fc.tuple(expression, string, fc.array(fc.tuple(anyIdentifier, constant), { maxLength: 2 })).map(([input, pattern, options]): ProcessingCommand => ({
    kind: 'dissect', input, pattern, options: options.map(([n, value]) => ({ kind: 'option', name: n, value, span })), span,
  })),
  fc.tuple(expression, some(string)).map(([input, patterns]): ProcessingCommand => ({ kind: 'grok', input, patterns, span })),
  fc.tuple(policy, fc.option(namePattern, { nil: undefined }), fc.array(fc.tuple(namePattern, namePattern), { maxLength: 2 })).map(([p, on, list]): ProcessingCommand => ({
    kind: 'enrich', policy: p, policySpan: span, ...(on === undefined ? {} : { on }), with: list.map(([n, f]) => ({ kind: 'enrich-field', name: n, field: f, span })), span,
  })),
  fc.tuple(index, some(expression)).map(([target, on]): ProcessingCommand => ({ kind: 'join', type: 'lookup', target, on, span })),
  name.map((f): ProcessingCommand => ({ kind: 'mv-expand', field: f, span })),
  fc.constantFrom('dedup' as const, 'ts-info' as const).map((kind): ProcessingCommand => ({ kind, span })),
);

const source: fc.Arbitrary<Query['source']> = fc.oneof(
  some(index).map((sources): Query['source'] => ({ kind: 'from', sources, metadata: [], span })),
  some(field).map((fields): Query['source'] => ({ kind: 'row', fields, span })),
);

const pipeline = fc.tuple(source, fc.array(command, { maxLength: 4 }));

const fork = some(some(command)).map((branches): ProcessingCommand => ({
  kind: 'fork',
  branches: branches.map((commands) => ({ kind: 'branch', commands, span })),
  span,
}));

const subqueries = pipeline.map(([from, commands]): Command => ({
  kind: 'from',
  sources: [{ kind: 'query', settings: [], source: from, commands, span }, { kind: 'index-pattern', text: 'a', span }],
  metadata: [identifier('_id')],
  span,
}));

export const query: fc.Arbitrary<Query> = fc.oneof(
  { weight: 4, arbitrary: pipeline },
  { weight: 1, arbitrary: fc.tuple(source, fork.map((f) => [f])) },
  { weight: 1, arbitrary: fc.tuple(subqueries as fc.Arbitrary<Query['source']>, fc.array(command, { maxLength: 1 })) },
).map(([from, commands]): Query => ({ kind: 'query', settings: [], source: from, commands, span }));
