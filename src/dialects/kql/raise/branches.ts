import type { Expression } from '../../../../grammars/kql/syntax.js';
import type { Field } from '../../../data/table.js';
import type { Ty } from '../../../data/types.js';
import { unite } from '../../../semantics/unite.js';
import { kqlTypeName } from '../types.js';
import { call, column, extend, name } from './build.js';
import { isAbsent } from './expressions.js';
import { nullOf } from './literals.js';
import { pipelineOf } from './pipeline-tree.js';
import type { Branch } from './scope.js';

/**
 * Pipelines whose rows are united, and the columns that hold arrays in any of them. Of two types `union` would make two columns, so a column is
 * an array in all where it is one in any, and has the widest of its types.
 */
export function unitedBranches(branches: readonly Branch[]): { readonly trees: readonly Expression[]; readonly arrays: ReadonlySet<string> } {
  const arrays = new Set(branches.flatMap((b) => [...b.arrays]));
  const types = new Map(unite(branches.map((b) => b.schema.fields), 'outer', 'widen').map(({ field }) => [field.name, field.type]));
  return { trees: branches.map((b) => ofOneType(b, arrays, types)), arrays };
}

function ofOneType({ tree, arrays, schema }: Branch, wanted: ReadonlySet<string>, types: ReadonlyMap<string, Ty>): Expression {
  const changed = schema.fields.flatMap((f) => {
    const to = wanted.has(f.name) ? (arrays.has(f.name) ? undefined : inArray(f)) : widened(f, types.get(f.name) ?? f.type);
    return to ? [column(to, f.name)] : [];
  });
  return changed.length === 0 ? tree : pipelineOf(tree, [extend(changed)]);
}

const inArray = (f: Field): Expression => (f.type === 'null' ? nullOf('dynamic') : call('iff', isAbsent(name(f.name), f.type), nullOf('dynamic'), call('pack_array', name(f.name))));

const CASTS: ReadonlySet<Ty> = new Set<Ty>(['long', 'real']);

function widened(f: Field, type: Ty): Expression | undefined {
  if (f.type === type || type === 'unknown' || f.type === 'unknown') return undefined;
  if (f.type === 'null') return nullOf(type);
  return CASTS.has(type) && kqlTypeName(f.type) !== kqlTypeName(type) ? call(`to${kqlTypeName(type)}`, name(f.name)) : undefined;
}
