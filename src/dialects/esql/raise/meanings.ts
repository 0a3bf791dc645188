import type { Expr, Named, Stage } from '../../../ast/pipeline.js';
import type { Raising } from './context.js';
import type { Meaning, Names } from './lifted.js';
import { isNested } from './literals.js';
import { usesOf } from './uses.js';

/** What an expression stands for that a name is given to. */

/** `rest`: what follows, where an object is known by its members. */
export function meaningOf(c: Named, names: Names, rest: readonly Stage[], raising: Raising): Meaning | undefined {
  if (isText(c.expr, names)) return { kind: 'json' };
  const element = elementPath(c.expr);
  if (element !== undefined && !names.has(element.column) && usesOf(c.name, rest, readsTexts(raising)).members.length > 0) return { kind: 'field', path: element.path };
  const object = c.expr.kind === 'call' && c.expr.op === 'dynamic.toJson' ? (c.expr.args[0] as Expr) : c.expr;
  if (object.kind !== 'col') return undefined;
  const known = names.get(object.name);
  if (known) return known.kind === 'field' ? { ...known, column: false } : known;
  const isKnown = isObject(object) || (object.type === 'unknown' && usesOf(c.name, rest, readsTexts(raising)).members.length > 0);
  return isKnown ? { kind: 'field', path: object.name } : undefined;
}

/** `x[0]`, of which members are read. */
function elementPath(e: Expr): { readonly column: string; readonly path: string } | undefined {
  const [array, at] = e.kind === 'call' && e.op === 'dynamic.index' ? e.args : [];
  if (array?.kind !== 'col' || at?.kind !== 'lit' || typeof at.value !== 'number' || at.value < 0) return undefined;
  return { column: array.name, path: `${array.name}.${at.value}` };
}

const MAKES_TEXTS: ReadonlySet<string> = new Set(['dynamic.parseJson', 'dynamic.extractJson', 'dynamic.pack', 'aggregate.bag']);

/** A value that is a text of JSON where Kusto has a dynamic one. */
export function isText(e: Expr, names: Names): boolean {
  if (e.kind === 'lit') return e.value instanceof Map || isNested(e.value);
  if (e.kind === 'col') return names.get(e.name)?.kind === 'json';
  return (e.kind === 'call' || e.kind === 'agg') && MAKES_TEXTS.has(e.op);
}

/** Whether the target reads JSON in texts. */
export const readsTexts = (raising: Raising): boolean => raising.has('9.4');

/** A path is an object until something converts it. */
export const isObject = (e: Expr): boolean => e.kind === 'col' && (e.type === 'dynamic' || (e.type !== 'string' && e.name.includes('.')));

