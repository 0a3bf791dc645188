import { Failure } from '../base/diagnostics.js';
import type { Refusal } from '../api/answer.js';
import type { Problem } from '../api/diagnose.js';
import { frame, type Origin, plainLine, styleFor } from './frame.js';
import { say } from './streams.js';
import { EXIT } from './usage.js';

const style = styleFor(process.stderr);

/** Draws problems of a query; those without a place in it are one line. */
export function showProblems(origin: Origin, problems: readonly Problem[], kind: (p: Problem) => string): void {
  for (const p of problems) say(p.span[1] > 0 || p.span[0] > 0 ? frame(origin, p, kind(p), style) : plainLine(p, kind(p), style));
}

export const showErrors = (origin: Origin, refusal: Refusal): void => showProblems(origin, refusal.errors, () => 'error');

/** Problems of files and options, which are about no query. */
export function showFailure(e: Failure): void {
  for (const d of e.diagnostics) say(plainLine(d, 'error', style));
}

/** Something is refused, rather than wrong, when it cannot be said or done here. */
export const exitOf = (refusal: Refusal): number => (refusal.errors.every((e) => 'grade' in e || REFUSALS.has(e.code)) ? EXIT.refused : EXIT.fault);

const REFUSALS: ReadonlySet<string> = new Set(['not-yet', 'untranslatable']);

/** Faults weigh more than refusals. */
export const worse = (a: number, b: number): number => (a === EXIT.fault || b === EXIT.fault ? EXIT.fault : Math.max(a, b));
