import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type DialectId, translate } from '../src/index.js';
import { DIALECTS } from '../src/dialects/registry.js';
import { OPEN_WORLD } from './support/lower-kql.js';

/** Stages that are left out stand as comments in the text: nothing in them reaches the rows, and nothing in them is hidden from a reader. */
const PIECES = ['"', '\\"', "'", '`', '\\\\', '*/', '/*', '//', '|', '| where false', 'LIMIT 0', ';', '\u2028', '\u2029', '\u0085', '\u202e', '\u001b[2J', '\u0007', '\u0000', 'a', ' ', '"""', '```', '\ud800', '$', '{'];
const hostile = fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 8 }).map((p) => p.join(''));
const quoted = (text: string): string => `"${text.replace(/\\"|\\\\|[\\"]/g, (c) => (c.length > 1 ? c : `\\${c}`))}"`;

const LEFT_OUT: Readonly<Record<DialectId, (text: string) => string>> = {
  kql: (t) => `T | where x == 1 | evaluate basket(${t})\n| where y == 2`,
  esql: (t) => `FROM T | WHERE x == 1 | COMPLETION p = ${t} WITH { "inference_id": "z" } | WHERE y == 2`,
};

it.each(['kql', 'esql'] as const)('left out of %s, it stays a comment', (from) => {
  const to = from === 'kql' ? 'esql' : 'kql';
  fc.assert(fc.property(hostile, (text) => {
    const query = LEFT_OUT[from](quoted(text));
    const answer = translate(query, { from, to, partial: true, noImplicitLimit: true });
    if (!answer.ok) return expect(answer.errors.map((e) => e.code), query).not.toContain('internal');
    const { plan, diagnostics } = DIALECTS[to].lower(DIALECTS[to].parse(answer.query).tree, OPEN_WORLD);
    expect(diagnostics, answer.query).toEqual([]);
    expect(plan?.body.stages.map((s) => s.kind), answer.query).toEqual(['scan', 'filter', 'filter']);
    const comments = answer.query.split('\n').filter((l) => l.trimStart().startsWith('//')).join('');
    expect(comments).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    expect(JSON.parse(JSON.stringify(answer))).toEqual(answer);
  }), { numRuns: 300 });
});
