import type { Plan, TableRef } from './pipeline.js';

/** Every table that a plan mentions, wherever in it, in the order of the text. */
export function scannedTables(plan: Plan): TableRef[] {
  const found: TableRef[] = [];
  const visit = (v: unknown): void => {
    if (typeof v !== 'object' || v === null) return;
    if (Array.isArray(v)) return v.forEach(visit);
    if ((v as { kind?: unknown }).kind === 'scan') found.push(...(v as { tables: readonly TableRef[] }).tables);
    Object.values(v).forEach(visit);
  };
  visit(plan.lets);
  visit(plan.body);
  return found;
}
