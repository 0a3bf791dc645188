import { expect, test } from 'vitest';
import { eskql } from './support/cli.js';

test('every sample rule gives the same rows in both dialects', () => {
  const r = eskql(['demo']);
  expect([r.code, r.out.match(/^same rows on both sides$/gm)?.length]).toEqual([0, 3]);
  expect(r.out).toMatch(/every rule gave the same rows in both dialects\n$/);
});
