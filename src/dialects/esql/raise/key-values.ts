import type { ParseKv } from '../../../ast/pipeline.js';
import type { Field } from '../../../data/table.js';
import { isText, type Ty } from '../../../data/types.js';
import { NO_SPAN } from '../../../base/source.js';
import { quoteRegex } from '../../../text/regex-quote.js';
import { evaluate, field, rename, text } from './build.js';
import { refuse, type Spelling } from './context.js';
import { value } from './expressions.js';
import { GROUP_NAME } from './parse-patterns.js';
import type { Scope } from './scope.js';
import { subject } from './subject.js';

const span = NO_SPAN;

const CONVERSIONS: Partial<Record<Ty, string>> = { long: 'toLong', int: 'toInt', real: 'toReal', bool: 'toBool', datetime: 'toDatetime', guid: 'toGuid' };

/** `parse-kv`: a GROK for each key, which finds the first pair of that key wherever it stands. */
export function parseKv(p: ParseKv, s: Spelling, scope: Scope): void {
  checkOptions(p);
  const { cut: input, done } = subject(p.input, s, scope);
  const names = p.fields.map((f) => (GROUP_NAME.test(f.name) ? f.name : s.raising.fresh('value')));
  p.fields.forEach((f, i) => s.push({ kind: 'grok', input, patterns: [text(pairPattern(f.name, names[i] as string, p))], span }));
  s.push(...done);
  const typed = p.fields.flatMap((f, i) => (isText(f.type) ? [] : [field(converted(f, names[i] as string, p, scope), names[i])]));
  if (typed.length > 0) s.push(evaluate(typed));
  const renamed = p.fields.flatMap((f, i): [string, string][] => (names[i] === f.name ? [] : [[names[i] as string, f.name]]));
  if (renamed.length > 0) s.push(rename(renamed));
}

function checkOptions(p: ParseKv): void {
  const refused = (reason: string): never => refuse('parse-kv', reason, p.span);
  if (p.regex !== undefined) refused('GROK finds one pair for each pattern of its own');
  if (p.pairDelimiter === '' || p.kvDelimiter === '') refused('without delimiters any sign may end a key or a value');
  if (p.quotes.length > 0 || p.escape !== undefined) refused('quoted values may hold delimiters');
  if (p.greedy) refused('a greedy value ends where the next key begins');
  if (/\s/.test(p.pairDelimiter) && p.pairDelimiter.trim() !== '') refused('a delimiter of pairs with white space in it may be taken for what is around a value');
  if (p.fields.some((f) => f.name.includes(p.pairDelimiter) || f.name.includes(p.kvDelimiter) || f.name !== f.name.trim())) refused('a key holds a delimiter');
}

function converted(f: Field, from: string, p: ParseKv, scope: Scope): ReturnType<typeof value> {
  const to = CONVERSIONS[f.type] ?? refuse('parse-kv', `a key of type ${f.type}`, p.span);
  return value({ kind: 'call', op: `convert.${to}`, args: [{ kind: 'col', name: from, type: 'string', span: p.span }], type: f.type, span: p.span }, scope);
}

/**
 * Pairs stand between delimiters, and the first one of the key counts. White space around keys and values is no part of them: where it is
 * the delimiter itself, a value may stand behind the delimiter, so that pairs are told from the start of the text.
 */
function pairPattern(key: string, as: string, { pairDelimiter, kvDelimiter }: ParseKv): string {
  const [pair, kv] = [quoteRegex(pairDelimiter), quoteRegex(kvDelimiter)];
  const isBlank = pairDelimiter.trim() === '';
  const other = pairDelimiter.length === 1 ? `[^${pairDelimiter.replace(/[\\\]^-]/, '\\$&')}]` : `(?:(?!${pair}).)`;
  const found = `${quoteRegex(key)}\\s*${kv}\\s*(?<${as}>${other}*?)\\s*(?=${pair}|\\z)`;
  if (!isBlank) return `(?m)(?:\\A|${pair})\\s*${found}`;
  const word = `(?:(?!${kv})${other})+`;
  return `(?m)\\A\\s*(?>(?:(?!${quoteRegex(key)}\\s*${kv})(?:${word}\\s*(?:${kv}\\s*${other}*\\s*)?|${kv}\\s*${other}*\\s*))*)${found}`;
}
