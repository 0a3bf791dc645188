import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileRegex } from '../src/text/regex.js';
import { choiceOfTexts } from '../src/text/regex-choice.js';

const texts = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '.', '|', '\\', '\n', 'é', '😀'), maxLength: 8 });
const quoted = (t: string): string => t.replace(/[\\^$.|?*+(){}[\]]/g, '\\$&');

test('a whole text with one of many texts in it is found as any engine finds it', () => {
  fc.assert(fc.property(texts, fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '.', '|', '\\', 'é'), maxLength: 3 }), { minLength: 1, maxLength: 5 }), fc.constantFrom('', ' ', 'a'), (text, choices, lead) => {
    const body = choices.map(quoted).join('|');
    const fast = choiceOfTexts(`(?s)^.*${quoted(lead)}(${body}).*`);
    const slow = compileRegex(`(?s)^(?:.*)${quoted(lead)}(${body})(?:.*)`, { dialect: 'java' });
    if (!slow.ok || !fast) throw new Error('no pattern');
    expect(fast.find(text)).toEqual(slow.value.find(text));
    expect(fast.test(text)).toBe(slow.value.test(text));
  }), { numRuns: 500 });
});

test('thousands of texts take time that is linear in each text', () => {
  const many = Array.from({ length: 5000 }, (_, i) => `host${i}\\.example`).join('|');
  const pattern = compileRegex(`(?s)^.* (${many}).*`, { dialect: 'java' });
  const start = performance.now();
  for (let i = 0; i < 200; i++) expect(pattern.ok && pattern.value.test(` some text about a host of number ${i} `)).toBe(false);
  expect(performance.now() - start).toBeLessThan(5000);
});

test.each(['(?s)^.*(a|b+).*', '^.*(a|b).*', '(?s)^.*(a|\\d).*'])('%s is no choice of texts', (pattern) => expect(choiceOfTexts(pattern)).toBeUndefined());
