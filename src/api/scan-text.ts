/** What a text up to a cursor is in the middle of, told from brackets, quotes and pipes alone. */
export interface TextPlace {
  /** In a string or a comment: nothing to complete. */
  readonly inText: boolean;
  /** Where the last statement begins: behind its `;`, which ends the `let`s. */
  readonly statementStart: number;
  /** Where the innermost pipeline begins: behind a bracket, when one is open that holds a pipeline. */
  readonly pipelineStart: number;
  /** Where the stage begins. */
  readonly stageStart: number;
  readonly afterPipe: boolean;
  /** The pipes of that pipeline. */
  readonly pipes: readonly number[];
}

interface Open {
  readonly start: number;
  readonly pipes: number[];
}

export function scanTo(text: string): TextPlace {
  let statementStart = 0;
  let stack: Open[] = [{ start: 0, pipes: [] }];
  for (let i = 0; i < text.length; i++) {
    const skipped = skip(text, i);
    if (skipped > text.length) return { inText: true, statementStart, pipelineStart: 0, stageStart: 0, afterPipe: false, pipes: [] };
    if (skipped > i) {
      i = skipped - 1;
      continue;
    }
    const c = text[i] as string;
    if (c === '(' || c === '[' || c === '{') stack.push({ start: i + 1, pipes: [] });
    else if ((c === ')' || c === ']' || c === '}') && stack.length > 1) stack.pop();
    else if (c === '|') stack.at(-1)?.pipes.push(i);
    else if (c === ';' && stack.length === 1) {
      statementStart = i + 1;
      stack = [{ start: i + 1, pipes: [] }];
    }
  }
  return placeOf(text, stack, statementStart);
}

/** A bracket counts as a pipeline of its own when a pipe is in it, or when it has just been opened behind a word that takes one. */
function placeOf(text: string, stack: readonly Open[], statementStart: number): TextPlace {
  const inner = [...stack].reverse().find((o) => o.pipes.length > 0 || (o.start > 0 && /(?:join|union|lookup|in|fork|apply|kind\s*=\s*\w+|on)\s*\($/i.test(text.slice(0, o.start)))) ?? (stack[0] as Open);
  const start = inner === stack[0] ? afterLet(text, inner.start) : inner.start;
  const last = inner.pipes.at(-1);
  return { inText: false, statementStart, pipelineStart: start, stageStart: last === undefined ? start : last + 1, afterPipe: last !== undefined, pipes: inner.pipes };
}

/** `let x = T | …` is completed as `T | …`. */
function afterLet(text: string, start: number): number {
  const m = /^\s*let\s+\w+\s*=/.exec(text.slice(start));
  return m ? start + m[0].length : start;
}

/** The end of a string or comment that begins at `i`; `i` when none does; more than the text's length when it does not end. */
function skip(text: string, i: number): number {
  const c = text[i];
  if (c === '/' && text[i + 1] === '/') return ended(text.indexOf('\n', i), 1, text);
  if (c === '/' && text[i + 1] === '*') return ended(text.indexOf('*/', i + 2), 2, text);
  if (text.startsWith('"""', i)) return ended(text.indexOf('"""', i + 3), 3, text);
  if (c !== '"' && c !== "'" && c !== '`') return i;
  for (let at = i + 1; at < text.length && text[at] !== '\n'; at++) {
    if (text[at] === '\\' && text[i - 1] !== '@') at++;
    else if (text[at] === c) return at + 1;
  }
  return text.length + 1;
}

const ended = (at: number, length: number, text: string): number => (at < 0 ? text.length + 1 : at + length);
