import type { Call, Expr } from '../ast/pipeline.js';
import { fail } from '../base/diagnostics.js';
import type { ScalarOp } from '../catalogue/entry.js';
import { resolve } from '../catalogue/resolve.js';
import { builder, builderWithoutNullStrings } from '../data/builder.js';
import { castColumn } from '../data/cast.js';
import { type Column, ConstColumn } from '../data/column.js';
import { MultiValue, type Ty, type Value } from '../data/types.js';
import { indexRange } from './frame.js';
import type { Scope } from './scope.js';
import type { Session } from './session.js';

/** `case` and `coalesce`: each argument is evaluated for the rows that reach it, so that the others raise no warnings and cost nothing. */

type Evaluate = (e: Expr, scope: Scope, session: Session) => Column;

/** The value of some rows. */
interface Part {
  readonly rows: Int32Array;
  readonly column: Column;
}

interface Picked {
  readonly parts: readonly Part[];
  /** Of every argument, also of those that no row reached. */
  readonly types: readonly Ty[];
}

export function evaluateLazily(e: Call, op: ScalarOp, scope: Scope, session: Session, evaluate: Evaluate): Column {
  const run = (arg: Expr, rows: Int32Array): Column => evaluate(arg, rows.length === scope.length ? scope : scope.select(rows), session);
  const picked = op.lazy === 'case' ? pickCase(e, scope.length, run, session) : pickFirst(e, scope.length, run, session);
  const fit = resolve(op, picked.types);
  if (!fit) return fail('argument-type', { name: op.id, types: picked.types.join(', ') }, e.span);
  return merge(picked.parts, fit.returns, scope.length, session.fillStrings);
}

function pickCase(e: Call, length: number, run: (arg: Expr, rows: Int32Array) => Column, session: Session): Picked {
  let rest = indexRange(0, length);
  const parts: Part[] = [];
  const types: Ty[] = [];
  for (let i = 0; i + 1 < e.args.length; i += 2) {
    const condition = run(e.args[i] as Expr, rest);
    const { yes, no } = split(rest, castColumn(condition, 'bool'), () => warnMulti(e, session));
    const column = run(e.args[i + 1] as Expr, yes);
    parts.push({ rows: yes, column });
    types.push(condition.type, column.type);
    rest = no;
  }
  if (e.args.length % 2 === 1) {
    const column = run(e.args[e.args.length - 1] as Expr, rest);
    parts.push({ rows: rest, column });
    types.push(column.type);
  }
  return { parts, types };
}

const warnMulti = (e: Call, session: Session): void => session.warn('java.lang.IllegalArgumentException: single-value function encountered multi-value', e.span);

/** Rows whose condition is true, and the rest; a multi-value is not true. */
function split(rows: Int32Array, condition: Column, warn: () => void): { yes: Int32Array; no: Int32Array } {
  const yes = new Int32Array(rows.length);
  const no = new Int32Array(rows.length);
  let y = 0;
  let n = 0;
  for (let i = 0; i < rows.length; i++) {
    const v = condition.get(i);
    if (v instanceof MultiValue) warn();
    if (v === true) yes[y++] = rows[i] as number;
    else no[n++] = rows[i] as number;
  }
  return { yes: yes.subarray(0, y), no: no.subarray(0, n) };
}

function pickFirst(e: Call, length: number, run: (arg: Expr, rows: Int32Array) => Column, session: Session): Picked {
  let rest = indexRange(0, length);
  const parts: Part[] = [];
  const types: Ty[] = [];
  for (const arg of e.args) {
    const column = run(arg, rest);
    types.push(column.type);
    parts.push({ rows: rest, column });
    rest = rest.filter((_, i) => isMissing(column.get(i), session));
  }
  return { parts, types };
}

const isMissing = (v: Value, session: Session): boolean => v === null || (session.fillStrings && v === '');

/** Parts may overlap: a later one holds the rows that the earlier ones leave null or empty. */
function merge(parts: readonly Part[], type: Ty, length: number, fill: boolean): Column {
  const all = parts.find((p) => p.rows.length === length && p.column.kind === 'const' && p.column.value !== null && p.column.value !== '');
  if (all) return castColumn(all.column, type);
  if (length === 0) return new ConstColumn(type, null, 0);
  const out = (fill ? builderWithoutNullStrings : builder)(type, length);
  for (const { rows, column } of parts) {
    const cast = castColumn(column, type);
    for (let i = 0; i < rows.length; i++) {
      const v = cast.get(i);
      if (v !== null) out.set(rows[i] as number, v);
    }
  }
  return out.done();
}
