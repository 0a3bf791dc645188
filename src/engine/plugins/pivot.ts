import type { Evaluate, Expr } from '../../ast/pipeline.js';
import { fail } from '../../base/diagnostics.js';
import type { Groups } from '../../catalogue/entry.js';
import { castColumn } from '../../data/cast.js';
import { type Column, NumberColumn, take } from '../../data/column.js';
import { runAggregate } from '../aggregates.js';
import { columnNamed, type Frame, withColumns } from '../frame.js';
import { firstRows, groupBy } from '../../data/group.js';
import { frameScope } from '../scope.js';
import type { Session } from '../session.js';
import { columnArgument } from './plugin.js';

/** One column per value of the pivot column, sorted; a row per value of the other columns; each cell aggregates its rows. */
export function pivot(s: Evaluate, input: Frame, session: Session): Frame {
  const name = columnArgument(s, 0);
  const pivoted = castColumn(named(input, name, s), 'string');
  const aggregate = s.args[1]?.kind === 'agg' ? s.args[1] : undefined;
  const used = new Set([name, ...(aggregate?.args ?? []).flatMap(columnNames)]);
  const explicit = s.args.slice(aggregate ? 2 : 1).flatMap(columnNames);
  const keyNames = explicit.length > 0 ? explicit : input.fields.map((f) => f.name).filter((n) => !used.has(n));
  const keys = keyNames.map((n) => named(input, n, s));
  const groups = groupBy(keys, input.length);
  const values = groupBy([pivoted], input.length);
  session.checkSize(groups.count * values.count, 1, s.span);
  const cells = { ids: groups.ids.map((g, row) => g * values.count + (values.ids[row] as number)), count: groups.count * values.count };
  const results = aggregate ? runAggregate(aggregate, frameScope(input), cells, session) : counted(cells);
  const heads = firstRows(groups);
  const texts = Array.from(firstRows(values), (row) => String(pivoted.get(row) ?? ''));
  const order = texts.map((_, i) => i).sort((a, b) => ((texts[a] as string) < (texts[b] as string) ? -1 : 1));
  const rowCount = keys.length > 0 ? groups.count : Math.min(1, input.length);
  const cellsOf = (v: number): Column => take(results, Int32Array.from({ length: rowCount }, (_, g) => g * values.count + v));
  return withColumns({ fields: [], cells: [], length: rowCount }, [
    ...keys.map((c, i): [string, Column] => [keyNames[i] as string, take(c, heads.subarray(0, rowCount))]),
    ...order.map((v): [string, Column] => [texts[v] as string, cellsOf(v)]),
  ]);
}

const named = (input: Frame, name: string, s: Evaluate): Column => columnNamed(input, name) ?? fail('unknown-column', { name }, s.span);

/** Without an aggregate: how many rows. */
function counted({ ids, count }: Groups): Column {
  const out = new Float64Array(count);
  for (let row = 0; row < ids.length; row++) (out[ids[row] as number] as number)++;
  return new NumberColumn('long', out);
}

function columnNames(e: Expr): string[] {
  if (e.kind === 'col') return [e.name];
  return e.kind === 'call' || e.kind === 'agg' ? e.args.flatMap(columnNames) : [];
}
