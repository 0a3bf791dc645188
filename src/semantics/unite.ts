import type { Field } from '../data/table.js';
import { isText, type Ty } from '../data/types.js';
import { uniqueName } from './names.js';

/** Where each column of rows put one under the other comes from: its index in each input that has it. Sparse, for unions of thousands of tables. */
export interface United {
  readonly field: Field;
  readonly from: ReadonlyMap<number, number>;
}

/**
 * - 'suffix' (Kusto): one column per name and type, named `x_long` and `x_string` where the types of a name differ and are known
 * - 'widen' (Elasticsearch): one column per name; types that have a common one take it, others make the column 'unknown',
 *   of which only a conversion can make something
 */
export type UniteRule = 'suffix' | 'widen';

/** Columns by name in order of first appearance; `inner` keeps those that every input has. */
export function unite(inputs: readonly (readonly Field[])[], columns: 'outer' | 'inner', rule: UniteRule): United[] {
  const byKey = new Map<string, { name: string; type: Ty; from: Map<number, number> }>();
  const unsure = new Set(inputs.flatMap((fields) => fields.filter((f) => f.type === 'unknown').map((f) => f.name)));
  inputs.forEach((fields, i) => {
    fields.forEach((f, at) => {
      const key = rule === 'suffix' && !unsure.has(f.name) ? `${f.name}\0${f.type}` : f.name;
      const known = byKey.get(key);
      if (known) {
        known.type = commonType(known.type, f.type);
        known.from.set(i, at);
      } else byKey.set(key, { name: f.name, type: f.type, from: new Map([[i, at]]) });
    });
  });
  const all = grouped([...byKey.values()]).filter((u) => columns === 'outer' || u.from.size === inputs.length);
  return named(all);
}

/** The variants of a name stand together, where the first of them appeared. */
function grouped<T extends { readonly name: string }>(all: readonly T[]): T[] {
  const byName = new Map<string, T[]>();
  for (const u of all) {
    const variants = byName.get(u.name);
    if (variants) variants.push(u);
    else byName.set(u.name, [u]);
  }
  return [...byName.values()].flat();
}

function named(all: readonly { name: string; type: Ty; from: ReadonlyMap<number, number> }[]): United[] {
  const count = new Map<string, number>();
  for (const u of all) count.set(u.name, (count.get(u.name) ?? 0) + 1);
  const taken = new Set(all.filter((u) => count.get(u.name) === 1).map((u) => u.name));
  return all.map((u) => ({
    field: { name: count.get(u.name) === 1 ? u.name : uniqueName(`${u.name}_${u.type}`, taken), type: u.type },
    from: u.from,
  }));
}

const WIDER: Partial<Record<Ty, readonly Ty[]>> = { int: ['long', 'real'], long: ['real'], string: ['text'] };

/** The narrowest type that holds both without a change of meaning; 'unknown' when there is none. */
export function commonType(a: Ty, b: Ty): Ty {
  if (a === b || b === 'null') return a;
  if (a === 'null') return b;
  if (isText(a) && isText(b)) return 'string';
  if (WIDER[a]?.includes(b)) return b;
  if (WIDER[b]?.includes(a)) return a;
  return 'unknown';
}
