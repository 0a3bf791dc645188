import { Failure } from '../base/diagnostics.js';
import { isArray, plainOf } from '../data/dynamic.js';
import type { Dynamic } from '../data/types.js';
import type { Parsed } from '../text/parsed.js';
import { compileTrim, countMatches, extractAllGroups, extractGroup, parseReplacement, replaceMatches, type ReplacementPiece, type TrimSides } from '../text/regex-api.js';
import { quoteRegex } from '../text/regex-quote.js';
import { compileRegex, type Regex } from '../text/regex.js';
import { noCounterpart, scalar } from './define.js';
import { call, type CallContext, infix, type Op, type Overload, prepared, raise, sig } from './entry.js';

/** Regular expressions of Kusto, matched in linear time. A pattern that cannot be read fails the query. */

/** The value, or a failure whose span lies inside the pattern. */
function orFail<T>(p: Parsed<T>): T {
  if (!p.ok) throw new Failure([p.error]);
  return p.value;
}

const kustoRegex = (pattern: string): Regex => orFail(compileRegex(pattern, { dialect: 'kusto' }));

/** `make` of the constant at `index`, once; of a varying argument whenever it changes. */
function keyed<T>(context: CallContext, index: number, make: (text: string) => T): (text: string) => T {
  const constant = context.constants[index];
  let last = typeof constant === 'string' ? constant : undefined;
  let value: T | undefined = last === undefined ? undefined : make(last);
  return (text) => {
    if (text !== last || value === undefined) {
      last = text;
      value = make(text);
    }
    return value;
  };
}

/** A group that took no part, or no match, gives "". With a type (`typeof(long)`) the lowering converts the text. */
function extract(context: CallContext): (pattern: string, group: number | bigint, text: string) => string {
  const regex = keyed(context, 0, kustoRegex);
  return (pattern, group, text) => extractGroup(regex(pattern), text, Number(group)) ?? '';
}

const groupsOf = (groups: Dynamic, regex: Regex): number[] | undefined =>
  isArray(groups) ? groups.map((g) => (typeof g === 'string' ? (regex.groupNames.get(g) ?? 0) : Number(plainOf(g)))) : undefined;

/** One group gives an array of texts, several an array of arrays. */
function allGroups(regex: Regex, text: string, groups?: readonly number[]): Dynamic {
  if (regex.groupCount === 0) throw new Failure([noGroup(regex)]);
  const rows = extractAllGroups(regex, text, groups);
  const single = (groups?.length ?? regex.groupCount) === 1;
  return rows === null ? null : single ? rows.map((r) => r[0] ?? '') : rows;
}

function noGroup(regex: Regex): Failure['diagnostics'][number] {
  const span = { start: 0, end: regex.pattern.length };
  return { code: 'pattern-malformed', message: 'extract_all needs a pattern with at least one group in parentheses', span };
}

function replacer(context: CallContext): (text: string, pattern: string, rewrite: string) => string {
  const regex = keyed(context, 1, kustoRegex);
  const pieces = new Map<string, readonly ReplacementPiece[]>();
  return (text, pattern, rewrite) => {
    const r = regex(pattern);
    const key = `${pattern}\0${rewrite}`;
    let parts = pieces.get(key);
    if (!parts) pieces.set(key, (parts = orFail(parseReplacement(rewrite, r))));
    return replaceMatches(r, text, parts);
  };
}

const trims = (sides: TrimSides): Overload[] => [
  prepared(['string', 'string'], 'string', (context) => {
    const trimmer = keyed(context, 0, (pattern) => orFail(compileTrim(pattern, sides)));
    return (pattern, text) => trimmer(pattern)(text);
  }),
];

const indexOfRegex: Overload = prepared(['string', 'string', 'long?', 'long?', 'long?'], 'long', (context) => {
  const regex = keyed(context, 1, kustoRegex);
  return (text, pattern, start = 0, count = -1, occurrence = 1) => {
    if (Number(start) < 0) return null;
    const from = Number(start) < 0 ? Math.max(0, text.length + Number(start)) : Number(start);
    const part = text.slice(0, Number(count) < 0 ? undefined : from + Number(count));
    let found = regex(pattern).find(part, Math.min(from, part.length));
    for (let i = 1; found && i < Number(occurrence); i++) {
      const next: number = Math.max(found.end, found.start + 1);
      found = next > part.length ? null : regex(pattern).find(part, next);
    }
    return found ? found.start : -1;
  };
});

const RLIKE = 'the pattern is rewritten for RLIKE, which matches the whole text';

export const REGEX_OPS: readonly Op[] = [
  scalar('regex.matches', 'Whether the pattern occurs in the text.', infix('matches regex'), raise('rewritten', RLIKE), [
    prepared(['string', 'string'], 'bool', (context) => {
      const regex = keyed(context, 1, kustoRegex);
      return (text, pattern) => regex(pattern).test(text);
    }),
  ], [[['abc1', '[0-9]'], true], [['abc', '^b'], false]]),
  scalar('regex.extract', 'One group of the first match, "" without one.', call('extract'), raise('rewritten'), [
    prepared(['string', 'long', 'string'], 'string', extract),
  ], [[['(\\d+)-(\\d+)', 2, 'a 12-34'], '34'], [['x', 0, 'abc'], '']]),
  scalar('regex.extractAll', 'The groups of every match as an array; null without a match.', call('extract_all', { aliases: ['extractall'] }), raise('rewritten', 'every match is marked by REPLACE and the text cut at the marks'), [
    prepared(['string', 'string'], 'dynamic', (context) => {
      const regex = keyed(context, 0, kustoRegex);
      return (pattern, text) => allGroups(regex(pattern), text);
    }),
    prepared(['string', 'dynamic', 'string'], 'dynamic', (context) => {
      const regex = keyed(context, 0, kustoRegex);
      return (pattern, groups, text) => allGroups(regex(pattern), text, groupsOf(groups, regex(pattern)));
    }),
  ], [[['([a-z])(\\d)', 'a1 b2'], [['a', '1'], ['b', '2']]], [['(\\d)', 'a1 b2'], ['1', '2']], [['(x)', 'a'], null]]),
  scalar('regex.replace', 'Every match replaced; `\\1` stands for the first group.', call('replace_regex'), raise('rewritten'), [
    prepared(['string', 'string', 'string'], 'string', replacer),
  ], [[['ab', '(a)(b)', '\\2\\1'], 'ba'], [['one two', '\\s+', '-'], 'one-two']]),
  scalar('regex.replaceIn', 'Every match replaced; the text comes last. An old form of `replace_regex`.', call('replace', { order: [1, 2, 0] }), raise('rewritten'), [
    prepared(['string', 'string', 'string'], 'string', replacer),
  ], [[['ab', '(a)(b)', '\\2\\1'], 'ba'], [['a-b', '-', ''], 'ab']]),
  scalar('regex.trim', 'The text without one match of the pattern at its start and one at its end.', call('trim'), raise('rewritten'), trims('both'),
    [[['x', 'xxabxx'], 'xabx']]),
  scalar('regex.trimStart', 'The text without one match of the pattern at its start.', call('trim_start'), raise('rewritten'), trims('start'),
    [[['x', 'xxab'], 'xab']]),
  scalar('regex.trimEnd', 'The text without one match of the pattern at its end.', call('trim_end'), raise('rewritten'), trims('end'),
    [[['_', 'a__'], 'a_']]),
  scalar('regex.count', 'How often a pattern matches, without overlap (kind "regex"), or a text occurs (kind "normal").', call('countof'), raise('rewritten'), [
    prepared(['string', 'string', 'string'], 'long', (context) => {
      const regex = keyed({ ...context, now: context.now, constants: [] }, 1, kustoRegex);
      return (text, pattern, kind) => (kind === 'regex' ? countMatches(regex(pattern), text) : overlapping(text, pattern));
    }),
  ], [[['hello world', 'l+', 'regex'], 2], [['aaa', 'aa', 'normal'], 2]]),
  scalar('regex.indexOf', 'Position of the first match from 0; -1 when there is none.', call('indexof_regex'), noCounterpart('position of a match'), [indexOfRegex],
    [[['abcabc', 'b.'], 1], [['abcabc', 'b', 2], 4], [['abc', 'x'], -1]]),
  scalar('regex.quote', 'The text with the characters escaped that mean something in a pattern.', call('regex_quote'), raise('rewritten'),
    [sig(['string'], 'string', quoteRegex)], [[['a.b'], 'a\\.b']]),
];

function overlapping(text: string, needle: string): number {
  if (needle === '') return 0;
  let n = 0;
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) n++;
  return n;
}
