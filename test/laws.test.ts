import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { format, parse, translate } from '../src/index.js';
import { DIALECTS } from '../src/dialects/registry.js';
import { hold } from './support/hold.js';
import { esqlQuery, kqlQuery, rows } from './support/pipelines.js';
import { officialError } from './support/kusto.js';
import { flaw } from './support/laws.js';

const LANGS = [['kql', kqlQuery], ['esql', esqlQuery]] as const;

describe.each(LANGS)('laws of %s', (lang, query) => {
  it('parse(print(tree)) is the tree, and printing is idempotent', () => {
    hold(`printing ${lang}`, fc.property(query, (text) => {
      const once = format(text, { lang });
      if (!once.ok) throw new Error(`${text}: ${once.errors[0]?.message}`);
      const [a, b] = [parse(text, { lang }), parse(once.query, { lang })];
      expect(shape(b)).toEqual(shape(a));
      expect(format(once.query, { lang })).toEqual(once);
    }), 1 / 4);
  }, 3_600_000);

  it('a translation gives the same rows, there and back, or a note says otherwise', () => {
    hold(`translating ${lang}`, fc.property(query, rows, fc.constantFrom('' as const, null), (text, data, empty) => {
      expect(flaw(text, lang, data, empty, true)).toBeUndefined();
    }));
  }, 3_600_000);

  it('arbitrary text is answered, never thrown at', () => {
    const tokens = fc.array(fc.oneof(fc.constantFrom('T', '|', 'where', 'WHERE', '(', ')', '"', "'", '`', '[', ']', ',', '==', 'by', 'BY', 'FROM', 'let', ';', '//', '/*', '..', '1d', '\n', 'é'), fc.string({ maxLength: 4 })), { maxLength: 20 });
    hold(`arbitrary ${lang}`, fc.property(tokens, (list) => {
      const text = list.join(' ');
      const { diagnostics } = DIALECTS[lang].parse(text);
      for (const d of diagnostics) expect(d.span.start >= 0 && d.span.end <= text.length + 1).toBe(true);
    }), 1 / 4);
  }, 3_600_000);
});

it('every KQL text that is emitted parses in the official parser', () => {
  hold('emitted KQL', fc.property(esqlQuery, (text) => {
    const answer = translate(text, { from: 'esql', to: 'kql' });
    if (answer.ok) expect(officialError(answer.query)).toBeNull();
  }), 1 / 4);
}, 3_600_000);

const shape = (a: unknown): unknown => JSON.parse(JSON.stringify(a, (k, v: unknown) => (k === 'span' || k.endsWith('Span') ? undefined : v)));
