import { nearest } from '../../../semantics/nearest.js';
import type { Schema } from '../../../semantics/schema.js';
import type { Row } from './context.js';

/** What may help beside an error. */

/** About a name that is no column here. */
export function columnHint(name: string, schema: Schema | undefined, row?: Row): string | undefined {
  if (row?.siblings?.has(name)) return `${name} is defined beside it; a further extend sees it`;
  if (/^\d/.test(name)) return 'numbers have no suffix; timespans end in d, h, m, s, ms, microsecond or tick';
  if (name === 'null') return 'a null has a type: int(null), dynamic(null)';
  const columns = schema?.fields.map((f) => f.name) ?? [];
  return nearestHint(name, columns) ?? (columns.length > 0 && columns.length <= FEW ? `there ${columns.length === 1 ? 'is' : 'are'} ${columns.join(', ')}` : undefined);
}

const FEW = 8;

/** The nearest of some names. One letter is near to any other, so that short names must differ in case alone. */
export function nearestHint(name: string, names: Iterable<string>): string | undefined {
  const near = name.length > 2 ? nearest(name, names) : [...names].find((n) => n.toLowerCase() === name.toLowerCase());
  return near === undefined ? undefined : `the nearest name is ${near}`;
}

/** About operands that do not fit. */
export function operandHint(op: string, types: readonly string[]): string {
  if (op === '+' && types.every((t) => t === 'string')) return 'strcat() joins texts';
  return 'convert one side first, for example with tostring() or tolong()';
}
