import type { Col, Expr, Stage } from '../../../ast/pipeline.js';
import { isExpr, mapInside } from '../../../ast/walk.js';
import { droppedLater, type Known } from '../../../semantics/carried.js';
import { type NullStrings, requiredBy, whenNothing } from '../../../semantics/nullability.js';

/** Whether rows without the column are dropped later, so that it does not matter that there are none. */
export function isRequired(column: string, rest: readonly Stage[], nothing: NullStrings): boolean {
  const drops = (cond: Expr, columns: Known): boolean => [...requiredBy(cond, nothing)].some((c) => columns.has(c));
  const isNothing = (e: Expr, columns: Known): boolean => [...columns].some((c) => {
    const found = whenNothing(e, c, nothing);
    return found !== undefined && (found.value === null || found.value === '');
  });
  return droppedLater(rest, new Set([column]), drops, isNothing);
}

/** The same of a member, which stages still read by its path. `pathOf`: the dotted path of what is read of the column. */
export function isMemberRequired(column: string, member: string, rest: readonly Stage[], nothing: NullStrings, pathOf: (e: Expr) => string | undefined): boolean {
  const name = `${column}.${member}`;
  const visit = (node: object): object => {
    if (isExpr(node) && pathOf(node) === member) return { kind: 'col', name, type: 'unknown', span: node.span } satisfies Col;
    return mapInside(node, visit);
  };
  return isRequired(name, rest.map((stage) => visit(stage) as Stage), nothing);
}
