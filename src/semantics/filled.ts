import { PARAMETER } from '../ast/parameters.js';
import type { Call, Expr } from '../ast/pipeline.js';
import { isText, type Ty } from '../data/types.js';
import type { Facts } from './nullability.js';
import { isResult } from '../ast/choices.js';
import { columnsIn } from '../ast/walk.js';

/** Whether an expression always holds something, neither null nor "", where the columns of `known` do. */
export function alwaysHolds(e: Expr, known: Facts): boolean {
  // An empty array is no value in Elasticsearch.
  if (e.kind === 'lit') return e.value !== null && e.value !== '' && !(Array.isArray(e.value) && e.value.length === 0);
  if (e.kind === 'col') return !e.member && known.has(e.name);
  if (e.kind === 'agg') return COUNTS.test(e.op);
  return e.kind === 'call' && (NOW.has(e.op) || isValue(e) || fallsBack(e, known) || chooses(e, known) || (SETS.test(e.op) && e.args.every((a) => alwaysHolds(a, known))));
}

const NOW: ReadonlySet<string> = new Set(['esql.now', 'time.now']);

/** A parameter is never null, but a text may be empty. */
const isValue = (e: Call): boolean => e.op === PARAMETER && e.type !== 'unknown' && !isText(e.type);

/** Arrays of arrays, none of which is missing, and how long one is. */
const SETS = /^(set\.(union|intersect|difference)|array\.(concat|length))$/;

/** Counts are never null, and Kusto's sum of nothing is 0. */
const COUNTS = /count|^aggregate\.sum(If)?$/i;

const FALLBACKS: ReadonlySet<string> = new Set(['condition.coalesce', 'esql.coalesce']);
const fallsBack = (e: Call, known: Facts): boolean => FALLBACKS.has(e.op) && e.args.some((a) => alwaysHolds(a, known));

const CHOICES: ReadonlySet<string> = new Set(['condition.iff', 'condition.case', 'esql.case']);
/** Conditions and what is taken then, in turn; what is taken where none is true comes last, and is null where it is left out. */
const chooses = (e: Call, known: Facts): boolean =>
  CHOICES.has(e.op) && e.args.length % 2 === 1 && e.args.every((a, i) => !isResult(e.args.length, i) || alwaysHolds(a, known));

/* ---------------------------------------------------------------- parts of texts */

const NULLABLE: ReadonlySet<Ty> = new Set<Ty>(['int', 'long', 'real', 'bool', 'datetime']);

/** What is read as a text, without the conversion. */
export const unconverted = (e: Expr): Expr => (e.kind === 'call' && e.op === 'convert.toString' ? (e.args[0] as Expr) : e);

/** A part of `strcat` that is no text: null where it is missing, and "" in the text. */
const isNullablePart = (part: Expr): boolean => NULLABLE.has(unconverted(part).type);
/** Whether the text of such a part may be null where the columns of `known` are not; that of a truth value never is. */
export const mayBeNull = (part: Expr, known: Facts): boolean => isNullablePart(part) && unconverted(part).type !== 'bool' && !alwaysHolds(unconverted(part), known);
export const isOfSeveral = (parts: readonly Expr[]): boolean => new Set(parts.flatMap((p) => [...columnsIn(p)])).size > 1;

/** Whether a column can be felt in a text of several columns only as "" where it is missing: its parts are spelled so. */
export function isFilledIn(e: Expr, column: string): boolean {
  if (e.kind !== 'call' || !e.op.startsWith('string.concat') || !isOfSeveral(e.args)) return false;
  return e.args.every((p) => isNullablePart(p) || !columnsIn(p).has(column) || isFilledIn(p, column));
}
