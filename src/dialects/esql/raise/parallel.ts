import type { Constant } from '../../../../grammars/esql/leaves.js';
import type { Expression } from '../../../../grammars/esql/syntax.js';
import type { Expr, MvApply, MvExpand } from '../../../ast/pipeline.js';
import { NO_SPAN } from '../../../base/source.js';
import { arithmetic, call, compare, drop, evaluate, field, integer, isNotNull, name, or, text, where } from './build.js';
import { refuse, type Spelling } from './context.js';
import { isMarked } from './json-values.js';

/** Places of elements that are written out; ES|QL makes no lists of a length that rows tell. */
const MOST = 64;

interface Expanding {
  /** Rows without this element are dropped behind in any case. */
  readonly needed: (column: string) => boolean;
  readonly keepsPlace?: boolean;
}

/**
 * `mv-expand a, b` takes the elements of both by their places, and so do `with_itemindex`, a limit, and an array in a text of JSON: the
 * places are expanded, and each column picks its element. Two MV_EXPAND would give every pair. The answer is the column of the places.
 */
export function expandByPlace(m: MvExpand | MvApply, s: Spelling, v: (e: Expr) => Expression, { needed, keepsPlace }: Expanding): string {
  const made = m.columns.filter((c) => c.expr.kind !== 'col' || c.expr.name !== c.name);
  const assigned = made.map((c): [string, Expression] => [c.name, v(c.expr)]).filter(([n, tree]) => !(tree.kind === 'name' && tree.text === n));
  if (assigned.length > 0) s.push(evaluate(assigned.map(([n, tree]) => field(tree, n))));
  const texts = m.columns.filter((c) => isMarked(c.expr)).map((c) => c.name);
  const dropped = texts.length === m.columns.length && texts.some(needed);
  if (texts.length === m.columns.length && !dropped) s.push(where(or(...texts.map((t) => compare('!=', call('COALESCE', name(t), text('')), text('[]'))))));
  const place = m.indexColumn ?? s.raising.fresh('place');
  const most = limitOf(m);
  s.push(evaluate([field(call('MV_SLICE', places(most), integer(0), greatest(lastPlaces(m.columns.map((c) => c.name), texts))), place)]));
  if (!m.limit || most === MOST) s.raising.stageNote('narrower', 'mv-expand', `the first ${MOST} elements of an array give rows`, m.span);
  s.push({ kind: 'mv-expand', field: name(place), span: NO_SPAN }, evaluate(m.columns.map((c) => field(texts.includes(c.name) ? elementOfText(c.name, place) : call('MV_SLICE', name(c.name), name(place)), c.name))));
  if (texts.length === m.columns.length) s.push(where(or(...(dropped ? [] : [compare('==', name(place), integer(0))]), ...texts.map((t) => isNotNull(name(t))))));
  if (m.indexColumn === undefined && !keepsPlace) s.push(drop([place]));
  return place;
}

/** The last place of the fields, and of each text. */
function lastPlaces(columns: readonly string[], texts: readonly string[]): Expression[] {
  const counts = columns.filter((c) => !texts.includes(c)).map((c) => call('COALESCE', call('MV_COUNT', name(c)), integer(1)));
  return [...(counts.length > 0 ? [arithmetic('-', greatest(counts), integer(1))] : []), ...texts.map((t) => lastOfText(name(t)))];
}

const greatest = (of: readonly Expression[]): Expression => (of.length === 1 ? (of[0] as Expression) : call('GREATEST', ...of));
/** Not less than the last place: the commas of the text. What is no element is dropped afterwards. */
const lastOfText = (json: Expression): Expression => call('COALESCE', call('LENGTH', call('REPLACE', json, text('[^,]+'), text(''))), integer(0));
const elementOfText = (column: string, place: string): Expression => call('JSON_EXTRACT', name(column), call('CONCAT', text('['), call('TO_STRING', name(place)), text(']')));

function limitOf(m: MvExpand | MvApply): number {
  if (!m.limit) return MOST;
  if (m.limit.kind !== 'lit' || Number(m.limit.value) < 1) return refuse('mv-expand limit', 'the limit is not constant', m.span);
  return Math.min(MOST, Number(m.limit.value));
}

function places(n: number): Expression {
  const elements = Array.from({ length: n }, (_, i) => integer(i) as Extract<Constant, { kind: 'integer' }>);
  return elements.length === 1 ? (elements[0] as Expression) : { kind: 'array', elements, span: NO_SPAN };
}
