import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { eskql, folder, ROOT } from './support/cli.js';

test('every sample rule gives the same rows in both dialects', () => {
  const r = eskql(['demo']);
  expect([r.code, r.out.match(/^same rows on both sides$/gm)?.length]).toEqual([0, 3]);
  expect(r.out).toMatch(/every rule gave the same rows in both dialects\n$/);
});

const SEEDS = join(ROOT, '..', 'shared', 'seeds');

/** Nested objects, arrays of none, one and two, names in either case, ties, nothing where a name should be. */
function logs(): string {
  const lines = (n: number, row: (i: number) => object): string => Array.from({ length: n }, (_, i) => JSON.stringify(row(i))).join('\n');
  const at = (i: number): string => new Date(Date.UTC(2026, 0, 20) + i * 61_000 + (i % 7)).toISOString();
  const mails = ['A@x.org', 'b@x.org', 'C@X.org', '', null, 'é@x.org'];
  return folder({
    'logs-azure_openai.logs-default.ndjson': lines(300, (i) => ({
      '@timestamp': at(i), cloud: { account: { id: 'a' } },
      azure: {
        open_ai: { operation_name: i % 2 ? 'ListKey' : 'ChatCompletions_Create', category: i % 5 ? 'Audit' : 'Other', result_signature: i % 7 ? '200' : '429', properties: { request_length: i, response_length: (i * 37_003) % 5 === 0 ? 0 : (i * 37_003) % 2_000_000 } },
        resource: { name: `r${i % 3}`, group: `g${i % 4}` },
      },
    })),
    'OpenAIAuditLogs.ndjson': lines(60, (i) => ({
      TimeGenerated: at(i * 20), EventType: ['settings.updated', 'login', 'api_key.created', 'Project.Created', 'unroled', 'user.added'][i % 6],
      ActorSession: i % 9 ? { user: { email: mails[(i * 5) % 6] }, ip_address: `10.0.0.${i % 5}` } : { ip_address: '10.9.9.9' },
    })),
    'OpenAIChatCompletions.ndjson': lines(60, (i) => ({
      TimeGenerated: at(i * 21), EventFinishReasons: [['stop'], ['length', 'stop'], [], ['content_filter'], ['lengthy']][i % 5], AdditionalFields: { input_user: ['a@x.org', 'B@x.org', null, 'É@x.org'][i % 4] },
      ModelName: `m${i % 3}`, EventRequestId: `q${i}`,
    })),
  });
}

test.skipIf(!existsSync(SEEDS))('the rules that the project began with, over nested logs', () => {
  const r = eskql(['demo', SEEDS, logs(), '--now', '2026-01-20T22:00:00Z']);
  expect([r.code, r.out.match(/^same rows on both sides$/gm)?.length]).toEqual([0, 3]);
});
