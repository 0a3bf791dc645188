import type { Op } from '../../../catalogue/entry.js';

/** What a person calls an operation: its name in KQL. */
export function titleOf(op: Op): string {
  const s = op.kql;
  return s.kind === 'call' ? s.name : s.kind === 'infix' || s.kind === 'prefix' ? s.symbol : op.id;
}
