import type { External, Range, Scan, Union, Values } from '../../ast/pipeline.js';
import { fail } from '../../base/diagnostics.js';
import { castCell } from '../../data/cast.js';
import { type Column, columnOf, ConstColumn } from '../../data/column.js';
import { add, compareInt, type Int64, sub } from '../../data/int64.js';
import type { Field } from '../../data/table.js';
import type { Value } from '../../data/types.js';
import { rangeType } from '../../semantics/outputs-sources.js';
import { metadataFields, scanTables } from '../../semantics/scan-tables.js';
import type { UniteRule } from '../../semantics/unite.js';
import { evaluateConstant } from '../eval.js';
import { type Frame, frame, frameOf, selectColumns, withColumns } from '../frame.js';
import type { Session } from '../session.js';
import type { StageRunners } from '../stage.js';
import { stack } from '../stack.js';

function scan(s: Scan, session: Session): Frame {
  const names = scanTables(s.tables, session.input.tableNames);
  const tables = names.flatMap((name) => {
    const t = session.input.table(name);
    if (!t && !s.fuzzy) return fail('unknown-table', { name }, s.tables.find((r) => r.name === name)?.span ?? s.span);
    return t ? [{ name, frame: withMetadata(frameOf(t, session.fillStrings), name, s.metadata, t.documents) }] : [];
  });
  if (tables.length === 0) tables.push({ name: '', frame: withMetadata({ fields: [], cells: [], length: 0 }, '', s.metadata) });
  const [only] = tables;
  if (only && tables.length === 1 && s.sourceColumn === undefined) return ordered(s, only.frame);
  const options = { columns: 'outer', rule: s.clash ?? 'widen', sourceColumn: s.sourceColumn, inputNames: tables.map((t) => t.name), span: s.span } as const;
  return ordered(s, stack(tables.map((t) => t.frame), options, session));
}

/** Metadata stands last; by name, if asked, the rest. */
function ordered(s: Scan, f: Frame): Frame {
  const meta = new Set(s.metadata);
  const own = f.fields.flatMap((x, i) => (meta.has(x.name) ? [] : [i]));
  const nameOf = (i: number): string => (f.fields[i] as Field).name;
  if (s.columnOrder === 'name') own.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  return selectColumns(f, [...own, ...s.metadata.map((name) => f.fields.findIndex((x) => x.name === name))]);
}

function withMetadata(f: Frame, table: string, names: readonly string[], documents?: () => Column): Frame {
  if (names.length === 0) return f;
  const known = new Map(f.fields.map((field, i) => [field.name, i]));
  const columns = metadataFields(names).map((field): [string, Column] => {
    const at = known.get(field.name);
    return [field.name, at === undefined ? ((field.name === '_source' ? documents?.() : undefined) ?? metadata(field, table, f.length)) : (f.cells[at]?.get() as Column)];
  });
  return withColumns(f, columns, 'end');
}

/** What a file can tell of Elasticsearch's metadata: the index is the table, every document has its first version. */
function metadata(field: Field, table: string, length: number): Column {
  if (field.name === '_id') return columnOf('string', Array.from({ length }, (_, i) => `${table}:${i}`));
  const values: Readonly<Record<string, Value>> = { _index: table, _version: 1, _index_mode: 'standard', _score: 1 };
  return new ConstColumn(field.type, values[field.name] ?? null, length);
}

function values(s: Values, session: Session): Frame {
  const columns = s.fields.map((f, c) =>
    columnOf(f.type, s.rows.map((row) => {
      const e = row[c];
      if (!e) return blank(f, session);
      const { value, type } = evaluateConstant(e, session);
      return castCell(type === 'null' ? f.type : type, f.type, value) ?? blank(f, session);
    })),
  );
  return frame(s.fields, columns, s.rows.length);
}

const blank = (f: Field, session: Session): Value => (session.fillStrings && f.type === 'string' ? '' : null);

/** A step of zero or away from the end gives no rows, or one when both ends are equal. */
function range(s: Range, session: Session): Frame {
  const [from, to, step] = [s.from, s.to, s.step].map((e) => evaluateConstant(e, session));
  const type = rangeType(from?.type ?? 'null', to?.type ?? 'null', step?.type ?? 'null');
  const cells = counted(from?.value ?? null, to?.value ?? null, step?.value ?? null, type === 'real', (n) => session.checkSize(n, 1, s.span));
  return frame([{ name: s.name, type }], [columnOf(type, cells)], cells.length);
}

function counted(from: Value, to: Value, step: Value, real: boolean, check: (rows: number) => void): Value[] {
  if (from === null || to === null || step === null || Number(step) === 0) return [];
  const rows = Math.floor((Number(real ? to : sub(to as Int64, from as Int64)) - (real ? Number(from) : 0)) / Number(step) + (real ? 1e-9 : 0)) + 1;
  if (!(rows > 0)) return [];
  check(rows);
  if (real) return Array.from({ length: rows }, (_, i) => Number(from) + i * Number(step));
  const out: Value[] = [];
  const up = Number(step) > 0;
  for (let at = from as Int64; up ? compareInt(at, to as Int64) <= 0 : compareInt(at, to as Int64) >= 0; at = add(at, step as Int64)) out.push(at);
  return out;
}

function union(s: Union, session: Session, outer: Frame | undefined): Frame {
  const inputs = s.inputs.map((p) => session.pipeline(p, outer));
  const rule: UniteRule = s.clash === 'suffix' ? 'suffix' : 'widen';
  const names = s.inputs.map((_, i) => s.inputNames?.[i] ?? `union_arg${i}`);
  return stack(inputs, { columns: s.columns, rule, sourceColumn: s.sourceColumn, inputNames: names, span: s.span, strict: s.clash === 'error' }, session);
}

function external(s: External, session: Session): Frame {
  const inputs = s.uris.map((uri) => {
    const t = session.input.external?.(uri, s.fields, s.options);
    if (!t) return fail('run-failed', { detail: `externaldata reads local files only, not ${uri}` }, s.span, 'a table of this name can be supplied (--table)');
    return frameOf(t, session.fillStrings);
  });
  return stack(inputs, { columns: 'outer', rule: 'suffix', span: s.span, inputNames: [] }, session);
}

/** One row of no columns: what a pipeline without a source starts from. */
export const ONE_ROW: Frame = { fields: [], cells: [], length: 1 };

export const SOURCE_STAGES: StageRunners<'scan' | 'values' | 'range' | 'ref' | 'input' | 'union' | 'external'> = {
  scan: (s, _input, session) => scan(s, session),
  values: (s, _input, session) => values(s, session),
  range: (s, _input, session) => range(s, session),
  ref: (s, _input, session) => session.ref(s.name) ?? fail('unknown-table', { name: s.name }, s.span),
  input: (s, _input, _session, outer) => outer ?? fail('run-failed', { detail: 'there are no rows to hand in here' }, s.span),
  union: (s, _input, session, outer) => union(s, session, outer),
  external: (s, _input, session) => external(s, session),
};
