import { describe, expect, it } from 'vitest';
import { run } from '../src/api/run.js';
import { translate } from '../src/api/translate.js';
import { grokToKusto } from '../src/text/grok.js';

/** Whether guards of the dictionary were left out that may matter. */
const isLoose = (pattern: string): boolean => {
  const read = grokToKusto(pattern);
  if (!read.ok) throw new Error(read.error.message);
  return read.value.loose;
};

describe('guards of GROK parts', () => {
  it.each([
    'a=%{NUMBER:n};', 'a %{IPV4:x} b', '^%{IPV4:x}$', '\\[%{NUMBER:t}\\] at %{BASE16NUM:h}\\+%{BASE16NUM:i}\\s%{WORD:w}', '%{WORD:w} %{DATA:d} x', '%{WORD:w}', 'a=%{NUMBER:n}',
  ])('the texts around say what those of %s do', (pattern) => expect(isLoose(pattern)).toBe(false));

  it.each([
    '%{NUMBER:n}', '%{NUMBER:n};', '1%{IPV4:x} ', 'a %{IPV4:x}1', '%{IP:x}', ' ?%{NUMBER:n} ', 'a %{NUMBER:n} *', 'a %{NUMBER:n}%{WORD:w}', '(?>a|b) %{WORD:w}', '1%{BASE16NUM:h} ',
  ])('those of %s matter', (pattern) => expect(isLoose(pattern)).toBe(true));

  it.each(['a=%{NUMBER:n};', 'a %{IPV4:n} b', '^%{IPV4:n}$', '%{NUMBER:n}', '%{IPV4:n}', 'a=%{NUMBER:n}', '\\+%{BASE16NUM:n}\\]'])('%s: the rows are the same, or a note says otherwise', (pattern) => {
    const query = `FROM T | GROK k """${pattern}""" | KEEP k, n | SORT k`;
    const there = translate(query, { from: 'esql', to: 'kql' });
    if (!there.ok) throw new Error(there.errors.map((e) => e.message).join('; '));
    if (there.notes.some((n) => n.grade === 'different')) return expect(isLoose(pattern)).toBe(true);
    const rows = ['a=1;', 'a=-1.5;', 'a=1x;', 'xa=12;a=3;', 'a 10.0.0.1 b', 'a 10.0.0.12 b', 'a 10.0.0.1234 b', '110.0.0.1', '10.0.0.1', '10.0.0.1.', '+ff]', '+0x1]', '+-a]'].map((k) => [k]);
    const answers = (['esql', 'kql'] as const).map((lang) => run(lang === 'esql' ? query : there.query, { lang, now: '2026-01-20T12:00:00Z', tables: { T: { columns: [{ name: 'k', type: lang === 'esql' ? 'keyword' : 'string' }], rows } } }));
    const cells = answers.map((a) => (a.ok ? JSON.stringify(a.rows.map((r) => r.map((c) => (c === '' ? null : c)))) : a.errors[0]?.message));
    expect(cells[1]).toBe(cells[0]);
  });
});
