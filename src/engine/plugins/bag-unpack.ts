import type { Evaluate } from '../../ast/pipeline.js';
import { fail } from '../../base/diagnostics.js';
import { builder, builderWithoutNullStrings } from '../../data/builder.js';
import { castCell, scalarOfDynamic } from '../../data/cast.js';
import type { Column } from '../../data/column.js';
import { type Dynamic, DynamicReal, DynamicScalar, type Ty } from '../../data/types.js';
import { columnNamed, type Frame, selectColumns, withColumns } from '../frame.js';
import type { Session } from '../session.js';
import { columnArgument, constantArgument } from './plugin.js';

type Bag = ReadonlyMap<string, Dynamic>;

/** One column per property of a bag column, which goes; sorted by name, and after the others unless a column of the name was there. */
export function bagUnpack(s: Evaluate, input: Frame, session: Session): Frame {
  const name = columnArgument(s, 0);
  const source = columnNamed(input, name) ?? fail('unknown-column', { name }, s.span);
  const prefix = constantArgument(s, 'OutputColumnPrefix', 1, session) ?? '';
  const conflict = constantArgument(s, 'columnsConflict', 2, session) ?? 'error';
  const ignored = new Set(listOf(constantArgument(s, 'ignoredProperties', 3, session)));
  const bags = Array.from({ length: source.length }, (_, row) => bagOf(source, row));
  const types = propertyTypes(bags, ignored);
  const taken = new Set(input.fields.map((f) => f.name).filter((n) => n !== name));
  const added: [string, Column][] = [];
  for (const property of [...types.keys()].sort()) {
    const column = `${String(prefix)}${property}`;
    if (taken.has(column) && conflict === 'error') fail('duplicate-column', { name: column }, s.span);
    if (!taken.has(column) || conflict === 'replace_source') added.push([column, propertyColumn(bags, property, types.get(property) as Ty, session)]);
  }
  const out = withColumns(input, added);
  return added.some(([n]) => n === name) ? out : selectColumns(out, out.fields.flatMap((f, i) => (f.name === name ? [] : [i])));
}

const listOf = (v: unknown): readonly string[] => (Array.isArray(v) ? v.filter((x) => typeof x === 'string') : []);

function bagOf(source: Column, row: number): Bag | undefined {
  const v = source.get(row);
  return v instanceof Map ? (v as Bag) : undefined;
}

function propertyTypes(bags: readonly (Bag | undefined)[], ignored: ReadonlySet<string>): Map<string, Ty> {
  const types = new Map<string, Ty>();
  for (const bag of bags) {
    for (const [key, v] of bag ?? []) {
      if (ignored.has(key)) continue;
      types.set(key, both(types.get(key) ?? 'null', typeOf(v)));
    }
  }
  for (const [key, type] of types) if (type === 'null') types.set(key, 'dynamic');
  return types;
}

function typeOf(v: Dynamic): Ty {
  if (v === null) return 'null';
  if (typeof v === 'boolean') return 'bool';
  if (typeof v === 'string') return 'string';
  if (typeof v === 'bigint' || (typeof v === 'number' && Number.isInteger(v))) return 'long';
  if (typeof v === 'number' || v instanceof DynamicReal) return 'real';
  return v instanceof DynamicScalar ? v.type : 'dynamic';
}

function both(a: Ty, b: Ty): Ty {
  if (a === b || b === 'null') return a;
  if (a === 'null') return b;
  return (a === 'long' && b === 'real') || (a === 'real' && b === 'long') ? 'real' : 'dynamic';
}

function propertyColumn(bags: readonly (Bag | undefined)[], property: string, type: Ty, session: Session): Column {
  const out = (session.fillStrings ? builderWithoutNullStrings : builder)(type, bags.length);
  bags.forEach((bag, row) => {
    const v = bag?.get(property) ?? null;
    if (v !== null) out.set(row, type === 'dynamic' ? castCell('dynamic', 'dynamic', v) : scalarOfDynamic(v, type));
  });
  return out.done();
}
