import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { translate } from '../src/index.js';
import { DIALECTS } from '../src/dialects/registry.js';
import { officialError } from './support/kusto.js';

const list = (n: number, f: (i: number) => string, separator = ', '): string => Array.from({ length: n }, (_, i) => f(i)).join(separator);

describe('the wrong dialect is recognised', () => {
  it.each([
    ['kql', 'FROM logs | WHERE x == 1', 'this is ES|QL, not KQL'],
    ['kql', 'FROM logs-* | STATS n = COUNT(*) BY host.name', 'this is ES|QL, not KQL'],
    ['esql', 'T | where x == 1', 'this is KQL, not ES|QL'],
    ['esql', 'let a = 1; T | where x =~ "y" | summarize count() by z', 'this is KQL, not ES|QL'],
  ] as const)('%s: %s', (from, query, message) => {
    const answer = translate(query, { from, to: from === 'kql' ? 'esql' : 'kql' });
    expect(answer.ok ? [] : answer.errors.map((e) => [e.code, e.message])).toEqual([['wrong-dialect', message]]);
  });

  it.each([['kql', 'T | wher x'], ['esql', 'FROM a | WHER x'], ['kql', ''], ['esql', '']] as const)('%s: "%s" is neither', (from, query) => {
    const answer = translate(query, { from, to: from === 'kql' ? 'esql' : 'kql' });
    expect(answer.ok ? [] : answer.errors.map((e) => e.code)).not.toContain('wrong-dialect');
  });

  it('the name of a table with a dash is told from a difference', () => {
    const answer = translate('my-own-table | take 1', { from: 'kql', to: 'esql' });
    expect(answer.ok ? '' : answer.errors[0]?.hint).toBe("a table of this name is written ['my-own-table']");
  });
});

/** Processor time: far above what is needed (`npm run bench` measures it), and far below what anything quadratic takes. */
const BUDGET_MS = 20_000;

describe('huge queries are translated', () => {
  it.each([
    ['kql', `T | where x in (${list(5000, (i) => `"a${i}"`)})`],
    ['kql', `T | where x !in~ (${list(5000, (i) => `"A${i}"`)})`],
    ['kql', `T | where x has_any (${list(5000, (i) => `"a${i}"`)})`],
    ['esql', `FROM t | WHERE NOT x IN (${list(5000, (i) => `"a${i}"`)})`],
    ['kql', `T | extend y = ${'strcat("a", '.repeat(90)}x${')'.repeat(90)}`],
    ['kql', `${list(200, (i) => `let v${i} = ${i === 0 ? '1' : `v${i - 1} + 1`};`, '\n')}\nT | where x == v199`],
    ['kql', `${list(200, (i) => `let f${i} = (a: long) { ${i === 0 ? 'a' : `f${i - 1}(a)`} };`, '\n')}\nT | where x == f90(1)`],
    ['kql', `T${list(300, (i) => ` | where c${i} == ${i} and d${i} has "w"`, '')}`],
    ['esql', `FROM t${list(300, (i) => ` | EVAL c${i} = CASE(a${i} > 1, "x", b${i})`, '')}`],
  ] as const)('%s: %.60s', (from, query) => {
    const started = process.cpuUsage();
    const answer = translate(query, { from, to: from === 'kql' ? 'esql' : 'kql' });
    if (process.env['SHOW']) console.log(query.slice(0, 60), (process.cpuUsage(started).user / 1000).toFixed(0), 'ms', answer.ok);
    expect(answer.ok || answer.errors.every((e) => e.code.startsWith('too-'))).toBe(true);
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(BUDGET_MS);
  });

  const nested = (open: string, depth: number): string => `${open.repeat(depth)}x${')'.repeat(depth)}`;

  it.each([
    ['kql', 'T | extend y = ', 'strcat("a", '],
    ['kql', 'T | extend y = ', 'iff(z == 1, "a", '],
    ['kql', 'T | where ', 'not('],
    ['kql', 'T | extend y = ', '(1 + '],
    ['esql', 'FROM t | EVAL y = ', 'CONCAT("a", '],
    ['esql', 'FROM t | EVAL y = ', 'CASE(z == 1, "a", '],
    ['esql', 'FROM t | WHERE ', 'NOT ('],
  ] as const)('%s: 300 nested functions are translated, more are refused by name: %s%s', (from, stage, open) => {
    const codes = (depth: number): string[] => {
      const answer = translate(stage + nested(open, depth), { from, to: from === 'kql' ? 'esql' : 'kql' });
      return answer.ok ? [] : answer.errors.map((e) => e.code);
    };
    expect(codes(300)).toEqual([]);
    expect(codes(301)).toEqual(['too-deep']);
    expect(codes(50_000)).toEqual(['too-deep']);
  });
});

/** Text that tries to end a comment, a literal or a stage. */
const PIECES = ['"', "'", '`', '\\', '\n', '\r', '\u2028', '\u2029', '\v', '\f', '\x85', '*/', '/*', '//', '| ', 'limit 0', '"""', '```', ';', ']', ')', 'x', ' '];
const hostile = fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map((p) => p.join(''));

describe('nothing breaks out of what it stands in', () => {
  it('of a comment for a stage that was left out', () => {
    fc.assert(fc.property(hostile, (text) => {
      const literal = JSON.stringify(text).replace(/[\u2028\u2029\x85]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
      for (const stage of [`evaluate basket(0.5, ${literal})`, `evaluate basket(0.5,\n//${text.replace(/[\n\r]/g, '')}\n${literal})`]) {
        const answer = translate(`T | where a == 1 | ${stage} | where b == 2`, { from: 'kql', to: 'esql', partial: true });
        if (!answer.ok) continue;
        const { tree, diagnostics, comments } = DIALECTS.esql.parse(answer.query);
        expect(diagnostics).toEqual([]);
        expect((tree as { commands: { kind: string }[] }).commands.map((c) => c.kind)).toEqual(['where', 'where']);
        expect(comments.length).toBeGreaterThan(0);
      }
    }));
  });

  it('of the same in KQL', () => {
    fc.assert(fc.property(hostile.filter((t) => !/[\n\r]/.test(t)), (text) => {
      const literal = `"${text.replace(/[\\"]/g, '\\$&')}"`;
      const answer = translate(`FROM t | WHERE a == 1 | COMPLETION p = ${literal} WITH { "inference_id": "z" } | WHERE b == 2`, { from: 'esql', to: 'kql', partial: true });
      if (!answer.ok) return;
      expect(officialError(answer.query)).toBeNull();
      expect(answer.query.split('\n').filter((l) => !l.startsWith('//'))).toEqual(['t', '| where a == 1', '| where b == 2']);
    }));
  });
});
