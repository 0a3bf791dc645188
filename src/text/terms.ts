import { codePointStart } from './code-points.js';
import { foldCase } from './fold.js';
import type { TextTest } from './like.js';

/**
 * Kusto's terms: maximal runs of letters (`L`) and decimal digits (`Nd`) of any script. Everything else separates them,
 * the underscore included. Source: the documentation's "What is a term?" and the real engine's answers.
 */
const TERM_CHARACTER = /^[\p{L}\p{Nd}]/u;

const UNKNOWN = 0;
const YES = 1;
const NO = 2;
const known = new Uint8Array(0x10000);

/** Whether the code point at `at` belongs to a term. */
function isTermCharacter(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  if ((unit & 0xf800) === 0xd800) return TERM_CHARACTER.test(text.slice(at, at + 2));
  const answer = known[unit] ?? UNKNOWN;
  if (answer !== UNKNOWN) return answer === YES;
  const yes = TERM_CHARACTER.test(String.fromCharCode(unit));
  known[unit] = yes ? YES : NO;
  return yes;
}

const startsTerm = (text: string, at: number): boolean => at === 0 || !isTermCharacter(text, codePointStart(text, at));
const endsTerm = (text: string, at: number): boolean => at >= text.length || !isTermCharacter(text, at);

/** Which ends of the needle must fall on a term boundary: `has`, `hasprefix`, `hassuffix`. */
export type TermEnds = 'both' | 'start' | 'end';

/**
 * A test for `has` and its relatives: the needle occurs, and where its own first or last character belongs to a term, so
 * does a term of the text start or end there. An empty needle is found in every text.
 */
export function termMatcher(needle: string, ends: TermEnds, caseSensitive: boolean): TextTest {
  const wanted = caseSensitive ? needle : foldCase(needle);
  if (wanted === '') return () => true;
  const checkStart = ends !== 'end' && isTermCharacter(wanted, 0);
  const checkEnd = ends !== 'start' && isTermCharacter(wanted, codePointStart(wanted, wanted.length));
  const occurs = (text: string): boolean => {
    for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
      if ((!checkStart || startsTerm(text, at)) && (!checkEnd || endsTerm(text, at + wanted.length))) return true;
    }
    return false;
  };
  return caseSensitive ? occurs : (text) => occurs(foldCase(text));
}

const IPV4_BYTE = '(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])';
const IPV4 = new RegExp(`^(?:${IPV4_BYTE}\\.){3}${IPV4_BYTE}$`);
const IPV4_PREFIX = new RegExp(`^(?:${IPV4_BYTE}\\.){1,3}$`);
const IPV4_IN_TEXT = new RegExp(`(?<![\\p{L}\\p{Nd}])(?=((?:${IPV4_BYTE}\\.){3}${IPV4_BYTE})(?![\\p{L}\\p{Nd}]))`, 'gu');

/** Whether the text is an address, or the beginning of one up to a dot, as `has_ipv4` and `has_ipv4_prefix` ask of what they look for. */
export const isIpv4 = (text: string): boolean => IPV4.test(text);
export const isIpv4Prefix = (text: string): boolean => IPV4_PREFIX.test(text);

/** A test for `has_ipv4`: the address stands in the text between characters that are neither letters nor digits; false for an invalid address. */
export function ipv4Matcher(address: string): TextTest {
  return isIpv4(address) ? termMatcher(address, 'both', true) : () => false;
}

/** A test for `has_ipv4_prefix`: a valid address in the text starts with the prefix, which is a whole address or ends in a dot. */
export function ipv4PrefixMatcher(prefix: string): TextTest {
  if (isIpv4(prefix)) return ipv4Matcher(prefix);
  if (!isIpv4Prefix(prefix)) return () => false;
  return (text) => {
    if (!text.includes(prefix)) return false;
    for (const found of text.matchAll(IPV4_IN_TEXT)) if (found[1]?.startsWith(prefix)) return true;
    return false;
  };
}
