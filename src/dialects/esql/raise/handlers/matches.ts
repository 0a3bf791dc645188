import type { Expression } from '../../../../../grammars/esql/syntax.js';
import type { Call, Expr } from '../../../../ast/pipeline.js';
import { compileRegex, type Regex } from '../../../../text/regex.js';
import { quoteRegex } from '../../../../text/regex-quote.js';
import { call, text } from '../build.js';
import { refuse } from '../context.js';
import type { Handlers, Spell } from './handler.js';
import { checked, leading, leadingOfData, matchOfData, matchTest, whole } from './pattern.js';
import { constantText, foldedText } from './text.js';

/**
 * All matches of a pattern. REPLACE visits them all: each match, with the text before it, becomes what is wanted of it and a mark; what
 * is left behind the last match goes, and SPLIT cuts at the marks.
 */
const MARK = '␟';
const REST = `${MARK}?[^${MARK}]*$`;

interface Wanted {
  readonly pattern: string;
  readonly groups: readonly number[];
  readonly of: Expr;
}

/** What `extract_all(pattern, groups, text)` asks for, its groups by number. */
function wantedOf(e: Call): Wanted {
  const [first, listed, of] = (e.args.length > 2 ? e.args : [e.args[0], undefined, e.args[1]]) as [Expr, Expr | undefined, Expr];
  const pattern = checked(constantText(first, 'a pattern that is not constant', e), e);
  const regex = readable(pattern, e);
  if (!listed) return { pattern, groups: Array.from({ length: regex.groupCount }, (_, i) => i + 1), of };
  if (listed.kind !== 'lit' || !Array.isArray(listed.value)) return refuse('extract_all', 'its groups are not constant', e.span);
  return { pattern, groups: listed.value.map((g: unknown) => (typeof g === 'string' ? (regex.groupNames.get(g) ?? 0) : Number(g))), of };
}

/** A pattern whose matches are never empty: REPLACE would leave the letters between them. */
function readable(pattern: string, e: Call): Regex {
  const regex = compileRegex(pattern, { dialect: 'kusto' });
  if (!regex.ok) return refuse(`the pattern ${pattern}`, regex.error.message, e.span);
  const empty = ['', 'a b'].some((sample) => { const m = regex.value.find(sample); return m !== null && m.start === m.end; });
  return empty ? refuse(`the pattern ${pattern}`, 'its matches may be empty', e.span) : regex.value;
}

/** A pattern that is data: its groups are asked for by number. */
function allOfData(e: Call, s: Spell): Expression {
  const [first, listed, of] = e.args as [Expr, Expr, Expr];
  const groups = e.args.length > 2 && listed.kind === 'lit' && Array.isArray(listed.value) ? listed.value : [];
  const [group] = groups as readonly unknown[];
  if (groups.length !== 1 || typeof group !== 'number') return refuse('extract_all', 'its groups are not known', e.span);
  s.scope.raising.opNote('different', 'extract_all', 'a pattern from data whose matches are empty gives other texts', e.span);
  const [x, pattern] = [s.value(of), s.value(first)];
  const found = matchOfData(x, pattern, e, s);
  return call('CASE', found, cut(call('REPLACE', x, leadingOfData(pattern), text(`$${group + 1}${MARK}`))));
}

const cut = (marked: Expression): Expression => call('SPLIT', call('REPLACE', marked, text(REST), text('')), text(MARK));

function extractAll(e: Call, s: Spell): Expression {
  if (foldedText(e.args[0]) === undefined) return allOfData(e, s);
  const { pattern, groups, of } = wantedOf(e);
  const [group, ...more] = groups;
  if (group === undefined || more.length > 0) return refuse('extract_all of several groups', 'ES|QL multi-values are flat', e.span);
  const x = s.value(of);
  return call('CASE', matchTest(x, pattern, e), cut(call('REPLACE', x, text(leading(pattern)), text(`$${group + 1}${MARK}`))));
}

/** `extract_all(…)[0]` of several groups: those of the first match. */
export function firstMatch(e: Call, s: Spell): Expression | undefined {
  if (foldedText(e.args[0]) === undefined) return undefined;
  const { pattern, groups, of } = wantedOf(e);
  if (groups.length < 2) return undefined;
  const x = s.value(of);
  const parts = groups.map((g) => call('REPLACE', x, text(whole(pattern)), text(`$${g + 1}`)));
  return call('CASE', matchTest(x, pattern, e), parts.reduce((a, b) => call('MV_APPEND', a, b)));
}

/** `countof(text, pattern, "regex")`, or how often a text occurs, overlapping itself. */
function count(e: Call, s: Spell): Expression {
  const [of, needle, kind] = e.args as [Expr, Expr, Expr];
  const pattern = constantText(needle, 'a pattern that is not constant', e);
  const regex = constantText(kind, 'a kind that is not constant', e) === 'regex';
  if (!regex && (pattern === '' || overlapsItself(pattern))) return refuse('countof', 'ES|QL counts no overlapping occurrences', e.span);
  const read = regex ? checked(pattern, e) : quoteRegex(pattern);
  readable(read, e);
  const marked = call('REPLACE', call('REPLACE', s.value(of), text(leading(read)), text(MARK)), text(`[^${MARK}]+$`), text(''));
  return call('LENGTH', marked);
}

const overlapsItself = (t: string): boolean => [...t].some((_, i) => i > 0 && t.endsWith(t.slice(0, i)));

/** `translate("abc", "xy", text)`: the character at a place of the first text becomes the one at that place of the second, or its last. */
function translate(e: Call, s: Spell): Expression {
  const [from, to] = [e.args[0], e.args[1]].map((a) => constantText(a, 'a list of characters that is not constant', e)) as [string, string];
  const steps = characterSteps(from, to) ?? refuse('translate', 'what one replacement writes another may find', e.span);
  return steps.reduce((tree, [pattern, by]) => call('REPLACE', tree, text(pattern), text(by)), s.value(e.args[2] as Expr));
}

/** Replacements one after the other; undefined where one would find what another has written. */
export function characterSteps(from: string, to: string): [pattern: string, by: string][] | undefined {
  const [sources, targets] = [[...from], [...to]];
  const by = new Map<string, string[]>();
  sources.forEach((c, i) => {
    const target = targets[i] ?? targets[targets.length - 1] ?? '';
    if (sources.indexOf(c) === i) by.set(target, [...(by.get(target) ?? []), c]);
  });
  const steps = [...by];
  const clash = steps.some(([t], i) => steps.slice(i + 1).some(([, later]) => later.includes(t)));
  return clash ? undefined : steps.map(([t, chars]) => [anyOf(chars), t.replace(/[\\$]/g, '\\$&')]);
}

const anyOf = (chars: readonly string[]): string => (chars.length === 1 ? quoteRegex(chars[0] as string) : `[${chars.map((c) => c.replace(/[\\\]\[^&-]/g, '\\$&')).join('')}]`);

export const MATCH_HANDLERS: Handlers = {
  'regex.extractAll': extractAll,
  'regex.count': count,
  'string.translate': translate,
};
