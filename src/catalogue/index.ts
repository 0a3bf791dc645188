import type { Op, Spelling } from './entry.js';
import { ESQL_OPS } from './esql.js';
import { KQL_OPS } from './kql.js';
import { LOGIC_OPS } from './logic.js';
import { PARAMETER_OPS } from './parameters.js';

export type DialectId = 'kql' | 'esql';

/** Every operation, in the order of its area's file. */
export const CATALOGUE: readonly Op[] = [...LOGIC_OPS, ...PARAMETER_OPS, ...ESQL_OPS, ...KQL_OPS];

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

/** Keys are as `normal` makes them, and so are most names already. */
const find = (all: Record<DialectId, NameIndex>, dialect: DialectId, name: string): readonly Op[] => all[dialect].get(name) ?? all[dialect].get(normal(dialect, name)) ?? [];

/** The entries that a dialect calls by this name; several when the meaning depends on the argument types. */
export const opsByName = (dialect: DialectId, name: string): readonly Op[] => find(CALLS, dialect, name);
export const opsByInfix = (dialect: DialectId, symbol: string): readonly Op[] => find(INFIX, dialect, symbol);
export const opsByPrefix = (dialect: DialectId, symbol: string): readonly Op[] => find(PREFIX, dialect, symbol);

/** The other entries that share a name or symbol with this one in a dialect: the meaning depends on types that lowering may not know. */
export function siblings(op: Op): readonly Op[] {
  const found = (['kql', 'esql'] as const).flatMap((d) => [
    ...names(op[d]).flatMap((n) => opsByName(d, n)),
    ...symbols('infix')(op[d]).flatMap((n) => opsByInfix(d, n)),
    ...symbols('prefix')(op[d]).flatMap((n) => opsByPrefix(d, n)),
  ]);
  return [...new Set(found)].filter((other) => other !== op);
}

/** All function names of a dialect, for completion and "nearest name" hints. */
export const functionNames = (dialect: DialectId): readonly string[] => CATALOGUE.flatMap((op) => names(op[dialect]));
