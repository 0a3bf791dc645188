import type { Expr, Named, Stage } from '../ast/pipeline.js';

/** Columns of which something is known, by name. */
export type Known = ReadonlySet<string>;

/** The columns of which a thing is known after a stage: what it copies of known ones, and what `holds` says of expressions. */
export function carried(stage: Stage, known: Known, holds: (e: Expr, known: Known) => boolean): Known {
  switch (stage.kind) {
    case 'filter':
    case 'sort':
    case 'limit':
    case 'keep':
    case 'drop':
    case 'reorder':
    case 'distinct':
    case 'sample':
      return known;
    case 'rename':
      return new Set([...known].map((c) => stage.columns.find((x) => x.from === c)?.to ?? c));
    case 'extend':
      return assigned(stage.columns, known, known, holds);
    case 'project':
      return assigned(stage.columns, known, new Set(), holds);
    case 'aggregate':
      return assigned([...stage.keys, ...stage.aggregates], known, stage.inline === true ? known : new Set(), holds);
    case 'mvExpand':
      return new Set([...known].filter((x) => x !== stage.indexColumn && !stage.columns.some((c) => x === c.name || x.startsWith(`${c.name}.`))));
    case 'parse':
      return new Set([...known].filter((x) => !stage.pieces.some((p) => p.kind === 'column' && p.name === x)));
    case 'join':
      return KEEPING_LEFT.has(stage.join) ? known : new Set();
    default:
      return new Set();
  }
}

/** Joins whose rows have the columns of a left row as they were. */
const KEEPING_LEFT: ReadonlySet<string> = new Set(['inner', 'innerunique', 'leftouter', 'leftsemi', 'leftanti']);

function assigned(columns: readonly Named[], before: Known, kept: Known, holds: (e: Expr, known: Known) => boolean): Known {
  const out = new Set(kept);
  for (const c of columns) {
    if (c.expr.kind === 'col' ? before.has(c.expr.name) : holds(c.expr, before)) out.add(c.name);
    else out.delete(c.name);
  }
  return out;
}

/**
 * Whether rows that differ from what they should be in these columns alone are dropped before anything else comes of them: a later filter
 * is false for them, and until then the columns are only copied. `follows`: an expression that is as wrong as the column that it reads.
 */
export function droppedLater(rest: readonly Stage[], columns: Known, fails: (cond: Expr, columns: Known) => boolean, follows: (e: Expr, columns: Known) => boolean): boolean {
  let wrong = columns;
  for (const stage of rest) {
    if (wrong.size === 0) return false;
    if (stage.kind === 'filter' && fails(stage.cond, wrong)) return true;
    if (!ROW_WISE.has(stage.kind)) return false;
    wrong = carried(stage, wrong, follows);
  }
  return false;
}

const ROW_WISE: ReadonlySet<Stage['kind']> = new Set(['filter', 'sort', 'extend', 'project', 'rename', 'reorder', 'keep', 'drop']);
