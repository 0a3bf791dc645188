import { type Diagnostic, diagnostic } from '../../base/diagnostics.js';
import { span } from '../../base/source.js';

/**
 * `{TimeRange}`, `{Hosts:value}`: a workbook or dashboard puts text there before the query is sent. What text is not known, so that
 * nothing is guessed; the editors of Kusto take it for a parameter too.
 */
const PLACEHOLDER = /^\{([A-Za-z_]\w*)(?:[:.]([\w$.[\]']+))?\}/;
const LONGEST = 100;

/** Where the text cannot be read because a placeholder stands there. */
export function placeholderAt(text: string, at: number): Diagnostic | undefined {
  const start = text[at] === '{' ? at : at - 1;
  const [found, name = '', form = ''] = PLACEHOLDER.exec(text.slice(start, start + LONGEST)) ?? [];
  if (found === undefined) return undefined;
  return diagnostic('syntax-parameter', { name: found }, span(start, start + found.length), adviceFor(name, form, text.slice(Math.max(0, start - LONGEST), start)));
}

/** Words behind which an operand is to come, not an operator. */
const OPERATORS: ReadonlySet<string> = new Set(['where', 'and', 'or', 'not', 'by', 'in', 'has', 'contains', 'startswith', 'endswith', 'between', 'from', 'to', 'step', 'on', 'let', 'union', 'search', 'take', 'limit', 'top', 'extend', 'project', 'summarize']);
const TIMES: ReadonlySet<string> = new Set(['start', 'end', 'startISO', 'endISO']);

function adviceFor(name: string, form: string, before: string): string {
  const declare = (as: string, type: string): string => `or read ${as}, with declare query_parameters(${as}:${type}); before the query`;
  if (TIMES.has(form)) return `write the time in its place, such as ago(1d), ${declare(`${name}_${form}`, 'datetime')}`;
  if (form === 'grain') return 'write the width in its place, such as 1h';
  const word = /([\w\])])\s*$/.test(before) ? (/(\w+)\s*$/.exec(before)?.[1] ?? ')') : '';
  if (form === 'query' || (word !== '' && !OPERATORS.has(word.toLowerCase()))) return 'write the test in its place that the workbook puts there, such as > ago(1d)';
  if (before.trim() === '' || /;\s*$/.test(before)) return 'write the table or the query in its place that the workbook puts there';
  return `write the value or the list in its place, as KQL spells it, ${declare(name, 'string')} where it is one value`;
}

/** A text that is nothing but a placeholder: it may stand for another text. */
export const isPlaceholder = (text: string): boolean => text.startsWith('{') && text.length <= LONGEST && /^\{\{?[A-Za-z_]\w*(?::[A-Za-z]\w*)?\}?\}$/.test(text);
