import type { Constant } from '../../../../grammars/esql/leaves.js';
import type { Expression, Field } from '../../../../grammars/esql/syntax.js';
import { NO_SPAN } from '../../../base/source.js';
import { arithmetic, call, compare, evaluate, field, integer, name, where } from './build.js';
import type { Spelling } from './context.js';

/**
 * ES|QL makes no list of a length that rows tell. Where few elements are asked for their places are written out; otherwise a place is a
 * number of four digits, of which each is expanded: no array of Kusto has more than 32⁴ elements, be it within the MiB that a dynamic
 * value holds, made by `make_list`, or by `range`.
 */
const WRITTEN = 64;
const BASE = 32;
const DIGITS = 4;

/** The column that is to be the place of a row. */
interface Wanted {
  readonly place: string;
  /** The first so many of them alone. */
  readonly most?: number | undefined;
  /** The last place may be below 0, or unknown: then there is no row. */
  readonly mayBeNone?: boolean;
}

/** What is still to be computed, and the columns to be dropped behind that. */
export interface Places {
  readonly fields: readonly Field[];
  readonly drops: readonly string[];
}

/** A row for each place up to `last`. Where `fields` says how a place is computed, some lie behind it: the digits do not bound each other. */
export function expandPlaces({ place, most, mayBeNone }: Wanted, last: Expression, s: Spelling): Places {
  if (most !== undefined && most <= WRITTEN) {
    s.push(evaluate([field(call('MV_SLICE', integers(most), integer(0), last), place)]), { kind: 'mv-expand', field: name(place), span: NO_SPAN });
    return { fields: [], drops: [] };
  }
  const { ends, digits, powers } = s.raising.digits(DIGITS);
  s.push(evaluate([field(last, ends), field(integers(BASE), digits)]));
  if (mayBeNone) s.push(where(compare('>=', name(ends), integer(0))));
  const highest = powers.map((column, i) => ({ column, unit: BASE ** i })).reverse();
  s.push(evaluate(highest.map(({ column, unit }) => field(call('MV_SLICE', name(digits), integer(0), unit === 1 ? name(ends) : arithmetic('/', name(ends), integer(unit))), column))));
  s.push(...highest.map(({ column }) => ({ kind: 'mv-expand' as const, field: name(column), span: NO_SPAN })));
  const value = highest.map(({ column, unit }): Expression => (unit === 1 ? name(column) : arithmetic('*', integer(unit), name(column)))).reduce((a, b) => arithmetic('+', a, b));
  const drops = [ends, digits, ...powers];
  if (most === undefined && !mayBeNone) return { fields: [field(value, place)], drops };
  s.push(evaluate([field(value, place)]), where(most === undefined ? compare('<=', name(place), name(ends)) : compare('<', name(place), integer(most))));
  return { fields: [], drops };
}

/** `[0, 1, …]` */
export function integers(n: number): Expression {
  const elements = Array.from({ length: n }, (_, i) => integer(i) as Extract<Constant, { kind: 'integer' }>);
  return elements.length === 1 ? (elements[0] as Expression) : { kind: 'array', elements, span: NO_SPAN };
}
