import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from '../src/dialects/kql/parse.js';

/** Text with the wrong part between » and «, the message that must point there, and the hint if there is one. */
const CASES: readonly (readonly [marked: string, code: string, message: string, hint?: string])[] = [
  ['T | »sumarize« count()', 'unknown-stage', 'unknown stage sumarize', 'summarize is similar'],
  ['T | »project-awai« x', 'unknown-stage', 'unknown stage project-awai', 'project-away is similar'],
  ['T »where« x', 'syntax-unexpected', 'unexpected "where"', 'a | stands before where'],
  ['T | where »title« == 1', 'syntax-unexpected', 'unexpected "title", expected an expression', "title is a keyword; as a name it needs brackets: ['title']"],
  ['T | where a == b »==« c', 'syntax-unexpected', 'unexpected "=="'],
  ['T | where a and b »=« c', 'syntax-unexpected', 'unexpected "="', 'equality is =='],
  ['T | where not »x«', 'syntax-unexpected', 'unexpected "x"', 'negation is not(…)'],
  ['T | where (a»«', 'syntax-unexpected-end', 'the query ends where ) was expected'],
  ['T |»«', 'syntax-unexpected-end', 'the query ends where a stage was expected'],
  ['T | where x == »"abc«', 'syntax-unterminated', 'unterminated string'],
  ['T | where t > »datetime(2020«', 'syntax-unterminated', 'unterminated datetime('],
  [String.raw`T | where x == "a»\q«"`, 'syntax-unexpected', String.raw`unexpected escape \q`, 'a backslash is written \\\\, or @ stands before the string, where nothing is escaped'],
  ['T | where x »&« y', 'syntax-unexpected', 'unexpected "&"', 'conjunction is and'],
  ['T | top »by« x', 'syntax-unexpected', 'unexpected "by", expected an expression'],
  ['T | sort »x«', 'syntax-unexpected', 'unexpected "x", expected by'],
  ['T | join (U | where »)« on x', 'syntax-unexpected', 'unexpected ")", expected an expression'],
  ['let f = (a:»foo«) { a }; f(1)', 'syntax-unexpected', 'unexpected "foo", expected a type'],
  ['datatable (a:long) [1, »x«]', 'syntax-unexpected', 'unexpected "x", expected a literal'],
  ['T | project »*«', 'syntax-unexpected', 'unexpected "*", expected an expression'],
  ['T | where x in (U | take 1»,« 2)', 'syntax-unexpected', 'unexpected ",", expected )'],
  ['».show« tables', 'management-command', '.show is a management command, not a query'],
];

describe('KQL syntax errors', () => {
  it.each(CASES.map((c) => [...c] as [string, string, string, string?]))('%s', (marked, code, message, hint) => {
    const start = marked.indexOf('»');
    const end = marked.indexOf('«') - 1;
    const { diagnostics } = parse(marked.replace(/[»«]/g, ''));
    expect(diagnostics[0]).toEqual({ code, message, span: { start, end }, ...(hint === undefined ? {} : { hint }) });
  });

  it('reports one error for each broken stage and keeps the others', () => {
    const { tree, diagnostics } = parse('T | where | project a | summarize by | take 5');
    expect(diagnostics.map((d) => d.span.start)).toEqual([10, 37]);
    const [query] = tree.statements;
    const stages = query?.kind === 'query' && query.value.kind === 'pipeline' ? query.value.stages : [];
    expect(stages.map((s) => s.kind)).toEqual(['missing', 'project', 'missing', 'take']);
  });

  it('keeps what comes before the place of completion', () => {
    const { tree } = parse('let x = 5; SigninLogs | where a == x | project ');
    expect(tree.statements.map((s) => s.kind)).toEqual(['let', 'query']);
  });
});

describe('KQL parser on any text', () => {
  const words = fc.constantFrom(
    'T', 'x', 'where', 'project', 'extend', 'summarize', 'by', 'join', 'on', 'kind', '=', '==', '(', ')', '[', ']', '{', '}', '|', ';', ',', '.', '..',
    '*', '-', '+', '"s"', "'", '@"', '```', '5', '1d', 'datetime(', 'dynamic(', 'let', 'in', '!in', 'between', 'and', 'or', 'not', 'union', 'range', 'from',
    'to', 'step', 'mv-expand', 'parse', 'with', ':', 'typeof(', 'has', '!', '~', '//c\n', '\n', '#', 'declare', 'pattern', 'scan', '=>', 'top-nested', 'of',
    'make-series', 'default', 'find', 'search', 'fork', 'facet', 'partition', 'graph-match', 'render', 'set', 'toscalar', 'datatable', 'é', '\u0000',
  );
  const texts = fc.oneof(fc.array(words, { maxLength: 40 }).map((w) => w.join(' ')), fc.array(words, { maxLength: 12 }).map((w) => w.join('')), fc.string({ unit: 'binary' }));

  it('never throws, and points inside the text', () => {
    fc.assert(fc.property(texts, (text) => {
      const { tree, diagnostics, comments } = parse(text);
      expect(tree.kind).toBe('script');
      for (const { span } of [...diagnostics, ...comments]) {
        expect(span.start).toBeGreaterThanOrEqual(0);
        expect(span.end).toBeGreaterThanOrEqual(span.start);
        expect(span.end).toBeLessThanOrEqual(text.length);
      }
    }), { numRuns: 3000 });
  });
});
