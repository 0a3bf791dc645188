import type { Scan } from '../ast/pipeline.js';
import type { Field } from '../data/table.js';
import type { Ty } from '../data/types.js';
import type { OutputEnv, OutputRules } from './outputs-rule.js';
import { metadataFields, scanTables } from './scan-tables.js';
import { closed, OPEN, type Schema } from './schema.js';
import { commonType, unite, type UniteRule } from './unite.js';

/** Rows one under the other; open when any input is. */
export function uniteSchemas(inputs: readonly Schema[], columns: 'outer' | 'inner', rule: UniteRule, sourceColumn?: string): Schema {
  const [only, ...more] = inputs;
  if (only && more.length === 0 && new Set(only.fields.map((f) => f.name)).size === only.fields.length) return { fields: withSource(only.fields, sourceColumn), open: only.open };
  const several = new Set(inputs.flatMap((i) => i.fields.filter((f) => f.several).map((f) => f.name)));
  const fields = unite(inputs.map((i) => i.fields), columns, rule).map(({ field }): Field => (several.has(field.name) ? { ...field, several: true } : field));
  return { fields: withSource(fields, sourceColumn), open: inputs.some((i) => i.open) };
}

export const withSource = (fields: readonly Field[], name: string | undefined): Field[] =>
  name === undefined ? [...fields] : [{ name, type: 'string' }, ...fields.filter((f) => f.name !== name)];

function scan(stage: Scan, env: OutputEnv): Schema {
  const schemas = scanTables(stage.tables, env.tables).flatMap((t) => {
    const known = env.table(t);
    return known ? [known] : env.openWorld ? [OPEN] : [];
  });
  const unknown = schemas.length === 0 ? env.openWorld : stage.sourceColumn === undefined && schemas.every((s) => s === OPEN);
  if (unknown && stage.metadata.length === 0) return OPEN;
  const rows = unknown ? OPEN : uniteSchemas(schemas, 'outer', stage.clash ?? 'widen', stage.sourceColumn);
  const own = new Set(stage.metadata);
  const fields = rows.fields.filter((f) => !own.has(f.name));
  if (stage.columnOrder === 'name') fields.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { fields: [...fields, ...metadataFields(stage.metadata)], open: rows.open };
}

/** `range` counts in the widest of its three types; a step over datetimes is a timespan. */
export function rangeType(from: Ty, to: Ty, step: Ty): Ty {
  if (from === 'datetime' || to === 'datetime') return 'datetime';
  if (from === 'timespan' || step === 'timespan') return 'timespan';
  const all = commonType(commonType(from, to), step);
  return all === 'int' || all === 'null' || all === 'unknown' ? 'long' : all;
}

export const SOURCE_OUTPUTS: OutputRules<'scan' | 'values' | 'range' | 'ref' | 'input' | 'union' | 'external'> = {
  scan: (s, _, env) => scan(s, env),
  values: (s) => closed(s.fields),
  range: (s) => closed([{ name: s.name, type: rangeType(s.from.type, s.to.type, s.step.type) }]),
  ref: (s, _, env) => env.refs.get(s.name) ?? OPEN,
  input: (_s, _i, env) => env.input ?? OPEN,
  union: (s, _i, _e, nested) => uniteSchemas(s.inputs.map((p) => nested(p)), s.columns, s.clash === 'suffix' ? 'suffix' : 'widen', s.sourceColumn),
  external: (s) => closed(s.fields),
};
