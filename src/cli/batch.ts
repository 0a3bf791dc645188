import { once } from 'node:events';
import { linesOf } from './lines.js';
import { answerLine, newBatch } from './batch-answer.js';

/** `eskql batch`: one JSON request a line on stdin, one JSON answer a line on stdout, in order, until stdin ends. */
export async function batch(): Promise<number> {
  const state = newBatch();
  for await (const line of linesOf(process.stdin)) {
    if (line.trim() === '') continue;
    if (!process.stdout.write(`${answerLine(line, state)}\n`)) await once(process.stdout, 'drain');
  }
  return 0;
}
