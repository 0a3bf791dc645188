import { quoteRegex } from './regex-quote.js';
import { betweenTerms, termPattern } from './term-pattern.js';
import { isIpv4, isIpv4Prefix } from './terms.js';

/*
 * IPv4 addresses somewhere in a text, between characters that are neither letters nor digits, as a pattern of Java. What is written here
 * is read here, so that a query that comes back from ES|QL says `has_ipv4` again.
 */

/** One of the four numbers of an address, of 0 to 255, as Java and Lucene write it. */
export const BYTE = '(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])';
const NEXT = `\\.${BYTE}`;
const WHOLE = 4;
/** Stands for the bytes that may be any, while a pattern is read. */
const ANY = '#';

/** The pattern of any of these addresses, and of those that begin with any of the prefixes (`10.1.`); undefined where all of them are neither. */
export function addressPattern(needles: readonly string[]): string | undefined {
  const whole = needles.filter(isIpv4);
  const choices = [...(whole.length > 0 ? [termPattern(whole, { start: true, end: true }, true)] : []), ...needles.filter(isIpv4Prefix).map(begun)];
  return choices.length > 0 ? choices.join('|') : undefined;
}

function begun(prefix: string): string {
  const bytes = prefix.split('.').slice(0, -1);
  const missing = WHOLE - bytes.length;
  return betweenTerms(`${quoteRegex(bytes.join('.'))}${missing > 1 ? `(${NEXT}){${missing}}` : NEXT}`);
}

/** What `addressPattern` was given; undefined of any other pattern. */
export function readAddressPattern(pattern: string): string[] | undefined {
  const begun = pattern.replaceAll(`(${NEXT})`, ANY).replaceAll(NEXT, ANY);
  const needles = [...begun.matchAll(/\d+(?:\\\.\d+)*#?/g)].map(([n]) => n.replaceAll('\\.', '.').replace(ANY, '.')).filter((n) => isIpv4(n) || isIpv4Prefix(n));
  return addressPattern(needles) === pattern ? needles : undefined;
}
