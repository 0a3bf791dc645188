import { describe, expect, it } from 'vitest';
import { parse } from '../src/dialects/kql/parse.js';
import { print } from '../src/dialects/kql/print.js';
import { officialError } from './support/kusto.js';
import { sharedLines } from './support/shared.js';

const corpus = sharedLines<{ query: string }>('corpora/kql-queries.jsonl')?.map((l) => l.query);
const engine = sharedLines<{ kql: string }>('conformance/kusto/engine.jsonl')?.map((l) => l.kql);
const docs = sharedLines<{ kql: string }>('conformance/kusto/docs.jsonl')?.map((l) => l.kql);
const all = [...(corpus ?? []), ...(engine ?? []), ...(docs ?? [])];

const accepts = (text: string): boolean => parse(text).diagnostics.length === 0;
const shape = (value: unknown): string => JSON.stringify(value, (key, v: unknown) => (key === 'span' ? undefined : v));

describe.skipIf(all.length === 0)('KQL corpora (absent without ../shared)', () => {
  it('parses every detection and hunting query and every documentation example', () => {
    expect((corpus ?? []).filter((q) => !accepts(q))).toEqual([]);
    expect((docs ?? []).filter((q) => !accepts(q))).toEqual([]);
  });

  // The corpus is known to pass the official parser; the engine's cases hold some that do not.
  it('accepts exactly what the official parser accepts', { timeout: 120_000 }, () => {
    expect([...(engine ?? []), ...(docs ?? [])].filter((q) => accepts(q) !== (officialError(q) === null))).toEqual([]);
  });

  it('prints each query so that it reads back as the same tree with the same comments, and prints that the same', { timeout: 120_000 }, () => {
    for (const source of all) {
      const first = parse(source);
      if (first.diagnostics.length > 0) continue;
      const text = print(first.tree, { comments: first.comments, source });
      const second = parse(text);
      expect(second.diagnostics, text).toEqual([]);
      expect(shape(second.tree)).toBe(shape(first.tree));
      expect(second.comments.map((c) => c.text)).toEqual(first.comments.map((c) => c.text));
      expect(print(second.tree, { comments: second.comments, source: text })).toBe(text);
    }
  });

  it('breaks where the official parser breaks', { timeout: 120_000 }, () => {
    const disagreements: string[] = [];
    const distances: number[] = [];
    for (const text of mutants(all.filter((q) => q.length < 400), 400, 20_261)) {
      const ours = parse(text).diagnostics[0];
      const theirs = officialError(text);
      if ((ours === undefined) !== (theirs === null)) disagreements.push(text);
      if (ours && theirs) distances.push(Math.abs(ours.span.start - theirs.start));
    }
    expect(disagreements).toEqual([]);
    expect(distances.length).toBeGreaterThan(200);
    distances.sort((a, b) => a - b);
    expect(distances[Math.floor(distances.length * 0.9)]).toBeLessThanOrEqual(10);
    expect(distances.at(-1)).toBeLessThanOrEqual(100);
  });
});

/** Queries with one token dropped, doubled, replaced or everything after it cut, by a fixed sequence of random numbers. */
function* mutants(queries: readonly string[], count: number, seed: number): Generator<string> {
  let state = seed;
  const below = (n: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
  for (let made = 0; made < count; made++) {
    const query = queries[below(queries.length)]!;
    const tokens = [...query.matchAll(/"[^"\n]*"|'[^'\n]*'|[A-Za-z_][\w-]*|\d+|[^\s\w]/g)];
    const token = tokens[below(tokens.length)]!;
    const other = tokens[below(tokens.length)]!;
    const [before, after] = [query.slice(0, token.index), query.slice(token.index + token[0].length)];
    const mutant = [before + after, `${before}${token[0]} ${token[0]}${after}`, before + other[0] + after, before][below(4)]!;
    // The official parser takes a lone @ for an expression of no known meaning.
    if (!/@(?!["'`~])/.test(mutant)) yield mutant;
  }
}
