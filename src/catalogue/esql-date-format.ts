import type { Ticks } from '../data/time.js';
import { ticksFromUnixMs, unixMsOfTicks } from '../data/time.js';
import { sub } from '../data/int64.js';
import type { Value } from '../data/types.js';
import { compileDateFormat, type DateFormat, defaultDateFormat } from '../text/java-date.js';
import { toUtc } from '../text/time-zone.js';
import { call, type CallContext, type Op, prepared, raise } from './entry.js';
import { compiled } from './esql-match.js';
import { datetimeOfNanos, nullFor } from './esql-support.js';

/** DATE_FORMAT and DATE_PARSE, by patterns of Java's DateTimeFormatter, in UTC. */

/** A pattern that cannot be read is a null with a warning. */
const formats = (c: CallContext): ((pattern: string) => DateFormat | null) =>
  compiled((pattern: string) => {
    const format = compileDateFormat(pattern);
    return format.ok ? format.value : nullFor(c, `java.lang.IllegalArgumentException: Invalid format: [${pattern}]: ${format.error.message}`);
  });

function write(c: CallContext): (pattern: string, t: Ticks) => Value {
  const format = formats(c);
  return (pattern, t) => format(pattern)?.format(t) ?? null;
}

const wholeMs = (t: Ticks): Ticks => sub(t, unixMsOfTicks(t).sub);

/** `time_zone` says where the times are local that name no zone; the pattern `defaultDateFormat` always reads UTC. */
function read(c: CallContext): (format: DateFormat, pattern: string, text: string) => Value {
  const zone = c.options['time_zone'];
  const failed = (pattern: string, text: string): null => nullFor(c, `java.lang.IllegalArgumentException: failed to parse date field [${text}] with format [${pattern}]`);
  return (format, pattern, text) => {
    const t = format.parse(text);
    if (t === null) return failed(pattern, text);
    if (typeof zone !== 'string' || /[XxzZV]/.test(pattern.replace(/'[^']*'/g, ''))) return wholeMs(t);
    return toUtc(wholeMs(t), zone) ?? nullFor(c, `java.time.zone.ZoneRulesException: Unknown time-zone ID: ${zone}`);
  };
}

function parseBy(c: CallContext): (pattern: string, text: string) => Value {
  const format = formats(c);
  const parse = read(c);
  return (pattern, text) => {
    const f = format(pattern);
    return f ? parse(f, pattern, text) : null;
  };
}

const DEFAULT_NAME = "yyyy-MM-dd'T'HH:mm:ss.SSSZ";
const noon = ticksFromUnixMs(Date.UTC(2024, 1, 17, 12, 5, 9, 30));

export const ESQL_DATE_FORMAT_OPS: readonly Op[] = [
  {
    id: 'esql.dateFormat', kind: 'scalar', doc: 'A date as text, by a pattern of Java or in ISO 8601.', esql: call('DATE_FORMAT'), kql: raise('rewritten'),
    sigs: [
      prepared(['datetime'], 'string', () => (t) => defaultDateFormat.format(t)), prepared(['nanos'], 'string', () => (n) => defaultDateFormat.format(datetimeOfNanos(n))),
      prepared(['string', 'datetime'], 'string', write),
      prepared(['string', 'nanos'], 'string', (c) => {
        const f = write(c);
        return (pattern, n) => f(pattern, datetimeOfNanos(n));
      }),
    ],
    examples: [[['yyyy/MM/dd', noon], '2024/02/17', ['string', 'datetime']], [[noon], '2024-02-17T12:05:09.030Z', ['datetime']], [['d MMM', noon], '17 Feb', ['string', 'datetime']]],
  },
  {
    id: 'esql.dateParse', kind: 'scalar', doc: 'A date, of its text by a pattern of Java or in ISO 8601.', esql: call('DATE_PARSE'), kql: raise('rewritten'),
    sigs: [
      prepared(['string'], 'datetime', (c) => {
        const parse = read(c);
        return (text) => parse(defaultDateFormat, DEFAULT_NAME, text);
      }),
      prepared(['string', 'string'], 'datetime', parseBy),
    ],
    examples: [[['dd.MM.yyyy', '17.02.2024'], ticksFromUnixMs(Date.UTC(2024, 1, 17))], [['yyyy-MM-dd', '2024-02-17 foo'], null], [['2024-02-17T12:05:09.030Z'], noon]],
  },
];
