import type { Col, Enrich, Fork, Model, NotYet, Partition, Pipeline } from '../../ast/pipeline.js';
import { mapInside } from '../../ast/walk.js';
import { fail } from '../../base/diagnostics.js';
import { castCell } from '../../data/cast.js';
import { type Column, columnOf, ConstColumn } from '../../data/column.js';
import { MultiValue, type Ty, type Value } from '../../data/types.js';
import { commonType } from '../../semantics/unite.js';
import { evaluate } from '../eval.js';
import { type Frame, frameOf, selectRows, withColumns } from '../frame.js';
import { groupBy, rowsOfGroups } from '../../data/group.js';
import { chain, codeKeys } from '../match.js';
import { frameScope } from '../scope.js';
import type { Session } from '../session.js';
import { stack } from '../stack.js';
import type { StageRunners } from '../stage.js';

/** Stages that run pipelines over their input, that look rows up by a policy, or that cannot be run. */

function fork(s: Fork, input: Frame, session: Session): Frame {
  if (s.labelColumn === undefined) {
    const first = s.branches[0];
    if (s.branches.length > 1) session.warn('of several results only the first is given', s.span);
    return first ? session.pipeline(first.pipeline, input) : input;
  }
  const label = s.labelColumn;
  const branches = s.branches.map((b) => {
    const rows = session.pipeline(b.pipeline, input);
    return withColumns(rows, [[label, new ConstColumn('string', b.name, rows.length)]], 'end');
  });
  return stack(branches, { columns: 'outer', rule: 'widen', inputNames: [], span: s.span, strict: true }, session);
}

/** The body runs once for each value of the key, in order of first appearance. */
function partition(s: Partition, input: Frame, session: Session): Frame {
  const keys = evaluate(s.by.expr, frameScope(input), session);
  const groups = groupBy([keys], input.length);
  const parts = rowsOfGroups(groups).map((rows) => session.pipeline(bodyFor(s, keys, rows[0] as number), selectRows(input, rows)));
  if (parts.length === 0) return session.pipeline(s.body, input);
  return stack(parts, { columns: 'outer', rule: 'widen', inputNames: [], span: s.span }, session);
}

/** A body over a table of its own has the key's value written in. */
const bodyFor = (s: Partition, keys: Column, row: number): Pipeline => (s.keyColumn === undefined ? s.body : withValue(s.body, s.keyColumn, keys.type, keys.get(row)));

function withValue<T extends object>(node: T, name: string, type: Ty, value: Value): T {
  const named = node as Partial<Col>;
  if (named.kind === 'col' && named.name === name) return { kind: 'lit', value, type, span: named.span } as unknown as T;
  return mapInside(node, (child) => withValue(child, name, type, value));
}

/** The policy is a table whose first column is the key, unless another one is named. Several matches give a multi-value. */
function enrich(s: Enrich, input: Frame, session: Session): Frame {
  const table = session.input.table(s.policy) ?? fail('unknown-table', { name: s.policy }, s.span);
  const policy = frameOf(table, session.fillStrings);
  const key = evaluate(s.on, frameScope(input), session);
  const own = policy.cells[Math.max(0, policy.fields.findIndex((f) => f.name === s.key))]?.get();
  if (!own || commonType(key.type, own.type) === 'unknown') return fail('type-mismatch', { what: 'the key of the policy', got: own?.type ?? 'null', want: key.type }, s.span);
  const codes = codeKeys([{ left: key, right: own, span: s.span }], input.length, policy.length, false, () => undefined);
  const left = s.key === undefined ? codes.left : codes.left.map((code, row) => (key.get(row) === '' ? -1 : code));
  const chains = chain(codes.right, codes.count, false);
  const wanted = s.columns ?? policy.fields.slice(1).map((f) => ({ name: f.name, from: f.name }));
  const columns = wanted.map((w: EnrichedColumn): [string, Column] => {
    if (w.type) return [w.name, typedColumn(w.type, policy.cells[policy.fields.findIndex((f) => f.name === w.from)]?.get(), left, chains.head, w.type === 'string' && session.fillStrings ? '' : null)];
    const source = policy.cells[policy.fields.findIndex((f) => f.name === w.from)]?.get() ?? fail('unknown-column', { name: w.from }, s.span);
    return [w.name, columnOf(source.type, Array.from(codes.left, (code) => gathered(source, chains.head, chains.next, code)))];
  });
  return withColumns(input, columns, 'end');
}

type EnrichedColumn = NonNullable<Enrich['columns']>[number];

/** The values of one match, in the type that the column is to have. */
function typedColumn(type: Ty, source: Column | undefined, codes: Int32Array, head: Int32Array, missing: Value): Column {
  const row = (code: number): number => (code < 0 ? -1 : (head[code] as number));
  return columnOf(type, Array.from(codes, (code) => (source && row(code) >= 0 ? castCell(source.type, type, source.get(row(code))) ?? missing : missing)));
}

function gathered(source: Column, head: Int32Array, next: Int32Array, code: number): Value {
  const values: Value[] = [];
  for (let row = code < 0 ? -1 : (head[code] as number); row >= 0; row = next[row] as number) {
    const v = source.get(row);
    if (v instanceof MultiValue) values.push(...v.values);
    else if (v !== null) values.push(v);
  }
  return values.length === 0 ? null : values.length === 1 ? (values[0] as Value) : new MultiValue(values);
}

/** A model is never called. */
function model(s: Model, input: Frame, session: Session): Frame {
  const skipped = session.input.without?.some((name) => name.toLowerCase() === s.name.toLowerCase());
  if (!skipped) return fail('run-failed', { detail: `${s.name} calls a model, which is not run here; it can be left out by name` }, s.span);
  session.warn(`${s.name} was left out; its columns are null`, s.span);
  return withColumns(input, s.fields.map((f) => [f.name, new ConstColumn(f.type, null, input.length)]), 'end');
}

const notYet = (s: NotYet): Frame => fail('not-yet', { what: s.name, reason: s.reason }, s.span);

export const NESTED_STAGES: StageRunners<'fork' | 'partition' | 'enrich' | 'model' | 'notYet'> = { fork, partition, enrich, model, notYet };
