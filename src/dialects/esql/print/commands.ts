import { CHANGE_POINT, ENRICH_FIELDS, FUSE, JOIN, RENAME } from '../../../../grammars/esql/modes.js';
import type {
  Aggregate, BareCommand, Branch, ChangePoint, Command, CommandOption, Dissect, Enrich, Expression, Extraction, Field, FieldName, From, Fuse,
  FuseClause, IndexPattern, Join, MapLiteral, NamePattern, ProcessingCommand, Promql, Query, Renaming, SortKey, Stats, TimeSeries,
} from '../../../../grammars/esql/syntax.js';
import { concat, fill, group, hardline, indent, join, line, lineEnd, softline, type Doc } from '../../../text/layout.js';
import { isRaw } from './comments.js';
import { LOOSEST, PRIMARY, constant, expression, map, operands, type Printing } from './expressions.js';
import { NOTHING, fieldName, identifier, indexPattern, namePattern, policyName, type Reserved } from './names.js';

/** How far arguments are indented under the word of their command, which follows `| `. */
const ARGUMENTS = 4;
const CLAUSE = 2;

/** Where `metadata` and `with` cannot be index patterns. */
const FROM_WORDS: Reserved = new Set(['metadata', 'with']);

export interface ListItem {
  readonly kind: string;
}

/** Arguments behind the word of their command. `compact` lists take as many to a line as fit; others one, or all on one. */
function items<T extends ListItem>(nodes: readonly T[], print: (node: T) => Doc, p: Printing, compact: boolean): Doc {
  const docs = nodes.map((node) => p.comments.around(node, print(node)));
  const commented = nodes.some((node) => p.comments.has(node));
  if (compact && !commented) return concat(' ', indent(ARGUMENTS, fill(docs, ',')));
  if (docs.length === 1 && !commented) return concat(' ', indent(CLAUSE, docs[0] as Doc));
  return indent(ARGUMENTS, line, join(docs, concat(',', line)));
}

const SHORT: ReadonlySet<string> = new Set(['name', 'name-pattern', 'index-pattern', 'identifier', 'parameterized-name']);

/** Whether a list is of plain names. */
const allNames = (nodes: readonly { readonly kind: string; readonly value?: Expression; readonly name?: unknown }[]): boolean =>
  nodes.every((node) => (node.value === undefined ? SHORT.has(node.kind) : node.name === undefined && SHORT.has(node.value.kind)));

// ---- pieces ----

type Named = Field | Aggregate;

/** A value without a name names its column by its text, which is therefore printed as it was written. */
function field(node: Named, p: Printing): Doc {
  if (node.name === undefined && node.implicitName !== undefined) return node.implicitName;
  const value = expression(node.value, LOOSEST, p);
  return node.name === undefined ? value : concat(fieldName(node.name), ' = ', value);
}

function aggregate(node: Aggregate, p: Printing): Doc {
  if (node.filter === undefined) return field(node, p);
  return group(field(node, p), indent(2, line, 'WHERE ', expression(node.filter, LOOSEST, p)));
}

const fields = (nodes: readonly Field[], p: Printing): Doc => items(nodes, (node) => field(node, p), p, allNames(nodes));

const patterns = (nodes: readonly NamePattern[], p: Printing, reserved: Reserved = NOTHING): Doc =>
  items(nodes, (node) => namePattern(node, reserved), p, true);

const expressions = (nodes: readonly Expression[], p: Printing): Doc =>
  items(nodes, (node) => expression(node, LOOSEST, p), p, nodes.every(({ kind }) => SHORT.has(kind)));

/** `BY a, b` and other clauses behind the arguments; nothing when the list is empty. */
const clause = (word: string, list: readonly unknown[], doc: () => Doc): Doc =>
  list.length === 0 ? '' : indent(CLAUSE, line, word, group(doc()));

const options = (node: MapLiteral | undefined, p: Printing): Doc => (node === undefined ? '' : indent(CLAUSE, line, 'WITH ', map(node, p)));

const target = (name: FieldName | undefined): string => (name === undefined ? '' : `${fieldName(name)} = `);

function option(node: CommandOption): Doc {
  return concat(identifier(node.name.name), ' = ', constant(node.value));
}

function renaming({ from, to }: Renaming): Doc {
  return `${namePattern(from, RENAME.reserved)} AS ${namePattern(to, RENAME.reserved)}`;
}

function sortKey({ value, direction, nulls }: SortKey, p: Printing): Doc {
  const order = direction === undefined ? '' : ` ${direction.toUpperCase()}`;
  return concat(expression(value, LOOSEST, p), order, nulls === undefined ? '' : ` NULLS ${nulls.toUpperCase()}`);
}

// ---- commands ----

const stats = (word: string, node: Pick<Stats, 'aggregates' | 'groups'>, p: Printing): Doc => {
  const list = node.aggregates.length === 0 ? '' : group(items(node.aggregates, (a) => aggregate(a, p), p, allNames(node.aggregates)));
  const by = clause('BY', node.groups, () => items(node.groups, (group) => field(group, p), p, true));
  return group(word, list, by);
};

function where(condition: Expression, p: Printing): Doc {
  if (condition.kind !== 'logical') return group('WHERE ', indent(CLAUSE, expression(condition, LOOSEST, p)));
  return group('WHERE', indent(ARGUMENTS, line, operands(condition, p)));
}

function from(word: string, node: From | TimeSeries, p: Printing): Doc {
  const source = (item: IndexPattern | Query): Doc =>
    item.kind === 'query' ? subquery(item, p) : indexPattern(item.text, FROM_WORDS, true);
  const metadata = clause('METADATA', node.metadata, () =>
    items(node.metadata, ({ name }) => name, p, true),
  );
  return group(word, group(items(node.sources, source, p, allNames(node.sources))), metadata);
}

function dissect(node: Dissect, p: Printing): Doc {
  const head = concat('DISSECT ', expression(node.input, PRIMARY, p), ' ', constant(node.pattern));
  return group(head, node.options.length === 0 ? '' : items(node.options, option, p, false));
}

function enrich(node: Enrich, p: Printing): Doc {
  const reserved = ENRICH_FIELDS.reserved;
  const on = node.on === undefined ? '' : ` ON ${namePattern(node.on, reserved)}`;
  const list = clause('WITH', node.with, () =>
    items(
      node.with,
      ({ name, field: from }) => `${name === undefined ? '' : `${namePattern(name, reserved)} = `}${namePattern(from, reserved)}`,
      p,
      true,
    ),
  );
  return group('ENRICH ', policyName(node.mode, node.policy, POLICY_WORDS), on, list);
}

const POLICY_WORDS: Reserved = new Set(['on', 'with']);

function joinCommand(node: Join, p: Printing): Doc {
  const alias = node.alias === undefined ? '' : ` AS ${node.alias.name}`;
  const index = indexPattern(node.target.text, JOIN.reserved, false);
  return group(`${node.type.toUpperCase()} JOIN ${index}${alias}`, clause('ON', node.on, () => expressions(node.on, p)));
}

function fuseClause(node: FuseClause, p: Printing): Doc {
  if (node.kind === 'fuse-options') return concat('WITH ', map(node.options, p));
  const word = node.kind.slice('fuse-'.length).toUpperCase();
  return concat(`${word} BY`, items(node.fields, (name) => fieldName(name, FUSE.reserved), p, true));
}

function fuse(node: Fuse, p: Printing): Doc {
  const method = node.method === undefined ? '' : ` ${identifier(node.method.name, FUSE.reserved)}`;
  const clauses = node.clauses.map((each) => p.comments.around(each, fuseClause(each, p)));
  return group('FUSE', method, indent(CLAUSE, ...clauses.map((doc) => concat(line, doc))));
}

function changePoint(node: ChangePoint, p: Printing): Doc {
  const name = (field: FieldName): string => fieldName(field, CHANGE_POINT.reserved);
  const on = node.key === undefined ? '' : ` ON ${name(node.key)}`;
  const as = node.targets === undefined ? '' : ` AS ${node.targets.map(name).join(', ')}`;
  return group(`CHANGE_POINT ${name(node.value)}${on}${as}`, clause('BY', node.by, () => expressions(node.by, p)));
}

function extraction(node: Extraction, p: Printing): Doc {
  const word = node.kind.toUpperCase().replace('-', '_');
  return group(`${word} ${target(node.target)}`, indent(CLAUSE, expression(node.value, PRIMARY, p)), options(node.options, p));
}

function promql(node: Promql): Doc {
  const parameters = node.parameters.map(({ name, value }) => `${name}=${value} `).join('');
  const name = node.valueName === undefined ? '' : `${identifier(node.valueName.name, NOTHING)}=`;
  return `PROMQL ${parameters}${name}${node.parenthesized ? `(${node.query})` : node.query}`;
}

/** The official lexer takes a closing parenthesis for part of a command word that it follows without a blank. */
const BARE: ReadonlySet<string> = new Set<BareCommand['kind']>(['dedup', 'metrics-info', 'ts-info', 'ts-collapse', 'rrf']);

const beforeParenthesis = (commands: readonly { readonly kind: string }[]): Doc =>
  BARE.has(commands.at(-1)?.kind ?? '') ? line : softline;

function fork(branches: readonly Branch[], p: Printing): Doc {
  const docs = branches.map((branch) => {
    const commands = branch.commands.map((each, i) => piped(each, i === 0 ? '' : line, p));
    const doc = group('(', indent(2, softline, ...commands), beforeParenthesis(branch.commands), ')');
    return p.comments.around(branch, doc);
  });
  return group('FORK', indent(ARGUMENTS, line, join(docs, line)));
}

/** A query in parentheses. */
export function subquery(node: Query, p: Printing): Doc {
  // The raw text of PROMQL may end with a comment.
  const raw = node.source.kind === 'promql';
  const close = raw ? hardline : beforeParenthesis([node.source, ...node.commands]);
  return group('(', indent(2, softline, pipeline(node, raw ? hardline : line, p)), close, ')');
}

/** The source and the commands, with `separator` before each pipe. */
function pipeline(node: Query, separator: Doc, p: Printing): Doc {
  const commands = node.commands.map((each, i) => piped(each, separator, p, i === 0 && isRaw(node.source)));
  return concat(p.comments.around(node.source, command(node.source, p)), ...commands);
}

/** A command behind its pipe; the first of a branch has no separator, and no pipe. */
function piped(node: ProcessingCommand, separator: Doc, p: Printing, behindRaw = false): Doc {
  if (isLeftOut(node)) return leftOut(node);
  const { comments } = p;
  const pipe = separator === '' ? '' : '| ';
  const lead = behindRaw ? concat(pipe, comments.above(node)) : concat(comments.above(node), pipe);
  return concat(separator, lead, set(node, p));
}

/** Comments where a stage was left out. */
const isLeftOut = (c: Command): c is Command & { kind: 'invalid' } => c.kind === 'invalid' && c.name.startsWith('//');
const leftOut = (c: Command & { kind: 'invalid' }): Doc => concat(...c.name.split('\n').flatMap((l) => [hardline, lineEnd(l)]));

/** A command with the comments on its line. */
const set = (node: Command, p: Printing): Doc => concat(p.comments.before(node), command(node, p), p.comments.trailing(node));

/** A whole query: a command on a line, settings in front. Empty lines between commands stay, one at a time. */
export function query(node: Query, p: Printing): Doc {
  const { comments } = p;
  const settings = node.settings.map((setting, i) => {
    const value = setting.value.kind === 'map' ? map(setting.value, p) : constant(setting.value);
    const doc = concat('SET ', identifier(setting.name.name, NOTHING), ' = ', value, ';');
    return concat(comments.paragraph(setting, i === 0), comments.before(setting), doc, comments.trailing(setting), hardline);
  });
  const source = concat(comments.paragraph(node.source, settings.length === 0), set(node.source, p));
  const commands = node.commands.map((each, i) => {
    if (isLeftOut(each)) return leftOut(each);
    if (i === 0 && isRaw(node.source)) return piped(each, hardline, p, true);
    return concat(hardline, comments.paragraph(each, false), '| ', set(each, p));
  });
  return concat(...settings, source, ...commands);
}

/** One command, without the pipe in front. */
export function command(node: Command, p: Printing): Doc {
  switch (node.kind) {
    case 'from':
      return from('FROM', node, p);
    case 'ts':
      return from('TS', node, p);
    case 'row':
      return group('ROW', fields(node.fields, p));
    case 'eval':
      return group('EVAL', fields(node.fields, p));
    case 'where':
      return where(node.condition, p);
    case 'stats':
      return stats('STATS', node, p);
    case 'inline-stats':
      return stats('INLINE STATS', node, p);
    case 'keep':
      return concat('KEEP', group(patterns(node.patterns, p)));
    case 'drop':
      return concat('DROP', group(patterns(node.patterns, p)));
    case 'rename':
      return group('RENAME', items(node.renamings, renaming, p, false));
    case 'sort':
      return group('SORT', items(node.keys, (key) => sortKey(key, p), p, true));
    case 'limit':
      return group('LIMIT ', constant(node.count), clause('BY', node.by, () => expressions(node.by, p)));
    case 'dissect':
      return dissect(node, p);
    case 'enrich':
      return enrich(node, p);
    case 'join':
      return joinCommand(node, p);
    case 'fork':
      return fork(node.branches, p);
    default:
      return rareCommand(node, p);
  }
}

type Rare = Exclude<
  Command,
  {
    kind:
      | 'from' | 'ts' | 'row' | 'eval' | 'where' | 'stats' | 'inline-stats' | 'keep' | 'drop' | 'rename' | 'sort' | 'limit' | 'dissect'
      | 'enrich' | 'join' | 'fork';
  }
>;

function rareCommand(node: Rare, p: Printing): Doc {
  switch (node.kind) {
    case 'show':
      return 'SHOW INFO';
    case 'explain':
      return concat('EXPLAIN ', subquery(node.query, p));
    case 'promql':
      return promql(node);
    case 'external':
      return group('EXTERNAL ', constant(node.location), options(node.options, p));
    case 'grok':
      return group(
        concat('GROK ', expression(node.input, PRIMARY, p)),
        node.patterns.length === 1 ? concat(' ', constant(node.patterns[0] as (typeof node.patterns)[0])) : items(node.patterns, constant, p, false),
      );
    case 'mv-expand':
      return `MV_EXPAND ${fieldName(node.field, NOTHING)}`;
    case 'lookup':
      return concat(`LOOKUP_🐔 ${indexPattern(node.table.text, POLICY_WORDS, false)} ON`, patterns(node.on, p));
    case 'fuse':
      return fuse(node, p);
    case 'sample':
      return concat('SAMPLE ', constant(node.probability));
    case 'change-point':
      return changePoint(node, p);
    case 'completion':
      return group(`COMPLETION ${target(node.target)}`, expression(node.prompt, PRIMARY, p), options(node.options, p));
    case 'rerank': {
      const on = clause('ON', node.on, () => fields(node.on, p));
      return group(`RERANK ${target(node.target)}`, constant(node.query), on, options(node.options, p));
    }
    case 'mmr': {
      const vector = node.vector === undefined ? '' : concat(expression(node.vector, PRIMARY, p), ' ');
      const on = `ON ${fieldName(node.field, MMR_WORDS)} LIMIT `;
      return group('MMR ', vector, on, constant(node.count), options(node.options, p));
    }
    case 'highlight': {
      const prefix = node.prefix === undefined ? '' : concat(option(node.prefix), ' ');
      const on = clause('ON', node.on, () => items(node.on, (name) => fieldName(name), p, true));
      return group('HIGHLIGHT ', prefix, expression(node.query, LOOSEST, p), on, options(node.options, p));
    }
    case 'insist':
      return concat('INSIST_🐔', patterns(node.patterns, p));
    case 'uri-parts':
    case 'registered-domain':
    case 'user-agent':
    case 'ip-location':
      return extraction(node, p);
    case 'dedup':
    case 'metrics-info':
    case 'ts-info':
    case 'ts-collapse':
    case 'rrf':
      return node.kind.toUpperCase().replace('-', '_');
    case 'invalid':
      return node.name;
  }
}

const MMR_WORDS: Reserved = new Set(['on', 'limit']);

