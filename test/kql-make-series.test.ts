import { describe, expect, it } from 'vitest';
import { run } from '../src/index.js';

/** Source: the documentation of make-series, its main and its alternate syntax. */
const DATA = 'datatable(t:datetime, x:long)[datetime(2026-01-02T06:00), 1, datetime(2026-01-04T12:00), 2]';
const DAYS = (...days: number[]): string[] => days.map((d) => `2026-01-0${d}T00:00:00Z`);

const CASES: readonly (readonly [title: string, query: string, rows: unknown])[] = [
  ['to is left out', `${DATA} | make-series n = sum(x) on t from datetime(2026-01-01) to datetime(2026-01-04) step 1d`, [[[0, 1, 0], DAYS(1, 2, 3)]]],
  ['in range: the bin of the last value belongs to it', `${DATA} | make-series n = sum(x) on t in range(datetime(2026-01-01), datetime(2026-01-04), 1d)`, [[[0, 1, 0, 2], DAYS(1, 2, 3, 4)]]],
  ['in range: bins are those of bin()', `${DATA} | make-series n = sum(x) on t in range(datetime(2026-01-01T18:00), datetime(2026-01-03T18:00), 1d)`, [[[0, 1, 0], DAYS(1, 2, 3)]]],
  ['no rows, no series', `${DATA} | take 0 | make-series n = sum(x) default=7 on t from datetime(2026-01-01) to datetime(2026-01-03) step 1d`, []],
  ['kind=nonempty: one series of defaults', `${DATA} | take 0 | make-series kind=nonempty n = sum(x) default=7 on t from datetime(2026-01-01) to datetime(2026-01-03) step 1d`, [[[7, 7], DAYS(1, 2)]]],
];

describe('make-series', () => {
  it.each(CASES)('%s', (_, query, rows) => {
    const answer = run(query, { lang: 'kql', now: '2026-01-05T00:00:00Z' });
    expect(answer.ok ? answer.rows : answer.errors).toEqual(rows);
  });
});
