import { inNetwork, isV4, maskIp, type Network, parseNetwork } from '../data/network.js';
import { ipOfText } from '../data/ip.js';
import { MultiValue, type Value } from '../data/types.js';
import { call, type CallContext, type Op, prepared, raise, refuse } from './entry.js';
import { compiled } from './esql-match.js';
import { MULTI_IN_SINGLE, nullFor, valuesIn } from './esql-support.js';

/** Addresses of ES|QL. */

/** Networks that are the same for all rows are read once. */
function cidrMatch(c: CallContext): (ip: string, ...blocks: string[]) => Value {
  const known = new Map<string, Network | undefined>();
  const read = (text: string): Network | undefined => {
    if (!known.has(text)) {
      if (known.size > 1_000) known.clear();
      known.set(text, parseNetwork(text));
    }
    return known.get(text);
  };
  return (ip, ...blocks) => {
    for (const block of blocks) {
      const network = read(block);
      if (!network) return nullFor(c, `java.lang.IllegalArgumentException: '${block}' is not an IP string literal.`);
      if (inNetwork(ip, network)) return true;
    }
    return false;
  };
}

function prefix(c: CallContext): (ip: string, four: number, six: number) => Value {
  return (ip, four, six) => {
    if (four < 0 || four > 32) return nullFor(c, `java.lang.IllegalArgumentException: Prefix length v4 must be in range [0, 32], found ${four}`);
    if (six < 0 || six > 128) return nullFor(c, `java.lang.IllegalArgumentException: Prefix length v6 must be in range [0, 128], found ${six}`);
    return maskIp(ip, isV4(ip) ? 96 + four : six);
  };
}

/** Networks by name, as Elasticsearch's `network_direction` knows them. */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fd00::/8'];
const LOOPBACK = ['127.0.0.0/8', '::1'];
const MULTICAST = ['224.0.0.0/4', 'ff00::/8'];
const LINK_LOCAL = ['169.254.0.0/16', 'fe80::/10'];
/** IPv6 addresses of these kinds are ff?1 and ff?2. */
const INTERFACE_MULTICAST = Array.from({ length: 16 }, (_, i) => `ff${i.toString(16)}1::/16`);
const LINK_MULTICAST = ['224.0.0.0/24', ...Array.from({ length: 16 }, (_, i) => `ff${i.toString(16)}2::/16`)];
const UNSPECIFIED = ['0.0.0.0', '::'];
const BROADCAST = ['255.255.255.255'];
const UNICAST_NOT = [...BROADCAST, ...UNSPECIFIED, ...LOOPBACK, ...MULTICAST, ...LINK_LOCAL];
const PUBLIC_NOT = [...PRIVATE, ...LOOPBACK, ...UNSPECIFIED, ...LINK_LOCAL, ...LINK_MULTICAST, ...INTERFACE_MULTICAST, ...BROADCAST];

type IpTest = (ip: string) => boolean;

function inAny(texts: readonly string[]): IpTest {
  let networks: readonly Network[] | undefined;
  return (ip) => (networks ??= texts.map((t) => parseNetwork(t)).filter((n) => n !== undefined)).some((n) => inNetwork(ip, n));
}
const outside = (texts: readonly string[]): IpTest => {
  const inside = inAny(texts);
  return (ip) => !inside(ip);
};

const NAMED: ReadonlyMap<string, IpTest> = new Map([
  ['loopback', inAny(LOOPBACK)], ['global_unicast', outside(UNICAST_NOT)], ['unicast', outside(UNICAST_NOT)], ['link_local_unicast', inAny(LINK_LOCAL)],
  ['interface_local_multicast', inAny(INTERFACE_MULTICAST)], ['link_local_multicast', inAny(LINK_MULTICAST)], ['multicast', inAny(MULTICAST)],
  ['unspecified', inAny(UNSPECIFIED)], ['private', inAny(PRIVATE)], ['public', outside(PUBLIC_NOT)],
]);

function direction(c: CallContext): (source: Value, destination: Value, networks: Value) => Value {
  const test = compiled((name: string): IpTest | null => NAMED.get(name) ?? (parseNetwork(name) ? inAny([name]) : null));
  return (source, destination, networks) => {
    if (source instanceof MultiValue || destination instanceof MultiValue) return nullFor(c, MULTI_IN_SINGLE);
    const tests = valuesIn(networks).map((n) => test(n as string));
    const bad = tests.indexOf(null);
    if (bad >= 0) return nullFor(c, `java.lang.IllegalArgumentException: '${String(valuesIn(networks)[bad])}' is not an IP string literal.`);
    const [from, to] = [source, destination].map((ip) => tests.some((t) => t?.(ip as string)));
    return from ? (to ? 'internal' : 'outbound') : to ? 'inbound' : 'external';
  };
}

const ip = (text: string): string => ipOfText(text) as string;

export const ESQL_IP_OPS: readonly Op[] = [
  {
    id: 'esql.cidrMatch', kind: 'scalar', doc: 'Whether the address is in one of the networks.', esql: call('CIDR_MATCH'), kql: raise('exact'),
    sigs: [prepared(['ip', 'string', '...string'], 'bool', cidrMatch)],
    examples: [[[ip('10.1.2.3'), '192.168.0.0/16', '10.0.0.0/8'], true, ['ip', 'string', 'string']], [[ip('11.0.0.1'), '10.0.0.0/8'], false, ['ip', 'string']], [[null, '10.0.0.0/8'], null]],
  },
  {
    id: 'esql.ipPrefix', kind: 'scalar', doc: 'The address with all but its first bits cleared; one length for IPv4, one for IPv6.', esql: call('IP_PREFIX', { since: '8.14' }),
    kql: refuse('KQL masks IPv4 and IPv6 by different functions, and a text may be either'),
    sigs: [prepared(['ip', 'int', 'int'], 'ip', prefix)], examples: [[[ip('1.2.3.4'), 24, 0], ip('1.2.3.0'), ['ip', 'int', 'int']]],
  },
  {
    id: 'esql.networkDirection', kind: 'scalar', multi: 'aware', doc: 'inbound, outbound, internal or external, by which ends are in one of the networks (addresses, CIDR or names such as `private`).',
    esql: call('NETWORK_DIRECTION', { aliases: ['NETDIR'], since: '9.3', ga: 'never' }), kql: refuse('KQL has no names for kinds of networks'),
    sigs: [prepared(['ip', 'ip', 'string'], 'string', direction as never)],
    examples: [
      [[ip('127.0.0.1'), ip('5.6.7.8'), new MultiValue(['loopback', 'private'])], 'outbound', ['ip', 'ip', 'string']],
      [[ip('5.6.7.8'), ip('10.1.1.1'), '10.0.0.0/8'], 'inbound', ['ip', 'ip', 'string']], [[ip('8.8.8.8'), ip('5.6.7.8'), 'private'], 'external', ['ip', 'ip', 'string']],
    ],
  },
];
