import type { BinaryOperator, Expression } from '../../../../grammars/kql/syntax.js';
import type { Call, Expr } from '../../../ast/pipeline.js';
import { readAddressPattern } from '../../../text/address-pattern.js';
import { javaToKusto, takesSome } from '../../../text/regex-convert.js';
import { readTermPattern, TERM_LETTERS } from '../../../text/term-pattern.js';
import { isIpv4 } from '../../../text/terms.js';
import { binary, call, inList, isCall, text } from './build.js';
import type { Spell } from './handlers/handler.js';
import { binOf } from './handlers/whole.js';

/**
 * What KQL has a word for and ES|QL spells out of parts: operators that ignore case, terms, `ago`. Guards are found for what is written
 * here as for any other spelling.
 */
export const idiomOf = (e: Call): Idiom | undefined => IDIOMS[e.op];

type Idiom = (e: Call, s: Spell) => Expression | undefined;

const IDIOMS: Readonly<Record<string, Idiom>> = {
  'esql.equal': (e, s) => withoutTerms(e, true, s) ?? ignoringCase(e, '=~', s),
  'esql.notEqual': (e, s) => withoutTerms(e, false, s) ?? ignoringCase(e, '!~', s),
  'esql.in': (e, s) => {
    const [x, ...list] = e.args as [Expr, ...Expr[]];
    const subject = folded(x, list.map(textOf));
    return subject && inList('in~', s.value(subject), list.map(s.value));
  },
  'esql.subtract': binOf,
  'esql.multiply': binOf,
  'esql.startsWith': (e, s) => ignoringCase(e, 'startswith', s),
  'esql.endsWith': (e, s) => ignoringCase(e, 'endswith', s),
};

const textOf = (e: Expr | undefined): string | undefined => (e?.kind === 'lit' && typeof e.value === 'string' ? e.value : undefined);

/** Texts of ASCII letters are equal in lower case, or in upper case, exactly where they are equal ignoring case. */
const FOLDS: Readonly<Record<string, RegExp>> = { 'esql.toLower': /^[\0-@[-\x7f]*$/, 'esql.toUpper': /^[\0-`{-\x7f]*$/ };

/** x of `TO_LOWER(x)` where each of the texts beside it is one that it may give. */
export function folded(e: Expr | undefined, texts: readonly (string | undefined)[]): Expr | undefined {
  const fits = e?.kind === 'call' ? FOLDS[e.op] : undefined;
  return e?.kind === 'call' && fits && texts.every((t) => t !== undefined && fits.test(t)) ? e.args[0] : undefined;
}

function ignoringCase(e: Call, op: BinaryOperator, s: Spell): Expression | undefined {
  const [x, needle] = e.args as [Expr, Expr];
  const subject = folded(x, [textOf(needle)]);
  return subject && binary(op, s.value(subject), s.value(needle));
}

/* ---------------------------------------------------------------- terms */

/** `x != REPLACE(x, pattern, "")`: one of the terms, or the pattern, is there. */
function withoutTerms(e: Call, negated: boolean, s: Spell): Expression | undefined {
  const [x, changed] = e.args as [Expr, Expr];
  if (changed.kind !== 'call' || changed.op !== 'esql.replace' || x.kind !== 'col') return undefined;
  const [subject, given, by] = changed.args as [Expr, Expr, Expr];
  const pattern = textOf(given);
  if (subject.kind !== 'col' || subject.name !== x.name || textOf(by) !== '' || pattern === undefined) return undefined;
  const addresses = readAddressPattern(pattern);
  if (addresses) return addressTest(s.value(x), addresses, negated);
  const terms = readTermPattern(pattern);
  if (!terms) return matched(s.value(x), pattern, negated);
  const word = terms.ends.start ? (terms.ends.end ? 'has' : 'hasprefix') : 'hassuffix';
  return termTest(s.value(x), terms.needles, word, terms.cs, negated);
}

function matched(x: Expression, pattern: string, negated: boolean): Expression | undefined {
  const kusto = takesSome(pattern, 'java') ? javaToKusto(pattern) : undefined;
  if (!kusto?.ok || kusto.value.losses.length > 0) return undefined;
  const match = binary('matches regex', x, text(kusto.value.text));
  return negated ? call('not', match) : match;
}

function termTest(x: Expression, needles: readonly string[], word: 'has' | 'hasprefix' | 'hassuffix', cs: boolean, negated: boolean): Expression | undefined {
  const [first, ...more] = needles as [string, ...string[]];
  if (more.length === 0) return binary(`${negated ? '!' : ''}${word}${cs ? '_cs' : ''}` as BinaryOperator, x, text(first));
  if (word !== 'has' || cs) return undefined;
  const any = inList('has_any', x, needles.map(text));
  return negated ? call('not', any) : any;
}

function addressTest(x: Expression, addresses: readonly string[], negated: boolean): Expression {
  const word = `has_${addresses.length > 1 ? 'any_' : ''}ipv4${addresses.every(isIpv4) ? '' : '_prefix'}`;
  const test = call(word, x, ...addresses.map(text));
  return negated ? call('not', test) : test;
}

/** Terms between spaces: `CONCAT(" ", REPLACE(TO_LOWER(x), "[^\p{L}\p{Nd}]+", " "), " ") LIKE ("* a *", "* b *")`. */
export function spacedTerms(subject: Expr, patterns: readonly string[], s: Spell): Expression | undefined {
  const x = spacedText(subject);
  const shapes = patterns.map((p) => TERM_BETWEEN.exec(p));
  if (!x || shapes.some((m) => !m)) return undefined;
  const ends = new Set(shapes.map((m) => `${m?.[1]}|${m?.[3]}`));
  const word = ends.size === 1 ? WORDS[[...ends][0] as string] : undefined;
  const needles = shapes.map((m) => m?.[2] as string);
  const lower = folded(x, needles);
  return word && termTest(s.value(lower ?? x), needles, word, lower === undefined, false);
}

const TERM_BETWEEN = /^\*( ?)([\p{L}\p{Nd}]+)( ?)\*$/u;
const WORDS: Readonly<Record<string, 'has' | 'hasprefix' | 'hassuffix'>> = { ' | ': 'has', ' |': 'hasprefix', '| ': 'hassuffix' };

function spacedText(e: Expr): Expr | undefined {
  if (e.kind !== 'call' || e.op !== 'esql.concat' || e.args.length !== 3 || textOf(e.args[0]) !== ' ' || textOf(e.args[2]) !== ' ') return undefined;
  const [, inner] = e.args;
  const cut = inner?.kind === 'call' && inner.op === 'esql.replace' && textOf(inner.args[1]) === `[^${TERM_LETTERS}]+` && textOf(inner.args[2]) === ' ';
  return cut ? inner.args[0] : undefined;
}

/* ---------------------------------------------------------------- times */

/** `now() - 1d` is `ago(1d)`. */
export function asAgo(tree: Expression): Expression {
  if (tree.kind !== 'binary' || tree.op !== '-' || !isCall(tree.left, 'now')) return tree;
  return tree.left.kind === 'call' && tree.left.args.length === 0 && tree.right.kind === 'literal' && tree.right.type === 'timespan' ? call('ago', tree.right) : tree;
}

/* ---------------------------------------------------------------- missing texts */

/** `isempty(x) or x == ""` says one thing twice, and so does `isnotempty(x) and x != ""`. `but`: names of what is more than a column. */
export function withoutEmptyText(op: 'and' | 'or', parts: readonly Expression[], but: ReadonlySet<string>): readonly Expression[] {
  const [test, operator] = op === 'or' ? ['isempty', '=='] : ['isnotempty', '!='];
  const flat = parts.flatMap((p) => (p.kind === 'logical' && p.op === op ? p.operands : [p]));
  const tested = new Set(flat.flatMap((p) => (p.kind === 'call' && p.name.text === test && p.args[0]?.value.kind === 'name' ? [p.args[0].value.text] : [])));
  return flat.filter((p) => !(p.kind === 'binary' && p.op === operator && p.left.kind === 'name' && tested.has(p.left.text) && !but.has(p.left.text) && p.right.kind === 'string' && p.right.value === ''));
}
