import { PARAMETER } from '../ast/parameters.js';
import type { Call, Expr } from '../ast/pipeline.js';
import { isText } from '../data/types.js';
import type { Facts } from './nullability.js';
import { isResult } from '../ast/choices.js';

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
