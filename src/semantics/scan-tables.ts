import type { Scan } from '../ast/pipeline.js';
import type { Field } from '../data/table.js';
import { nameMatches } from './names.js';

/** The tables that a scan reads, in order of mention; an exclusion takes away what earlier mentions gave. */
export function scanTables(refs: Scan['tables'], tables: readonly string[]): string[] {
  const out = new Set<string>();
  for (const ref of refs) {
    const hits = ref.wildcard ? tables.filter((t) => nameMatches(ref.name, t)) : [ref.name];
    for (const t of hits) {
      if (ref.exclude) out.delete(t);
      else out.add(t);
    }
  }
  return [...out];
}

const METADATA: Readonly<Record<string, Field['type']>> = {
  _version: 'long', _score: 'real', _ignored: 'string', _index: 'string', _id: 'string', _index_mode: 'string', _source: 'dynamic', _tsid: 'string', _size: 'int',
};

export const metadataFields = (names: readonly string[]): Field[] => names.map((name) => ({ name, type: METADATA[name] ?? 'null' }));
export const isMetadata = (name: string): boolean => Object.hasOwn(METADATA, name);
