import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { embeddedGrammar } from '../grammars/embedded/load.js';
import { isoOfTicks, MAX_TICKS, MIN_TICKS, textOfTimespan } from '../src/data/time.js';
import { parseKustoDatetime, parseOptionalTime } from '../src/text/datetime-parse.js';
import { compileDatetimeFormat, compileTimespanFormat } from '../src/text/kusto-format.js';
import { parseTimespan } from '../src/text/timespan.js';

const LONGEST = 2n ** 63n - 1n;

describe('timespans', () => {
  test.each<[string, number | bigint | null]>([
    ['1d', 864_000_000_000],
    ['-1d', -864_000_000_000],
    ['1.5h', 54_000_000_000],
    ['90s', 900_000_000],
    ['15 seconds', 150_000_000],
    ['1tick', 1],
    ['10microsecond', 100],
    ['250nanoseconds', 2],
    ['0.0000001s', 1],
    ['01:00:00', 36_000_000_000],
    ['13:00', 468_000_000_000],
    ['0:0:0.001', 10_000],
    ['-1.02:03:04.5', -937_845_000_000],
    ['00:00:00', 0],
    ['-0s', 0],
    ['10675199.02:48:05.4775807', LONGEST],
    ['10675199.02:48:05.4775808', null],
    ['-10675199.02:48:05.4775808', -LONGEST - 1n],
    ['1.5', null],
    ['abc', null],
    ['24:00', null],
    ['1:60', null],
    ['1w', null],
    ['1us', null],
    ['', null],
  ])('%j', (text, ticks) => expect(parseTimespan(text)).toBe(ticks));

  test('the reader and the grammar accept the same texts', () => {
    const piece = fc.constantFrom('-', '1', '23', '24', '60', '.', ':', ' ', 'd', 'min', 'S', 'w', 'ticks', '0000001');
    const rendered = fc.bigInt({ min: -LONGEST, max: LONGEST }).map((t) => textOfTimespan(t));
    fc.assert(
      fc.property(fc.oneof(fc.array(piece, { maxLength: 7 }).map((p) => p.join('')), rendered), (text) => {
        // The grammar knows no size: more days than 64 bits hold are the reader's business.
        fc.pre(!/(?<!\.\d*)\d{8}/.test(text));
        expect(parseTimespan(text) !== null).toBe(embeddedGrammar('timespan').match(text, 'span').succeeded());
      }),
      { numRuns: 500 },
    );
  });

  test('a text reads back to the same ticks', () => {
    const ticks = fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.integer().map((n) => n * 36_000_000_000));
    fc.assert(
      fc.property(ticks.filter(Number.isSafeInteger), (t) => {
        expect(parseTimespan(textOfTimespan(t))).toBe(t + 0);
      }),
    );
  });
});

const iso = (text: string): string | null => {
  const ticks = parseKustoDatetime(text);
  return ticks === null ? null : isoOfTicks(ticks);
};

describe('datetimes of Kusto', () => {
  test.each([
    ['2014-05-25T08:20:03.123456Z', '2014-05-25T08:20:03.123456Z'],
    ['2014-05-25T08:20', '2014-05-25T08:20:00Z'],
    ['2014-11-08 15:55:55', '2014-11-08T15:55:55Z'],
    ['2014-11-08', '2014-11-08T00:00:00Z'],
    ['2014-1-8 5:5', '2014-01-08T05:05:00Z'],
    ['2020-06-15T13:45:09.12345678+02:00', '2020-06-15T11:45:09.1234567Z'],
    ['Sat, 8 Nov 14 15:05:02 GMT', '2014-11-08T15:05:02Z'],
    ['8 Nov 2014 15:05', '2014-11-08T15:05:00Z'],
    ['Saturday, 08-Nov-14 15:05:02 GMT', '2014-11-08T15:05:02Z'],
    ['08-Nov-95 15:05', '1995-11-08T15:05:00Z'],
    ['Sat Nov  8 15:05:02 2014', '2014-11-08T15:05:02Z'],
    ['2014-11-08 15:05:25 GMT', '2014-11-08T15:05:25Z'],
    ['02/17/2016 08:40:00', '2016-02-17T08:40:00Z'],
    ['12-02-2022', '2022-12-02T00:00:00Z'],
    ['8/1/2019 10:24:35 PM', '2019-08-01T22:24:35Z'],
    [' 0001-01-01 00:00:00.0000001 ', '0001-01-01T00:00:00.0000001Z'],
    ['9999-12-31T23:59:59.9999999Z', '9999-12-31T23:59:59.9999999Z'],
    ['0001-01-01T00:00:00+01:00', null],
    ['2020-13-45', null],
    ['2021-02-29', null],
    ['2020-01-01 24:00:00', null],
    ['not a date', null],
    ['2020', null],
    ['', null],
  ])('%j', (text, expected) => expect(iso(text)).toBe(expected));

  test('what is printed reads back, over the whole range', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: BigInt(MIN_TICKS), max: BigInt(MAX_TICKS) }), (t) => {
        expect(BigInt(parseKustoDatetime(isoOfTicks(t, 7)) ?? 0)).toBe(t);
      }),
      { numRuns: 1000 },
    );
  });
});

test.each([
  ['2023', '2023-01-01T00:00:00Z', 0],
  ['2023-05', '2023-05-01T00:00:00Z', 0],
  ['2023-05-06T07', '2023-05-06T07:00:00Z', 0],
  ['2023-05-06T07:08:09.123456789Z', '2023-05-06T07:08:09.1234567Z', 89],
  ['2023-05-06T07:08:09,5+01', '2023-05-06T06:08:09.5Z', 0],
  ['2023-05-06T07:08:09.5-0130', '2023-05-06T08:38:09.5Z', 0],
])('strict_date_optional_time %j', (text, expected, nanos) => {
  const moment = parseOptionalTime(text);
  expect(moment && [isoOfTicks(moment.ticks), moment.nanos]).toEqual([expected, nanos]);
});

test.each(['2023-5-6', '2023-05-06 07:08', '23-05-06', '2023-02-30', '2023-05-06T07:8', 'x'])('strict_date_optional_time refuses %j', (text) =>
  expect(parseOptionalTime(text)).toBeNull(),
);

describe('Kusto formats', () => {
  test.each([
    ['2020-06-15 13:45:09', 'h:mm:ss tt', '1:45:09 PM'],
    ['2020-06-15 00:05:09', 'hh:mm:ss tt', '12:05:09 AM'],
    ['2020-06-15', 'y', '20'],
    ['2009-06-15', 'y', '9'],
    ['0900-01-01', 'yy yyyy', '00 0900'],
    ['2020-06-15 13:45:09.0500007', 'ff FFFFFFF F', '05 0500007 '],
    ['2017-01-29 09:00:05', 'yy-MM-dd [HH:mm:ss]', '17-01-29 [09:00:05]'],
    ['2020-06-15 13:45:09', 'M/d/yyyy H', '6/15/2020 13'],
  ])('of the datetime %j: %j', (text, format, expected) => {
    const compiled = compileDatetimeFormat(format);
    expect(compiled.ok && compiled.value(parseKustoDatetime(text) ?? 0)).toBe(expected);
  });

  test.each([
    ['1d', 'dddd', '0001'],
    ['1.02:03:04', 'hh', '02'],
    ['-1.02:30:00', 'd.hh:mm:ss', '-1.02:30:00'],
    ['-90s', 'mm:ss', '-01:30'],
    ['1.02:03:04.005', 'd:hh:mm:ss.fff', '1:02:03:04.005'],
    ['29.09:00:05.12345', 'ddd.h:mm:ss [fffffff]', '029.9:00:05 [1234500]'],
    ['10675199.02:48:05.4775807', 'd.hh:mm:ss', '10675199.02:48:05'],
  ])('of the timespan %j: %j', (text, format, expected) => {
    const compiled = compileTimespanFormat(format);
    expect(compiled.ok && compiled.value(parseTimespan(text) ?? 0)).toBe(expected);
  });

  test.each([
    ['yyyy-MM-ddTHH', 10, 11],
    ['zzz', 0, 3],
    ['ffffffff', 0, 8],
    ['yyy', 0, 3],
    ["'x'", 0, 1],
  ])('%j is refused at its place', (format, start, end) => {
    expect(compileDatetimeFormat(format)).toMatchObject({ ok: false, error: { code: 'pattern-malformed', span: { start, end } } });
  });
});
