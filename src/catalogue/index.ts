import type { Op, Spelling } from './entry.js';
import { ESQL_AGGREGATE_OPS } from './esql-aggregate.js';
import { ESQL_AGGREGATE_MORE_OPS } from './esql-aggregate-more.js';
import { ESQL_ARITHMETIC_OPS } from './esql-arithmetic.js';
import { ESQL_BUCKET_OPS } from './esql-bucket.js';
import { ESQL_COMPARE_OPS } from './esql-compare.js';
import { ESQL_CONDITION_OPS } from './esql-condition.js';
import { ESQL_CONVERT_OPS } from './esql-convert.js';
import { ESQL_DATE_OPS } from './esql-date.js';
import { ESQL_ENCODE_OPS } from './esql-encode.js';
import { ESQL_IP_OPS } from './esql-ip.js';
import { ESQL_MATCH_OPS } from './esql-match.js';
import { ESQL_MATH_OPS } from './esql-math.js';
import { ESQL_MULTI_OPS } from './esql-multi.js';
import { ESQL_STRING_OPS } from './esql-string.js';
import { KQL_OPS } from './kql.js';
import { LOGIC_OPS } from './logic.js';

export type DialectId = 'kql' | 'esql';

/** Every operation, in the order of its area's file. */
export const CATALOGUE: readonly Op[] = [
  ...LOGIC_OPS, ...KQL_OPS,
  ...ESQL_COMPARE_OPS, ...ESQL_ARITHMETIC_OPS, ...ESQL_MATH_OPS, ...ESQL_STRING_OPS, ...ESQL_ENCODE_OPS, ...ESQL_MATCH_OPS, ...ESQL_CONDITION_OPS, ...ESQL_CONVERT_OPS,
  ...ESQL_DATE_OPS, ...ESQL_BUCKET_OPS, ...ESQL_IP_OPS, ...ESQL_MULTI_OPS, ...ESQL_AGGREGATE_OPS, ...ESQL_AGGREGATE_MORE_OPS,
];

const byId: ReadonlyMap<string, Op> = new Map(CATALOGUE.map((op) => [op.id, op]));

/** The entry of an id; ids come from our own code, so a missing one is a defect. */
export function opOf(id: string): Op {
  const op = byId.get(id);
  if (!op) throw new Error(`no catalogue entry ${id}`);
  return op;
}

type NameIndex = ReadonlyMap<string, readonly Op[]>;

/** KQL names are case-sensitive, ES|QL names are not. */
const normal = (dialect: DialectId, name: string): string => (dialect === 'esql' ? name.toUpperCase() : name);

function names(s: Spelling): readonly string[] {
  return s.kind === 'call' ? [s.name, ...(s.aliases ?? [])] : [];
}

function symbols(kind: 'infix' | 'prefix'): (s: Spelling) => readonly string[] {
  return (s) => (s.kind === kind ? [s.symbol, ...(s.aliases ?? [])] : []);
}

function index(dialect: DialectId, keys: (s: Spelling) => readonly string[]): NameIndex {
  const out = new Map<string, Op[]>();
  for (const op of CATALOGUE) {
    for (const name of keys(op[dialect])) {
      const key = normal(dialect, name);
      const list = out.get(key);
      if (list) list.push(op);
      else out.set(key, [op]);
    }
  }
  return out;
}

const both = (keys: (s: Spelling) => readonly string[]): Record<DialectId, NameIndex> => ({ kql: index('kql', keys), esql: index('esql', keys) });
const CALLS = both(names);
const INFIX = both(symbols('infix'));
const PREFIX = both(symbols('prefix'));

/** The entries that a dialect calls by this name; several when the meaning depends on the argument types. */
export const opsByName = (dialect: DialectId, name: string): readonly Op[] => CALLS[dialect].get(normal(dialect, name)) ?? [];
export const opsByInfix = (dialect: DialectId, symbol: string): readonly Op[] => INFIX[dialect].get(normal(dialect, symbol)) ?? [];
export const opsByPrefix = (dialect: DialectId, symbol: string): readonly Op[] => PREFIX[dialect].get(normal(dialect, symbol)) ?? [];

/** All function names of a dialect, for completion and "nearest name" hints. */
export const functionNames = (dialect: DialectId): readonly string[] => CATALOGUE.flatMap((op) => names(op[dialect]));
