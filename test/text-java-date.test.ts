import { DateTimeFormatter, LocalDateTime } from '@js-joda/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isoOfTicks, ticksFromUnixMs } from '../src/data/time.js';
import { parseOptionalTime } from '../src/text/datetime-parse.js';
import { compileDateFormat, defaultDateFormat, type DateFormat } from '../src/text/java-date.js';

function format(pattern: string): DateFormat {
  const compiled = compileDateFormat(pattern);
  if (!compiled.ok) throw new Error(compiled.error.message);
  return compiled.value;
}

const ticks = (iso: string) => parseOptionalTime(iso)?.ticks ?? 0;

describe('DATE_FORMAT', () => {
  test.each([
    ['yyyy-MM-dd', '2023-05-06'],
    ['yyyy', '2023'],
    ["yyyy-MM-dd'T'HH:mm:ss.SSSX", '2023-05-06T17:08:09.123Z'],
    ['dd/MMM/yyyy:HH:mm:ss Z', '06/May/2023:17:08:09 +0000'],
    ['EEEE, d MMMM yy', 'Saturday, 6 May 23'],
    ['h:mm a', '5:08 PM'],
    ["''yyyy 'o''clock'", "'2023 o'clock"],
    ["'T''T''T'yyyy", "T'T'T2023"],
    ['SSSSSSSSS D Q', '123456700 126 2'],
    ['x xx xxx XXX', '+00 +0000 +00:00 Z'],
    ['yyyy[-MM[-dd]]', '2023-05-06'],
    ['date_hour_minute', '2023-05-06T17:08'],
    ['epoch_second', '1683392889'],
    ['basic_date||epoch_millis', '20230506'],
  ])('%j', (pattern, expected) => expect(format(pattern).format(ticks('2023-05-06T17:08:09.1234567Z'))).toBe(expected));

  test('without a pattern', () => expect(defaultDateFormat.format(ticks('2023-05-06'))).toBe('2023-05-06T00:00:00.000Z'));
});

describe('DATE_PARSE', () => {
  test.each([
    ['yyyy-MM-dd', '2023-05-06', '2023-05-06T00:00:00Z'],
    ['yyyy-MM-dd HH:mm:ss', '2023-05-06 07:08:09', '2023-05-06T07:08:09Z'],
    ['yyyyMMddHHmmssSSS', '20230506070809123', '2023-05-06T07:08:09.123Z'],
    ['d/M/yy', '6/5/23', '2023-05-06T00:00:00Z'],
    ['dd MMM yyyy HH:mm:ss Z', '06 May 2023 07:08:09 +0200', '2023-05-06T05:08:09Z'],
    ['EEE MMM d yyyy', 'Sat May 6 2023', '2023-05-06T00:00:00Z'],
    ['yyyy-MM-dd hh:mm a', '2023-05-06 12:30 AM', '2023-05-06T00:30:00Z'],
    ['yyyy[-MM[-dd]]', '2023-05', '2023-05-01T00:00:00Z'],
    ['yyyy-DDD', '2024-060', '2024-02-29T00:00:00Z'],
    ['HH:mm', '07:08', '1970-01-01T07:08:00Z'],
    ['epoch_millis', '1683356889123', '2023-05-06T07:08:09.123Z'],
    ['yyyy/MM/dd||yyyy-MM-dd', '2023-05-06', '2023-05-06T00:00:00Z'],
    ['strict_date_optional_time', '2023-05-06T07:08', '2023-05-06T07:08:00Z'],
  ])('%j on %j', (pattern, text, expected) => {
    const value = format(pattern).parse(text);
    expect(value === null ? null : isoOfTicks(value)).toBe(expected);
  });

  test.each([
    ['yyyy-MM-dd', '2023-5-6'],
    ['yyyy-MM-dd', '2023-02-29'],
    ['yyyy-MM-dd', '2023-05-06T07'],
    ['yyyy-MM-dd HH', '2023-05-06 24'],
    ['dd MMM yyyy', '06 MAY 2023'],
    ['EEE yyyy-MM-dd', 'Sun 2023-05-06'],
    ['hh a', '13 PM'],
    ['yyyy yyyy', '2023 2024'],
  ])('%j refuses %j', (pattern, text) => expect(format(pattern).parse(text)).toBeNull());
});

test.each([
  ['YYYY', 'pattern-unsupported', 0, 4],
  ['yyyy ww', 'pattern-unsupported', 5, 7],
  ['ddd', 'pattern-unsupported', 0, 3],
  ["'x", 'pattern-malformed', 0, 2],
  ['yyyy{', 'pattern-malformed', 4, 5],
  ['yyyy]', 'pattern-malformed', 4, 5],
])('the format %j is refused', (pattern, code, start, end) => {
  expect(compileDateFormat(pattern)).toMatchObject({ ok: false, error: { code, span: { start, end } } });
});

describe('beside js-joda', () => {
  const pattern = fc
    .array(fc.constantFrom('yyyy', 'MM', 'M', 'dd', 'd', 'HH', 'H', 'mm', 'm', 'ss', 's', 'SSS', 'D', 'DDD', 'hh', 'k', 'K', '-', ' ', ':', "'T'", '.'), { minLength: 1, maxLength: 8 })
    .map((p) => p.join(''))
    // Of several doubled quotes in one literal js-joda halves the first only, java.time all of them.
    .filter((p) => !/''.*''/.test(p))
    // Joined letters would make elements of other widths.
    .filter((p) => !/(M|d|H|m|s|D|h|k|K|S|y)\1/.test(p.replace(/yyyy|MM|dd|HH|mm|ss|SSS|DDD|hh/g, '#')) && !/([MdHmsDhkKSy])#/.test(p.replace(/yyyy|MM|dd|HH|mm|ss|SSS|DDD|hh/g, '#')));
  const moment = fc.date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true });

  test('formats are the same', () => {
    fc.assert(
      fc.property(pattern, moment, (p, date) => {
        let expected: string;
        try {
          expected = LocalDateTime.parse(date.toISOString().slice(0, 23)).format(DateTimeFormatter.ofPattern(p));
        } catch {
          return;
        }
        const compiled = compileDateFormat(p);
        if (compiled.ok) expect([p, compiled.value.format(ticksFromUnixMs(date.getTime()))]).toEqual([p, expected]);
      }),
      { numRuns: 500 },
    );
  });

  test('what a full pattern writes reads back', () => {
    const full = fc.constantFrom('yyyy-MM-dd HH:mm:ss.SSS', 'd MMMM yyyy, h:mm:ss a SSS', 'yyyyMMddHHmmssSSS', 'yyyy-D k:m:s.SSS', "EEE MMM dd HH:mm:ss.SSS yyyy X");
    fc.assert(
      fc.property(full, moment, (p, date) => {
        const value = ticksFromUnixMs(date.getTime());
        expect(format(p).parse(format(p).format(value))).toBe(value);
      }),
      { numRuns: 500 },
    );
  });
});
