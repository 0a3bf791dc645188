import type { Value } from '../data/types.js';
import { timeZoneNames, toLocal, toUtc } from '../text/time-zone.js';
import { noCounterpart, scalar } from './define.js';
import { call, type Op, sig } from './entry.js';

/** Moments in time zones. An unknown zone gives null. */

const ZONES = noCounterpart('moments in other time zones');
const NOON = 388_368_000_000_000;
const HOUR = 36_000_000_000;

export const ZONE_OPS: readonly Op[] = [
  scalar('time.utcToLocal', 'What the clocks of a zone show at a moment.', call('datetime_utc_to_local'), ZONES, [sig(['datetime', 'string'], 'datetime', (t, zone): Value => toLocal(t, zone) ?? null)],
    [[[NOON, 'Europe/Brussels'], NOON + HOUR, ['datetime', 'string']], [[0, 'UTC'], 0, ['datetime', 'string']], [[0, 'Moon/Crater'], null, ['datetime', 'string']], [[0, 'Asia/Tokyo'], 9 * HOUR, ['datetime', 'string']]]),
  scalar('time.localToUtc', 'The moment at which the clocks of a zone show a time; one that is skipped is taken with the offset behind the gap.', call('datetime_local_to_utc'), ZONES,
    [sig(['datetime', 'string'], 'datetime', (t, zone): Value => toUtc(t, zone) ?? null)], [[[9 * HOUR, 'Asia/Tokyo'], 0, ['datetime', 'string']]]),
  scalar('time.zones', 'The names of all time zones.', call('datetime_list_timezones'), ZONES, [sig([], 'dynamic', () => timeZoneNames())], []),
];
