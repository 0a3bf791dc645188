import type { Agg, Aggregate, Col, Expr, Join, Named, Stage } from '../../../ast/pipeline.js';
import { ALL_OTHERS } from '../../../semantics/names.js';
import { columnsReadBy } from '../../../semantics/columns-read.js';
import { neededBy } from '../../../semantics/needed.js';
import { memberFields, PICKS, usesOf } from './uses.js';

/** Stages as the uses of their objects ask for them. */

/** Whether a column is of no use to later stages, one of which says which columns there are. */
export function isUnused(name: string, rest: readonly Stage[]): boolean {
  const needed = neededBy(rest);
  return needed !== undefined && !needed.has(name);
}

/** Whether a column that nothing reads is in the result; a row of each group has all of them. */
export const isShown = (rest: readonly Stage[]): boolean => neededBy(rest.filter((s) => s.kind !== 'aggregate' || !s.wholeRow)) === undefined;

interface Picking {
  /** The path of what is an object. */
  readonly pathOf: (c: Col) => string | undefined;
  readonly texts: boolean;
  /** Takes note that an object is picked as its JSON; false where there is none. */
  readonly fromSource: (c: Named, path: string) => boolean;
}

/** `arg_max(t, *)` picks whole objects: of one whose members alone are read each member is picked, of others the JSON. */
export function pickedMembers(stage: Aggregate, rest: readonly Stage[], { pathOf, texts, fromSource }: Picking): Aggregate {
  const aggregates = stage.aggregates.flatMap((c): Named[] => {
    const picked = c.expr.kind === 'agg' && PICKS.has(c.expr.op) ? c.expr.args[c.expr.args.length - 1] : undefined;
    const path = picked?.kind === 'col' ? pathOf(picked) : undefined;
    if (path === undefined) return [c];
    const uses = usesOf(c.name, rest, texts);
    const members = memberFields(uses, path, c).map((m): Named => ({ ...m, name: `${c.name}${m.name.slice(path.length)}`, expr: ofMember(c.expr as Agg, m.expr) }));
    if (members.length === 0 || (uses.whole && fromSource(c, path))) return [c];
    return uses.whole ? [c, ...members] : members;
  });
  return aggregates.length + stage.keys.length > 0 ? { ...stage, aggregates } : stage;
}

/** Stages without the values of `arg_max(t, *)` that no later stage reads. */
export function withoutUnusedPicks(stages: readonly Stage[], after: readonly Stage[]): Stage[] {
  return stages.reduceRight<Stage[]>((rest, stage) => [stage.kind === 'aggregate' ? usedPicks(stage, [...rest, ...after]) : stage, ...rest], []);
}

function usedPicks(stage: Aggregate, rest: readonly Stage[]): Aggregate {
  const used = stage.aggregates.filter((c) => c.name === ALL_OTHERS || c.expr.kind !== 'agg' || !PICKS.has(c.expr.op) || !isUnused(c.name, rest) || isClashed(c.name, rest));
  return used.length === stage.aggregates.length || used.length + stage.keys.length === 0 ? stage : { ...stage, aggregates: used };
}

/** Behind a join `x1` is the other side's `x` only as long as this side has an `x`. */
const isClashed = (name: string, rest: readonly Stage[]): boolean => rest.some((s) => s.kind === 'join') && neededBy(rest)?.has(`${name}1`) === true;

const ofMember = (e: Agg, member: Expr): Agg => ({ ...e, args: [...e.args.slice(0, -1), member], type: 'unknown' });

/**
 * Stages that read of the right side of a join what is read of it: its keys, and for most kinds what comes after the join. A column that
 * has a name of the left side is called `x1` there.
 */
export function afterRight(j: Join, rest: readonly Stage[]): Stage[] {
  const keys = j.on.map((k): Named => ({ name: 'key', expr: k.right, span: k.span }));
  if (j.condition) return [];
  if (j.join === 'leftsemi' || j.join === 'leftanti') return [{ kind: 'project', columns: keys, span: j.span }];
  const numbered = [...columnsReadBy({ stages: rest })].filter((n) => n.endsWith('1')).map((n) => n.slice(0, -1));
  // What is called `x1` may be the right side's own.
  const columns = numbered.map((n): Named => ({ name: 'key', expr: { kind: 'col', name: n, type: 'unknown', span: j.span }, span: j.span }));
  return [{ kind: 'extend', columns: [...keys, ...columns], place: 'end', span: j.span }, ...rest];
}

