import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawn } from '@lydell/node-pty';
import { afterEach, expect, test } from 'vitest';
import { isUnfinished } from '../src/repl/unfinished.js';
import { CLI, eskql, folder, ROOT } from './support/cli.js';

const files = (): string => folder({ 'logs.ndjson': '{"Name":"ada","n":1}\n{"Name":"bo","n":2}\n', 'history': '' });

/** A shell in a terminal: what it printed since the last look, with the colours taken out. */
class Terminal {
  private text = '';
  private seen = 0;
  private readonly pty;
  readonly exited: Promise<number>;

  constructor(dir: string, ...args: string[]) {
    this.pty = spawn(process.execPath, [CLI, 'repl', join(dir, 'logs.ndjson'), '--now', '2026-01-01T00:00:00Z', ...args], {
      cols: 100, rows: 30, cwd: ROOT, env: { ...process.env, ESKQL_HISTORY: join(dir, 'history'), TERM: 'xterm' },
    });
    this.pty.onData((d) => (this.text += d));
    this.exited = new Promise((resolve) => this.pty.onExit((e) => resolve(e.exitCode)));
  }

  write(keys: string): void {
    this.pty.write(keys);
  }

  /** Waits until the pattern has been printed since the last wait. */
  async until(pattern: RegExp): Promise<string> {
    for (const end = Date.now() + 20_000; Date.now() < end; ) {
      const fresh = plain(this.text.slice(this.seen));
      if (pattern.test(fresh)) {
        this.seen = this.text.length;
        return fresh;
      }
      await new Promise((r) => setTimeout(r, 25));
    }
    throw new Error(`${pattern} was not printed: ${JSON.stringify(plain(this.text.slice(this.seen)))}`);
  }

  kill(): void {
    this.pty.kill();
  }
}

const plain = (text: string): string => text.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, '').replaceAll('\r', '');

let terminal: Terminal | undefined;
afterEach(() => terminal?.kill());

test('in a terminal: queries, completion, an error that is survived, commands, history from run to run', async () => {
  const dir = files();
  terminal = new Terminal(dir);
  await terminal.until(/kql> $/);

  terminal.write('logs | where n > 1\r');
  expect(await terminal.until(/1 row\n[\s\S]*kql> $/)).toMatch(/bo +2/);

  terminal.write('logs | where Na\t');
  await terminal.until(/logs \| where Name$/);
  terminal.write(' == "ada" |\r');
  await terminal.until(/\.\.\.> $/);
  terminal.write('count\r');
  expect(await terminal.until(/1 row\n[\s\S]*kql> $/)).toMatch(/Count\n-+\n +1/);

  terminal.write('logs | where Nane == 1\r');
  expect(await terminal.until(/kql> $/)).toMatch(/error\[unknown-column\][\s\S]*\^\^\^\^/);

  terminal.write('logs\n| take 1\n| project Name\n');
  expect(await terminal.until(/1 row\n[\s\S]*kql> $/)).toMatch(/ada/);

  terminal.write(':translate\r');
  expect(await terminal.until(/kql> $/)).toMatch(/FROM logs\n\| LIMIT 1\n\| KEEP Name/);
  terminal.write(':esql\r');
  await terminal.until(/esql> $/);
  terminal.write('FROM logs | STATS s = SUM(n)\r');
  expect(await terminal.until(/1 row\n[\s\S]*esql> $/)).toMatch(/s\n-+\n3/);
  terminal.write(':quit\r');
  expect(await terminal.exited).toBe(0);
  expect(readFileSync(join(dir, 'history'), 'utf8')).toContain('logs | take 1 | project Name\n');

  terminal = new Terminal(dir);
  await terminal.until(/kql> $/);
  terminal.write('\u001b[A\u001b[A');
  await terminal.until(/FROM logs \| STATS s = SUM\(n\)$/);
  terminal.write('\u0003');
  await terminal.until(/kql> $/);
  terminal.write('\u0004');
  expect(await terminal.exited).toBe(0);
});

test('from a pipe: inputs over several lines, errors do not stop it', () => {
  const input = [
    ':tables', 'logs', '| where n == 2', '| project Name', '', 'logs | wher n', 'let x = 1;', 'logs | where n == x | count', ':schema logs', ':help strlen', ':esql FROM logs | KEEP n | SORT n',
    ':explain', ':load nope.csv', ':nope', ':quit', 'logs',
  ].join('\n');
  const r = eskql(['repl', join(files(), 'logs.ndjson')], input);
  expect([r.code, r.err]).toEqual([0, '']);
  expect(r.out).toMatch(/^logs {2}\(/);
  expect(r.out).toMatch(/Name\n-+\nbo\n1 row\n/);
  expect(r.out).toMatch(/error\[[\w-]+\][\s\S]*\^/);
  expect(r.out).toMatch(/Count\n-+\n +1\n1 row/);
  expect(r.out).toMatch(/Name: string\n {2}n: long/);
  expect(r.out).toMatch(/strlen\(string\) → long/);
  expect(r.out).toMatch(/n\n-\n1\n2\n2 rows\n/);
  expect(r.out).toMatch(/scan/);
  expect(r.out).toContain('error[input-not-found]: no such file: nope.csv');
  expect(r.out).toMatch(/no command :nope \(:help lists them\)\n$/);
});

test.each([
  ['T |', true], ['T | where (x', true], ['T | where x ==', true], ['T | where x and', true], ['let a = 1;', true], ['T | summarize count() by', true], ['T // c |', false],
  ['T | where x == "a', true], ['T', false], ['T | project *', false], [':kql T |', false], ['let a = 1; T', false], ['T | where x == "("', false], ['FROM a, ', true],
])('%j is unfinished: %s', (text, is) => expect(isUnfinished(text)).toBe(is));
