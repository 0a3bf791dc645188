import { describe, expect, it } from 'vitest';
import type { ParamSpec, ScalarOp } from '../src/catalogue/entry.js';
import { KQL_OPS } from '../src/catalogue/kql.js';
import { run, translate } from '../src/index.js';

/*
 * Every KQL operation that ES|QL can say gives the same values there, missing ones included: its first argument is a column, the
 * others are constants, both queries run over the same rows. Notes of `different`, `narrower` or `wider` excuse an operation.
 */

type Cell = string | number | boolean | null;
type Column = 'bool' | 'long' | 'real' | 'string' | 'datetime';

const CELLS: Readonly<Record<Column, readonly Cell[]>> = {
  bool: [true, false, null],
  long: [0, 1, -7, 12345678901, null],
  real: [0.5, -2.5, 3, 0, null],
  string: ['abc', 'ABC def', 'x.exe', 'a,b', '10.1.2.3', '2024-01-02', '5', '', null],
  datetime: ['2024-02-29T13:45:30.123Z', '1999-12-31T23:59:59Z', '2024-12-30T00:00:00Z', null],
};
const ESQL_TYPES: Readonly<Record<Column, string>> = { bool: 'boolean', long: 'long', real: 'double', string: 'keyword', datetime: 'date' };
const CONSTANTS: Readonly<Record<string, readonly string[]>> = {
  bool: ['true'], long: ['2'], int: ['2'], real: ['2.0'], string: ['"a"', '"def"', '"yyyy-MM-dd"'], datetime: ['datetime(2024-01-01)'], timespan: ['1h', '1d'], any: ['"b"'],
};

const typeOf = (p: ParamSpec): string => p.replace(/^\.\.\.|\?$/g, '');

function written(op: ScalarOp, args: readonly string[]): string | undefined {
  const how = op.kql;
  if (how.kind === 'call') return `${how.name}(${args.join(', ')})`;
  if (how.kind === 'prefix') return `${how.symbol}(${args[0]})`;
  if (how.kind !== 'infix') return undefined;
  if (how.symbol.endsWith('between')) return `${args[0]} ${how.symbol} (${args[1]} .. ${args[2]})`;
  const list = /^!?in~?$|^has_a/.test(how.symbol);
  return list ? `${args[0]} ${how.symbol} (${args.slice(1).join(', ')})` : `${args[0]} ${how.symbol} ${args[1]}`;
}

/** Queries over one column `a`. */
function queriesOf(op: ScalarOp): [Column, string][] {
  return op.sigs.flatMap((sig): [Column, string][] => {
    const [first, ...rest] = sig.params.map(typeOf);
    if (first === undefined || !(first in CELLS) || !rest.every((t) => t in CONSTANTS)) return [];
    const choices = rest.map((t) => CONSTANTS[t] as readonly string[]);
    const lists = choices.reduce<string[][]>((all, some) => all.flatMap((l) => some.map((c) => [...l, c])), [[]]);
    return lists.flatMap((l): [Column, string][] => {
      const text = written(op, ['a', ...l]);
      return text === undefined ? [] : [[first as Column, `T | project r = ${text}`]];
    });
  });
}

function rowsOf(lang: 'kql' | 'esql', query: string, type: string, cells: readonly Cell[]): readonly unknown[] {
  const answer = run(query, { lang, now: '2026-01-01T00:00:00Z', tables: { T: { columns: [{ name: 'a', type }], rows: cells.map((c) => [c]) } } });
  if (!answer.ok) throw new Error(`${query}: ${answer.errors.map((e) => e.message).join('; ')}`);
  return answer.rows.map((r) => plain(r[0]));
}

/** "" and null are one value; an array of one value is that value; reals agree to twelve digits. */
function plain(v: unknown): unknown {
  if (v === '' || v === undefined) return null;
  if (Array.isArray(v) && v.length === 1) return plain(v[0]);
  return typeof v === 'number' ? Number(v.toPrecision(12)) : v;
}

/** Where the two cannot agree on these cells, and nobody would expect them to. */
const EXCUSED: Readonly<Record<string, string>> = {
  'convert.toInt': 'a number beyond 32 bits wraps around in Kusto and is null in ES|QL',
  'convert.toDatetime': 'moments before 1970 in ticks below a millisecond',
  'dynamic.parseJson': 'a JSON text is taken for the field that it is in',
  'base64.decode': 'bytes that are no text',
  'time.fromUnixMilliseconds': 'fractions of a millisecond', 'time.fromUnixMicroseconds': 'moments before 1970 have no nanoseconds', 'time.fromUnixNanoseconds': 'moments before 1970 have no nanoseconds',
  'ip.inAnyRange4': 'ranges that are none', 'ip.inAnyRange6': 'ranges that are none',
};

const translated = (query: string, type: Column): string | undefined => {
  const answer = translate(query, { from: 'kql', to: 'esql', schema: { T: { a: type } } });
  return answer.ok && !answer.notes.some((n) => n.grade !== 'rewritten') ? answer.query : undefined;
};

describe('KQL operations mean the same in ES|QL', () => {
  for (const op of KQL_OPS.filter((o): o is ScalarOp => o.kind === 'scalar' && o.esql.kind !== 'refuse' && !o.volatile && !(o.id in EXCUSED))) {
    it(op.id, () => {
      for (const [type, query] of queriesOf(op)) {
        const target = translated(query, type);
        if (target === undefined) continue;
        const kql = rowsOf('kql', query, type, CELLS[type]);
        expect(rowsOf('esql', target, ESQL_TYPES[type], CELLS[type]), `${query}\n${target}`).toEqual(kql);
      }
    });
  }
});
