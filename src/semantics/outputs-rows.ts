import type { Aggregate, Drop, Keep, Named, Rename, Reorder } from '../ast/pipeline.js';
import type { Field } from '../data/table.js';
import { ALL_OTHERS, patternMatches, pickInInputOrder, pickInListOrder, reordered } from './names.js';
import type { OutputRules } from './outputs-rule.js';
import type { Schema } from './schema.js';

/** Stages that keep, add, drop or regroup the columns of one input. */

export const fieldsOf = (columns: readonly Named[]): Field[] => columns.map((c) => ({ name: c.name, type: c.expr.type }));

/** Replaces fields in place (or moves them last) and appends the new ones. A name that is added twice counts once, the last time. */
export function addFields(input: readonly Field[], added: readonly Field[], place: 'keep' | 'end' = 'keep'): Field[] {
  if (added.length === 1 && place === 'keep') return withField(input, added[0] as Field);
  const out = new Map(input.map((f) => [f.name, f]));
  for (const f of added) {
    if (place === 'end') out.delete(f.name);
    out.set(f.name, f);
  }
  return [...out.values()];
}

/** The common case without a map: queries of thousands of stages each add one. */
function withField(input: readonly Field[], added: Field): Field[] {
  const at = input.findIndex((f) => f.name === added.name);
  return at < 0 ? [...input, added] : input.with(at, added);
}

export const addTo = (input: Schema, added: readonly Field[], place: 'keep' | 'end' = 'keep'): Schema => ({ fields: addFields(input.fields, added, place), open: input.open });

/** Columns that are named outright but that an open schema does not know become 'unknown' ones. */
function mention(input: Schema, names: readonly string[]): Schema {
  if (!input.open) return input;
  const known = new Set(input.fields.map((f) => f.name));
  return { fields: [...input.fields, ...names.filter((n) => !known.has(n)).map((name): Field => ({ name, type: 'unknown' }))], open: true };
}

const exactNames = (patterns: readonly { readonly name: string; readonly wildcard: boolean }[]): string[] => patterns.filter((p) => !p.wildcard).map((p) => p.name);

const pick = (fields: readonly Field[], indexes: readonly number[]): Field[] => indexes.map((i) => fields[i] as Field);

function keep(s: Keep, input: Schema): Schema {
  const { fields } = mention(input, exactNames(s.columns));
  const names = fields.map((f) => f.name);
  const kept = s.order === 'input' ? pickInInputOrder(names, s.columns) : pickInListOrder(names, s.columns);
  return { fields: pick(fields, kept), open: input.open && s.columns.some((c) => c.wildcard) };
}

const drop = (s: Drop, input: Schema): Schema => ({ fields: input.fields.filter((f) => !s.columns.some((c) => patternMatches(c, f.name))), open: input.open });

/** In ES|QL (`replace`) one renaming after the other, in Kusto all at once. */
export function renamed<T extends { readonly name: string }>(s: Rename, columns: readonly T[]): T[] {
  if (s.clash === 'error') {
    const to = new Map(s.columns.map((c) => [c.from, c.to]));
    return columns.map((f) => ({ ...f, name: to.get(f.name) ?? f.name }));
  }
  let out = [...columns];
  for (const { from, to } of s.columns) {
    if (from === to) continue;
    out = out.filter((f) => f.name !== to).map((f) => (f.name === from ? { ...f, name: to } : f));
  }
  return out;
}

function reorder(s: Reorder, input: Schema): Schema {
  const { fields, open } = mention(input, exactNames(s.columns));
  return { fields: pick(fields, reordered(fields.map((f) => f.name), s.columns)), open };
}

/** An inline aggregation keeps the other columns first, then has the aggregates, then the keys. */
function aggregate(s: Aggregate, input: Schema): Schema {
  const keys = fieldsOf(s.keys);
  const open = s.aggregates.some((a) => a.name === ALL_OTHERS);
  const values = fieldsOf(s.aggregates).filter((f) => f.name !== ALL_OTHERS);
  if (!s.inline) return { fields: s.layout === 'keysFirst' ? addFields(keys, values, 'end') : addFields(values, keys, 'end'), open };
  return addTo(input, [...values, ...keys], 'end');
}

const same = (_s: unknown, input: Schema): Schema => input;

export const ROW_OUTPUTS: OutputRules<'filter' | 'extend' | 'project' | 'keep' | 'drop' | 'rename' | 'reorder' | 'aggregate' | 'sort' | 'limit' | 'distinct' | 'sample' | 'render' | 'consume' | 'as'> = {
  filter: same,
  extend: (s, input) => addTo(input, fieldsOf(s.columns), s.place),
  project: (s) => ({ fields: addFields([], fieldsOf(s.columns)), open: false }),
  keep,
  drop,
  rename: (s, input) => ({ fields: renamed(s, mention(input, s.columns.map((c) => c.from)).fields), open: input.open }),
  reorder,
  aggregate,
  sort: same,
  limit: same,
  distinct: (s, input) => (s.all ? input : { fields: fieldsOf(s.columns), open: false }),
  sample: (s, input) => (s.distinctOf ? { fields: fieldsOf([s.distinctOf]), open: false } : input),
  render: same,
  consume: same,
  as: (s, input, env) => {
    env.refs.set(s.name, input);
    return input;
  },
};
