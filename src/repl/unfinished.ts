import { scanTo } from '../api/scan-text.js';

/** Whether a text cannot be all of a query yet: an open bracket or string, a trailing operator, nothing but `let`s. */
export function isUnfinished(text: string): boolean {
  const t = text.trim();
  if (t === '' || t.startsWith(':')) return false;
  const code = t.replace(/\/\/[^\n]*$/, '').trimEnd();
  if (/(?:[|,=+/-]|\b(?:and|or|by|on|not|in))$/i.test(code)) return true;
  const place = scanTo(code);
  return place.inText || isOpen(code) || (code.endsWith(';') && /^\s*(?:let|set|declare)\b/i.test(code.slice(lastStatement(code))));
}

function isOpen(code: string): boolean {
  const bare = code.replace(/"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`[^`]*`|\/\/[^\n]*/g, '');
  let depth = 0;
  for (const c of bare) depth += '([{'.includes(c) ? 1 : ')]}'.includes(c) ? -1 : 0;
  return depth > 0;
}

function lastStatement(code: string): number {
  const at = code.slice(0, -1).lastIndexOf(';');
  return at < 0 ? 0 : at + 1;
}

/** A line that goes on from the one before. */
export const continues = (line: string): boolean => /^\s*\|/.test(line);
