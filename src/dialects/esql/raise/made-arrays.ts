import type { Call, Expr, Lit } from '../../../ast/pipeline.js';
import { chosenOf } from '../../../ast/choices.js';
import { children } from '../../../ast/walk.js';
import { isText } from '../../../data/types.js';
import type { Known } from '../../../semantics/carried.js';

/** Arrays that a query makes are never missing in Kusto. One without elements is no value in Elasticsearch. */

const AGGREGATED = /^aggregate\.(set|list)(If)?$/;
/** What makes an array of scalars, or of texts, and one of arrays. */
const OF_VALUES = /^(dynamic\.packArray|string\.split)$/;
export const OF_ARRAYS = /^(set\.(union|intersect|difference)|array\.(concat|slice|sortAscending|sortDescending|reverse))$/;

/** Whether an expression is an array in any case. `made`: the columns that hold such ones. */
export function makesArray(e: Expr, made: Known): boolean {
  if (e.kind === 'col') return made.has(e.name);
  if (e.kind === 'lit') return Array.isArray(e.value);
  if (e.kind === 'agg') return AGGREGATED.test(e.op);
  if (isOrEmpty(e)) return true;
  const chosen = chosenOf(e);
  if (chosen) return chosen.every((a) => makesArray(a, made));
  return e.kind === 'call' && (OF_VALUES.test(e.op) || (OF_ARRAYS.test(e.op) && e.args.every((a) => (a.type !== 'dynamic' && a.type !== 'unknown') || makesArray(a, made))));
}

/** Whether such an array may have no elements: a group has a row, which has a text, if only "". */
export function mayBeEmpty(e: Expr, columns: Known, grouped: boolean): boolean {
  if (e.kind === 'col') return columns.has(e.name);
  if (e.kind === 'lit') return Array.isArray(e.value) && e.value.length === 0;
  if (e.kind === 'agg') return AGGREGATED.test(e.op) && !(grouped && !e.filter && !e.op.endsWith('If') && isText(e.args[0]?.type ?? 'unknown'));
  if (e.kind !== 'call' || OF_VALUES.test(e.op)) return false;
  if (isOrEmpty(e)) return e.args.some((a) => !isEmptyArray(a) && mayBeEmpty(a, columns, grouped));
  const chosen = chosenOf(e);
  if (chosen) return chosen.some((a) => mayBeEmpty(a, columns, grouped));
  const arrays = e.args.filter((a) => a.type === 'dynamic');
  const isEmpty = (a: Expr): boolean => mayBeEmpty(a, columns, grouped);
  if (/^(set\.union|array\.concat)$/.test(e.op)) return arrays.length > 0 && arrays.every(isEmpty);
  return OF_ARRAYS.test(e.op) && (!/^array\.(sort|reverse)/.test(e.op) || arrays.some(isEmpty));
}

const TAKES_ARRAYS = /^(set\.|array\.concat$)/;

/** The call with its arrays as empty ones where ES|QL has none. */
export function withEmptyArrays(e: Call, made: Known): Call {
  if (!TAKES_ARRAYS.test(e.op) || !e.args.some((a) => a.kind === 'col' && made.has(a.name))) return e;
  return { ...e, args: e.args.map((a): Expr => (a.kind === 'col' && made.has(a.name) ? { kind: 'call', op: 'condition.coalesce', args: [a, emptyArray(a)], type: 'dynamic', span: a.span } : a)) };
}

const emptyArray = (e: Expr): Lit => ({ kind: 'lit', type: 'dynamic', value: [], span: e.span });

export const isEmptyArray = (e: Expr): boolean => e.kind === 'lit' && Array.isArray(e.value) && e.value.length === 0;

/** An array that the query makes: where it is empty, it is no value in ES|QL. */
export const isOrEmpty = (e: Expr): boolean => e.kind === 'call' && e.op === 'condition.coalesce' && e.args.some(isEmptyArray);

/** Whether one of those is in an expression. */
export const readsOrEmpty = (e: Expr): boolean => isOrEmpty(e) || children(e).some(readsOrEmpty);
