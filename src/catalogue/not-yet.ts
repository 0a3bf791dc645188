import type { DialectId } from './index.js';
import { NOT_YET_ESQL } from './not-yet-esql.js';
import { NOT_YET_KQL } from './not-yet-kql.js';

/** A name that a dialect has and the catalogue lacks, so that gaps show in errors and in the support matrix. */
export interface NotYet {
  readonly dialect: DialectId;
  readonly name: string;
  readonly reason: string;
}

export const NOT_YET: readonly NotYet[] = [...NOT_YET_ESQL, ...NOT_YET_KQL];

/** Why a function that exists in the dialect is not here; `undefined` for a name that it does not have. */
export function notYetReason(dialect: DialectId, name: string): string | undefined {
  const same = dialect === 'esql' ? (n: string) => n.toUpperCase() === name.toUpperCase() : (n: string) => n === name;
  return NOT_YET.find((r) => r.dialect === dialect && same(r.name))?.reason;
}
