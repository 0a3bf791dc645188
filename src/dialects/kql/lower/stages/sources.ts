import type * as Syntax from '../../../../../grammars/kql/syntax.js';
import { isNumeric, type Ty } from '../../../../data/types.js';
import { kqlTypeName } from '../../types.js';
import { append, oneRow, source } from '../append.js';
import { namedColumns } from '../columns.js';
import { type Context, lowerExpr, report, type Tabular, withRow } from '../context.js';
import { beginFind, beginSearch } from './search.js';
import { beginUnion } from './union.js';

/** Stages that begin a query. */
export const BEGINNINGS: Readonly<Partial<Record<Syntax.Stage['kind'], (stage: never, cx: Context) => Tabular>>> = {
  print,
  range,
  union: beginUnion,
  find: beginFind,
  search: beginSearch,
};

function print(s: Syntax.PrintStage, cx: Context): Tabular {
  const row = oneRow(s.span);
  return append(row, { kind: 'extend', columns: namedColumns(s.columns, withRow(cx, row), 'print'), place: 'keep', span: s.span }, cx);
}

function range(s: Syntax.RangeStage, cx: Context): Tabular {
  const [from, to, step] = [s.from, s.to, s.step].map((e) => lowerExpr(e, cx)) as [ReturnType<typeof lowerExpr>, ReturnType<typeof lowerExpr>, ReturnType<typeof lowerExpr>];
  if (!counts(from.type, to.type, step.type)) {
    report(cx, 'argument-type', { name: 'range', types: [from, to, step].map((e) => kqlTypeName(e.type)).join(', ') }, s.span);
  }
  return source({ kind: 'range', name: s.name.text, from, to, step, span: s.span }, cx, true);
}

const vague = (t: Ty): boolean => t === 'unknown' || t === 'null' || t === 'dynamic';

function counts(from: Ty, to: Ty, step: Ty): boolean {
  if ([from, to, step].some(vague)) return true;
  if (from === 'datetime') return to === 'datetime' && step === 'timespan';
  if (from === 'timespan') return to === 'timespan' && step === 'timespan';
  return [from, to, step].every(isNumeric);
}
