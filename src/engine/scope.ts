import type { Agg } from '../ast/pipeline.js';
import type { Column } from '../data/column.js';
import { columnNamed, type Frame, selectRows } from './frame.js';

/** What the names in an expression stand for. */
export interface Scope {
  readonly length: number;
  column(name: string, side?: 'left' | 'right'): Column | undefined;
  /** The value of an aggregate, one cell per group; only where aggregates may stand. */
  aggregate?(agg: Agg): Column;
  /** The same for some of the rows. */
  select(rows: Int32Array): Scope;
}

export function frameScope(f: Frame): Scope {
  return {
    length: f.length,
    column: (name) => columnNamed(f, name),
    select: (rows) => frameScope(selectRows(f, rows)),
  };
}

/** Both inputs of a join, row by row; a name without a side is looked up on the left first. */
export function pairScope(left: Frame, right: Frame): Scope {
  return {
    length: left.length,
    column: (name, side) => (side === 'right' ? columnNamed(right, name) : (columnNamed(left, name) ?? (side === 'left' ? undefined : columnNamed(right, name)))),
    select: (rows) => pairScope(selectRows(left, rows), selectRows(right, rows)),
  };
}
