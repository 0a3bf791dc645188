import { isArray } from '../data/dynamic.js';
import { type Int64 } from '../data/int64.js';
import { ipOfText, textOfIp } from '../data/ip.js';
import { inNetwork, isV4, maskIp, type Network } from '../data/network.js';
import type { Dynamic, Value } from '../data/types.js';
import { noCounterpart, scalar } from './define.js';
import { call, type Op, type Overload, prepared, type CallContext, raise, sig } from './entry.js';

/** Addresses in texts, optionally with a prefix length: `10.1.2.3/8`. A text that is no address gives null, for texts "". */

/** The bytes as they were written, and how many leading bits count (of 128; an IPv4 `/24` has 120). */
interface Address {
  readonly ip: string;
  readonly bits: number;
}

const MAX_V4 = 4_294_967_295;

function addressOf(text: string): Address | undefined {
  const slash = text.indexOf('/');
  const ip = ipOfText((slash < 0 ? text : text.slice(0, slash)).trim());
  if (ip === undefined) return undefined;
  if (slash < 0) return { ip, bits: 128 };
  const suffix = text.slice(slash + 1).trim();
  const width = isV4(ip) && /\d\.\d+$/.test(text.slice(0, slash)) ? 32 : 128;
  const prefix = /^\d{1,3}$/.test(suffix) ? Number(suffix) : 999;
  return prefix > width ? undefined : { ip, bits: prefix + 128 - width };
}

function v4Of(text: string): Address | undefined {
  const a = addressOf(text);
  return a && isV4(a.ip) && !text.includes(':') ? a : undefined;
}

/** Whether a constant is an address or a network that the functions of a version read. */
export const isNetworkText = (text: string, version: 4 | 6): boolean => (version === 4 ? v4Of(text) : addressOf(text)) !== undefined;

const numberOf = (ip: string): number => [12, 13, 14, 15].reduce((n, i) => n * 256 + ip.charCodeAt(i), 0);

function v4OfNumber(v: Int64): string | undefined {
  const n = Number(v);
  if (!(n >= 0 && n <= MAX_V4)) return undefined;
  return ipOfText([24, 16, 8, 0].map((shift) => Math.floor(n / 2 ** shift) % 256).join('.'));
}

const masked = (a: Address): string => maskIp(a.ip, a.bits);

/** The smallest of the prefixes counts for both sides. */
function compareMasked(a: Address, b: Address, bits: number): number {
  const common = Math.min(a.bits, b.bits, bits);
  const [x, y] = [maskIp(a.ip, common), maskIp(b.ip, common)];
  return x < y ? -1 : x > y ? 1 : 0;
}

type Reader = (text: string) => Address | undefined;

/** `offset`: what a given prefix must be raised by to count of 128 bits. */
function comparison(read: Reader, offset: number, answer: (order: number) => Value): (a: string, b: string, prefix?: Int64) => Value {
  return (a, b, prefix = 128 - offset) => {
    const [x, y] = [read(a), read(b)];
    const bits = Number(prefix) + offset;
    return x && y && bits >= offset && bits <= 128 ? answer(compareMasked(x, y, bits)) : null;
  };
}

const PLAIN = 'the text must be a plain address, without a prefix';

function compareOps(version: 4 | 6, read: Reader, offset: number): Op[] {
  const order = comparison(read, offset, (o) => o);
  const match = comparison(read, offset, (o) => o === 0);
  const V = `IPv${version}`;
  return [
    scalar(`ip.compare${version}`, `Compares two ${V} addresses, with the smallest of their prefixes: -1, 0 or 1.`, call(`ipv${version}_compare`), noCounterpart('comparison of addresses with prefixes'), [
      sig(['string', 'string'], 'long', (a, b) => order(a, b)), sig(['string', 'string', 'long'], 'long', order),
    ], [[['10.0.0.1', '10.0.0.2'], -1], [['10.0.0.1/24', '10.0.0.9'], 0], [['x', '10.0.0.1'], null]]),
    scalar(`ip.matches${version}`, `Whether two ${V} addresses are equal, with the smallest of their prefixes.`, call(`ipv${version}_is_match`), version === 4 ? raise('rewritten', PLAIN) : noCounterpart('comparison of addresses with prefixes'), [
      sig(['string', 'string'], 'bool', (a, b) => match(a, b)), sig(['string', 'string', 'long'], 'bool', match),
    ], [[['10.0.0.1/24', '10.0.0.9'], true], [['10.0.0.1', '10.0.0.9'], false]]),
  ];
}

const networkOf = (a: Address): Network => ({ base: masked(a), bits: a.bits });

function inRange(read: Reader, ip: string, range: string): Value {
  const [a, r] = [read(ip), read(range)];
  return a && r ? inNetwork(a.ip, networkOf(r)) : null;
}

const rangeTexts = (list: readonly Value[]): string[] => list.flatMap((v) => (isArray(v) ? v : [v as Dynamic])).filter((v): v is string => typeof v === 'string');

const inAnyRange = (read: Reader): Overload =>
  prepared(['string', 'any', '...any'], 'bool', (context: CallContext) => {
    const networks = (list: readonly Value[]): Network[] => rangeTexts(list).map(read).filter((a) => a !== undefined).map(networkOf);
    const constants = context.constants.slice(1);
    const fixed = constants.includes(undefined) ? undefined : networks(constants as Value[]);
    return (ip, ...ranges) => {
      const a = read(ip);
      return a === undefined ? null : (fixed ?? networks(ranges as Value[])).some((n) => inNetwork(a.ip, n));
    };
  });

const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].map((t) => networkOf(v4Of(t) as Address));

function formatV4(a: Address | undefined, prefix: Int64, withPrefix: boolean): string {
  const wanted = Number(prefix);
  if (!a || wanted < 0 || wanted > 32) return '';
  const bits = Math.min(a.bits, wanted + 96);
  const text = textOfIp(maskIp(a.ip, bits));
  return withPrefix ? `${text}/${bits - 96}` : text;
}

const ofNumber = (v: Int64): Address | undefined => {
  const ip = v4OfNumber(v);
  return ip === undefined ? undefined : { ip, bits: 128 };
};

const formats = (withPrefix: boolean): Overload[] => [
  sig(['string'], 'string', (s) => formatV4(v4Of(s), 32, withPrefix)), sig(['long'], 'string', (v) => formatV4(ofNumber(v), 32, withPrefix)),
  sig(['string', 'long'], 'string', (s, p) => formatV4(v4Of(s), p, withPrefix)), sig(['long', 'long'], 'string', (v, p) => formatV4(ofNumber(v), p, withPrefix)),
];

/** Eight groups of four digits. */
function fullV6(a: Address | undefined): string {
  if (!a) return '';
  const hex = Array.from(masked(a), (c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join('');
  return (hex.match(/.{4}/g) ?? []).join(':');
}

const limited = (a: Address | undefined, bits: number, least: number): Address | undefined => (a && bits >= least && bits <= 128 ? { ip: a.ip, bits: Math.min(a.bits, bits) } : undefined);

/** The fewest networks that cover the addresses from one to the other. */
function cidrList(from: string, to: string): Dynamic {
  const [a, b] = [v4Of(from), v4Of(to)];
  if (!a || !b) return null;
  const out: string[] = [];
  let start = numberOf(a.ip);
  const end = numberOf(b.ip);
  while (start <= end) {
    let size = 1;
    let bits = 32;
    while (bits > 0 && start % (size * 2) === 0 && start + size * 2 - 1 <= end) {
      size *= 2;
      bits--;
    }
    out.push(`${textOfIp(v4OfNumber(start) as string)}/${bits}`);
    start += size;
  }
  return out;
}

const NUMBERS = noCounterpart('addresses as numbers');
const OWN_PREFIX = raise('different', 'an address that has a prefix of its own gives ""');

export const IP_OPS: readonly Op[] = [
  ...compareOps(4, v4Of, 96), ...compareOps(6, addressOf, 0),
  scalar('ip.inRange4', 'Whether an IPv4 address is in a network.', call('ipv4_is_in_range'), raise('rewritten', PLAIN), [sig(['string', 'string'], 'bool', (ip, r) => inRange(v4Of, ip, r))],
    [[['192.168.1.1', '192.168.1.255/24'], true], [['1.1.1.1', '1.1.1.2'], false], [['x', '10.0.0.0/8'], null]]),
  scalar('ip.inRange6', 'Whether an IPv6 address is in a network.', call('ipv6_is_in_range'), raise('rewritten', PLAIN), [sig(['string', 'string'], 'bool', (ip, r) => inRange(addressOf, ip, r))],
    [[['a5e::1', 'a5e::/16'], true]]),
  scalar('ip.inAnyRange4', 'Whether an IPv4 address is in one of the networks.', call('ipv4_is_in_any_range'), raise('rewritten', PLAIN), [inAnyRange(v4Of)],
    [[['192.168.1.6', '192.168.1.1/24', '10.0.0.1/8'], true], [['127.0.0.1', ['127.0.0.1']], true], [['1.1.1.1', '10.0.0.0/8'], false]]),
  scalar('ip.inAnyRange6', 'Whether an IPv6 address is in one of the networks.', call('ipv6_is_in_any_range'), raise('rewritten', PLAIN), [inAnyRange(addressOf)], [[['a5e::1', ['a5e::/16']], true]]),
  scalar('ip.isPrivate4', 'Whether an IPv4 address belongs to a private network.', call('ipv4_is_private'),
    raise('rewritten', PLAIN),
    [sig(['string'], 'bool', (s) => { const a = v4Of(s); return a ? PRIVATE.some((n) => inNetwork(a.ip, n)) : null; })],
    [[['10.1.2.3'], true], [['192.168.1.1/24'], true], [['172.32.0.1'], false], [['fe80::1'], null]]),
  scalar('ip.parse4', 'The number of an IPv4 address, after its prefix is applied.', call('parse_ipv4'), raise('rewritten'), [sig(['string'], 'long', (s) => { const a = v4Of(s); return a ? numberOf(masked(a)) : null; })],
    [[['192.168.1.1/24'], 3232235776], [['::1'], null]]),
  scalar('ip.parseMask4', 'The number of an IPv4 address, after a prefix is applied.', call('parse_ipv4_mask'), NUMBERS,
    [sig(['string', 'long'], 'long', (s, p) => { const a = limited(v4Of(s), Number(p) + 96, 96); return a ? numberOf(masked(a)) : null; })], [[['127.0.0.1', 24], 2130706432]]),
  scalar('ip.parse6', 'An address as eight groups of four digits, after its prefix is applied.', call('parse_ipv6'), raise('rewritten'), [sig(['string'], 'string', (s) => fullV6(addressOf(s)))],
    [[['192.168.255.255/24'], '0000:0000:0000:0000:0000:ffff:c0a8:ff00'], [['x'], '']]),
  scalar('ip.parseMask6', 'An address as eight groups of four digits, after a prefix is applied.', call('parse_ipv6_mask'), raise('different', 'the network is spelled in short, an IPv4 one as IPv4; a text with a prefix gives nothing'),
    [sig(['string', 'long'], 'string', (s, p) => fullV6(limited(addressOf(s), Number(p), 0)))], [[['192.168.255.255', 120], '0000:0000:0000:0000:0000:ffff:c0a8:ff00']]),
  scalar('ip.netmaskSuffix', 'The prefix length of an IPv4 address, 32 without one.', call('ipv4_netmask_suffix'), noCounterpart('addresses with prefixes'),
    [sig(['string'], 'long', (s) => { const a = v4Of(s); return a ? a.bits - 96 : null; })], [[['10.1.2.3'], 32], [['127.0.0.1/16'], 16]]),
  scalar('ip.format4', 'An IPv4 address, or its number, as text, after a prefix is applied.', call('format_ipv4'), OWN_PREFIX, formats(false), [[['192.168.1.1', 24], '192.168.1.0'], [[3232235777], '192.168.1.1'], [['1.1.1.1', -1], '']]),
  scalar('ip.formatMask4', 'The same with the prefix behind it.', call('format_ipv4_mask'), OWN_PREFIX, formats(true), [[['192.168.1.1/24', 32], '192.168.1.0/24']]),
  scalar('ip.cidrList', 'The fewest networks that cover the addresses from one to the other.', call('ipv4_range_to_cidr_list'), noCounterpart('lists of networks'),
    [sig(['string', 'string'], 'dynamic', cidrList)], [[['1.1.128.0', '1.1.140.255'], ['1.1.128.0/21', '1.1.136.0/22', '1.1.140.0/24']]]),
];
