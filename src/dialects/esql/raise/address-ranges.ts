import type { Expression, ProcessingCommand } from '../../../../grammars/esql/syntax.js';
import { NO_SPAN } from '../../../base/source.js';
import { BYTE } from '../../../text/address-pattern.js';
import { aggregate, arithmetic, call, compare, evaluate, field, integer, like, name, text, where } from './build.js';
import type { Raising } from './context.js';
import { NEVER } from './terms.js';

/**
 * IPv4 networks that come from data. CIDR_MATCH takes single values, and none that is no network. So they become one pattern of how the
 * addresses in them begin, with a dot behind each of their numbers: 10.1.16.0/20 is `10[.]1[.](16|17|…|31)[.]`.
 */

const span = NO_SPAN;

/** An IPv4 address, or a network of such. */
export const IPV4 = ` *${BYTE}(\\.${BYTE}){3} *(/ *0*([12]?[0-9]|3[0-2]) *)?`;

/** The networks among the texts of the rows as one pattern, in a column of the only row that is left. Texts that are none are left out. */
export function patternOfRanges(texts: Expression, as: string, raising: Raising): ProcessingCommand[] {
  const [bits, lowest, byte, bytes] = ['bits', 'lowest', 'byte', 'bytes'].map((n) => raising.fresh(n)) as [string, string, string, string];
  const network = texts.kind === 'name' ? texts : name(as);
  const part = (expression: Expression, without: string): Expression => call('REPLACE', expression, text(without), text(''));
  const whole = arithmetic('/', name(bits), integer(8));
  return [
    ...(network === texts ? [] : [evaluate([field(texts, as)])]),
    where(like(network, [IPV4], 'rlike')),
    evaluate([
      field(call('CASE', like(network, ['*/*']), call('TO_INTEGER', part(network, '.*/| ')), integer(32)), bits),
      field(call('TO_STRING', call('IP_PREFIX', call('TO_IP', part(network, '/.*| ')), name(bits), integer(0))), lowest),
      field(call('TO_INTEGER', call('MV_SLICE', call('SPLIT', name(lowest), text('.')), whole)), byte),
      field({ kind: 'array', elements: Array.from({ length: 256 }, (_, i) => ({ kind: 'integer' as const, text: String(i), span })), span }, bytes),
      field(call('CONCAT', beginning(name(lowest), whole), choice(name(bits), name(byte), name(bytes))), as),
    ]),
    { kind: 'stats', aggregates: [aggregate(call('MV_CONCAT', call('VALUES', name(as)), text('|')), as)], groups: [], span },
    evaluate([field(call('COALESCE', call('CONCAT', text('^('), name(as), text(').*')), text(NEVER)), as)]),
  ];
}

/** So many numbers of the address, which all addresses of the network begin with. */
function beginning(address: Expression, count: Expression): Expression {
  const first = call('REPLACE', call('CONCAT', address, text('.')), call('CONCAT', text('^(([0-9]+[.]){'), call('TO_STRING', count), text('}).*')), text('$1'));
  return call('REPLACE', first, text('[.]'), text('[.]'));
}

/** The values of the number of which only some bits are given. */
function choice(bits: Expression, byte: Expression, bytes: Expression): Expression {
  const given = arithmetic('%', bits, integer(8));
  const last = arithmetic('-', arithmetic('+', byte, call('TO_INTEGER', call('POW', integer(2), arithmetic('-', integer(8), given)))), integer(1));
  const values = call('MV_CONCAT', call('TO_STRING', call('MV_SLICE', bytes, byte, last)), text('|'));
  return call('CASE', compare('==', given, integer(0)), text(''), call('CONCAT', text('('), values, text(')[.]')));
}

/** Whether an address is in one of the networks of a pattern. */
export const inRanges = (address: Expression, ranges: Expression): Expression =>
  compare('==', call('REPLACE', call('CONCAT', call('TO_STRING', address), text('.')), ranges, text('')), text(''));
