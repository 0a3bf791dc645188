import { describe, expect, test } from 'vitest';
import { GROK_PATTERNS } from '../src/text/grok-patterns.js';
import { compileGrok } from '../src/text/grok.js';

function grok(pattern: string, text: string): unknown {
  const compiled = compileGrok(pattern);
  if (!compiled.ok) return compiled.error.code;
  const values = compiled.value.match(text);
  return values && Object.fromEntries(compiled.value.columns.map((c, i) => [c.type === 'keyword' ? c.name : `${c.name}:${c.type}`, unwrap(values[i])]));
}

const unwrap = (v: readonly string[] | null | undefined): unknown => (v?.length === 1 ? v[0] : v);

describe('GROK', () => {
  test.each<[string, string, unknown]>([
    ['%{WORD:b} .*', 'foo bar', { b: 'foo' }],
    ['%{WORD:b} %{WORD:b}', 'foo bar', { b: ['foo', 'bar'] }],
    ['%{WORD:name} %{WORD}', 'Georgi1 Facello', { name: 'Georgi1' }],
    ['(?<b>[0-9a-z]{4,11}) (?<c>[0-9a-z]{1,11})', 'asdf bar', { b: 'asdf', c: 'bar' }],
    ['(?<b>[0-9a-z]{4,11}) (?<c>[0-9a-z]{1,11})', 'foo bar', null],
    ['%{WORD:first} %{WORD:last} %{NUMBER:num:int}', '123 Georgi Facello 123 456', { first: 'Georgi', last: 'Facello', 'num:integer': '123' }],
    ['Zürich, the %{WORD:w} %{WORD:w}', 'Zürich, the größte über', { w: ['größte', 'über'] }],
    [
      '%{TIMESTAMP_ISO8601:date} %{IP:ip} %{EMAILADDRESS:email} %{NUMBER:num:float}',
      '2023-01-23T12:15:00Z 192.168.1.1 user@example.com 42.5',
      { date: '2023-01-23T12:15:00Z', email: 'user@example.com', ip: '192.168.1.1', 'num:double': '42.5' },
    ],
    ['%{IP:ip}', 'from fe80::1ff:fe23:4567:890a to', { ip: 'fe80::1ff:fe23:4567:890a' }],
    ['%{IP:ip}', '::ffff:10.1.2.3', { ip: '::ffff:10' }],
    ['%{IP:ip}$', '::ffff:10.1.2.3', { ip: '::ffff:10.1.2.3' }],
    ['%{IPV4:ip}', '1110.1.2.3', null],
    ['%{NUMBER:n}', 'x-1.5e', { n: '-1.5' }],
    ['%{NUMBER:n}\\.%{WORD:w}', '12.5', null],
    ['%{QS:q}', 'say "a \\"b\\" c" ok', { q: '"a \\"b\\" c"' }],
    ['(?im)^[ \\t]*SAN[ \\t]*:[ \\t]*(?<E.san>[^\\r\\n]+)\\r?$', 'a: 1\n san: dns=x\r\nb: 2', { 'E.san': 'dns=x' }],
    ['^(?:%{URIPROTO:p}://)?%{URIHOST:h}(?:/%{GREEDYDATA})?$', 'https://example.com:8080/a/b', { h: 'example.com:8080', p: 'https' }],
    ['%{SYSLOGLINE}', 'Jan  5 10:11:12 web01 sshd[42]: Failed password', { 'host.hostname': 'web01', 'log.syslog.facility.code:integer': null, 'log.syslog.priority:integer': null, message: 'Failed password', 'process.name': 'sshd', 'process.pid:integer': '42', timestamp: 'Jan  5 10:11:12' }],
    ['%{HTTPDATE:d}', '10/Oct/2000:13:55:36 -0700', { d: '10/Oct/2000:13:55:36 -0700' }],
    ['%{LOGLEVEL:l}', 'x WARNING y', { l: 'WARNING' }],
    ['%{UNIXPATH:p}', 'in /usr/lib/é_x', { p: '/usr/lib/é_x' }],
    ['%{WINPATH:p}', 'C:\\Windows\\x.exe', { p: 'C:\\Windows\\x.exe' }],
    ['%{NOPE:x}', 'a', 'pattern-malformed'],
    ['(?<x>a', 'a', 'pattern-malformed'],
    ['(?<x>a)\\k<x>', 'a', 'pattern-unsupported'],
    ['plain', 'a plain text', {}],
  ])('%j on %j', (pattern, text, expected) => expect(grok(pattern, text)).toEqual(expected));

  test('a combined Apache log line', () => {
    const line = '10.0.0.1 - bob [10/Oct/2000:13:55:36 -0700] "GET /a?b=c HTTP/1.1" 200 2326 "-" "curl/8"';
    expect(grok('%{COMBINEDAPACHELOG}', line)).toMatchObject({ 'source.address': '10.0.0.1', 'user.name': 'bob', 'http.request.method': 'GET', 'url.original': '/a?b=c', 'http.response.status_code:integer': '200', 'user_agent.original': 'curl/8' });
  });

  test('an unknown pattern is shown at its place', () => {
    expect(compileGrok('a %{NOPE:x}')).toMatchObject({ ok: false, error: { span: { start: 2, end: 8 } } });
  });

  test.each([...GROK_PATTERNS.keys()])('the dictionary entry %s compiles', (name) => expect(compileGrok(`%{${name}:x}`)).toMatchObject({ ok: true }));

  test('a long line without a match is answered soon', () => {
    const start = performance.now();
    expect(grok('%{IP:ip} %{QS:q} %{TIMESTAMP_ISO8601:t} %{EMAILADDRESS:e}$', 'a.b-c"\\'.repeat(300))).toBeNull();
    expect(performance.now() - start).toBeLessThan(5000);
  });
});
