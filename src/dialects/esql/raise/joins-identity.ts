import type { Expression, NamePattern, ProcessingCommand, Query, SourceCommand } from '../../../../grammars/esql/syntax.js';
import { shapeOf } from '../../../ast/same.js';
import { NO_SPAN } from '../../../base/source.js';
import { call, CELL, evaluate, field, name, pattern, text } from './build.js';

const span = NO_SPAN;

/**
 * What tells the rows of a query apart. VALUES keeps equal rows once, so that a packed row has to hold it: the documents' ids, the keys
 * of a grouping, the packed rows of an earlier join, the number of a constant row.
 */
export interface Identity {
  /** The query with those columns in its result. */
  readonly query: Query;
  readonly columns: readonly string[];
}

/** The ends of packed joins: what their result is kept by, and the commands that leave it there. */
export class JoinEnds {
  private readonly columns = new Map<ProcessingCommand, readonly string[]>();
  private readonly kept = new Map<ProcessingCommand, ProcessingCommand>();
  private readonly sources = new Map<ProcessingCommand, SourceCommand>();

  /** `instead`: the commands in the place of others where the columns are wanted. */
  add(end: ProcessingCommand, columns: readonly string[], instead: readonly (readonly [ProcessingCommand, ProcessingCommand])[]): void {
    this.columns.set(end, columns);
    for (const [hidden, shown] of instead) this.kept.set(hidden, shown);
  }

  /** `source`: the one that has the columns, in the place of the query's. */
  addSource(end: ProcessingCommand, columns: readonly string[], source: SourceCommand): void {
    this.columns.set(end, columns);
    this.sources.set(end, source);
  }

  sourceOf = (end: ProcessingCommand | undefined): SourceCommand | undefined => end && this.sources.get(end);
  columnsOf = (end: ProcessingCommand): readonly string[] | undefined => this.columns.get(end);
  shown = (c: ProcessingCommand): ProcessingCommand => this.kept.get(c) ?? c;
}

/** `undefined`: nothing is known that tells the rows apart. */
export function identityOf(query: Query, ends: JoinEnds): Identity | undefined {
  const { commands } = query;
  const at = commands.findLastIndex((c) => c.kind === 'stats' || ends.columnsOf(c) !== undefined);
  const before = commands.slice(0, at + 1);
  const last = commands[at];
  const started = last ? undefined : sourceIdentity(query, ends);
  const made = last ? (ends.columnsOf(last) ?? groupNames(last)) : started?.columns;
  const carried = made && carry(commands.slice(at + 1), made);
  if (!carried) return undefined;
  const source = ends.sourceOf(last) ?? started?.source ?? query.source;
  const shown = last && ends.columnsOf(last) ? [...before.slice(0, -1).map(ends.shown), keptToo(last, made)] : before;
  return { columns: carried.columns, query: { ...query, source, commands: [...shown, ...carried.commands] } };
}

/** Whether a query has one row for each value of these columns: it is grouped by some of them. */
export function isUnique({ commands }: Query, columns: readonly string[]): boolean {
  const at = commands.findLastIndex((c) => groupedBy(c) !== undefined);
  const groups = at < 0 ? undefined : groupedBy(commands[at] as ProcessingCommand);
  const behind = commands.slice(at + 1);
  if (!groups || behind.some((c) => c.kind === 'mv-expand')) return false;
  return carry(behind, groups)?.columns.every((c) => columns.includes(c)) ?? false;
}

/** The columns of which a command gives each combination once. */
function groupedBy(c: ProcessingCommand): readonly string[] | undefined {
  if (c.kind !== 'limit' || c.by.length === 0) return groupNames(c);
  const names = c.by.map(nameOf);
  return c.count.kind === 'integer' && c.count.text === '1' && !names.includes(undefined) ? (names as string[]) : undefined;
}

type Started = { readonly source: Query['source']; readonly columns: readonly string[] };

function sourceIdentity({ source, commands }: Query, ends: JoinEnds): Started | undefined {
  if (source.kind === 'from') return source.sources.every((x) => x.kind === 'index-pattern') ? { source: withIds(source), columns: ['_id'] } : unitedIdentity(source, ends);
  const expanded = commands[0]?.kind === 'mv-expand' ? nameOf(commands[0].field) : undefined;
  return source.kind === 'row' ? { source, columns: expanded === undefined ? [] : [expanded] } : undefined;
}

type From = Extract<Query['source'], { kind: 'from' }>;
const withIds = (source: From): From => (source.metadata.some((m) => m.name === '_id') ? source : { ...source, metadata: [...source.metadata, { kind: 'identifier', name: '_id', span }] });

/** Where the rows of several branches stand under each other: which branch, and what tells its rows apart. */
export const BRANCH_ROW = '_branch';

function unitedIdentity(source: From, ends: JoinEnds): Started | undefined {
  if (source.metadata.length > 0) return undefined;
  // FROM T, T reads T once.
  const sources = source.sources.filter((x, i, all) => x.kind !== 'index-pattern' || all.findIndex((o) => o.kind === x.kind && shapeOf(o) === shapeOf(x)) === i);
  const branches = sources.map((x, i) => branchIdentity(x.kind === 'index-pattern' ? { kind: 'query', settings: [], source: { ...source, sources: [x] }, commands: [], span } : x, i, ends));
  const found = branches.filter((b) => b !== undefined);
  return found.length < branches.length ? undefined : { source: { ...source, sources: found }, columns: [BRANCH_ROW] };
}

function branchIdentity(branch: Query, at: number, ends: JoinEnds): Query | undefined {
  const identity = identityOf(branch, ends);
  if (!identity) return undefined;
  const parts = identity.columns.flatMap((c, i) => [text(i === 0 ? `${at + 1}${CELL}` : CELL), c === '_id' ? name(c) : call('COALESCE', call('TO_STRING', name(c)), text(''))]);
  const row = parts.length === 0 ? text(String(at + 1)) : call('CONCAT', ...parts);
  return { ...identity.query, commands: [...identity.query.commands, evaluate([field(row, BRANCH_ROW)])] };
}

function groupNames(c: ProcessingCommand): readonly string[] | undefined {
  if (c.kind !== 'stats') return undefined;
  const names = c.groups.map((g) => (g.name ? nameOf(g.name) : nameOf(g.value)));
  return names.includes(undefined) ? undefined : (names as string[]);
}

const nameOf = (e: { readonly kind: string }): string | undefined => (e.kind === 'name' ? (e as Extract<Expression, { kind: 'name' }>).text : undefined);
const patternName = (p: NamePattern): string | undefined => (p.pieces.length === 1 && p.pieces[0]?.kind === 'text' ? p.pieces[0].text : undefined);

/** Commands that leave each row one row; equal elements of one array stay one. */
const ROW_WISE: ReadonlySet<string> = new Set(['where', 'eval', 'keep', 'rename', 'drop', 'dissect', 'grok', 'sort', 'limit', 'mv-expand', 'inline-stats', 'uri-parts', 'ip-location']);

/** The commands with the columns in what they keep. */
function carry(commands: readonly ProcessingCommand[], columns: readonly string[]): { commands: ProcessingCommand[]; columns: readonly string[] } | undefined {
  let now = columns;
  const out: ProcessingCommand[] = [];
  for (const [i, c] of commands.entries()) {
    if (!ROW_WISE.has(c.kind) || assigns(c, now)) return undefined;
    const expanded = c.kind === 'mv-expand' ? nameOf(c.field) : undefined;
    if (c.kind === 'rename') now = now.map((n) => renamed(n, c));
    if (c.kind === 'drop') out.push(...droppedLess(c, now));
    else out.push(keptToo(c, now));
    if (expanded === undefined || now.includes(expanded)) continue;
    const lasting = stays(expanded, commands.slice(i + 1)) ? expanded : `_element${i}`;
    if (lasting !== expanded) out.push(evaluate([field(name(expanded), lasting)]));
    now = [...now, lasting];
  }
  return { commands: out, columns: now };
}

/** Whether rows are alike in what tells them apart: equal elements of one array that the query computes. */
export function hasAlikeRows({ source, commands }: Query): boolean {
  const inside = source.kind === 'from' && source.sources.some((x) => x.kind === 'query' && hasAlikeRows(x));
  return inside || commands.some((c, i) => c.kind === 'mv-expand' && mayRepeat(nameOf(c.field) ?? '', commands.slice(0, i)));
}

/** Whether an array that a query computes may have an element twice; fields and groups have each value once. */
function mayRepeat(column: string, before: readonly ProcessingCommand[]): boolean {
  const made = before.flatMap((c) => (c.kind === 'eval' ? c.fields.filter((f) => f.name && nameOf(f.name) === column) : [])).at(-1)?.value;
  return made !== undefined && repeats(made);
}

function repeats(e: FunctionCall['arguments'][number]): boolean {
  if (e.kind !== 'call' || e.name.kind !== 'identifier' || ONCE.has(e.name.name)) return false;
  return JOINS.has(e.name.name) || e.arguments.some(repeats);
}
type FunctionCall = Extract<Expression, { kind: 'call' }>;

const JOINS: ReadonlySet<string> = new Set(['MV_APPEND', 'SPLIT', 'MV_ZIP']);
const ONCE: ReadonlySet<string> = new Set(['MV_DEDUPE', 'MV_UNION', 'MV_INTERSECTION', 'MV_DIFFERENCE']);

const assigns = (c: ProcessingCommand, columns: readonly string[]): boolean => c.kind === 'eval' && c.fields.some((f) => f.name?.kind === 'name' && columns.includes(f.name.text) && !converts(f.value, f.name.text));

/** Whether the elements of an expanded column are there to the end. */
const stays = (column: string, later: readonly ProcessingCommand[]): boolean =>
  later.every((c) => !assigns(c, [column]) && !(c.kind === 'drop' && c.patterns.some((p) => patternName(p) === undefined)) && !takesOut(c, column));

/** Whether a pattern may take out a column of that name. */
const takesOut = (c: ProcessingCommand, column: string): boolean =>
  (c.kind === 'dissect' ? [c.pattern] : c.kind === 'grok' ? c.patterns : []).some((p) => p.kind !== 'string' || p.value.includes(column));

/** An element stays what it is as a text; as another type several may be null. */
const converts = (e: Expression, column: string): boolean => e.kind === 'call' && e.name.kind === 'identifier' && e.name.name === 'TO_STRING' && e.arguments[0] !== undefined && nameOf(e.arguments[0]) === column;

function renamed(column: string, c: Extract<ProcessingCommand, { kind: 'rename' }>): string {
  const found = c.renamings.find((r) => r.from.kind === 'name-pattern' && patternName(r.from) === column);
  return found?.to.kind === 'name-pattern' ? (patternName(found.to) ?? column) : column;
}

function droppedLess(c: Extract<ProcessingCommand, { kind: 'drop' }>, columns: readonly string[]): ProcessingCommand[] {
  const patterns = c.patterns.filter((p) => !columns.includes(patternName(p) ?? ''));
  return patterns.length === 0 ? [] : [{ ...c, patterns }];
}

function keptToo(c: ProcessingCommand, columns: readonly string[]): ProcessingCommand {
  if (c.kind !== 'keep') return c;
  const listed = new Set(c.patterns.map(patternName));
  return { ...c, patterns: [...c.patterns, ...columns.filter((n) => !listed.has(n)).map(pattern)] };
}
