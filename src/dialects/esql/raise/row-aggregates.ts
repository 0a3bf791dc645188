import type { Aggregate, Expr, MvApply, Stage } from '../../../ast/pipeline.js';
import { mapExpr } from '../../../ast/walk.js';
import { NO_SPAN } from '../../../base/source.js';
import { neededBy } from '../../../semantics/needed.js';
import { compare, drop, integer, name, where } from './build.js';
import { refuse, type Spelling } from './context.js';
import { isMarked } from './json-values.js';
import { value } from './expressions.js';
import { hasAlikeRows, identityOf } from './joins-identity.js';
import { expandByPlace } from './parallel.js';
import type { Scope } from './scope.js';

const span = NO_SPAN;

/**
 * `mv-apply x = xs on (where … | summarize …)` over an array's JSON: its elements are expanded, INLINE STATS aggregates those of each row,
 * told apart by what identifies it, and the row of the first place stays.
 */
export function aggregateRows(m: MvApply, body: readonly Stage[], s: Spelling, scope: Scope): void {
  const at = body.findIndex((x) => x.kind === 'aggregate');
  const [summary, more] = [body[at] as Aggregate, body.slice(at + 1)];
  if (summary.keys.length > 0) return refuse('mv-apply with groups', 'ES|QL cannot work on the elements of one row alone', m.span);
  if (s.commands.some((c) => c.kind === 'limit')) return refuse('mv-apply with aggregate', 'INLINE STATS does not stand behind LIMIT', m.span);
  const known = new Set(s.schema.fields.map((f) => f.name));
  const identity = identityOf(s.query(), s.raising.joinEnds) ?? refuse('mv-apply with aggregate', 'nothing tells the rows apart', m.span);
  if (hasAlikeRows(s.query())) s.raising.stageNote('different', 'mv-apply', 'rows of equal elements of one array are aggregated together', m.span);
  s.source = identity.query.source;
  s.commands = [...identity.query.commands];
  const place = expandByPlace(m, s, (e) => value(e, scope), { needed: () => false, keepsPlace: true });
  const keys = identity.columns.map((n) => ({ name: n, expr: { kind: 'col' as const, name: n, type: 'unknown' as const, span }, span }));
  scope.spellInto(s, m, [{ ...summary, aggregates: overElements(summary, body.slice(0, at)), keys, inline: true }]);
  s.push(where(compare('==', name(place), integer(0))));
  const shown = neededBy([...more, ...scope.rest]) === undefined;
  s.push(drop([place, ...(shown ? [...m.columns.map((c) => c.name), ...identity.columns.filter((n) => !known.has(n))] : [])]));
  scope.spellInto(s, m, more);
}

/** Whether it needs INLINE STATS, which does not stand behind LIMIT. */
export const aggregatesRows = (stage: Stage): boolean =>
  stage.kind === 'mvApply' && stage.columns.every((c) => isMarked(c.expr)) && stage.body.stages.some((x) => x.kind === 'aggregate' && !x.inline);

/** The aggregates with the stages before them written into them: columns in place, conditions as their filter. */
function overElements(summary: Aggregate, before: readonly Stage[]): Aggregate['aggregates'] {
  const made = new Map<string, Expr>();
  let filter: Expr | undefined;
  const inPlace = (e: Expr): Expr => mapExpr(e, (x) => (x.kind === 'col' ? (made.get(x.name) ?? x) : x));
  for (const stage of before) {
    if (stage.kind === 'filter') filter = both(filter, inPlace(stage.cond));
    else if (stage.kind === 'extend') for (const [n, e] of stage.columns.map((c) => [c.name, inPlace(c.expr)] as const)) made.set(n, e);
    else refuse(`mv-apply with ${stage.kind}`, 'ES|QL cannot work on the elements of one row alone', stage.span);
  }
  return summary.aggregates.map((c) => ({ ...c, expr: mapExpr(inPlace(c.expr), (x) => (x.kind === 'agg' && filter ? { ...x, filter: both(x.filter, filter) } : x)) }));
}

const both = (a: Expr | undefined, b: Expr): Expr => (a ? { kind: 'call', op: 'logic.and', args: [a, b], type: 'bool', span: b.span } : b);
