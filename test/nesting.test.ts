import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_NESTING, MAX_RECURSION } from '../src/dialects/kql/parse.js';
import { DIALECTS } from '../src/dialects/registry.js';
import type { DialectId } from '../src/index.js';

/** What stands before and behind a nested expression; each needs all its parentheses. */
const WRAPS: Readonly<Record<DialectId, readonly (readonly [string, string])[]>> = {
  kql: [['f(', ')'], ['f(a,', ',b)'], ['g(h(1),', ')'], ['2*(1+', ')'], ['not(', ')'], ['f(x in (1,2),', ')'], ['f("(",', ',")")'], ['f(m=', ')'], ['f(a[0],', ')']],
  esql: [['F(', ')'], ['F(a,', ',b)'], ['G(H(1),', ')'], ['2*(1+', ')'], ['F("(",', ',")")'], ['F(x IN (1,2),', ')'], ['F((a+b)*c,', ')']],
};
const STAGE: Readonly<Record<DialectId, string>> = { kql: 'T | extend y = ', esql: 'FROM t | EVAL y = ' };
const bare = (text: string): string => text.replace(/\s/g, '');

/** A tree without the offsets of what it stands for. */
const shifted = (tree: unknown, by: number): unknown =>
  JSON.parse(JSON.stringify(tree), (key, value: unknown) => (key === 'start' || key === 'end' ? (value as number) - by : value)) as unknown;

/** The call in a tree that lies at two offsets. */
function within(tree: unknown, start: number, end: number): unknown {
  if (typeof tree !== 'object' || tree === null) return undefined;
  const { kind, span } = tree as { kind?: string; span?: { start: number; end: number } };
  if (kind === 'call' && span?.start === start && span.end === end) return tree;
  for (const part of Object.values(tree)) {
    const found = within(part, start, end);
    if (found !== undefined) return found;
  }
  return undefined;
}

describe.each(['kql', 'esql'] as const)('%s: what nests deeply is read in parts', (lang) => {
  const { parse, print } = DIALECTS[lang] as unknown as { parse(t: string): { tree: unknown; diagnostics: readonly { code: string; span: { start: number } }[] }; print(t: unknown): string };
  const wraps = fc.array(fc.constantFrom(...WRAPS[lang]), { minLength: MAX_RECURSION + 20, maxLength: MAX_NESTING - 5 });
  const nest = (inner: string, around: readonly (readonly [string, string])[]): string => around.reduce((t, [open, close]) => `${open}${t}${close}`, inner);

  it('and prints as it was', () => {
    fc.assert(fc.property(wraps, (around) => {
      const text = STAGE[lang] + nest('z', around);
      const { tree, diagnostics } = parse(text);
      expect(diagnostics).toEqual([]);
      expect(bare(print(tree))).toBe(bare(text));
    }), { numRuns: 30 });
  });

  it('as the same tree as when it is read at once', () => {
    fc.assert(fc.property(wraps, (around) => {
      const call = nest(lang === 'kql' ? 'f(z)' : 'F(z)', around.slice(0, 60));
      const inner = lang === 'kql' ? `k(${call})` : `K(${call})`;
      const text = STAGE[lang] + nest(inner, around.slice(60));
      const at = text.indexOf(inner);
      const alone = within(parse(STAGE[lang] + inner).tree, STAGE[lang].length, STAGE[lang].length + inner.length);
      const deep = within(parse(text).tree, at, at + inner.length);
      expect(alone).toBeDefined();
      expect(shifted(deep, at)).toEqual(shifted(alone, STAGE[lang].length));
    }), { numRuns: 30 });
  });

  it('and a mistake in it is found where it is', () => {
    const text = `${STAGE[lang]}${'f('.repeat(200)}a b${')'.repeat(200)}`;
    expect(parse(text).diagnostics.map((d) => d.code)).not.toEqual([]);
    expect(parse(`${STAGE[lang]}f(1)`).diagnostics).toEqual([]);
  });
});
