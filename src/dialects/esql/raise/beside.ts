import type { Aggregate, Drop, InlineStats, NamePattern, ProcessingCommand, Query, Stats } from '../../../../grammars/esql/syntax.js';
import { type Span, NO_SPAN } from '../../../base/source.js';
import { aggregate, boolean, call, evaluate, field, isNull, name, pattern, where } from './build.js';
import { refuse, type Spelling } from './context.js';
import { needsForm } from './versions.js';

const span = NO_SPAN;

/** One value of another query: that query has one row, and in it this column and no other. */
export interface Beside {
  readonly query: Query;
  readonly column: string;
  /** Several values stay several. */
  readonly several: boolean;
}

/**
 * Puts values of other queries on every row: their rows stand below the rows of this one in FROM, INLINE STATS copies their cells up, and
 * then they are dropped by the column that they alone have. ADR 0006.
 */
export function putBeside(values: readonly Beside[], s: Spelling, at: Span): readonly string[] {
  if (values.length === 0) return [];
  needsForm('fromSubquery', 'a value of another pipeline', at, s.raising);
  const queries = values.map((v) => marked(v.query, s));
  if (queries.some(limited)) return behindLimit(at);
  if (joined(values, queries, s)) return [];
  if (!flat(values, queries, s)) wrapped(values, queries, s, at);
  return s.commands.some((c) => c.kind === 'keep' || c.kind === 'stats') ? [] : [s.raising.marker];
}

const behindLimit = (at: Span): never => refuse('a value of another pipeline', 'INLINE STATS does not stand behind LIMIT', at);

function marked(q: Query, s: Spelling): Query {
  const mark = field(boolean(true), s.raising.marker);
  const last = q.commands[q.commands.length - 1];
  const commands = last?.kind === 'eval' ? [...q.commands.slice(0, -1), { ...last, fields: [...last.fields, mark] }] : [...q.commands, evaluate([mark])];
  return { ...q, commands };
}

const cuts = (c: ProcessingCommand | undefined): boolean => c?.kind === 'limit' && c.by.length === 0;
/** A sort of all rows, which belongs to no LIMIT BY. */
export const sorts = (c: ProcessingCommand, i: number, all: readonly ProcessingCommand[]): boolean => c.kind === 'sort' && (all[i + 1]?.kind !== 'limit' || cuts(all[i + 1]));

/** INLINE STATS stands behind no LIMIT, not even one in a subquery. LIMIT BY is another command to it. */
export function limited(q: Query): boolean {
  const below = q.source.kind === 'from' ? q.source.sources : [];
  return q.commands.some(cuts) || below.some((x) => x.kind === 'query' && limited(x));
}

type Carried = Pick<Beside, 'column' | 'several'>;
const copied = (v: Carried): Aggregate => aggregate(call(v.several ? 'VALUES' : 'MAX', name(v.column)), v.column);

/** Into the FROM and the INLINE STATS that are there already. */
function joined(values: readonly Beside[], queries: readonly Query[], s: Spelling): boolean {
  const [head, ...rest] = s.commands;
  if (s.source?.kind !== 'from' || head?.kind !== 'inline-stats' || !s.raising.copies.has(head)) return false;
  const commands = letThrough(rest, values);
  if (!commands) return false;
  const copy: InlineStats = { ...head, aggregates: [...head.aggregates, ...values.map(copied)] };
  s.raising.copies.add(copy);
  s.source = { ...s.source, sources: [...s.source.sources, ...queries] };
  s.commands = [copy, ...commands];
  return true;
}

/** Below the subqueries of a FROM: Elasticsearch nests none of them. */
function flat(values: readonly Beside[], queries: readonly Query[], s: Spelling): boolean {
  if (s.source?.kind !== 'from' || !s.source.sources.some((x) => x.kind === 'query') || limited({ ...s.query(), commands: [] })) return false;
  const commands = letThrough(s.commands, values);
  if (!commands) return false;
  s.source = { ...s.source, sources: [...s.source.sources, ...queries] };
  s.commands = [...copies(values, s), ...commands];
  return true;
}

/** The rows so far as a subquery; what sorts and limits follows behind. */
function wrapped(values: readonly Beside[], queries: readonly Query[], s: Spelling, at: Span): void {
  const source = s.source;
  if (source?.kind !== 'from' && source?.kind !== 'row') return refuse('a value of another pipeline', 'this source has no place among subqueries', at);
  const found = s.commands.findIndex((c, i, all) => cuts(c) || sorts(c, i, all));
  const end = found < 0 ? s.commands.length : found;
  const rest = letThrough(s.commands.slice(end), values);
  if (!rest) return behindLimit(at);
  const front = s.commands.slice(0, end);
  if (limited({ kind: 'query', settings: [], source, commands: front, span })) return behindLimit(at);
  const plain = source.kind === 'from' && front.length === 0;
  const rows = plain ? source.sources : [{ kind: 'query' as const, settings: [], source, commands: front, span }];
  s.source = { kind: 'from', sources: [...rows, ...queries], metadata: plain ? source.metadata : [], span };
  s.commands = [...copies(values, s), ...rest];
}

function copies(values: readonly Beside[], s: Spelling): ProcessingCommand[] {
  const copy: InlineStats = { kind: 'inline-stats', aggregates: values.map(copied), groups: [], span };
  s.raising.copies.add(copy);
  return [copy, where(isNull(name(s.raising.marker)))];
}

/** Commands that keep columns they do not name. */
const LETS_THROUGH: ReadonlySet<ProcessingCommand['kind']> = new Set([
  'where', 'eval', 'inline-stats', 'drop', 'rename', 'sort', 'limit', 'dissect', 'grok', 'mv-expand', 'enrich', 'uri-parts', 'ip-location',
]);

/**
 * The same commands with the columns kept, or nothing where one of them does not let them through. A group has the value that all rows
 * have; rows that are grouped by nothing may be none, and have no value then.
 */
function letThrough(commands: readonly ProcessingCommand[], values: readonly Carried[]): ProcessingCommand[] | undefined {
  const out: ProcessingCommand[] = [];
  for (const c of commands) {
    if (c.kind === 'keep') out.push({ ...c, patterns: [...c.patterns, ...values.filter((v) => !keeps(c.patterns, v.column)).map((v) => pattern(v.column))] });
    else if (c.kind === 'stats' && c.groups.length > 0) out.push({ ...c, aggregates: [...c.aggregates, ...values.filter((v) => !makes(c, v.column)).map(copied)] });
    else if (LETS_THROUGH.has(c.kind)) out.push(c);
    else return undefined;
  }
  return out;
}

const makes = (c: Stats | InlineStats, column: string): boolean => c.aggregates.some((a) => a.name?.kind === 'name' && a.name.text === column);
const keeps = (patterns: readonly NamePattern[], column: string): boolean =>
  patterns.some(({ pieces: [piece, ...more] }) => more.length === 0 && (piece?.kind === 'wildcard' || (piece?.kind === 'text' && piece.text === column)));

/** Whether a column that was copied up before can be read here as well; it is then dropped no earlier. */
export function kept({ column, several }: Carried, s: Spelling): boolean {
  const [head, ...rest] = s.commands;
  if (head?.kind !== 'inline-stats' || !makes(head, column)) return false;
  const commands = letThrough(rest, [{ column, several }]);
  if (commands) s.commands = [head, ...commands.flatMap((c) => (c.kind === 'drop' ? without(c, column) : [c]))];
  return commands !== undefined;
}

function without(c: Drop, column: string): ProcessingCommand[] {
  const patterns = c.patterns.filter((p) => !keeps([p], column));
  return patterns.length === 0 ? [] : [{ ...c, patterns }];
}
