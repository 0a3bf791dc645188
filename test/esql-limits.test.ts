import { describe, expect, test } from 'vitest';
import { translate } from '../src/api/translate.js';
import { run } from '../src/index.js';
import { parse } from '../src/dialects/esql/parse.js';

const list = (n: number, f: (i: number) => string, separator = ', '): string => Array.from({ length: n }, (_, i) => f(i)).join(separator);
const toEsql = (query: string, target?: string) => translate(query, { from: 'kql', to: 'esql', target });
const text = (query: string, target?: string): string => {
  const answer = toEsql(query, target);
  return answer.ok ? answer.query : answer.errors.map((e) => e.message).join('\n');
};

/** How deep Elasticsearch reads an expression: its parser takes a chain as pairs, the last operator outermost. */
function depth(e: unknown): number {
  if (Array.isArray(e)) return Math.max(0, ...e.map(depth));
  if (typeof e !== 'object' || e === null) return 0;
  if ('kind' in e && e.kind === 'logical' && 'operands' in e && Array.isArray(e.operands)) {
    const { operands } = e;
    return Math.max(...operands.map((o, i) => operands.length - i + depth(o)));
  }
  return ('kind' in e && e.kind === 'call' ? 2 : 0) + Math.max(0, ...Object.values(e).map(depth));
}

describe('chains', () => {
  test.each([150, 199, 405, 3000, 20_000])('%d conditions are read in fewer than 400 levels', (n) => {
    const query = text(`T | where ${list(n, (i) => `x${i} == ${i}`, ' or ')}`);
    const inside = [...query.matchAll(/\(([^()]*)\)/g)].map((m) => m[1] as string);
    const longest = Math.max(...[...inside, query.replace(/\([^()]*\)/g, 'g')].map((t) => t.split(' OR ').join('\n').split(/\bOR\b/).length));
    expect(longest).toBeLessThanOrEqual(200);
    expect(parse(query).diagnostics).toEqual([]);
  });

  test('calls nest as deep as they are read', () => {
    const nested = (n: number): string => `T | extend y = ${'tolower('.repeat(n)}s${')'.repeat(n)}`;
    expect(toEsql(nested(150)).ok).toBe(true);
    expect(depth(parse(text(nested(150))).tree)).toBeLessThan(400);
  });

  test('calls that nest deeper are worked out in steps', () => {
    const query = `T | extend a = x + 1, y = ${'tolower('.repeat(250)}strcat(s, "X")${')'.repeat(250)}, z = 1 | where ${'abs('.repeat(250)}z${')'.repeat(250)} == 1`;
    const out = text(query);
    expect(depth(parse(out).tree)).toBeLessThan(400);
    const rows = (q: string, lang: 'kql' | 'esql'): unknown => {
      const r = run(q, { lang, now: '2026-01-01T00:00:00Z', tables: { T: { columns: [{ name: 's', type: lang === 'kql' ? 'string' : 'keyword' }, { name: 'x', type: 'long' }], rows: [['Ab', 1], ['', 2]] } } });
      return r.ok ? r.rows : r.errors;
    };
    expect(rows(out, 'esql')).toEqual(rows(query, 'kql'));
  });

  test('an aggregate of calls that nest deeper is refused', () => {
    expect(text(`T | summarize m = max(${'abs('.repeat(250)}x${')'.repeat(250)})`)).toContain('Elasticsearch reads expressions 400 levels deep');
  });

  test('CONCAT and CASE inside their like are one call where they would be too deep', () => {
    const strcat = text(`T | extend y = ${'strcat("a", '.repeat(250)}b${')'.repeat(250)}`);
    expect(strcat.split('CONCAT(').length).toBeLessThan(5);
    const iff = text(`T | extend y = ${'iff(z == 1, "a", '.repeat(250)}"b"${')'.repeat(250)}`);
    expect([iff.split('CASE(').length, iff.split('z == 1').length]).toEqual([2, 251]);
    expect(parse(iff).diagnostics).toEqual([]);
  });

  test('commands', () => {
    expect(text(`T ${list(600, (i) => `| mv-expand x${i}`, ' ')}`)).toContain('500 commands');
  });
});

describe('branches of FROM', () => {
  const union = (n: number): string => `union ${list(n, (i) => `(T${i} | where x == ${i})`)}`;
  test.each([['es:9.4', 8, true], ['es:9.4', 9, false], ['es:9.5', 12, false], [undefined, 12, true], ['es:9.6', 12, true]] as const)('%s takes %d: %s', (target, n, ok) => {
    const answer = toEsql(union(n), target);
    expect(answer.ok).toBe(ok);
    const said = [...(answer.notes ?? []), ...(answer.ok ? [] : answer.errors)].filter((p) => p.message.includes('FROM takes 8'));
    expect(said).toHaveLength(n > 8 ? 1 : 0);
  });
  test('plain tables are one branch', () => {
    expect(toEsql(`union ${list(30, (i) => `T${i}`)}, (U | where x == 1)`, 'es:9.4').ok).toBe(true);
  });
});

/** The work of making one automaton of patterns deterministic, as Lucene counts it: the states of each set that is reached. */
function work(patterns: readonly string[], limit: number): number {
  const automata = patterns.map(automatonOf);
  const letters = [...new Set(automata.flatMap((a) => a.letters))];
  const start = automata.map(() => 0);
  const seen = new Set([start.join()]);
  let sum = 0;
  for (let open = [start]; open.length > 0 && sum <= limit; ) {
    const states = open.pop() as number[];
    sum += states.filter((s) => s >= 0).length;
    for (const c of letters) {
      const next = states.map((s, i) => (s < 0 ? -1 : (automata[i] as Automaton).next(s, c)));
      const key = next.join();
      if (next.every((s) => s < 0) || seen.has(key)) continue;
      seen.add(key);
      open.push(next);
    }
  }
  return sum;
}

interface Automaton {
  readonly letters: readonly string[];
  readonly next: (state: number, letter: string) => number;
}

function automatonOf(pattern: string): Automaton {
  const signs = [...pattern];
  const sets: number[][] = [];
  const ids = new Map<string, number>();
  const idOf = (places: readonly number[]): number => {
    const all = new Set(places);
    for (const p of all) if (signs[p] === '*') all.add(p + 1);
    const sorted = [...all].sort((a, b) => a - b);
    const known = ids.get(sorted.join());
    if (known !== undefined || sorted.length === 0) return known ?? -1;
    ids.set(sorted.join(), sets.length);
    return sets.push(sorted) - 1;
  };
  idOf([0]);
  return {
    letters: [...new Set([...signs.filter((s) => s !== '*'), '\0'])],
    next: (state, c) => idOf((sets[state] as number[]).flatMap((p) => (signs[p] === '*' ? [p] : signs[p] === c ? [p + 1] : []))),
  };
}

describe('lists of LIKE are no more than one automaton holds', () => {
  const words = ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta', 'eta', 'theta', 'iota', 'kappa', 'lambda', 'mu', 'powershell', 'rundll32'];
  const all = words.map((w) => `"${w}"`).join(', ');
  test.each([
    [`T | where x has_any (${all})`, 2, 5], [`T | where not(x has_any (${all}))`, 2, 5], [`T | where x has_any (${list(300, (i) => `"w${i}"`)})`, 30, 80],
  ] as const)('%s', (query, least, most) => {
    const lists = [...text(query).matchAll(/LIKE\s+\(([^()]*)\)/g)].map((m) => [...(m[1] as string).matchAll(/"([^"]*)"/g)].map((p) => p[1] as string));
    expect(lists.length).toBeGreaterThanOrEqual(least);
    expect(lists.length).toBeLessThanOrEqual(most);
    for (const patterns of lists.slice(0, 5)) expect(work(patterns, 100_000)).toBeLessThan(100_000);
  });
});
