import type { Expr, Join } from '../ast/pipeline.js';
import type { Field } from '../data/table.js';
import { uniqueName } from './names.js';

/** One column of a join's result: which side it is from, and its index there. */
export interface JoinColumn {
  readonly field: Field;
  readonly side: 'left' | 'right';
  readonly index: number;
}

const LEFT_ONLY = new Set(['leftsemi', 'leftanti']);
const RIGHT_ONLY = new Set(['rightsemi', 'rightanti']);

/** The columns of a join's result, in order. Written once for the static schema and the engine. */
export function joinLayout(stage: Join, left: readonly Field[], right: readonly Field[]): JoinColumn[] {
  const leftColumns = left.map((field, index): JoinColumn => ({ field, side: 'left', index }));
  const rightColumns = right.map((field, index): JoinColumn => ({ field, side: 'right', index }));
  if (LEFT_ONLY.has(stage.join)) return leftColumns;
  if (RIGHT_ONLY.has(stage.join)) return rightColumns;
  if (stage.clash === 'right') return rightWins(stage, leftColumns, rightColumns);
  const keys = new Set(stage.on.map((o) => columnName(o.right)));
  const kept = stage.clash === 'dropKeys' ? rightColumns.filter((c) => !keys.has(c.field.name)) : rightColumns;
  const taken = new Set(left.map((f) => f.name));
  const renamed = kept.map((c) => ({ ...c, field: { name: uniqueName(c.field.name, taken), type: c.field.type } }));
  return [...leftColumns, ...renamed];
}

/** LOOKUP JOIN: the key stays where it is, other right columns stand last and hide left ones of their name. */
function rightWins(stage: Join, left: readonly JoinColumn[], right: readonly JoinColumn[]): JoinColumn[] {
  const shared = new Set(stage.on.flatMap((o) => (columnName(o.left) === columnName(o.right) ? [columnName(o.left)] : [])));
  const kept = right.filter((c) => !shared.has(c.field.name));
  const hidden = new Set(kept.map((c) => c.field.name));
  return [...left.filter((c) => !hidden.has(c.field.name)), ...kept];
}

const columnName = (e: Expr): string | undefined => (e.kind === 'col' ? e.name : undefined);
