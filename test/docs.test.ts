import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { COMMAND_WORDS } from '../grammars/esql/modes.js';
import { STAGE_WORDS } from '../grammars/kql/grammar.js';
import { pages } from '../scripts/docs-pages.js';
import { constructOf, stageConstruct } from '../src/api/reference.js';
import { AREAS } from '../src/catalogue/areas.js';
import { CATALOGUE } from '../src/catalogue/index.js';
import { RULES, rulesOf } from '../src/catalogue/rules.js';
import { STAGES } from '../src/catalogue/stages.js';
import { sourceFiles } from './support/sources.js';

const DOCS = join(import.meta.dirname, '..', 'docs');
const doc = (name: string): string => readFileSync(join(DOCS, name), 'utf8');

describe('generated pages are up to date (npm run docs)', () => {
  test.each([...pages()])('%s', (name, text) => expect(doc(name)).toBe(text));
});

describe('what the references show', () => {
  const of = (id: string): unknown => constructOf(CATALOGUE.find((op) => op.id === id) as (typeof CATALOGUE)[number]);
  const stage = (word: string): unknown => stageConstruct(STAGES.find((r) => r.kql.includes(word) || r.esql.includes(word)) as (typeof STAGES)[number]);
  test('an operation of one dialect, with the guards of the other', () => {
    expect(of('string.containsCs')).toMatchObject({ kql: 'x contains_cs "cat"', esql: 'x LIKE "*cat*"', toEsql: 'rewritten', toKql: null });
    expect(of('esql.notEqual')).toMatchObject({ kql: 'x != 2 and isnotnull(x)', esql: 'x != 2', toEsql: null, toKql: 'rewritten' });
  });
  test('an operation that both have', () => expect(of('logic.and')).toEqual({ kql: 'x and y', esql: 'x AND y', toEsql: 'exact', toKql: 'exact', notes: [], needs: [] }));
  test('a refusal with its reason', () => expect(of('window.rowNumber')).toMatchObject({ toEsql: 'refused', notes: ['ES|QL has no functions that see neighbouring rows'] }));
  test('a stage', () => expect(stage('extend')).toMatchObject({ kql: 'T | extend x = a + 1', esql: 'FROM T | EVAL x = a + 1', toEsql: 'exact', toKql: 'exact' }));
});

describe('the tables behind them', () => {
  test('every operation is in one area', () => {
    const ids = AREAS.flatMap((a) => a.ops.map((op) => op.id));
    expect([...ids].sort()).toEqual(CATALOGUE.map((op) => op.id).sort());
  });

  test('every stage that a grammar knows has a row', () => {
    const rows = { kql: STAGES.flatMap((r) => [...r.kql, ...(r.older ?? [])]), esql: STAGES.flatMap((r) => r.esql) };
    const first = (words: readonly string[]): Set<string> => new Set(words.map((w) => w.split(' ')[0]?.toLowerCase() as string));
    const known = { kql: STAGE_WORDS.map((t) => t.name).filter((w) => !w.startsWith('_')), esql: COMMAND_WORDS.filter((w) => /^[a-z_ ]+$/.test(w)).map((w) => w.split(' ')[0] as string) };
    const internal = new Set(['inline_external_table', 'inlinestats', 'left', 'right', 'join', 'insist', 'explain']);
    expect(known.kql.filter((w) => !first(rows.kql).has(w) && !internal.has(w))).toEqual([]);
    expect(known.esql.filter((w) => !first(rows.esql).has(w) && !internal.has(w))).toEqual([]);
  });
});

describe('links and rules', () => {
  const rules = new Map([...doc('semantics.md').matchAll(/^## (S\d+) (.*)$/gm)].map((m) => [m[1] as string, m[2] as string]));

  test('the rules of the catalogue are those of docs/semantics.md, each about entries that there are', () => {
    expect(Object.fromEntries(Object.entries(RULES).map(([id, r]) => [id, r.title]))).toEqual(Object.fromEntries(rules));
    const covers = (pattern: string): boolean => CATALOGUE.some((op) => (pattern.endsWith('*') ? op.id.startsWith(pattern.slice(0, -1)) : op.id === pattern));
    expect(Object.values(RULES).flatMap((r) => r.ops).filter((p) => !covers(p))).toEqual([]);
  });

  test('every rule that an entry or a comment cites is in docs/semantics.md', () => {
    const cited = [...CATALOGUE.flatMap((op) => rulesOf(op)), ...sourceFiles('src').flatMap((f) => [...f.text.matchAll(/\bsemantics\.md,? (S\d+)/g)].map((m) => m[1] as string))];
    expect(cited.length).toBeGreaterThan(0);
    expect(cited.filter((r) => !rules.has(r))).toEqual([]);
  });

  test('every link between the documents leads somewhere', () => {
    const dead: string[] = [];
    for (const name of readdirSync(DOCS).filter((n) => n.endsWith('.md'))) {
      for (const [, target, hash] of doc(name).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)/g)) {
        const file = target === '' ? name : (target as string);
        if (!existsSync(join(DOCS, file))) dead.push(`${name}: ${file}`);
        else if (hash && file.endsWith('.md') && !anchors(doc(file)).has(hash)) dead.push(`${name}: ${file}#${hash}`);
      }
    }
    expect(dead).toEqual([]);
  });
});

/** The anchors of a page's headings, as GitHub makes them; a numbered rule has its number alone as well. */
function anchors(text: string): Set<string> {
  const titles = [...text.matchAll(/^#+ (.*)$/gm)].map((m) => m[1] as string);
  const made = titles.map((t) => t.toLowerCase().replace(/[^\p{L}\p{N} -]/gu, '').replace(/ /g, '-'));
  return new Set([...made, ...[...text.matchAll(/<a id="([^"]+)">/g)].map((m) => m[1] as string)]);
}
