/**
 * KQL's `extract`, one group of the first match, as a replacement in Java: the first choice takes the whole text and leaves the group, so
 * that nothing remains to match again; the second takes a text that does not match and leaves the group, which took no part, as "". What
 * is written here is read here, so that a query that comes back from ES|QL says `extract` again.
 */
export const ANY_TEXT = '[\\s\\S]*';
const OTHERWISE = `${ANY_TEXT}|[\\s\\S]+`;

/** `body`: the pattern in Java's syntax; `flags`: what stands before it, as `(?i)`. Group 0 is the whole match. */
export function groupPattern(body: string, flags: string, group: number): { pattern: string; by: string } {
  const within = group === 0 ? `(${body})` : body.includes('|') ? `(?:${body})` : body;
  return { pattern: `${flags}^${ANY_TEXT}?${within}${OTHERWISE}`, by: `$${Math.max(group, 1)}` };
}

/** What `groupPattern` was given, but for the parentheses around it; undefined of any other pattern. */
export function readGroupPattern(pattern: string, by: string): { body: string; group: number } | undefined {
  const flags = /^(?:\(\?[a-zA-Z]+\))*/.exec(pattern)?.[0] ?? '';
  const start = `${flags}^${ANY_TEXT}?`;
  const group = /^\$([1-9])$/.exec(by)?.[1];
  if (group === undefined || !pattern.startsWith(start) || !pattern.endsWith(OTHERWISE)) return undefined;
  return { body: `${flags}${pattern.slice(start.length, -OTHERWISE.length)}`, group: Number(group) };
}
