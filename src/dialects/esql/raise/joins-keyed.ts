import type { Expression, Field, InlineStats, ProcessingCommand, Query, SourceCommand } from '../../../../grammars/esql/syntax.js';
import type { Expr, Join, Stage } from '../../../ast/pipeline.js';
import { columnsIn } from '../../../ast/walk.js';
import { NO_SPAN } from '../../../base/source.js';
import { isText } from '../../../data/types.js';
import { fieldOf, type Schema } from '../../../semantics/schema.js';
import { onceAKey } from '../../../semantics/row-keys.js';
import { limited, sorts } from './beside.js';
import { aggregate, and, boolean, call, drop, evaluate, field, integer, isNotNull, isNull, keep, name, rename, where, withCommands } from './build.js';
import type { Spelling } from './context.js';
import { filled } from './join-keys.js';
import { hasAlikeRows, identityOf } from './joins-identity.js';
import { fromTheRight, membership } from './joins-membership.js';
import { canMove, type Cell, listOf, listText, resultCells, untoldElements, withElements } from './joins-packed.js';
import { HINT, wantedOf } from './open-columns.js';
import type { Scope } from './scope.js';
import { hasForm } from './versions.js';

/**
 * Joins in which one side has one row for a key, which is what a `summarize … by` the key gives: its columns are values of the key, and
 * INLINE STATS puts them on the rows of the other side. Nothing is packed; types and columns that nobody names stay. ADR 0004.
 */

const span = NO_SPAN;

type Side = 'left' | 'right';

/** A join by its roles: whose rows the result has (`rows`), and which side gives values to them (`given`). */
interface Keyed {
  readonly j: Join;
  readonly scope: Scope;
  readonly side: Side;
  readonly rows: Spelling;
  readonly given: Spelling;
  /** A row of the result for each of `rows` that has a match, rather than for all of them. */
  readonly matched: boolean;
  /** One of the rows for each key is to be kept. */
  readonly once: boolean;
  /** Columns of `given` that are read: values, and keys, which are what the rows have as well. */
  readonly values: readonly Cell[];
  readonly keys: readonly Cell[];
  /** Columns of `rows` that the result has under another name; of these the keys that are one column with the other side's. */
  readonly renamed: readonly Cell[];
  readonly mirrored: readonly Cell[];
  /** Columns of the result that nothing reads, and that the rows have not. */
  readonly unread: readonly string[];
  /** Nothing later lists the columns. */
  readonly all: boolean;
}

/** Kinds that give no row without a match. */
const MATCHED: ReadonlySet<Join['join']> = new Set(['inner', 'innerunique']);

/** False where neither side has one row for a key, or where the target or a row limit is in the way. */
export function keyedJoin(j: Join, s: Spelling, right: Spelling, scope: Scope): boolean {
  const k = rolesOf(j, s, right, scope);
  if (!k) return false;
  const { schema, facts, named, signs, stages } = s;
  const spelled = (k.values.length === 0 && tested(k, s)) || inline(k, s);
  // Whatever side the rows are from, the stage that has been spelled has the left one as its input.
  Object.assign(s, { schema, facts, signs, stages, named });
  if (!spelled) return false;
  doubtful(k);
  s.leavesOut(k.unread);
  if (k.rows.listed) s.lists(listedBehind(k, k.rows.listed));
  s.raising.stageNote('rewritten', `join kind=${j.join}`, 'what one side has for the key is put on the rows of the other side', j.span);
  return true;
}

function rolesOf(j: Join, s: Spelling, right: Spelling, scope: Scope): Keyed | undefined {
  const named = (n: string): Join['right'] | undefined => s.raising.plan.lets.find((l) => l.name === n)?.pipeline;
  const once = { left: onceAKey(j, 'left', s.stages, named), right: onceAKey(j, 'right', right.stages, named) };
  const matched = MATCHED.has(j.join);
  if (once.right && (matched || j.join === 'leftouter')) return roles('left', j.join === 'innerunique' && !once.left);
  return once.left && matched && j.clash === 'suffix' ? roles('right', false) : undefined;

  function roles(side: Side, one: boolean): Keyed | undefined {
    const [rows, given, other] = side === 'left' ? [s, right, 'right' as const] : [right, s, 'left' as const];
    const wanted = wantedOf(s, scope, 'join', j.span, [right], [given]);
    const { cells, either, unread } = resultCells(j, s, right, scope, wanted);
    if (either.length > 0) return undefined;
    const read = cells.filter((c) => c.side === other && canMove(c, j, given)).map((c) => withElements(c, given));
    const isKey = (c: Cell): boolean => matched && j.on.some((k) => isColumn(k[other], c.from));
    const renamed = cells.filter((c) => c.side === side && c.from !== c.to);
    const isSame = (c: Cell): boolean => j.on.some((k) => isColumn(k.left, c.from) && isColumn(k.right, c.from));
    return {
      j, scope, side, rows: rows.detach(), given: given.detach(), matched, once: one, unread: unread.filter((n) => !hasColumn(rows, n)), all: wanted.all, values: read.filter((c) => !isKey(c)), keys: read.filter(isKey),
      renamed: renamed.filter((c) => !isSame(c)), mirrored: renamed.filter(isSame),
    };
  }
}

const isColumn = (e: Expr, column: string): boolean => e.kind === 'col' && e.name === column;
const keyOf = (k: Keyed, of: 'rows' | 'given'): Side => ((of === 'rows') === (k.side === 'left') ? 'left' : 'right');
const keyTrees = (k: Keyed, of: 'rows' | 'given'): Expression[] => k.j.on.map((on) => filled(on[keyOf(k, of)], { ...k.scope, schema: k[of].schema, facts: k[of].facts }, on[keyOf(k, of === 'rows' ? 'given' : 'rows')]));

function listedBehind(k: Keyed, listed: Schema): string[] {
  const renamed = new Map(k.renamed.map((c) => [c.from, c.to]));
  return [...new Set([...listed.fields.map((f) => renamed.get(f.name) ?? f.name), ...[...k.mirrored, ...k.keys, ...k.values].map((c) => c.to)])];
}

/**
 * A table that is not known may have a column that the other side has as well: the result has two then, one of them called `x1`. Names that
 * the query makes up are its own.
 */
function doubtful(k: Keyed): void {
  if (!k.rows.schema.open || !k.all) return;
  const names = k.values.filter((c) => !hasColumn(k.rows, c.to) && !k.rows.named.has(c.to) && !isMadeUp(c.from, k.given.stages)).map((c) => c.to);
  if (names.length > 0) k.rows.raising.stageNote('different', `join kind=${k.j.join}`, `${names.join(', ')}: whether the other table has such a column is not known; it is taken to have none`, k.j.span, HINT);
}

const makers = (column: string, stages: readonly Stage[]): Expr[] =>
  stages.flatMap((x) => (x.kind === 'aggregate' ? [...x.keys, ...x.aggregates] : x.kind === 'extend' || x.kind === 'project' ? x.columns : [])).filter((c) => c.name === column && !isColumn(c.expr, column)).map((c) => c.expr);

/** A pick of a column (`arg_max(t, x)`) has that column's name. */
const isMadeUp = (column: string, stages: readonly Stage[]): boolean => makers(column, stages).some((e) => !(e.kind === 'agg' && e.args.some((a) => isColumn(a, column))));

/* ---------------------------------------------------------------- nothing but the key is read of one side */

/** Only whether there is a match counts. False where one row of a key has to be chosen, or the target has no such test. */
function tested(k: Keyed, s: Spelling): boolean {
  if (!k.matched) return true;
  if (!hasForm(k.j.on.length > 1 ? 'inSubqueryColumns' : 'inSubquery', s.raising) || k.once || k.renamed.length > 0) return false;
  if (k.side === 'left') membership({ ...k.j, join: 'leftsemi' }, s, k.given, k.scope);
  else fromTheRight({ ...k.j, join: 'rightsemi' }, s, k.rows, k.scope);
  pushKeys(k, s, keyTrees(k, 'rows'));
  return true;
}

/** The key's columns of the other side, which are the same again. */
function pushKeys(k: Keyed, s: Spelling, trees: readonly Expression[]): void {
  const own = k.j.on.map((on, i) => ownColumn(on[keyOf(k, 'rows')], k) ?? (trees[i] as Expression));
  const fields = [...k.keys.map((c) => [c, keyOf(k, 'given')] as const), ...k.mirrored.map((c) => [c, keyOf(k, 'rows')] as const)].flatMap(([c, side]): Field[] => {
    const tree = own[k.j.on.findIndex((on) => isColumn(on[side], c.from))] as Expression;
    return isName(tree, c.to) ? [] : [field(tree, c.to)];
  });
  if (fields.length > 0) s.push(evaluate(fields));
}

/** A key that is a column of the rows, under the name that it still has. */
const ownColumn = (key: Expr, k: Keyed): Expression | undefined => (key.kind === 'col' && !k.renamed.some((c) => c.from === key.name) ? name(key.name) : undefined);

const isName = (e: Expression | undefined, column: string): boolean => e?.kind === 'name' && e.text === column;

/* ---------------------------------------------------------------- values of the key */

interface Carried extends Cell {
  /** Its name while it goes from one side to the other. */
  readonly as: string;
  readonly list: boolean;
}

function inline(k: Keyed, s: Spelling): boolean {
  const { raising } = s;
  if (!hasForm('fromSubquery', raising) || (k.once && !hasForm('limitBy', raising)) || limited(k.rows.query()) || limited(k.given.query())) return false;
  const trees = { rows: keyTrees(k, 'rows'), given: keyTrees(k, 'given') };
  const groups = groupNames(trees, (stem) => raising.fresh(stem));
  const mark = raising.fresh('side');
  const cells = k.values.map((c): Carried => ({ ...c, list: isList(c, k), as: k.rows.schema.open || hasColumn(k.rows, c.to) ? raising.fresh(c.to) : c.to }));
  const sure = k.matched ? cells.find((c) => k.given.facts.has(c.from)) : undefined;
  const match = k.matched && !sure ? raising.fresh('match') : undefined;
  const copy: InlineStats = {
    kind: 'inline-stats', groups: groups.map((g) => field(name(g))), span,
    aggregates: [...cells.map((c) => aggregate(call('VALUES', name(c.as)), c.to)), ...(match === undefined ? [] : [aggregate(call('MAX', name(mark)), match)])],
  };
  const keyed = evaluated(groups, trees.rows);
  const ready = [...keyed, ...(k.renamed.length > 0 ? [rename(k.renamed.map((c) => [c.from, c.to]))] : [])];
  const given = givenQuery(k, cells, evaluated(groups, trees.given), groups, mark);
  const source = (rows: Query): SourceCommand => ({ kind: 'from', sources: [...sourcesOf(withCommands(unsorted(rows), ready)), { ...given, kind: 'query' }], metadata: [], span });
  const identity = identityOf(k.rows.query(), raising.joinEnds);
  if (identity && !hasAlikeRows(k.rows.query())) raising.joinEnds.addSource(copy, identity.columns, source(identity.query));
  s.become(k.rows);
  s.source = source(k.rows.query());
  s.commands = [];
  s.push(copy, where(and(isNull(name(mark)), ...(sure ? [isNotNull(name(sure.to))] : []), ...(match === undefined ? [] : [name(match)]))));
  if (k.once) onlyOne(k.j, groups, s);
  unpacked(k, cells, groups, s);
  if (k.all) s.push(drop([...(keyed.length > 0 ? groups : []), ...cells.filter((c) => c.as !== c.to).map((c) => c.as), mark, ...(match === undefined ? [] : [match])]));
  return true;
}

function unpacked(k: Keyed, cells: readonly Carried[], groups: readonly string[], s: Spelling): void {
  const lists = cells.filter((c) => c.list);
  if (lists.length > 0) s.push(evaluate(lists.map((c) => field(listOf(name(c.to), c.elements, true), c.to))));
  untoldElements(lists, k.j, s);
  pushKeys(k, s, groups.map(name));
}

const hasColumn = (s: Spelling, column: string): boolean => fieldOf(s.schema, column) !== undefined;

/** VALUES keeps equal elements once and in no order, so that a list goes as one text. A set does not mind; what a member holds is one value where nothing takes it apart. */
function isList(c: Cell, k: Keyed): boolean {
  if (c.type !== 'dynamic' || isSet(c.from, k.given.stages)) return false;
  return !c.from.includes('.') || k.scope.rest.some((x) => (x.kind === 'mvExpand' || x.kind === 'mvApply') && x.columns.some((e) => columnsIn(e.expr).has(c.to)));
}

function isSet(column: string, stages: readonly Stage[]): boolean {
  const last = makers(column, stages).pop();
  return last?.kind === 'agg' && /^aggregate\.set/.test(last.op);
}

/** The names by which rows are grouped: the keys' own where both sides have them as they are, else new ones. */
function groupNames(trees: Readonly<Record<'rows' | 'given', readonly Expression[]>>, fresh: (stem: string) => string): string[] {
  const own = trees.rows.flatMap((t, i) => (t.kind === 'name' && isName(trees.given[i], t.text) ? [t.text] : []));
  return own.length === trees.rows.length ? own : trees.rows.map(() => fresh('key'));
}

const evaluated = (groups: readonly string[], trees: readonly Expression[]): ProcessingCommand[] => {
  const fields = groups.flatMap((g, i): Field[] => (isName(trees[i], g) ? [] : [field(trees[i] as Expression, g)]));
  return fields.length > 0 ? [evaluate(fields)] : [];
};

/** The order of rows is nothing to a join, and INLINE STATS stands behind no sort of all rows. */
const unsorted = (q: Query): Query => ({ ...q, commands: q.commands.filter((c, i, all) => !sorts(c, i, all)) });

/** A query that is nothing but its indices stands among the sources as these. */
const sourcesOf = (q: Query): Extract<SourceCommand, { kind: 'from' }>['sources'] =>
  q.commands.length === 0 && q.source.kind === 'from' && q.source.metadata.length === 0 ? q.source.sources : [{ ...q, kind: 'query' }];

/** The side that gives values: its keys, its cells, and the mark that only its rows have. Rows with a null key match none. */
function givenQuery(k: Keyed, cells: readonly Carried[], keyed: readonly ProcessingCommand[], groups: readonly string[], mark: string): Query {
  const copies = cells.flatMap((c): Field[] => (c.list ? [field(listText(name(c.from)), c.as)] : c.as === c.from ? [] : [field(name(c.from), c.as)]));
  const present = k.j.on.flatMap((on, i) => {
    const key = on[keyOf(k, 'given')];
    const known = k.j.nullsMatch || isText(key.type) || key.type === 'unknown' || (key.kind === 'col' && k.given.facts.has(key.name));
    return known ? [] : [isNotNull(name(groups[i] as string))];
  });
  const fields = [...keyed.flatMap((c) => (c.kind === 'eval' ? c.fields : [])), ...copies, field(boolean(true), mark)];
  return withCommands(unsorted(k.given.query()), [evaluate(fields), ...(present.length > 0 ? [where(and(...present))] : []), keep([...groups, ...cells.map((c) => c.as), mark])]);
}

/** An innerunique join keeps one of the left rows of a key. */
function onlyOne(j: Join, groups: readonly string[], s: Spelling): void {
  s.push({ kind: 'limit', count: integer(1) as Extract<Expression, { kind: 'integer' }>, by: groups.map(name), span });
  s.raising.stageNote('rewritten', 'join', 'one left row a key is kept; the dialects may pick another one', j.span);
}
