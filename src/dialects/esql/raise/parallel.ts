import type { Constant } from '../../../../grammars/esql/leaves.js';
import type { Expression } from '../../../../grammars/esql/syntax.js';
import type { Expr, MvApply, MvExpand } from '../../../ast/pipeline.js';
import { NO_SPAN } from '../../../base/source.js';
import { arithmetic, call, drop, evaluate, field, integer, name } from './build.js';
import { refuse, type Spelling } from './context.js';

/** Places of elements that are written out; ES|QL makes no lists of a length that rows tell. */
const MOST = 64;

/**
 * `mv-expand a, b` takes the elements of both by their places, and so do `with_itemindex` and a limit: the places are expanded, and each
 * column picks its element. Two MV_EXPAND would give every pair.
 */
export function expandByPlace(m: MvExpand | MvApply, s: Spelling, v: (e: Expr) => Expression): void {
  const made = m.columns.filter((c) => c.expr.kind !== 'col' || c.expr.name !== c.name);
  if (made.length > 0) s.push(evaluate(made.map((c) => field(v(c.expr), c.name))));
  const place = m.indexColumn ?? s.raising.fresh('place');
  const most = limitOf(m);
  const counts = m.columns.map((c) => call('COALESCE', call('MV_COUNT', name(c.name)), integer(1)));
  const longest = counts.length === 1 ? (counts[0] as Expression) : call('GREATEST', ...counts);
  s.push(evaluate([field(call('MV_SLICE', places(most), integer(0), arithmetic('-', longest, integer(1))), place)]));
  if (!m.limit || most === MOST) s.raising.stageNote('narrower', 'mv-expand', `the first ${MOST} elements of an array give rows`, m.span);
  s.push({ kind: 'mv-expand', field: name(place), span: NO_SPAN }, evaluate(m.columns.map((c) => field(call('MV_SLICE', name(c.name), name(place)), c.name))));
  if (m.indexColumn === undefined) s.push(drop([place]));
}

function limitOf(m: MvExpand | MvApply): number {
  if (!m.limit) return MOST;
  if (m.limit.kind !== 'lit' || Number(m.limit.value) < 1) return refuse('mv-expand limit', 'the limit is not constant', m.span);
  return Math.min(MOST, Number(m.limit.value));
}

function places(n: number): Expression {
  const elements = Array.from({ length: n }, (_, i) => integer(i) as Extract<Constant, { kind: 'integer' }>);
  return elements.length === 1 ? (elements[0] as Expression) : { kind: 'array', elements, span: NO_SPAN };
}
