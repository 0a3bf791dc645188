import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileDissect, type DissectPattern, parseDissect } from '../src/text/dissect.js';

const PREFIX = { plain: '', append: '+', skip: '?', name: '*', value: '&' };

function printDissect(pattern: DissectPattern): string {
  const pairs = pattern.pairs.map(({ key: k, delimiter }) => {
    const prefix = k.kind === 'skip' && k.name === '' ? '' : PREFIX[k.kind];
    return `%{${prefix}${k.name}${k.order === null ? '' : `/${k.order}`}${k.padded ? '->' : ''}}${delimiter}`;
  });
  return pattern.leading + pairs.join('');
}

function dissect(pattern: string, text: string, separator = ''): unknown {
  const read = parseDissect(pattern);
  if (!read.ok) return read.error.code;
  const matcher = compileDissect(read.value, separator);
  if (!matcher.ok) return matcher.error.code;
  const values = matcher.value(text);
  return values && Object.fromEntries(read.value.names.map((n, i) => [n, values[i]]));
}

describe('DISSECT', () => {
  test.each<[string, string, unknown, string?]>([
    ['%{b} %{c}', 'foo bar', { b: 'foo', c: 'bar' }],
    ['%{b} %{c} baz', 'foo bar', null],
    ['%{b->} %{c}', 'foo           bar', { b: 'foo', c: 'bar' }],
    ['[%{ts}]%{->}[%{level}]', '[17:15:42]          [WARN]', { ts: '17:15:42', level: 'WARN' }],
    ['%{+b} %{c} %{+b} %{d} %{+b}', 'foo 1 bar 2 baz', { b: 'foo,bar,baz', c: '1', d: '2' }, ','],
    ['%{b} %{+b}', 'foo bar', { b: 'foobar' }],
    ['%{+n/2} %{+n/4} %{+n/3} %{+n/1}', 'john jacob j schmidt', { n: 'schmidt,john,j,jacob' }, ','],
    ['%{+n} %{+n/1} %{+n}', 'a b c', { n: 'acb' }],
    ['%{b} %{?c} %{d} %{}', 'a b c d e', { b: 'a', d: 'c' }],
    ['%{a},%{b},%{c},%{d}', 'foo,,,', { a: 'foo', b: '', c: '', d: '' }],
    ['%{a},%{b}', 'foo,', { a: 'foo', b: '' }],
    ['%{a},', 'x,rest', { a: 'x' }],
    ['%{a},', 'x,,', { a: 'x' }],
    ['%{a} %{a}', 'x y', { a: 'y' }],
    ['lead %{a}', 'lead x', { a: 'x' }],
    ['lead %{a}', 'lead ', null],
    ['%{a}', '', null],
    ['%{?k}=%{v}, %{?k}=%{w}}', 'x=1, y=2}', { v: '1', w: '2' }],
    ['verdict=%{E.v} c=%{E.c}', 'verdict=é c=😀', { 'E.v': 'é', 'E.c': '😀' }],
    ['%{a}%{b}', 'x%{b}y', { a: 'x' }],
    ['%{*k} %{&k}', 'a b', 'pattern-unsupported'],
    ['%{*k} %{b}', 'a b', 'pattern-malformed'],
    ['%{+}', 'a', 'pattern-malformed'],
    ['%{a+b}', 'a', 'pattern-malformed'],
    ['%{a/1}', 'a', 'pattern-malformed'],
    ['%{+a/99999}', 'a', 'pattern-malformed'],
    ['%{} %{?x}', 'a b', 'pattern-malformed'],
    ['no keys', 'no keys', 'pattern-malformed'],
  ])('%j on %j', (pattern, text, expected, separator) => expect(dissect(pattern, text, separator)).toEqual(expected));

  test('a malformed key is refused at its place', () => {
    expect(parseDissect('%{ok} %{b*}')).toMatchObject({ ok: false, error: { span: { start: 10, end: 11 } } });
  });

  test('a pattern survives printing', () => {
    const part = fc.constantFrom('%{a}', '%{b->}', '%{+c/2}', '%{+c}', '%{?d}', '%{}', '%{->}', ' ', ', ', '%', 'x');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }).map((p) => p.join('')), (pattern) => {
        const read = parseDissect(pattern);
        if (read.ok) expect(parseDissect(printDissect(read.value))).toEqual(read);
      }),
    );
  });

  test('values joined by the delimiters give the text back', () => {
    const value = fc.string({ unit: fc.constantFrom('a', 'b', 'é', ' '), minLength: 1, maxLength: 4 });
    fc.assert(fc.property(value, value, value, (a, b, c) => {
      expect(dissect('<%{a}|%{b}>%{c}', `<${a}|${b}>${c}`)).toEqual({ a, b, c });
    }));
  });
});
