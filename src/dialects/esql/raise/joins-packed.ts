import type { Expression, ProcessingCommand, Query } from '../../../../grammars/esql/syntax.js';
import type { Col, Join } from '../../../ast/pipeline.js';
import { NO_SPAN } from '../../../base/source.js';
import { isText, type Ty } from '../../../data/types.js';
import type { Field } from '../../../data/table.js';
import { columnsReadBy } from '../../../semantics/columns-read.js';
import { type JoinColumn, joinLayout } from '../../../semantics/join-layout.js';
import type { Facts } from '../../../semantics/nullability.js';
import { type Elements, elementsBehind } from './array-texts.js';
import { aggregate, and, call, CELL, compare, evaluate, field, isNotNull, keep, name, rename, text, where } from './build.js';
import { type Spelling, WHOLE_OBJECT } from './context.js';
import { filled, keyType } from './join-keys.js';
import { mayBeObject } from './objects-here.js';
import { isKey } from './parse-patterns.js';
import { needsForm } from './versions.js';
import { BRANCH_ROW, hasAlikeRows, identityOf, isUnique } from './joins-identity.js';
import { columnsOfSides, readings, type Wanted, wantedOf } from './open-columns.js';
import type { Scope } from './scope.js';

const span = NO_SPAN;
const GIVE_SCHEMA = 'give the schema of the tables';
/** Between the values of one cell of a packed row: a symbol that logs do not hold, as `CELL` is. */
const VALUE = '␞';

/** A column of a join's result: the column of its side that it is from, and its name. */
export interface Cell {
  readonly from: string;
  readonly to: string;
  readonly type: Ty;
  /** What an array holds, as far as the query shows it. */
  readonly elements?: Elements | undefined;
}

/**
 * Two streams of events joined: both in one FROM, each row packed into a text, grouped by the key, and every left row of a key expanded
 * beside every right row of it.
 */
export function packedJoin(j: Join, s: Spelling, right: Spelling, scope: Scope): void {
  needsForm('fromSubquery', 'join', j.span, s.raising);
  s.raising.packed.add(j);
  const { left: leftCells, right: rightCells, either } = cellsOf(j, s, right, scope);
  const left = s.detach();
  const keys = j.on.map((_, i) => (j.on.length === 1 ? '_key' : `_key${i + 1}`));
  const leftKeys = j.on.map((k) => filled(k.left, { ...scope, schema: left.schema, facts: left.facts }, k.right));
  const rightKeys = j.on.map((k) => filled(k.right, { ...scope, schema: right.schema, facts: right.facts }, k.left));
  const shared = new Set(either.flat());
  const [ofLeft, ofRight] = [unpackedOf(left, '_left', leftCells, shared, j), unpackedOf(right, '_right', rightCells, shared, j)];
  const inputs = [packedQuery(left, keys, leftKeys, '_left', leftCells, ofLeft, j), packedQuery(right, keys, rightKeys, '_right', rightCells, ofRight, j)];
  s.source = { kind: 'from', sources: inputs.map((i) => i.query), metadata: [], span };
  s.commands = [];
  const carried = ['_left', '_right', ...[...ofLeft, ...ofRight].map((c) => c.to)];
  s.push({ kind: 'stats', aggregates: carried.map((c) => aggregate(call('VALUES', name(c)), c)), groups: keys.map((k) => field(name(k))), span });
  s.push(...kept(j, keys), ...expanded(j, ofLeft.size > 0));
  const packed = [leftCells.filter((c) => !ofLeft.has(c)), rightCells.filter((c) => !ofRight.has(c))] as const;
  untold([...packed[0], ...packed[1].filter((c) => !shared.has(c))], j, s);
  const shown = [...unpack(s, '_left', packed[0], inputs[0]?.id ?? false, shared), ...unpack(s, '_right', packed[1], inputs[1]?.id ?? false, shared)];
  ofEither(either, s);
  const others = new Set(either.map(([, r]) => r.to));
  const columns = [...leftCells, ...rightCells].map((c) => c.to).filter((c) => !others.has(c));
  const end = keep(columns);
  // KEEP of nothing is no command.
  if (columns.length > 0) s.push(end);
  s.lists(columns);
  s.raising.joinEnds.add(end, ['_left', '_right', ...((j.join.endsWith('outer') ? inputs.every((i) => i.documents) : inputs.some((i) => i.documents)) ? [] : keys)], shown);
  s.raising.stageNote('rewritten', `join kind=${j.join}`, 'the rows of both sides are packed, grouped by the key and expanded again', j.span);
  if (j.join === 'innerunique') s.raising.stageNote('rewritten', 'join', 'one left row a key is kept; the dialects may pick another one', j.span);
}

/** The left cell, or the right one where that is empty. */
function ofEither(either: Cells['either'], s: Spelling): void {
  if (either.length === 0) return;
  s.push(evaluate(either.map(([l, r]) => field(call('CASE', compare('!=', name(l.to), text('')), name(l.to), name(r.to)), l.to))));
  const typed = either.flatMap(([l]) => typedCell(l) ?? []);
  if (typed.length > 0) s.push(evaluate(typed));
}

/** The columns that later stages read, of both sides; all where nothing says which. `either`: those that may be of either side; `unread`: the others. */
export function resultCells(j: Join, s: Spelling, right: Spelling, scope: Scope, wanted: Wanted): { readonly cells: readonly SidedCell[]; readonly either: readonly string[]; readonly unread: readonly string[] } {
  const { left: leftFields, right: rightFields, either } = columnsOfSides(j, s, right, wanted);
  const read = readings(j, s, scope);
  const layout = joinLayout(j, leftFields, rightFields);
  const isWanted = (c: JoinColumn): boolean => wanted.all || wanted.names.has(c.field.name);
  const cells = layout.filter(isWanted).map((c) => {
    const from = (c.side === 'left' ? leftFields : rightFields)[c.index]?.name ?? c.field.name;
    return { side: c.side as 'left' | 'right', from, to: c.field.name, type: c.field.type === 'unknown' ? read(c.field.name) : c.field.type };
  });
  return { cells: [...cells, ...memberCells(scope, leftFields, rightFields)], either, unread: layout.filter((c) => !isWanted(c)).map((c) => c.field.name) };
}

/**
 * Whether a cell can go to rows of the other side: there is nothing of a whole object to take along. `d1` of the right side is an object
 * where its own members are read, not where those of the left side's `d` are.
 */
export function canMove(c: SidedCell, j: Join, s: Spelling): boolean {
  const own = c.from === c.to || [...columnsReadBy({ stages: s.stages })].some((n) => n.startsWith(`${c.from}.`));
  if (!mayBeObject(c.type) || !s.raising.isObject(own ? c.from : c.to, s.stages)) return true;
  s.raising.opNote('different', c.from, WHOLE_OBJECT, j.span);
  return false;
}

function cellsOf(j: Join, s: Spelling, right: Spelling, scope: Scope): Cells {
  const { cells, either } = resultCells(j, s, right, scope, wantedOf(s, scope, 'join', j.span, [right]));
  const sided = (c: SidedCell): Spelling => (c.side === 'left' ? s : right);
  const all = cells.filter((c) => canMove(c, j, sided(c))).map((c) => withElements(c, sided(c)));
  const shared = new Set(either);
  // A missing element is null, so that the other side's can stand for it.
  const typed = all.map((c) => (shared.has(c.to) && c.type === 'dynamic' ? { ...c, type: 'unknown' as const } : c));
  const pairs = typed.filter((c) => shared.has(c.to)).map((c) => [c, { ...c, to: s.raising.fresh(c.to) }] as const);
  return { left: typed.filter((c) => c.side === 'left'), right: [...typed.filter((c) => c.side === 'right'), ...pairs.map(([, r]) => r)], either: pairs };
}

/** The cell with what is known of its elements, where it is an array. */
export const withElements = <C extends Cell>(c: C, side: Spelling): C => (c.type === 'dynamic' ? { ...c, elements: elementsBehind(c.from, side) } : c);

function untold(packed: readonly Cell[], j: Join, s: Spelling): void {
  const names = packed.filter((c) => c.type === 'unknown').map((c) => c.to);
  if (names.length > 0) s.raising.stageNote('different', 'join', `${names.join(', ')}: nothing tells the type; the values come back as texts`, j.span, GIVE_SCHEMA);
  untoldElements(packed, j, s);
}

export function untoldElements(lists: readonly Cell[], j: Join, s: Spelling): void {
  const names = lists.filter((c) => c.elements === 'unknown').map((c) => c.to);
  if (names.length > 0) s.raising.stageNote('different', 'join', `${names.join(', ')}: nothing tells the type of the elements; they come back as texts`, j.span, GIVE_SCHEMA);
}

/**
 * The cells of unknown types of a side that has one row a key: they need no packing, since the group has no other values of them, and keep
 * their types.
 */
function unpackedOf(s: Spelling, as: Side, cells: readonly Cell[], shared: ReadonlySet<Cell>, j: Join): ReadonlySet<Cell> {
  const moved = new Set(cells.filter((c) => c.from !== c.to).map((c) => c.to));
  const nullable = j.join.endsWith('outer') && j.on.some((k) => !isText(keyType(k)) && keyType(k) !== 'unknown');
  if (nullable || !(isPicked(as, j) || isUnique(s.query(), sideKeys(j, as)))) return new Set();
  return new Set(cells.filter((c) => c.type === 'unknown' && !shared.has(c) && !moved.has(c.from)));
}

type Side = '_left' | '_right';
const isPicked = (as: Side, j: Join): boolean => as === '_left' && j.join === 'innerunique';
const sideKeys = (j: Join, as: Side): string[] => j.on.flatMap((k) => (k[as === '_left' ? 'left' : 'right'].kind === 'col' ? [(k[as === '_left' ? 'left' : 'right'] as Col).name] : []));

interface Cells {
  readonly left: readonly Cell[];
  readonly right: readonly Cell[];
  /** What may be of either side: the left cell and the right one. */
  readonly either: readonly (readonly [Cell, Cell])[];
}

/** The members of objects that later stages read, as fields of the side that has the object; `x1` is that of the right side. */
export type SidedCell = Cell & { readonly side: 'left' | 'right' };

function memberCells(scope: Scope, left: readonly Field[], right: readonly Field[]): SidedCell[] {
  const has = (fields: readonly Field[], n: string): boolean => fields.some((f) => f.name === n);
  return [...columnsReadBy({ stages: scope.rest })].flatMap((to): SidedCell[] => {
    const root = to.split('.')[0] as string;
    if (root === to || has(left, to) || has(right, to)) return [];
    if (has(left, root)) return [{ side: 'left', from: to, to, type: 'dynamic' }];
    const other = has(right, root) ? root : root.endsWith('1') && has(right, root.slice(0, -1)) ? root.slice(0, -1) : undefined;
    return other === undefined ? [] : [{ side: 'right', from: `${other}${to.slice(root.length)}`, to, type: 'dynamic' }];
  });
}

interface Packed {
  readonly query: Query;
  /** Something stands behind the cells that tells rows apart. */
  readonly id: boolean;
  /** The rows are documents. */
  readonly documents: boolean;
}

/** One side: its keys, and its row in one text. An innerunique join keeps one of the left rows in any case. */
function packedQuery(s: Spelling, keys: readonly string[], values: readonly Expression[], as: Side, cells: readonly Cell[], unpacked: ReadonlySet<Cell>, j: Join): Packed {
  const identity = isPicked(as, j) ? undefined : identityOf(s.query(), s.raising.joinEnds);
  if (!isPicked(as, j) && (!identity || hasAlikeRows(s.query()))) s.raising.stageNote('narrower', `join kind=${j.join}`, 'rows of one side that are alike in all columns used become one', j.span);
  const held = new Set([...cells.map((c) => c.from), ...sideKeys(j, as)]);
  const ids = (identity?.columns ?? []).filter((c) => !held.has(c));
  const parts = [...cells.filter((c) => !unpacked.has(c)).map((c) => cellText(c, s.facts)), ...(mayBeginEmpty(ids, s) ? [text(ROW)] : []), ...ids.map((c) => (c === '_id' || c === BRANCH_ROW ? name(c) : cellText({ from: c, to: c, type: typeOf(c, s) }, s.facts)))];
  const row = parts.length === 0 ? text('row') : parts.length === 1 ? (parts[0] as Expression) : call('CONCAT', ...parts.flatMap((p, i) => (i === 0 ? [p] : [text(CELL), p])));
  const moved = [...unpacked].filter((c) => c.from !== c.to).map((c) => field(name(c.from), c.to));
  const keyed = keys.map((k, i) => field(values[i] as Expression, k));
  // The key of an earlier join tells its rows apart until it is replaced.
  const packed = evaluate([...(ids.some((c) => keys.includes(c)) ? [field(row, as), ...keyed] : [...keyed, field(row, as)]), ...moved]);
  const one: ProcessingCommand[] = isPicked(as, j) && unpacked.size > 0 ? [{ kind: 'limit', count: { kind: 'integer', text: '1', span }, by: keys.map((k) => name(k)), span }] : [];
  const query = ids.length > 0 && identity ? identity.query : s.query();
  return { id: ids.length > 0, documents: ids.includes('_id'), query: { ...query, commands: [...query.commands, packed, ...one, keep([...keys, as, ...[...unpacked].map((c) => c.to)])] } };
}

/** Stands before ids of which the first may be empty: DISSECT takes delimiters in a row for empty keys, of which the last one would end the ids. */
const ROW = '#';

function mayBeginEmpty([first, ...more]: readonly string[], s: Spelling): boolean {
  if (first === '_left') return s.stages.some((x) => x.kind === 'join' && /^(right|full)outer$/.test(x.join));
  return first !== undefined && more.length > 0 && first !== '_id' && first !== BRANCH_ROW && first !== '_right' && !s.facts.has(first);
}

/** The packed rows of an earlier join are texts; keys that a projection has left out have the type that they had. */
const typeOf = (column: string, s: Spelling): Ty => (column === '_left' || column === '_right' ? 'string' : (s.schema.fields.find((f) => f.name === column)?.type ?? 'unknown'));

/** A list as one text, and back. */
export const listText = (list: Expression): Expression => call('MV_CONCAT', call('TO_STRING', list), text(VALUE));
const textList = (packed: Expression): Expression => call('SPLIT', packed, text(VALUE));

/** What the elements are made again of their texts. */
const OF_ELEMENTS: Partial<Record<Elements, string>> = { numbers: 'TO_LONG', reals: 'TO_DOUBLE', truths: 'TO_BOOLEAN', dates: 'TO_DATETIME', spans: 'TO_LONG' };

/** The list with elements of their type, as far as that is known. `filled`: where there is no list, the text is null and not empty. */
export function listOf(packed: Expression, elements: Elements | undefined, filled: boolean): Expression {
  const converter = elements && OF_ELEMENTS[elements];
  if (converter === undefined) return textList(packed);
  return call(converter, textList(elements === 'truths' && !filled ? call('CASE', compare('!=', packed, text('')), packed) : packed));
}

/** A missing cell is an empty text. What may be an array keeps its elements. */
function cellText(c: Cell, facts: Facts): Expression {
  const tree = name(c.from);
  const written = isText(c.type) ? tree : c.type === 'dynamic' || c.type === 'unknown' ? listText(tree) : call('TO_STRING', tree);
  return facts.has(c.from) && c.type !== 'dynamic' ? written : call('COALESCE', written, text(''));
}

function kept(j: Join, keys: readonly string[]): ProcessingCommand[] {
  const [left, right] = [isNotNull(name('_left')), isNotNull(name('_right'))];
  const present = j.on.map((k, i) => ({ key: keys[i] as string, type: keyType(k) })).filter((k) => !j.nullsMatch && !isText(k.type) && k.type !== 'unknown');
  switch (j.join) {
    case 'inner':
    case 'innerunique':
      return [where(and(left, right, ...present.map((k) => isNotNull(name(k.key)))))];
    case 'leftouter':
      return [where(left), ...matched(present.map((k) => k.key), '_right')];
    case 'rightouter':
      return [where(right), ...matched(present.map((k) => k.key), '_left')];
    default:
      return [];
  }
}

/** Rows with a null key match none. */
function matched(keys: readonly string[], other: string): ProcessingCommand[] {
  if (keys.length === 0) return [];
  return [evaluate([field(call('CASE', and(...keys.map((k) => isNotNull(name(k)))), name(other)), other)])];
}

/** `one`: the left side has one row a key already. */
function expanded(j: Join, one: boolean): ProcessingCommand[] {
  const expand = (c: string): ProcessingCommand => ({ kind: 'mv-expand', field: name(c), span });
  if (j.join === 'innerunique' && one) return [expand('_right')];
  if (j.join === 'innerunique') return [evaluate([field(call('MV_MIN', name('_left')), '_left')]), expand('_right')];
  return [expand('_left'), expand('_right')];
}

/**
 * Cells out of the packed row, with the types that they had. An id behind them is skipped; the answer is what leaves it in the column of
 * the row, for a join that follows. What is put together `later` is left a text.
 */
function unpack(s: Spelling, packed: string, cells: readonly Cell[], id: boolean, later: ReadonlySet<Cell>): (readonly [ProcessingCommand, ProcessingCommand])[] {
  if (cells.length === 0) return [];
  const [only, ...more] = cells as [Cell, ...Cell[]];
  if (more.length > 0 && cells.some((c) => !isKey(c.to))) return renamedBehind(s, packed, cells, id, later);
  const cut = (behind: readonly string[]): ProcessingCommand => ({ kind: 'dissect', input: name(packed), pattern: text([...cells.map((c) => `%{${c.to}}`), ...behind].join(CELL)), options: [], span });
  if (more.length === 0 && !id) {
    s.push(evaluate([(later.has(only) ? undefined : typedCell(only, name(packed))) ?? field(name(packed), only.to)]));
    return [];
  }
  const typed = cells.flatMap((c) => (later.has(c) ? [] : (typedCell(c) ?? [])));
  const command = cut(id ? ['%{?id}'] : []);
  s.push(command);
  if (typed.length > 0) s.push(evaluate(typed));
  return id ? [[command, cut([`%{${packed}}`])]] : [];
}

/** Cells under names that a pattern of DISSECT can hold, until they are cut out. */
function renamedBehind(s: Spelling, packed: string, cells: readonly Cell[], id: boolean, later: ReadonlySet<Cell>): (readonly [ProcessingCommand, ProcessingCommand])[] {
  const held = cells.map((c) => (isKey(c.to) ? c : { ...c, to: s.raising.fresh('cell') }));
  const shown = unpack(s, packed, held, id, new Set(held.filter((_, i) => later.has(cells[i] as Cell))));
  s.push(rename(cells.flatMap((c, i) => (held[i] === c ? [] : [[(held[i] as Cell).to, c.to] as const]))));
  return shown;
}

/** Of an empty text they give null, but for TO_BOOLEAN, which takes it for false. */
const CONVERTERS: Partial<Record<Ty, string>> = { bool: 'TO_BOOLEAN', int: 'TO_INTEGER', long: 'TO_LONG', real: 'TO_DOUBLE', decimal: 'TO_DOUBLE', datetime: 'TO_DATETIME', timespan: 'TO_LONG', ip: 'TO_IP' };

function typedCell(c: Cell, cell: Expression = name(c.to)): ReturnType<typeof field> | undefined {
  if (c.type === 'dynamic') return field(listOf(cell, c.elements, false), c.to);
  const there = call('CASE', compare('!=', cell, text('')), cell);
  if (c.type === 'unknown') return field(textList(there), c.to);
  const converter = CONVERTERS[c.type];
  if (converter === undefined) return undefined;
  return field(call(converter, c.type === 'bool' ? there : cell), c.to);
}
