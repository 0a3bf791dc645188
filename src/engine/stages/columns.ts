import type { Drop, Extend, Filter, GetSchema, Keep, Named, Project, Rename, Reorder } from '../../ast/pipeline.js';
import { fail } from '../../base/diagnostics.js';
import { castColumn } from '../../data/cast.js';
import { type Column, columnOf } from '../../data/column.js';
import type { Ty } from '../../data/types.js';
import { patternMatches, pickInInputOrder, pickInListOrder, reordered } from '../../semantics/names.js';
import { renamed } from '../../semantics/outputs-rows.js';
import { evaluate } from '../eval.js';
import { type Frame, frame, selectColumns, selectRows, withColumns } from '../frame.js';
import { frameScope } from '../scope.js';
import type { Session } from '../session.js';
import type { StageRunners } from '../stage.js';

/** Stages that filter rows by a predicate or change which columns there are. */

function filter(s: Filter, input: Frame, session: Session): Frame {
  const rows = trueRows(castColumn(evaluate(s.cond, frameScope(input), session), 'bool'));
  return rows.length === input.length ? input : selectRows(input, rows);
}

/** The rows where a condition is true. */
export function trueRows(condition: Column): Int32Array {
  const rows = new Int32Array(condition.length);
  let n = 0;
  if (condition.kind === 'bool') {
    const { values } = condition;
    for (let i = 0; i < values.length; i++) if (values[i] === 1) rows[n++] = i;
  } else for (let i = 0; i < condition.length; i++) if (condition.get(i) === true) rows[n++] = i;
  return rows.subarray(0, n);
}

export function evaluateAll(columns: readonly Named[], input: Frame, session: Session): [string, Column][] {
  const scope = frameScope(input);
  return columns.map((c) => [c.name, evaluate(c.expr, scope, session)]);
}

const extend = (s: Extend, input: Frame, session: Session): Frame => withColumns(input, evaluateAll(s.columns, input, session), s.place);

function project(s: Project, input: Frame, session: Session): Frame {
  const empty: Frame = { fields: [], cells: [], length: input.length };
  return withColumns(empty, evaluateAll(s.columns, input, session));
}

const namesOf = (f: Frame): string[] => f.fields.map((x) => x.name);

/** A column that is named outright must be there. */
function checkNames(patterns: Keep['columns'], input: Frame): void {
  const known = new Set(namesOf(input));
  for (const p of patterns) if (!p.wildcard && !known.has(p.name)) fail('unknown-column', { name: p.name }, p.span);
}

function keep(s: Keep, input: Frame): Frame {
  checkNames(s.columns, input);
  const pick = s.order === 'input' ? pickInInputOrder : pickInListOrder;
  return selectColumns(input, pick(namesOf(input), s.columns));
}

function drop(s: Drop, input: Frame): Frame {
  if (s.strict) checkNames(s.columns, input);
  return selectColumns(input, namesOf(input).flatMap((n, i) => (s.columns.some((c) => patternMatches(c, n)) ? [] : [i])));
}

function rename(s: Rename, input: Frame): Frame {
  const known = new Set(namesOf(input));
  for (const c of s.columns) {
    if (!known.has(c.from)) fail('unknown-column', { name: c.from }, c.span);
    known.add(c.to);
  }
  const moved = renamed(s, input.fields.map((f, index) => ({ ...f, index })));
  return selectColumns(input, moved.map((m) => m.index), moved.map(({ name, type }) => ({ name, type })));
}

function reorder(s: Reorder, input: Frame): Frame {
  checkNames(s.columns, input);
  return selectColumns(input, reordered(namesOf(input), s.columns));
}

/** The names that `getschema` prints: .NET types and Kusto's own. */
const KUSTO_TYPES: Partial<Record<Ty, readonly [string, string]>> = {
  bool: ['System.SByte', 'bool'], int: ['System.Int32', 'int'], long: ['System.Int64', 'long'], real: ['System.Double', 'real'],
  decimal: ['System.Data.SqlTypes.SqlDecimal', 'decimal'], string: ['System.String', 'string'], datetime: ['System.DateTime', 'datetime'],
  timespan: ['System.TimeSpan', 'timespan'], guid: ['System.Guid', 'guid'], dynamic: ['System.Object', 'dynamic'],
};

function getschema(_s: GetSchema, input: Frame): Frame {
  const types = input.fields.map((f) => KUSTO_TYPES[f.type] ?? ['System.Object', f.type]);
  const columns = [
    columnOf('string', namesOf(input)),
    columnOf('long', input.fields.map((_, i) => i)),
    columnOf('string', types.map((t) => t[0] as string)),
    columnOf('string', types.map((t) => t[1] as string)),
  ];
  const names = ['ColumnName', 'ColumnOrdinal', 'DataType', 'ColumnType'];
  return frame(names.map((name, i) => ({ name, type: i === 1 ? 'long' : 'string' })), columns, input.length === 0 && input.fields.length === 0 ? 0 : input.fields.length);
}

export const COLUMN_STAGES: StageRunners<'filter' | 'extend' | 'project' | 'keep' | 'drop' | 'rename' | 'reorder' | 'getschema'> = {
  filter, extend, project, keep, drop, rename, reorder, getschema,
};
