import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CLI, eskql, ROOT } from './support/cli.js';
import { spawnSync } from 'node:child_process';

const text = readFileSync(join(ROOT, 'README.md'), 'utf8');
const sessions = Array.from(text.matchAll(/```console\n\$ eskql (.*)\n([\s\S]*?)```/g), (m): [string, string] => [m[1] as string, m[2] as string]);

/** Words of a shell line with single quotes. */
const words = (line: string): string[] => Array.from(line.matchAll(/'([^']*)'|(\S+)/g), (m) => m[1] ?? (m[2] as string));

test('there are sessions to check', () => expect(sessions.length).toBeGreaterThan(3));

test.each(sessions)('README: eskql %s', (line, printed) => {
  const r = eskql(words(line));
  expect(r.code === 0 ? r.out : r.err).toBe(printed);
});

test('the library example of the README runs', () => {
  const code = /```ts\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
  const script = `${code.replace("'eskql'", JSON.stringify(join(CLI, '..', 'index.js')))}\nconsole.log(JSON.stringify(rows));`;
  const r = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  expect([r.stderr, r.stdout.trim().split('\n').at(-1)]).toEqual(['', '{"ok":true,"columns":[{"name":"s","type":"long"}],"rows":[[3]],"warnings":[]}']);
});
