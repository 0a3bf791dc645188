import type { Call, Expression } from '../../../../grammars/esql/syntax.js';
import { call } from './build.js';

/** The same call in fewer words, where its arguments alone show that they are not needed. Its arguments are in their shortest form. */
export function simplified(e: Call): Expression {
  const f = e.name.kind === 'identifier' ? e.name.name : '';
  const args = e.arguments as readonly Expression[];
  const [first, second] = args;
  if (f === 'TO_STRING' && first && isText(first)) return first;
  if (f === 'COALESCE' && first && args.length > 1 && neverNull(first)) return first;
  if (f === 'COALESCE' && second && args.length === 2 && isEmptyText(second) && first?.kind === 'call' && isTextOf(first, 'TO_STRING')) return filledInside(first, second) ?? e;
  if (f === 'MV_APPEND' && first && second) return listed(first, second) ?? e;
  return e;
}

const nameOf = (e: Expression): string => (e.kind === 'call' && e.name.kind === 'identifier' ? e.name.name : '');
const isTextOf = (e: Expression, f: string): boolean => nameOf(e) === f;
const isEmptyText = (e: Expression): boolean => e.kind === 'string' && e.value === '';

/** `TO_STRING(x)` in COALESCE of a COALESCE: the inner one has done it. */
function filledInside(e: Call, instead: Expression): Expression | undefined {
  const [x] = e.arguments as readonly Expression[];
  return x && nameOf(x) === 'COALESCE' && (x as Call).arguments.some((a) => a.kind === 'string') ? call('COALESCE', x, instead) : undefined;
}

/** Functions that give a text, and null only for a null. */
const TEXTS: ReadonlySet<string> = new Set(['TO_LOWER', 'TO_UPPER', 'CONCAT', 'REPLACE', 'TRIM', 'LTRIM', 'RTRIM', 'REVERSE', 'TO_STRING']);

/** Whether an expression is a text of one value, whatever its columns are. */
function isText(e: Expression): boolean {
  if (e.kind === 'string') return true;
  const f = nameOf(e);
  if (f === 'COALESCE') return (e as Call).arguments.some((a) => a.kind === 'string');
  return f === 'JSON_EXTRACT' || (TEXTS.has(f) && f !== 'TO_LOWER' && f !== 'TO_UPPER' && f !== 'TO_STRING');
}

function neverNull(e: Expression): boolean {
  if (e.kind === 'string' || e.kind === 'integer' || e.kind === 'decimal' || e.kind === 'boolean') return true;
  if (e.kind !== 'call') return false;
  const f = nameOf(e);
  const args = e.arguments as readonly Expression[];
  return f === 'COALESCE' ? args.some(neverNull) : TEXTS.has(f) && args.every(neverNull);
}

/** `MV_APPEND(MV_APPEND("a", "b"), "c")` is `["a", "b", "c"]`. */
function listed(a: Expression, b: Expression): Expression | undefined {
  const items = a.kind === 'array' ? a.elements : a.kind === 'string' ? [a] : undefined;
  return items && b.kind === 'string' && items.every((x) => x.kind === 'string') ? { kind: 'array', elements: [...items, b], span: a.span } : undefined;
}
