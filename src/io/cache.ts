import { resolve } from 'node:path';
import type { Table } from '../data/table.js';
import { stamp } from './files.js';
import { type ReadOptions, readTable } from './open.js';

export interface TableCache {
  readonly read: (path: string, options: ReadOptions) => Table;
}

/** Tables of files that are read once for as long as the file does not change. */
export function tableCache(): TableCache {
  const known = new Map<string, { readonly stamp: string; readonly table: Table }>();
  return {
    read(path, options) {
      const key = `${options.shape}:${resolve(path)}`;
      const now = stamp(path);
      const hit = known.get(key);
      if (hit?.stamp === now) return hit.table;
      const table = readTable(path, options);
      known.set(key, { stamp: now, table });
      return table;
    },
  };
}
