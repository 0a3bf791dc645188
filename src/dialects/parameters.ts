import { parameter, parameterName, parametersIn, withParameters } from '../ast/parameters.js';
import type { Plan } from '../ast/pipeline.js';
import type { Span } from '../base/source.js';
import { scannedTables } from '../ast/scans.js';
import type { Ty } from '../data/types.js';
import { columnsReadBy } from '../semantics/columns-read.js';
import { howToGive } from '../semantics/given.js';
import { note } from '../semantics/notes.js';
import type { Raising } from './raising.js';
import type { RaiseOptions } from './dialect.js';

/** A parameter of a plan as it is called in the target. */
export interface Renamed {
  readonly from: string;
  readonly to: string;
  readonly type: Ty;
  /** Where the plan first reads it. */
  readonly span: Span;
}

/** The parameters of a plan that have no values, each once, in the order in which it reads them, with names that `nameOf` gives and no other has. */
export function renamedParameters(plan: Plan, nameOf: (name: string, taken: (name: string) => boolean) => string): readonly Renamed[] {
  const found = new Map<string, Renamed>();
  const used = new Set<string>();
  for (const p of parametersIn(plan)) {
    const from = parameterName(p) ?? '';
    if (found.has(from)) continue;
    const to = nameOf(from, (name) => used.has(name));
    used.add(to);
    found.set(from, { from, to, type: p.type, span: p.span });
  }
  return [...found.values()];
}

/** The plan with its parameters called as in the target. */
export function calledSo(plan: Plan, renamed: readonly Renamed[]): Plan {
  const names = new Map(renamed.map((r) => [r.from, r.to]));
  if (renamed.every((r) => r.from === r.to)) return plan;
  return withParameters(plan, (p) => parameter(names.get(parameterName(p) ?? '') ?? '', p.type, p.span));
}

/** The first of a name and its variants that is free. */
export function freeName(stem: string, taken: (name: string) => boolean): string {
  if (!taken(stem)) return stem;
  for (let n = 1; ; n++) {
    const name = `${stem}_param${n === 1 ? '' : n}`;
    if (!taken(name)) return name;
  }
}

/** The columns that a plan names, and those that its tables are known to have: they hide a parameter of their name. */
export function columnsAround(plan: Plan, { env }: RaiseOptions): ReadonlySet<string> {
  const known = [...scannedTables(plan)].flatMap((t) => env.table(t.name)?.fields.map((f) => f.name) ?? []);
  return new Set([...columnsReadBy(plan), ...known, ...plan.lets.map((l) => l.name)]);
}

export function refuseParameter(r: Pick<Renamed, 'from' | 'span'>, reason: string, raising: Raising): void {
  raising.add(note('op-refused', { what: `the parameter ${r.from}`, reason }, r.span, howToGive(r.from)));
}
