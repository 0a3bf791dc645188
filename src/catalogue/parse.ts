import { fail } from '../base/diagnostics.js';
import { span } from '../base/source.js';
import { Dec } from '../data/decimal.js';
import { dynamicOf } from '../data/dynamic.js';
import type { Dynamic, Ty, Value } from '../data/types.js';
import { commandLineWords } from '../text/command-line.js';
import { firstCsvRecord } from '../text/csv-record.js';
import { domainFromPunycode, domainToPunycode, punycodeDecode, punycodeEncode } from '../text/punycode.js';
import { parseXml } from '../text/xml.js';
import { exactly, noCounterpart, scalar } from './define.js';
import { mergedSketch, sketchValues } from './aggregate-lists.js';
import { call, type Op, prepared, preparedTotal, sig, total } from './entry.js';
import { compareDynamic } from '../data/order.js';

/** Texts of small formats taken apart, and other functions that belong to no larger area. */

/** Up to four numbers of at most eight digits each. */
function version(text: string): Value {
  const parts = text.split('.');
  if (parts.length > 4 || !parts.every((p) => /^\d{1,8}$/.test(p))) return null;
  return [0, 1, 2, 3].reduce((sum, i) => sum.mul(100_000_000).add(parts[i] ?? 0), new Dec(0));
}

const SIZES = ['Bytes', 'KB', 'MB', 'GB', 'TB', 'PB', 'EB'];

/** The largest unit in which the number is at least one; trailing zeros are left out. */
function formatBytes(v: number, digits: number, wanted?: string): string {
  const fitting = Math.min(SIZES.length - 1, Math.max(0, Math.floor(Math.log(Math.max(1, Math.abs(v))) / Math.log(1024))));
  const unit = wanted ? SIZES.findIndex((s) => s.toLowerCase() === wanted.toLowerCase()) : fitting;
  if (unit < 0) return '';
  const text = (v / 1024 ** unit).toFixed(Math.min(20, Math.max(0, digits)));
  return `${text.includes('.') ? text.replace(/\.?0+$/, '') : text} ${SIZES[unit]}`;
}

const hexDigit = (random: () => number): string => Math.floor(random() * 16).toString(16);

function newGuid(random: () => number): string {
  const text = 'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx';
  return text.replace(/[xy]/g, (c) => (c === 'x' ? hexDigit(random) : (8 + Math.floor(random() * 4)).toString(16)));
}

/** The nearest rank in the values that the stand-in for a sketch holds. */
function percentileOf(sketch: Dynamic, percent: number): Dynamic {
  const values = sketchValues('tdigest', sketch);
  if (!values || values.length === 0) return null;
  const sorted = [...values].sort(compareDynamic);
  return sorted[Math.max(0, Math.ceil((Math.min(100, Math.max(0, percent)) / 100) * sorted.length) - 1)] ?? null;
}

function rankOf(sketch: Dynamic, v: Dynamic): Value {
  const values = sketchValues('tdigest', sketch);
  return values ? values.filter((x) => compareDynamic(x, v) <= 0).length : null;
}

const PARTS = noCounterpart('function that reads this format');
const SKETCH = noCounterpart('sketch values');

export const PARSE_OPS: readonly Op[] = [
  scalar('parse.csv', 'The fields of the first record of a CSV text.', call('parse_csv'), PARTS, [sig(['string'], 'dynamic', firstCsvRecord)], [[['aa,"b,""b",'], ['aa', 'b,"b', '']], [['r1,a\nr2'], ['r1', 'a']]]),
  scalar('parse.version', 'A version text as a number that orders versions.', call('parse_version'), PARTS, [sig(['string'], 'decimal', version)], [[['0.0.0.5'], new Dec(5)], [['1.2.3.4.5'], null]]),
  scalar('parse.commandLine', 'The words of a Windows command line.', call('parse_command_line'), PARTS, [sig(['string', 'string'], 'dynamic', (s, kind) => (kind === 'windows' ? commandLineWords(s) : null))],
    [[['echo "hello world!" \\"x', 'windows'], ['echo', 'hello world!', '"x']]]),
  scalar('parse.xml', 'An XML text as a dynamic value; null when it is malformed.', call('parse_xml'), PARTS, [sig(['string'], 'dynamic', (s) => parseXml(s) ?? null)],
    [[['<e n="v">t</e>'], new Map([['e', new Map([['@n', 'v'], ['#text', 't']])]])], [['<e>'], null]]),
  scalar('text.formatBytes', 'A number of bytes in the unit that fits, or a given one.', call('format_bytes'), noCounterpart('byte formats'), [
    sig(['real'], 'string', (v) => formatBytes(v, 0)), sig(['real', 'long'], 'string', (v, d) => formatBytes(v, Number(d))), sig(['real', 'long', 'string'], 'string', (v, d, u) => formatBytes(v, Number(d), u)),
  ], [[[564], '564 Bytes', ['real']], [[10332, 1], '10.1 KB', ['real', 'long']], [[20010332, 0, 'KB'], '19541 KB', ['real', 'long', 'string']]]),
  scalar('text.toPunycode', 'A text in Punycode.', call('punycode_from_string'), noCounterpart('Punycode'), [sig(['string'], 'string', (s) => punycodeEncode(s) ?? '')], [[['académie-française'], 'acadmie-franaise-npb1a']]),
  scalar('text.fromPunycode', 'The text that Punycode stands for.', call('punycode_to_string'), noCounterpart('Punycode'), [sig(['string'], 'string', (s) => punycodeDecode(s) ?? '')], [[['acadmie-franaise-npb1a'], 'académie-française']]),
  scalar('text.domainFromPunycode', 'A domain name with its Punycode labels decoded.', call('punycode_domain_from_string'), noCounterpart('Punycode'), [sig(['string'], 'string', (s) => domainFromPunycode(s) ?? '')],
    [[['xn--Lin-8na.Celtchair.org'], 'Lúin.Celtchair.org']]),
  scalar('text.domainToPunycode', 'A domain name with its labels in Punycode where needed.', call('punycode_domain_to_string'), noCounterpart('Punycode'), [sig(['string'], 'string', domainToPunycode)],
    [[["Kaledvoulc'h.Artorījos.edu"], "Kaledvoulc'h.xn--Artorjos-ejb.edu"]]),
  scalar('id.newGuid', 'A random guid.', call('new_guid'), noCounterpart('random values'), [prepared([], 'guid', (context) => () => newGuid(context.random))], undefined, { volatile: true }),
  scalar('condition.assert', 'True; a condition that is false fails the query with a message.', call('assert'), exactly('true'), [
    total(['bool', 'string'], 'bool', (cond, message) => {
      if (cond !== true) fail('run-failed', { detail: message ?? 'assert failed' }, span(0, 0));
      return true;
    }),
  ], [[[true, 'm'], true]]),
  scalar('compare.around', 'Whether a value lies within a distance of another.', call('around'), { kind: 'template', text: '$0 >= $1 - $2 AND $0 <= $1 + $2', grade: 'rewritten' }, [
    total(['long', 'long', 'long'], 'bool', within), total(['real', 'real', 'real'], 'bool', within), total(['datetime', 'datetime', 'timespan'], 'bool', within), total(['timespan', 'timespan', 'timespan'], 'bool', within),
  ], [[[5, 3, 2], true], [[6, 3, 2], false], [[null, 3, 2], null]]),
  scalar('sketch.distinctCount', 'The number of distinct values in a sketch.', call('dcount_hll'), SKETCH, [sig(['dynamic'], 'long', (d) => sketchValues('hll', d)?.length ?? null)], [[[new Map([['hll', [1, 2]]])], 2]]),
  scalar('sketch.mergeHll', 'One sketch of the values of several.', call('hll_merge'), SKETCH, [sig(['dynamic', '...dynamic'], 'dynamic', (...sketches) => mergedSketch('hll', sketches))],
    [[[new Map([['hll', [1, 2]]]), new Map([['hll', [2, 3]]])], new Map([['hll', [1, 2, 3]]])]]),
  scalar('sketch.mergeTdigest', 'One sketch of the distributions of several.', call('merge_tdigest', { aliases: ['tdigest_merge'] }), SKETCH, [sig(['dynamic', '...dynamic'], 'dynamic', (...sketches) => mergedSketch('tdigest', sketches))],
    [[[new Map([['tdigest', [1, 2]]]), new Map([['tdigest', [2]]])], new Map([['tdigest', [1, 2, 2]]])], [[[1], [2]], null]]),
  scalar('sketch.isHll', 'Whether it is a sketch of distinct values.', call('hll_isvalid'), SKETCH, [sig(['dynamic'], 'bool', (d) => sketchValues('hll', d) !== undefined)], [[[[1]], false]]),
  scalar('sketch.isTdigest', 'Whether it is a sketch of a distribution.', call('tdigest_isvalid'), SKETCH, [sig(['dynamic'], 'bool', (d) => sketchValues('tdigest', d) !== undefined)], [[[[1]], false]]),
  scalar('sketch.percentile', 'A percentile of a sketch.', call('percentile_tdigest'), SKETCH, [sig(['dynamic', 'real'], 'dynamic', percentileOf)], [[[new Map([['tdigest', [1, 2, 3]]]), 50], 2, ['dynamic', 'real']]]),
  scalar('sketch.percentiles', 'Percentiles of a sketch as an array.', call('percentiles_array_tdigest'), SKETCH, [
    preparedTotal(['dynamic', '...any'], 'dynamic', (context) => (d, ...list) => list.flatMap((p, i) => percents(context.types[i + 1] as Ty, p as Value)).map((p) => percentileOf(d, p))),
  ], [[[new Map([['tdigest', [1, 2, 3]]]), [0, 100]], [1, 3]]]),
  scalar('sketch.rank', 'How many values of a sketch are not greater than a value.', call('rank_tdigest'), SKETCH, [
    preparedTotal(['dynamic', 'any'], 'real', (context) => (d, v) => rankOf(d, dynamicOf(context.types[1] as Ty, v as Value))),
  ], [[[new Map([['tdigest', [1, 2, 3]]]), 2], 2]]),
];

const percents = (type: Ty, p: Value): number[] => (Array.isArray(p) ? (p as readonly Dynamic[]).map(Number) : [Number(dynamicOf(type, p) === null ? 0 : p)]);

function within(v: number | bigint | null, center: number | bigint | null, distance: number | bigint | null): boolean | null {
  if (v === null || center === null || distance === null) return null;
  if (typeof v === 'number' && typeof center === 'number' && typeof distance === 'number') return v >= center - distance && v <= center + distance;
  const [a, b, d] = [BigInt(v), BigInt(center), BigInt(distance)];
  return a >= b - d && a <= b + d;
}
