import { type Diagnostic, Failure } from '../base/diagnostics.js';
import type { Note } from '../dialects/dialect.js';
import { type Problem, problemOf } from './diagnose.js';

/** What every function of the public API gives: its result, or what is wrong. Nothing is thrown for bad queries or bad data. */
export type Answer<T> = ({ readonly ok: true } & T) | Refusal;

export interface Refusal {
  readonly ok: false;
  readonly errors: readonly Problem[];
  /** What a translation would have lost besides. */
  readonly notes?: readonly NoteProblem[];
}

export interface NoteProblem extends Problem {
  readonly grade: Note['grade'];
}

export const noteProblem = (text: string, n: Note): NoteProblem => ({ grade: n.grade, ...problemOf(text, n) });

export const refusal = (text: string, diagnostics: readonly Diagnostic[]): Refusal => ({ ok: false, errors: diagnostics.map((d) => problemOf(text, d)) });

/** Runs `work`, turning a `Failure` into a refusal. Any other error is a defect of ours and passes through. */
export function answer<T>(text: string, work: () => Answer<T>): Answer<T> {
  try {
    return work();
  } catch (e) {
    if (e instanceof Failure) return refusal(text, e.diagnostics);
    if (!(e instanceof RangeError)) throw e;
    return { ok: false, errors: [problemOf(text, { ...exhausted(e), span: { start: 0, end: 0 } })] };
  }
}

/** The stack ran out, or a text or a list grew longer than any can be: beyond every bound that was checked for. */
const exhausted = (e: RangeError): { code: string; message: string } =>
  /call stack/i.test(e.message) ? { code: 'too-deep', message: 'the query is nested too deeply' } : { code: 'too-large', message: `the query makes more than can be held: ${e.message}` };
