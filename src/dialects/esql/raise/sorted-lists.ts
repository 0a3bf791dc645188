import type { Expression } from '../../../../grammars/esql/syntax.js';
import type { Expr, Sort, Stage } from '../../../ast/pipeline.js';
import { isText } from '../../../data/types.js';
import { call, integer, name, text } from './build.js';
import type { Scope } from './scope.js';

/**
 * `sort by t asc | summarize make_list(x)`: a list in the order of its rows. TOP orders by what it lists, so that each value stands behind
 * the time of its row, which all have the same length as texts, and is cut from it again.
 */
const KEY = '␟';
const VALUE = '␞';

/** The list, or `undefined` where its order cannot be had: rows sorted by one time, or by the listed column itself. */
export function sortedList(x: Expr, value: Expression, most: number, scope: Scope): Expression | undefined {
  const key = orderOf(scope.before);
  if (!key) return undefined;
  const direction = text(key.desc ? 'desc' : 'asc');
  if (x.kind === 'col' && x.name === key.column) return call('TOP', value, integer(most), direction);
  if (!isText(x.type) || key.type !== 'datetime') return undefined;
  // A row without a time is before all others, and so is a space.
  const at = call('COALESCE', call('TO_STRING', name(key.column)), text(' '));
  const packed = call('TOP', call('CONCAT', at, text(KEY), value), integer(most), direction);
  return call('SPLIT', call('REPLACE', call('MV_CONCAT', packed, text(VALUE)), text(`(^|${VALUE})[^${KEY}]*${KEY}`), text('$1')), text(VALUE));
}

interface Order {
  readonly column: string;
  readonly type: Expr['type'];
  readonly desc: boolean;
}

/** What the rows are sorted by, where it is one column that they still have. */
function orderOf(before: readonly Stage[]): Order | undefined {
  const at = before.findLastIndex((s) => s.kind === 'sort');
  const [key, ...more] = at < 0 ? [] : (before[at] as Sort).keys;
  if (key?.expr.kind !== 'col' || more.length > 0) return undefined;
  const { name: column, type } = key.expr;
  return before.slice(at + 1).every((s) => keeps(s, column)) ? { column, type, desc: key.desc } : undefined;
}

function keeps(s: Stage, column: string): boolean {
  if (s.kind === 'filter' || s.kind === 'limit') return true;
  if (s.kind === 'extend') return s.columns.every((c) => c.name !== column);
  return s.kind === 'project' && s.columns.some((c) => c.name === column && c.expr.kind === 'col' && c.expr.name === column);
}
