import { describe, expect, it } from 'vitest';
import { lowerKql, OPEN_WORLD } from './support/lower-kql.js';
import { sharedLines } from './support/shared.js';

const queries = sharedLines<{ readonly id: string; readonly query: string }>('corpora/kql-queries.jsonl');
const answered = sharedLines<{ readonly id: string; readonly kql: string; readonly error?: boolean }>('conformance/kusto/engine.jsonl');

/** Only rises: how many of the real queries lower without any table known. */
const LOWERED = 1940;

describe.skipIf(queries === null)('real queries', () => {
  it('lower in an open world or say why not', () => {
    const plans = (queries ?? []).map((q) => lowerKql(q.query, OPEN_WORLD).plan).filter((p) => p !== undefined);
    expect(plans.length).toBeGreaterThanOrEqual(LOWERED);
  }, 60_000);
});

describe.skipIf(answered === null)('queries of the Kusto engine', () => {
  it('those that it answers lower', () => {
    const refused = (answered ?? []).filter((c) => !c.error && !lowerKql(c.kql).plan).map((c) => c.id);
    expect(refused).toEqual([]);
  }, 60_000);

  it('nearly all that it refuses are refused here, before a run', () => {
    const taken = (answered ?? []).filter((c) => c.error && lowerKql(c.kql).plan);
    expect(taken.length).toBeLessThanOrEqual(8);
  }, 60_000);
});
