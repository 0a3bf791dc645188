import type { Environment } from '../../../semantics/environment.js';
import type { State } from './context.js';
import { expression } from './expressions.js';
import { readSupplied } from './read-supplied.js';
import { tableExpression } from './tables.js';

/** What a lowering starts with. */
export function newState(env: Environment): State {
  return {
    env, outputs: { table: env.table, tables: env.tables, openWorld: env.openWorld, refs: new Map() }, diagnostics: [], warnings: [], lets: new Map(), defaults: new Set(), placeholders: [], named: new Map(), shared: new Map(), read: new Map(), options: new Map(),
    sizes: new WeakMap(), lowerings: { expr: expression, table: tableExpression, supplied: readSupplied }, nodes: 0, depth: 0,
  };
}
