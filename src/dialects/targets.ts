import type { Release } from '../catalogue/esql-forms.js';
import type { DialectId } from '../catalogue/index.js';
import { isProduct } from '../catalogue/kql-products.js';
import { compareVersions } from '../data/version.js';

/** The language of a target, `es:9.1`, `9.1`, `serverless`, `sentinel`; `undefined` when there is no such target. */
export function languageOfTarget(target: string): DialectId | undefined {
  if (isProduct(target)) return 'kql';
  const version = versionOf(target);
  return target === 'serverless' || target === 'es:serverless' || (version !== undefined && compareVersions(version, FIRST) >= 0) ? 'esql' : undefined;
}

/** The first Elasticsearch that had ES|QL. */
const FIRST = '8.11';

const versionOf = (target: string): string | undefined => /^(?:es:)?(\d+\.\d+(?:\.\d+)?)$/.exec(target)?.[1];

/** Whether a target has what came with a version of Elasticsearch (`Release`). Serverless has everything, and so has a target that is not given. */
export function reaches(target: string | undefined, since: string): boolean {
  const version = target === undefined ? undefined : versionOf(target);
  if (version === undefined) return true;
  return compareVersions(version, since) >= 0 && !(since === '8.19' && /^9\.0\b/.test(version));
}

/** The newest of some versions, `undefined` of none. */
export const newestOf = (versions: readonly string[]): string | undefined => [...versions].sort(compareVersions).pop();

/** Whether something is a technical preview in a target; in the newest of everything without one. */
export const isPreview = ({ ga }: Release, target: string | undefined): boolean => ga !== undefined && (ga === 'never' || !reaches(target, ga));

/** How a version is said to people: features of 8.19 are in 9.1, not in 9.0. */
export const spokenVersion = (since: string): string => (since === '8.19' ? '8.19 or 9.1' : since);

export const TARGETS_HELP = 'es:8.19, es:9.2 and the like, es:serverless; kusto, sentinel, defender';
