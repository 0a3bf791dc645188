import type { Expression, ProcessingCommand, Query } from '../../../../grammars/esql/syntax.js';
import type { Col, Join } from '../../../ast/pipeline.js';
import { NO_SPAN } from '../../../base/source.js';
import { isText, type Ty } from '../../../data/types.js';
import type { Field } from '../../../data/table.js';
import { columnsReadBy } from '../../../semantics/columns-read.js';
import { joinLayout } from '../../../semantics/join-layout.js';
import type { Facts } from '../../../semantics/nullability.js';
import { aggregate, and, call, compare, evaluate, field, isNotNull, keep, name, text, where } from './build.js';
import { type Spelling, WHOLE_OBJECT } from './context.js';
import { CELL, filled } from './join-keys.js';
import { needsForm } from './versions.js';
import { BRANCH_ROW, identityOf } from './joins-identity.js';
import { columnsOfSides, wantedOf } from './open-columns.js';
import type { Scope } from './scope.js';

const span = NO_SPAN;
/** Between the values of one cell of a packed row: a symbol that logs do not hold, as `CELL` is. */
const VALUE = '␞';

/** A cell of a packed row: the column it is from and the column it becomes. */
interface Cell {
  readonly from: string;
  readonly to: string;
  readonly type: Ty;
}

/**
 * Two streams of events joined: both in one FROM, each row packed into a text, grouped by the key, and every left row of a key expanded
 * beside every right row of it.
 */
export function packedJoin(j: Join, s: Spelling, right: Spelling, scope: Scope): void {
  needsForm('fromSubquery', 'join', j.span, s.raising);
  const { left: leftCells, right: rightCells } = cellsOf(j, s, right, scope);
  const left = s.detach();
  const keys = j.on.map((_, i) => (j.on.length === 1 ? '_key' : `_key${i + 1}`));
  const leftKeys = j.on.map((k) => filled(k.left, { ...scope, schema: left.schema, facts: left.facts }, k.right));
  const rightKeys = j.on.map((k) => filled(k.right, { ...scope, schema: right.schema, facts: right.facts }, k.left));
  const inputs = [packedQuery(left, keys, leftKeys, '_left', leftCells, j), packedQuery(right, keys, rightKeys, '_right', rightCells, j)];
  s.source = { kind: 'from', sources: inputs.map((i) => i.query), metadata: [], span };
  s.commands = [];
  s.push({ kind: 'stats', aggregates: ['_left', '_right'].map((c) => aggregate(call('VALUES', name(c)), c)), groups: keys.map((k) => field(name(k))), span });
  s.push(...kept(j, keys), ...expanded(j));
  const shown = [...unpack(s, '_left', leftCells, inputs[0]?.id ?? false), ...unpack(s, '_right', rightCells, inputs[1]?.id ?? false)];
  const columns = [...leftCells, ...rightCells].map((c) => c.to);
  const end = keep(columns);
  // KEEP of nothing is no command.
  if (columns.length > 0) s.push(end);
  s.raising.joinEnds.add(end, ['_left', '_right', ...(inputs.some((i) => i.documents) ? [] : keys)], shown);
  s.raising.stageNote('rewritten', `join kind=${j.join}`, 'the rows of both sides are packed, grouped by the key and expanded again', j.span);
  if (j.join === 'innerunique') s.raising.stageNote('rewritten', 'join', 'one left row a key is kept; the dialects may pick another one', j.span);
}

/** The columns that later stages read, of each side; all where nothing says which. */
function cellsOf(j: Join, s: Spelling, right: Spelling, scope: Scope): { left: Cell[]; right: Cell[] } {
  const wanted = wantedOf(s, scope, 'join', j.span, [right]);
  const { left: leftFields, right: rightFields } = columnsOfSides(j, s, right, wanted);
  const cells = joinLayout(j, leftFields, rightFields).filter((c) => wanted.all || wanted.names.has(c.field.name)).map((c) => {
    const from = (c.side === 'left' ? leftFields : rightFields)[c.index]?.name ?? c.field.name;
    return { side: c.side as 'left' | 'right', from, to: c.field.name, type: c.field.type };
  });
  const all = [...cells.filter((c) => !isWhole(c.from, j, c.side === 'left' ? s : right)), ...memberCells(scope, leftFields, rightFields)];
  return { left: all.filter((c) => c.side === 'left'), right: all.filter((c) => c.side === 'right') };
}

/** There is no text of a whole object to pack. */
function isWhole(column: string, j: Join, s: Spelling): boolean {
  if (!s.raising.isObject(column, s.stages)) return false;
  s.raising.opNote('different', column, WHOLE_OBJECT, j.span);
  return true;
}

/** The members of objects that later stages read, as fields of the side that has the object; `x1` is that of the right side. */
type SidedCell = Cell & { readonly side: 'left' | 'right' };

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
function packedQuery(s: Spelling, keys: readonly string[], values: readonly Expression[], as: '_left' | '_right', cells: readonly Cell[], j: Join): Packed {
  const identity = as === '_left' && j.join === 'innerunique' ? undefined : identityOf(s.query(), s.raising.joinEnds);
  if (!identity && !(as === '_left' && j.join === 'innerunique')) s.raising.stageNote('narrower', `join kind=${j.join}`, 'rows of one side that are alike in all columns used become one', j.span);
  const held = new Set([...cells.map((c) => c.from), ...j.on.flatMap((k) => (k[as === '_left' ? 'left' : 'right'].kind === 'col' ? [(k[as === '_left' ? 'left' : 'right'] as Col).name] : []))]);
  const ids = (identity?.columns ?? []).filter((c) => !held.has(c));
  const parts = [...cells.map((c) => cellText(c, s.facts)), ...ids.map((c) => (c === '_id' || c === BRANCH_ROW ? name(c) : cellText({ from: c, to: c, type: typeOf(c, s) }, s.facts)))];
  const row = parts.length === 0 ? text('row') : parts.length === 1 ? (parts[0] as Expression) : call('CONCAT', ...parts.flatMap((p, i) => (i === 0 ? [p] : [text(CELL), p])));
  const packed = evaluate([...keys.map((k, i) => field(values[i] as Expression, k)), field(row, as)]);
  const query = ids.length > 0 && identity ? identity.query : s.query();
  return { id: ids.length > 0, documents: ids.includes('_id'), query: { ...query, commands: [...query.commands, packed, keep([...keys, as])] } };
}

/** The packed rows of an earlier join are texts; keys that a projection has left out have the type that they had. */
const typeOf = (column: string, s: Spelling): Ty => (column === '_left' || column === '_right' ? 'string' : (s.schema.fields.find((f) => f.name === column)?.type ?? 'unknown'));

/** A missing cell is an empty text. */
function cellText(c: Cell, facts: Facts): Expression {
  const tree = name(c.from);
  const written = isText(c.type) ? tree : c.type === 'dynamic' ? call('MV_CONCAT', call('TO_STRING', tree), text(VALUE)) : call('TO_STRING', tree);
  return facts.has(c.from) && c.type !== 'dynamic' ? written : call('COALESCE', written, text(''));
}

function kept(j: Join, keys: readonly string[]): ProcessingCommand[] {
  const [left, right] = [isNotNull(name('_left')), isNotNull(name('_right'))];
  const present = j.on.map((k, i) => ({ key: keys[i] as string, type: k.left.type })).filter((k) => !j.nullsMatch && !isText(k.type) && k.type !== 'unknown');
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

function expanded(j: Join): ProcessingCommand[] {
  const expand = (c: string): ProcessingCommand => ({ kind: 'mv-expand', field: name(c), span });
  if (j.join === 'innerunique') return [evaluate([field(call('MV_MIN', name('_left')), '_left')]), expand('_right')];
  return [expand('_left'), expand('_right')];
}

/**
 * Cells out of the packed row, with the types that they had. An id behind them is skipped; the answer is what leaves it in the column of
 * the row, for a join that follows.
 */
function unpack(s: Spelling, packed: string, cells: readonly Cell[], id: boolean): (readonly [ProcessingCommand, ProcessingCommand])[] {
  if (cells.length === 0) return [];
  const [only, ...more] = cells as [Cell, ...Cell[]];
  const cut = (behind: readonly string[]): ProcessingCommand => ({ kind: 'dissect', input: name(packed), pattern: text([...cells.map((c) => `%{${c.to}}`), ...behind].join(CELL)), options: [], span });
  if (more.length === 0 && !id) {
    s.push(evaluate([typedCell(only, name(packed)) ?? field(name(packed), only.to)]));
    return [];
  }
  const typed = cells.flatMap((c) => typedCell(c) ?? []);
  const command = cut(id ? ['%{?id}'] : []);
  s.push(command);
  if (typed.length > 0) s.push(evaluate(typed));
  return id ? [[command, cut([`%{${packed}}`])]] : [];
}

/** Of an empty text they give null, but for TO_BOOLEAN, which takes it for false. */
const CONVERTERS: Partial<Record<Ty, string>> = { bool: 'TO_BOOLEAN', int: 'TO_INTEGER', long: 'TO_LONG', real: 'TO_DOUBLE', decimal: 'TO_DOUBLE', datetime: 'TO_DATETIME', timespan: 'TO_LONG', ip: 'TO_IP' };

function typedCell(c: Cell, cell: Expression = name(c.to)): ReturnType<typeof field> | undefined {
  if (c.type === 'dynamic') return field(call('SPLIT', cell, text(VALUE)), c.to);
  const converter = CONVERTERS[c.type];
  if (converter === undefined) return undefined;
  return field(call(converter, c.type === 'bool' ? call('CASE', compare('!=', cell, text('')), cell) : cell), c.to);
}
