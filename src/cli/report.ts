import { Failure } from '../base/diagnostics.js';
import type { Refusal } from '../api/answer.js';
import type { Problem } from '../api/diagnose.js';
import { frame, type Origin, plainLine, styleFor } from './frame.js';
import { say } from './streams.js';
import { EXIT } from './usage.js';

const style = styleFor(process.stderr);

/** Draws problems of a query, each message once with all its places; those without a place in it are one line. */
export function showProblems(origin: Origin, problems: readonly Problem[], kind: (p: Problem) => string): void {
  const alike = new Map<string, Problem[]>();
  for (const p of problems) {
    const key = `${kind(p)} ${p.code} ${p.message}`;
    alike.set(key, [...(alike.get(key) ?? []), p]);
  }
  for (const [p, ...more] of alike.values()) if (p) say(p.span[1] > 0 || p.span[0] > 0 ? frame(origin, p, kind(p), style, more.map((x) => x.span[0])) : plainLine(p, kind(p), style));
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
