import type { Expression } from '../../../../grammars/esql/syntax.js';
import type { Expr, MvApply, MvExpand } from '../../../ast/pipeline.js';
import { arithmetic, call, compare, drop, evaluate, field, integer, isNotNull, like, name, or, text, where } from './build.js';
import { refuse, type Spelling } from './context.js';
import { isMarked } from './json-values.js';
import { expandPlaces } from './places.js';

interface Expanding {
  /** Rows without this element are dropped behind in any case. */
  readonly needed: (column: string) => boolean;
  /** Elements of this column are read as values, not their members alone: a text that is no array is one. */
  readonly whole?: (column: string) => boolean;
  readonly keepsPlace?: boolean;
  /** Where rows are given at all. */
  readonly given?: Expression | undefined;
}

/**
 * `mv-expand a, b` takes the elements of both by their places, and so do `with_itemindex`, a limit, and an array in a text of JSON: the
 * places are expanded, and each column picks its element. Two MV_EXPAND would give every pair. The answer is the column of the places.
 */
export function expandByPlace(m: MvExpand | MvApply, s: Spelling, v: (e: Expr) => Expression, { needed, whole, keepsPlace, given }: Expanding): string {
  const made = m.columns.filter((c) => c.expr.kind !== 'col' || c.expr.name !== c.name);
  const assigned = made.map((c): [string, Expression] => [c.name, v(c.expr)]).filter(([n, tree]) => !(tree.kind === 'name' && tree.text === n));
  if (assigned.length > 0) s.push(evaluate(assigned.map(([n, tree]) => field(tree, n))));
  if (given) s.push(where(given));
  const texts = m.columns.filter((c) => isMarked(c.expr)).map((c) => c.name);
  const dropped = texts.length === m.columns.length && texts.some(needed);
  if (texts.length === m.columns.length && !dropped) s.push(where(or(...texts.map((t) => compare('!=', call('COALESCE', name(t), text('')), text('[]'))))));
  const values = new Set(whole ? texts.filter(whole) : []);
  const place = m.indexColumn ?? s.raising.fresh('place');
  const { fields, drops } = expandPlaces({ place, most: limitOf(m) }, greatest(lastPlaces(m.columns.map((c) => c.name), texts, values)), s);
  s.push(evaluate([...fields, ...m.columns.map((c) => field(texts.includes(c.name) ? elementOfText(c.name, place, values.has(c.name)) : call('MV_SLICE', name(c.name), name(place)), c.name))]));
  const isElement = m.columns.map((c) => isNotNull(name(c.name)));
  if (fields.length > 0 || texts.length > 0) s.push(where(or(...(dropped ? [] : [compare('==', name(place), integer(0))]), ...isElement)));
  const behind = m.indexColumn === undefined && !keepsPlace ? [place, ...drops] : drops;
  if (behind.length > 0) s.push(drop(behind));
  return place;
}

/** The last place of the fields, and of each text. */
function lastPlaces(columns: readonly string[], texts: readonly string[], values: ReadonlySet<string>): Expression[] {
  const counts = columns.filter((c) => !texts.includes(c)).map((c) => call('COALESCE', call('MV_COUNT', name(c)), integer(1)));
  return [...(counts.length > 0 ? [arithmetic('-', greatest(counts), integer(1))] : []), ...texts.map((t) => lastOfText(t, values.has(t)))];
}

const greatest = (of: readonly Expression[]): Expression => (of.length === 1 ? (of[0] as Expression) : call('GREATEST', ...of));
const isArray = (json: string): Expression => like(name(json), ['[*']);

/** Not less than the last place: the commas of the text. What is no element is dropped afterwards. */
function lastOfText(json: string, mayBeOne: boolean): Expression {
  const commas = call('LENGTH', call('REPLACE', name(json), text('[^,]+'), text('')));
  return mayBeOne ? call('CASE', isArray(json), commas, integer(0)) : call('COALESCE', commas, integer(0));
}

function elementOfText(json: string, place: string, mayBeOne: boolean): Expression {
  const element = call('JSON_EXTRACT', name(json), call('CONCAT', text('['), call('TO_STRING', name(place)), text(']')));
  return mayBeOne ? call('CASE', isArray(json), element, name(json)) : element;
}

function limitOf(m: MvExpand | MvApply): number | undefined {
  if (!m.limit) return undefined;
  if (m.limit.kind !== 'lit' || Number(m.limit.value) < 1) return refuse('mv-expand limit', 'the limit is not constant', m.span);
  return Number(m.limit.value);
}
