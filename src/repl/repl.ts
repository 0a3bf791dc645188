import { createInterface, type Interface } from 'node:readline';
import { pair } from '../cli/options.js';
import { nowOption } from '../cli/options.js';
import { PLAIN, styleFor } from '../cli/frame.js';
import { dialectOption } from '../cli/queries.js';
import { historyFile, oneLine, readHistory, remember } from './history.js';
import { ReplSession } from './session.js';
import { continues, isUnfinished } from './unfinished.js';

export interface ReplFlags {
  readonly lang?: string;
  readonly table?: readonly string[];
  readonly now?: string;
}

/** How long after a line another one still belongs to the same paste. */
const PASTE_MS = 40;
const MAX_ROWS = 200;

export async function repl(files: readonly string[], flags: ReplFlags): Promise<number> {
  const terminal = process.stdin.isTTY && process.stdout.isTTY;
  const fixed = flags.now === undefined ? undefined : nowOption(flags.now);
  const session = new ReplSession({
    lang: dialectOption(flags.lang, '--lang') ?? 'kql',
    now: () => fixed ?? new Date().toISOString(),
    style: terminal ? styleFor(process.stdout) : PLAIN,
    width: terminal ? process.stdout.columns : undefined,
    maxRows: terminal ? MAX_ROWS : Number.POSITIVE_INFINITY,
  });
  session.load(files);
  for (const [name, path] of (flags.table ?? []).map((t) => pair(t, '--table NAME=FILE'))) session.load([path], name);
  return terminal ? onTerminal(session) : onPipe(session);
}

const out = (text: string): void => void (text === '' || process.stdout.write(`${text}\n`));

/** Inputs of a pipe end where a line neither is unfinished nor is followed by one that begins with `|`. */
async function onPipe(session: ReplSession): Promise<number> {
  let pending: string[] = [];
  const flush = (): boolean => {
    const answer = session.handle(pending.join('\n'));
    pending = [];
    if (answer !== 'quit') out(answer);
    return answer === 'quit';
  };
  for await (const line of createInterface({ input: process.stdin, terminal: false })) {
    if (pending.length > 0 && !continues(line) && !isUnfinished(pending.join('\n')) && flush()) return 0;
    if (line.trim() !== '' || pending.length > 0) pending.push(line);
  }
  if (pending.length > 0) flush();
  return 0;
}

function onTerminal(session: ReplSession): Promise<number> {
  const file = historyFile();
  const shell = new Shell(session, file);
  return shell.done;
}

/** Lines are gathered until they are a whole input; a paste of several lines is one input. */
class Shell {
  readonly done: Promise<number>;
  private pending: string[] = [];
  private timer: NodeJS.Timeout | undefined;
  private readonly readline: Interface;

  constructor(private readonly session: ReplSession, private readonly file: string) {
    this.readline = createInterface({
      input: process.stdin, output: process.stdout, terminal: true, historySize: 1_000, history: readHistory(file), removeHistoryDuplicates: true,
      completer: (line: string) => this.completions(line),
    });
    out(`eskql: :help lists the commands, :quit leaves; a query goes on while it ends in | or has an open bracket\n${session.tables()}`);
    this.done = new Promise((resolve) => this.readline.on('close', () => resolve(0)));
    this.readline.on('line', (line) => this.line(line));
    this.readline.on('SIGINT', () => this.interrupt());
    this.prompt();
  }

  private prompt(): void {
    const name = this.session.lang;
    this.readline.setPrompt(this.pending.length > 0 ? `${'.'.repeat(name.length)}> ` : `${name}> `);
    this.readline.prompt();
  }

  private completions(line: string): [string[], string] {
    const before = this.pending.length > 0 ? `${this.pending.join('\n')}\n` : '';
    const { from, items } = this.session.complete(before + line, before.length + line.length);
    return [[...items], (before + line).slice(from)];
  }

  private line(line: string): void {
    clearTimeout(this.timer);
    this.pending.push(line);
    const isBlank = line.trim() === '';
    if (!isBlank && isUnfinished(this.pending.join('\n'))) return this.prompt();
    this.timer = setTimeout(() => this.run(), PASTE_MS);
  }

  private run(): void {
    const input = this.pending.join('\n');
    this.pending = [];
    if (input.trim() !== '') {
      remember(this.file, input);
      if (input.includes('\n')) this.recall(oneLine(input));
      const answer = this.session.handle(input);
      if (answer === 'quit') return this.readline.close();
      out(answer);
    }
    this.prompt();
  }

  /** An input of several lines is recalled as one. */
  private recall(line: string): void {
    const { history } = this.readline as unknown as { history?: string[] };
    history?.unshift(line);
  }

  private interrupt(): void {
    clearTimeout(this.timer);
    if (this.pending.length === 0 && this.readline.line === '') return this.readline.close();
    this.pending = [];
    process.stdout.write('\n');
    this.readline.write(null, { ctrl: true, name: 'u' });
    this.prompt();
  }
}
