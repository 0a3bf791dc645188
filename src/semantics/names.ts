import type { NamePattern, Reorder } from '../ast/pipeline.js';

/** Column names: patterns with `*`, clash-free names, and the orders that KEEP, `project-keep` and `project-reorder` give. */

/** The name of the aggregate that stands for all other columns of an open schema: `arg_max(t, *)` without a known table. */
export const ALL_OTHERS = '*';

/** `base`, or with the first number that makes it unlike every taken name: `x`, `x1`, `x2`. The result is added to `taken`. */
export function uniqueName(base: string, taken: Set<string>): string {
  let name = base;
  for (let i = 1; taken.has(name); i++) name = `${base}${i}`;
  taken.add(name);
  return name;
}

/** Whether a name fits a pattern in which `*` stands for any text. Time is linear in the name for each `*`. */
export function nameMatches(pattern: string, name: string): boolean {
  const parts = pattern.split('*');
  const first = parts[0] as string;
  const last = parts[parts.length - 1] as string;
  if (parts.length === 1) return pattern === name;
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= name.length - last.length;
}

export const patternMatches = (p: NamePattern, name: string): boolean => (p.wildcard ? nameMatches(p.name, name) : p.name === name);

/** Which of `names` a list of patterns picks, in the order of the input. */
export function pickInInputOrder(names: readonly string[], patterns: readonly NamePattern[]): number[] {
  return names.flatMap((n, i) => (patterns.some((p) => patternMatches(p, n)) ? [i] : []));
}

/** Precedence of ES|QL KEEP: a name, then a partial pattern, then `*`; among equals the last mention decides the place. */
export function pickInListOrder(names: readonly string[], patterns: readonly NamePattern[]): number[] {
  const rank = new Map<number, number>();
  for (const p of patterns) {
    const r = !p.wildcard ? 1 : p.name === '*' ? 3 : 2;
    for (let i = 0; i < names.length; i++) {
      if (!patternMatches(p, names[i] as string) || (rank.get(i) ?? 3) < r) continue;
      rank.delete(i);
      rank.set(i, r);
    }
  }
  return [...rank.keys()];
}

/** The listed columns first, those of a pattern by its order; the rest behind them in the order of the input. */
export function reordered(names: readonly string[], columns: Reorder['columns']): number[] {
  const out = new Set<number>();
  const exact = new Set(columns.filter((c) => !c.wildcard).map((c) => c.name));
  for (const p of columns) {
    const hits = names.flatMap((n, i) => (patternMatches(p, n) && !(p.wildcard && exact.has(n)) ? [i] : []));
    for (const i of inOrder(names, hits, p.order)) out.add(i);
  }
  for (let i = 0; i < names.length; i++) out.add(i);
  return [...out];
}

function inOrder(names: readonly string[], hits: readonly number[], order: Reorder['columns'][number]['order']): readonly number[] {
  if (order === undefined) return hits;
  const compare = order.startsWith('granny') ? compareGranny : comparePlain;
  const sorted = [...hits].sort((a, b) => compare(names[a] as string, names[b] as string));
  return order.endsWith('desc') ? sorted.reverse() : sorted;
}

const comparePlain = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Digits compare as numbers: `a2` before `a10`. */
function compareGranny(a: string, b: string): number {
  const x = a.split(/(\d+)/);
  const y = b.split(/(\d+)/);
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    const c = i % 2 === 1 ? Number(x[i]) - Number(y[i]) : comparePlain(x[i] as string, y[i] as string);
    if (c !== 0) return c;
  }
  return x.length - y.length;
}
