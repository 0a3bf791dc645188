import { quoteRegex } from './regex-quote.js';

/**
 * Kusto's terms (`terms.ts`) as a pattern of Java: a needle with a border at each end that is a letter or a digit. What is written here
 * is read here, so that a query that comes back from ES|QL says `has` again.
 */
export const TERM_LETTERS = '\\p{L}\\p{Nd}';
const BEFORE = `(?<![${TERM_LETTERS}])`;
const BEHIND = `(?![${TERM_LETTERS}])`;
const STARTS_IN_TERM = /^[\p{L}\p{Nd}]/u;
const ENDS_IN_TERM = /[\p{L}\p{Nd}]$/u;

/** A pattern that stands between characters that are neither letters nor digits. */
export const betweenTerms = (pattern: string): string => `${BEFORE}${pattern}${BEHIND}`;

/** Which ends of a needle must fall on a border of terms. */
export interface Ends {
  readonly start: boolean;
  readonly end: boolean;
}

export const bordersOf = (needle: string, ends: Ends): [before: string, behind: string] =>
  [ends.start && STARTS_IN_TERM.test(needle) ? BEFORE : '', ends.end && ENDS_IN_TERM.test(needle) ? BEHIND : ''];

/** The pattern of any of these texts between their borders; those with the same borders share them. `cs`: case matters. */
export function termPattern(needles: readonly string[], ends: Ends, cs: boolean): string {
  const kinds = new Map<string, { around: readonly [string, string]; texts: string[] }>();
  for (const n of needles) {
    const around = bordersOf(n, ends);
    const kind = kinds.get(around.join(' ')) ?? { around, texts: [] };
    kinds.set(around.join(' '), kind);
    kind.texts.push(quoteRegex(n));
  }
  const choices = [...kinds.values()].map(({ around: [before, behind], texts }) => `${before}${texts.length > 1 ? `(${texts.join('|')})` : texts[0]}${behind}`);
  return `${cs ? '' : ignoringCase(needles)}${choices.join('|')}`;
}

/** Java folds the letters of ASCII only unless it is asked for more. */
const ignoringCase = (needles: readonly string[]): string => (needles.every((n) => /^[\0-\x7f]*$/.test(n)) ? '(?i)' : '(?iu)');

/** What `termPattern` was given; undefined of any other pattern. */
export function readTermPattern(pattern: string): { needles: string[]; ends: Ends; cs: boolean } | undefined {
  const flags = /^\(\?iu?\)/.exec(pattern)?.[0] ?? '';
  const needles: string[] = [];
  for (const choice of choicesOf(pattern.slice(flags.length)) ?? []) {
    const body = choice.slice(choice.startsWith(BEFORE) ? BEFORE.length : 0, choice.endsWith(BEHIND) ? -BEHIND.length : undefined);
    const texts = body.startsWith('(') && body.endsWith(')') ? choicesOf(body.slice(1, -1)) : [body];
    needles.push(...(texts ?? []).map((t) => t.replace(/\\(.)/gs, '$1')));
  }
  const cs = flags === '';
  const ends = WAYS.find((way) => needles.length > 0 && needles.every((n) => bordersOf(n, way).join('') !== '') && termPattern(needles, way, cs) === pattern);
  return ends && { needles, ends, cs };
}

const WAYS: readonly Ends[] = [{ start: true, end: true }, { start: true, end: false }, { start: false, end: true }];

/** The parts between bars that stand in no group; undefined when the groups do not close. */
function choicesOf(pattern: string): string[] | undefined {
  const parts = [''];
  let depth = 0;
  for (const [token] of pattern.matchAll(/\\.|[\s\S]/g)) {
    if (token === '(') depth++;
    if (token === ')') depth--;
    if (token === '|' && depth === 0) parts.push('');
    else parts[parts.length - 1] += token;
  }
  return depth === 0 ? parts : undefined;
}
