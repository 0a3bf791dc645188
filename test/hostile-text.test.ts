import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Lit } from '../src/ast/pipeline.js';
import { type DialectId, run, translate } from '../src/index.js';
import { DIALECTS } from '../src/dialects/registry.js';
import { OPEN_WORLD } from './support/lower-kql.js';

/**
 * Texts and names made to break out of where they stand: whatever is in a literal or a name of the source is, letter by letter, in a
 * literal or a name of the translation, and nowhere else.
 */
const PIECES = [
  '"', "'", '`', '\\', '\n', '\r', '\t', '*/', '/*', '//', '|', ';', '"""', '```', '@"', ']', '["', "']", '$', '%', '*', '?', '\u0000', '\u2028', '\ud800', '\udc00', '😀', 'é', 'İ', 'ß', ' ', 'a', 'LIMIT 0',
  '| where false', '| WHERE false //', '\\"', '\\\\', '\\n', '\\u0041', '{', '}', '#', '-', '.',
];
const hostile = fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 8 }).map((p) => p.join(''));

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
const escaped = (text: string, quote: string): string => quote + [...text.matchAll(/[\s\S]/g)].map(([c]) => (c === quote ? `\\${quote}` : (ESCAPES[c] ?? c))).join('') + quote;
const verbatim = (text: string): string | undefined => (/[\r\n]/.test(text) ? undefined : `@"${text.replaceAll('"', '""')}"`);

/** All texts in the literals of a plan, and all names of columns and tables. */
function wordsOf(text: string, lang: DialectId): { readonly literals: ReadonlySet<unknown>; readonly names: ReadonlySet<string>; readonly stages: number } {
  const dialect = DIALECTS[lang];
  const parsed = dialect.parse(text);
  expect(parsed.diagnostics, text).toEqual([]);
  const { plan, diagnostics } = dialect.lower(parsed.tree, OPEN_WORLD);
  expect(diagnostics, text).toEqual([]);
  const literals = new Set<unknown>();
  const names = new Set<string>();
  const visit = (v: unknown): void => {
    if (typeof v !== 'object' || v === null) return;
    if (Array.isArray(v)) return v.forEach(visit);
    const node = v as { kind?: unknown; name?: unknown };
    if (node.kind === 'lit') literals.add((v as Lit).value);
    if (typeof node.name === 'string') names.add(node.name);
    Object.values(v).forEach(visit);
  };
  visit(plan?.lets);
  visit(plan?.body);
  return { literals, names, stages: plan?.body.stages.length ?? 0 };
}

function translated(query: string, from: DialectId): string | undefined {
  const answer = translate(query, { from, to: from === 'kql' ? 'esql' : 'kql', noImplicitLimit: true });
  if (answer.ok) return answer.query;
  expect(answer.errors.map((e) => e.code), query).not.toContain('internal');
  return undefined;
}

describe('literals', () => {
  /** Says the text in a query of one language and finds it again, whole, in what is read and in the translation. */
  const survives = (from: DialectId, to: DialectId, query: (literal: string) => string, literal: (text: string) => string | undefined): void =>
    fc.assert(fc.property(hostile, (text) => {
      const written = literal(text);
      if (written === undefined) return;
      const source = query(written);
      expect(wordsOf(source, from).literals, source).toContain(text);
      const out = translated(source, from);
      if (out === undefined) return;
      const words = wordsOf(out, to);
      expect(words.literals, out).toContain(text);
      expect(words.stages, out).toBe(2);
    }), { numRuns: 200 });

  const quotes: Readonly<Record<string, (text: string) => string | undefined>> = {
    'in double quotes': (t) => escaped(t, '"'), 'in single quotes': (t) => escaped(t, "'"), 'verbatim': verbatim,
  };
  it.each(Object.entries(quotes))('of KQL, %s', (_, literal) => survives('kql', 'esql', (l) => `T | where s == ${l}`, literal));
  it('of ES|QL', () => survives('esql', 'kql', (l) => `FROM T | WHERE s == ${l}`, (t) => escaped(t, '"')));
});

describe('patterns', () => {
  const rowsIn = (query: string, lang: DialectId, text: string): unknown => {
    const table = { columns: [{ name: 's', type: DIALECTS[lang].typeName('string') }], rows: [[text], [`x${text}`], [`${text}y`], [`x ${text} y`], [text.toUpperCase()], ['other']] };
    const answer = run(query, { lang, now: '2026-01-01T00:00:00Z', tables: { T: table } });
    return answer.ok ? answer.rows : answer.errors;
  };
  it.each(['==', '!=', '=~', 'has', '!has', 'contains', 'contains_cs', 'startswith', '!startswith_cs', 'endswith', 'hasprefix', 'in', 'in~', 'has_any'])('find the same rows on both sides: %s', (op) => {
    // The lower case of İ is two characters, of which the second parts terms in Elasticsearch.
    fc.assert(fc.property(hostile.filter((t) => !t.includes('İ')), (text) => {
      const literal = escaped(text, '"');
      const query = `T | where s ${op} ${/^(in|has_)/.test(op) ? `(${literal}, "zz")` : literal}`;
      const answer = translate(query, { from: 'kql', to: 'esql', noImplicitLimit: true, schema: { T: { s: 'string' } } });
      if (!answer.ok || answer.notes.some((n) => n.grade !== 'rewritten')) return;
      expect(rowsIn(answer.query, 'esql', text), answer.query).toEqual(rowsIn(query, 'kql', text));
    }), { numRuns: 100 });
  });
});

describe('names', () => {
  const name = hostile.filter((t) => !t.includes('.') && t.trim() === t && t !== '*');
  it('of KQL columns', () => {
    fc.assert(fc.property(name, (text) => {
      const query = `T | where [${escaped(text, '"')}] == 1`;
      const out = translated(query, 'kql');
      if (out !== undefined) expect(wordsOf(out, 'esql').names, out).toContain(text);
    }), { numRuns: 200 });
  });

  it('of ES|QL fields', () => {
    fc.assert(fc.property(name, (text) => {
      const query = `FROM T | WHERE \`${text.replaceAll('`', '``')}\` == 1`;
      const out = translated(query, 'esql');
      if (out !== undefined) expect(wordsOf(out, 'kql').names, out).toContain(text);
    }), { numRuns: 200 });
  });
});

describe('comments', () => {
  it('never reach the rows', () => {
    fc.assert(fc.property(hostile.filter((t) => !/[\r\n\u2028]/.test(t)), fc.constantFrom<DialectId>('kql', 'esql'), (text, from) => {
      const query = from === 'kql' ? `T // ${text}\n| where x == 1 // ${text}` : `FROM T // ${text}\n| WHERE x == 1 // ${text}`;
      const out = translated(query, from);
      if (out !== undefined) expect(wordsOf(out, from === 'kql' ? 'esql' : 'kql').stages, out).toBe(2);
    }), { numRuns: 200 });
  });
});
