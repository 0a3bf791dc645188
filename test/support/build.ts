import type { Agg, Call, Col, Expr, Lambda, Lit, Named, NamePattern, Pipeline, Plan, SortKey, Stage } from '../../src/ast/pipeline.js';
import { NO_SPAN } from '../../src/base/source.js';
import { type Field, type Table, tableOfRows } from '../../src/data/table.js';
import type { Ty, Value } from '../../src/data/types.js';
import { run, type RunInput, type RunResult } from '../../src/engine/run.js';

/** Tiny builders for plans by hand. `c('x')` is a column, `v(1)` a literal, `f('logic.and', a, b)` a call. */

const at = { span: NO_SPAN } as const;

export const c = (name: string, type: Ty = 'unknown', side?: 'left' | 'right'): Col => ({ kind: 'col', name, type, side, ...at });
export const f = (op: string, ...args: Expr[]): Call => ({ kind: 'call', op, args, type: 'unknown', ...at });
export const agg = (op: string, ...args: Expr[]): Agg => ({ kind: 'agg', op, args, type: 'unknown', ...at });
export const lambda = (params: string[], body: Expr): Lambda => ({ kind: 'lambda', params, body, type: 'unknown', ...at });

export function v(value: Value, type: Ty = typeOf(value)): Lit {
  return { kind: 'lit', value, type, ...at };
}

function typeOf(value: Value): Ty {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'bigint') return 'long';
  if (typeof value === 'number') return Number.isInteger(value) ? 'long' : 'real';
  return 'dynamic';
}

export const named = (columns: Readonly<Record<string, Expr>>): Named[] => Object.entries(columns).map(([name, expr]) => ({ name, expr, ...at }));
export const pattern = (name: string): NamePattern => ({ name, wildcard: name.includes('*'), ...at });
export const asc = (expr: Expr, nullsFirst = true): SortKey => ({ expr, desc: false, nullsFirst, ...at });
export const desc = (expr: Expr, nullsFirst = false): SortKey => ({ expr, desc: true, nullsFirst, ...at });

type Loose<S> = S extends Stage ? Omit<S, 'span'> : never;
/** A stage without its span. */
export const st = (stage: Loose<Stage>): Stage => ({ ...stage, ...at }) as Stage;

export const from = (name: string): Stage => st({ kind: 'scan', tables: [{ name, wildcard: name.includes('*'), ...at }], metadata: [] });
export const pipe = (...stages: Stage[]): Pipeline => ({ stages, ...at });
export const plan = (body: Pipeline, nullStrings: Plan['nullStrings'] = 'keep', lets: Plan['lets'] = []): Plan => ({ lets, body, nullStrings });

/** `tbl('x:long, s:string', [[1, 'a']])` */
export function tbl(header: string, rows: readonly (readonly Value[])[]): Table {
  return tableOfRows(fields(header), rows);
}

export const fields = (header: string): Field[] =>
  header.split(',').map((part) => {
    const [name = '', type = 'long'] = part.trim().split(':');
    return { name, type: type as Ty };
  });

export function runOn(tables: Readonly<Record<string, Table>>, p: Plan | Pipeline, more: Partial<RunInput> = {}): RunResult {
  const input: RunInput = { table: (name) => tables[name], tableNames: Object.keys(tables), now: 0, ...more };
  return run('body' in p ? p : plan(p), input);
}

/** The header and the rows, easy to compare: `['x:long', [[1], [2]]]`. */
export function show(t: Table): [string, Value[][]] {
  return [t.fields.map((x) => `${x.name}:${x.type}`).join(', '), Array.from({ length: t.length }, (_, row) => t.columns.map((col) => col.get(row)))];
}
