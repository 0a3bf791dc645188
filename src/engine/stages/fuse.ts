import type { Fuse } from '../../ast/pipeline.js';
import { fail } from '../../base/diagnostics.js';
import { type Column, columnOf, NumberColumn } from '../../data/column.js';
import { keyOf } from '../../data/order.js';
import { MultiValue, type Ty, type Value } from '../../data/types.js';
import { columnNamed, type Frame, frame } from '../frame.js';
import { groupBy, rowsOfGroups } from '../../data/group.js';
import type { StageRunners } from '../stage.js';

/** FUSE: rows of several result sets with equal keys become one, its score made of theirs, sorted by it. */
function fuse(s: Fuse, input: Frame): Frame {
  const named = (name: string): Column => columnNamed(input, name) ?? fail('unknown-column', { name }, s.span);
  const sets = groupBy([named(s.group)], input.length);
  const keys = groupBy(s.keys.map(named), input.length);
  const score = scores(s, named(s.score), named(s.group), rowsOfGroups(sets));
  const rows = rowsOfGroups(keys);
  const sums = rows.map((r) => r.reduce((sum, row) => sum + (score[row] as number), 0));
  const order = rows.map((_, i) => i).sort((a, b) => (sums[b] as number) - (sums[a] as number) || a - b);
  const columns = input.fields.map((f, c) =>
    f.name === s.score ? new NumberColumn('real', Float64Array.from(order, (i) => sums[i] as number)) : merged(f.type, (input.cells[c] as Frame['cells'][number]).get(), order.map((i) => rows[i] as Int32Array)),
  );
  return frame(input.fields.map((f) => (f.name === s.score ? { name: f.name, type: 'real' } : f)), columns, rows.length);
}

/** RRF: weight / (constant + rank). Linear: weight times the score, scaled if asked. */
function scores(s: Fuse, given: Column, group: Column, sets: readonly Int32Array[]): Float64Array {
  const out = new Float64Array(given.length);
  const constant = Number(s.options['rank_constant'] ?? 60);
  const weights = s.options['weights'];
  for (const rows of sets) {
    const label = group.get(rows[0] ?? 0);
    const weight = Number((weights instanceof Map ? weights.get(String(label)) : undefined) ?? 1);
    const values = Array.from(rows, (row) => Number(given.get(row) ?? 0));
    const ranked = Array.from(rows, (_, i) => i).sort((a, b) => (values[b] as number) - (values[a] as number) || a - b);
    const scaled = s.method === 'linear' ? scale(values, String(s.options['normalizer'] ?? 'none')) : values;
    ranked.forEach((i, rank) => {
      out[rows[i] as number] = s.method === 'rrf' ? weight / (constant + rank + 1) : weight * (scaled[i] as number);
    });
  }
  return out;
}

function scale(values: readonly number[], how: string): readonly number[] {
  if (how === 'minmax') {
    const min = Math.min(...values);
    const range = Math.max(...values) - min;
    return values.map((v) => (range === 0 ? 1 : (v - min) / range));
  }
  if (how !== 'l2_norm') return values;
  const norm = Math.sqrt(values.reduce((sum, v) => sum + v * v, 0));
  return values.map((v) => (norm === 0 ? 0 : v / norm));
}

/** The different values of a column in each group. */
function merged(type: Ty, column: Column, groups: readonly Int32Array[]): Column {
  return columnOf(type, groups.map((rows): Value => {
    const values = new Map<unknown, Value>();
    for (const row of rows) {
      const v = column.get(row);
      for (const x of v instanceof MultiValue ? v.values : [v]) if (x !== null) values.set(keyOf(type, x), x);
    }
    const all = [...values.values()];
    return all.length === 0 ? null : all.length === 1 ? (all[0] as Value) : new MultiValue(all);
  }));
}

export const FUSE_STAGES: StageRunners<'fuse'> = { fuse };
