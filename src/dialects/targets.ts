import type { DialectId } from '../catalogue/index.js';

/** What a translation may be made for, by the language that it speaks. */
const PRODUCTS: readonly string[] = ['kusto', 'sentinel', 'defender'];

/** The language of a target, `es:9.1`, `9.1`, `serverless`, `sentinel`; `undefined` when there is no such target. */
export function languageOfTarget(target: string): DialectId | undefined {
  if (PRODUCTS.includes(target)) return 'kql';
  return /^(?:es:)?(?:\d+\.\d+(?:\.\d+)?|serverless)$/.test(target) ? 'esql' : undefined;
}

export const TARGETS_HELP = 'es:8.19, es:9.2 and the like, es:serverless; kusto, sentinel, defender';
