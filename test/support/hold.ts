import fc from 'fast-check';

/**
 * How many cases of a law are drawn: 2,000 of the plain one and a fraction of the others in an ordinary test run; `npm run laws:long` asks
 * for 100,000, and ends each law after `LAWS_MINUTES` with what it had drawn by then, which it prints.
 */
const given = process.env['LAWS_RUNS'];
export const RUNS = Number(given ?? 2000);
const minutes = process.env['LAWS_MINUTES'];
const seed = process.env['LAWS_SEED'];

/** Asserts a property over `RUNS` cases, or over a share of them where nobody asks for a number. */
export function hold<T>(law: string, property: fc.IProperty<T>, share = 1): void {
  const numRuns = given === undefined ? Math.ceil(RUNS * share) : RUNS;
  const bounded = minutes === undefined ? {} : { interruptAfterTimeLimit: Number(minutes) * 60_000, markInterruptAsFailure: false };
  const details = fc.check(property, { numRuns, ...bounded, ...(seed === undefined ? {} : { seed: Number(seed) }) });
  if (details.failed) throw new Error(fc.defaultReportMessage(details), { cause: details.errorInstance });
  if (minutes !== undefined) console.log(`${law}: ${details.numRuns} of ${numRuns} cases hold, seed ${details.seed}`);
}
