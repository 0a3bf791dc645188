/**
 * Guards of GROK's dictionary: lookaround and atomic groups, so that a number is not cut out of a longer one. Between characters that no
 * part takes, a guard says nothing that the match does not say already.
 */

const LOOKS_BEHIND = /\(\?<!(\[[^\]]*\]|\\\\|[^\\[(])\)/g;
const LOOKS_ELSEWHERE = /\(\?<=|\(\?[=!]/;
/** What keeps what it has taken when the text behind it does not fit. */
const KEEPS = /\(\?>|[*+?}]\+/;
/** What numbers, words and addresses consist of. */
const OF_PARTS = /[\w.+:%-]/;
/** Parts that may take any character. */
const TAKES_ANY = /\[\^|\\[SDW]|(?<![\\[])\./;

/** Whether an expanded part says the same without its guards between the pattern's texts before and behind it. */
export function guardsNothing(part: string, before: string, behind: string): boolean {
  const last = lastLetter(before);
  const behinds = [...part.matchAll(LOOKS_BEHIND)].map(([, letters]) => letters as string);
  if (before !== '^' && behinds.length > 0 && (last === undefined || behinds.some((letters) => new RegExp(letters).test(last)))) return false;
  const rest = part.replace(LOOKS_BEHIND, '');
  if (!LOOKS_ELSEWHERE.test(rest) && (behind === '' || !KEEPS.test(rest))) return true;
  const first = behind === '$' ? '' : firstLetter(behind);
  return first !== undefined && !OF_PARTS.test(first) && !TAKES_ANY.test(rest);
}

/** The character that a regular expression certainly ends in; a blank for `\s`. */
function lastLetter(regex: string): string | undefined {
  const [, escaped, plain] = /(?:^|[^\\])(?:\\\\)*(?:\\([^\w]|s\+?)|([^\\^$.|?*+(){}[\]]))$/.exec(regex) ?? [];
  return escaped?.startsWith('s') === true ? ' ' : (escaped ?? plain);
}

/** The one that it certainly begins with. */
function firstLetter(regex: string): string | undefined {
  const [, escaped, plain] = /^(?:\\([^\w]|s\+?)|([^\\^$.|?*+(){}[\]]))(?![?*{])/.exec(regex) ?? [];
  return escaped?.startsWith('s') === true ? ' ' : (escaped ?? plain);
}
