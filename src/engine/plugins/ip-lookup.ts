import type { Evaluate } from '../../ast/pipeline.js';
import { fail } from '../../base/diagnostics.js';
import type { Column } from '../../data/column.js';
import { maskIp, type Network, parseNetwork } from '../../data/network.js';
import { keyOf } from '../../data/order.js';
import { columnNamed, type Frame, selectRows } from '../frame.js';
import { Pairs } from '../match.js';
import type { Session } from '../session.js';
import { subqueryRows } from '../subquery.js';
import { columnArgument, type Plugin, sideBySide } from './plugin.js';

/** Rows with the rows of a table whose network holds their address, further keys being equal. Without a match a row goes, unless asked. */
export const ipLookup: Plugin = (s, input, session) => {
  const table = s.args[0];
  if (table?.kind !== 'subquery') return fail('run-failed', { detail: `the first argument of ${s.plugin} must be a table` }, s.span);
  const lookup = subqueryRows(table, session);
  const last = s.args[s.args.length - 1];
  const unmatched = last?.kind === 'lit' && last.value === true;
  const extra = s.args.slice(3).flatMap((_, i) => (s.args[i + 3]?.kind === 'col' ? [columnArgument(s, i + 3)] : []));
  const pairs = matches(s, input, lookup, extra, unmatched, session);
  return sideBySide(selectRows(input, pairs.left.subarray(0, pairs.length)), selectRows(lookup, pairs.right.subarray(0, pairs.length), session.fillStrings), extra);
};

function matches(s: Evaluate, input: Frame, lookup: Frame, extra: readonly string[], unmatched: boolean, session: Session): Pairs {
  const source = column(input, columnArgument(s, 1), s);
  const index = new NetworkIndex(column(lookup, columnArgument(s, 2), s));
  const left = extra.map((n) => column(input, n, s));
  const right = extra.map((n) => column(lookup, n, s));
  const same = (l: number, r: number): boolean => left.every((c, i) => keyOf(c.type, c.get(l)) === keyOf(c.type, (right[i] as Column).get(r)));
  const out = new Pairs();
  for (let row = 0; row < input.length; row++) {
    const found = index.find(source.get(row)).filter((r) => same(row, r));
    for (const r of found) out.push(row, r);
    if (found.length === 0 && unmatched) out.push(row, -1);
    session.checkSize(out.length, input.fields.length + lookup.fields.length, s.span);
  }
  return out;
}

const column = (f: Frame, name: string, s: Evaluate): Column => columnNamed(f, name) ?? fail('unknown-column', { name }, s.span);

/** Networks by their length and base, so that an address is looked up once per length. */
class NetworkIndex {
  private readonly byBits = new Map<number, Map<string, number[]>>();

  constructor(networks: Column) {
    for (let row = 0; row < networks.length; row++) {
      const network = networkOf(networks.get(row));
      if (!network) continue;
      const { base, bits } = network;
      let bases = this.byBits.get(bits);
      if (!bases) this.byBits.set(bits, (bases = new Map<string, number[]>()));
      const rows = bases.get(base);
      if (rows) rows.push(row);
      else bases.set(base, [row]);
    }
  }

  /** The rows whose network holds the address or network, in their order. */
  find(v: unknown): number[] {
    const source = networkOf(v);
    if (!source) return [];
    const out: number[] = [];
    for (const [bits, bases] of this.byBits) if (bits <= source.bits) out.push(...(bases.get(maskIp(source.base, bits)) ?? []));
    return out.sort((a, b) => a - b);
  }
}

const networkOf = (v: unknown): Network | undefined => (typeof v === 'string' ? parseNetwork(v) : undefined);
