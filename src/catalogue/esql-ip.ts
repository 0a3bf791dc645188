import { inNetwork, isV4, maskIp, type Network, parseNetwork } from '../data/network.js';
import { ipOfText } from '../data/ip.js';
import type { Value } from '../data/types.js';
import { call, type CallContext, type Op, prepared, raise, refuse } from './entry.js';
import { nullFor } from './esql-support.js';

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
];
