import type { Graph } from '../ast/pipeline.js';
import type { Field } from '../data/table.js';
import { unite } from './unite.js';

/** The properties of a graph's nodes: the columns of their tables, or the id alone; then the numbers of components. `idType`: of the edges' ids. */
export function nodeFields(g: Pick<Graph, 'nodes' | 'nodeId' | 'components'>, tables: readonly (readonly Field[])[], idType: Field['type']): Field[] {
  const own = g.nodeId !== undefined ? [{ name: g.nodeId, type: idType }] : unite(tables, 'outer', 'suffix').map((u) => u.field);
  const components = g.components.map((c): Field => ({ name: c.column, type: 'long' }));
  return [...own.filter((f) => !components.some((c) => c.name === f.name)), ...components];
}

/** The columns of `graph-to-table`: hashes first. */
export function outputFields(hashes: readonly (string | undefined)[], properties: readonly Field[]): Field[] {
  return [...hashes.flatMap((name): Field[] => (name === undefined ? [] : [{ name, type: 'long' }])), ...properties];
}
