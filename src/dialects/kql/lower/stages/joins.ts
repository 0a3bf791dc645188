import type * as Syntax from '../../../../../grammars/kql/syntax.js';
import type { Expr, Join, JoinKind } from '../../../../ast/pipeline.js';
import { isNumeric, type Ty } from '../../../../data/types.js';
import { fieldOf, type Schema } from '../../../../semantics/schema.js';
import { kqlTypeName } from '../../types.js';
import { append } from '../append.js';
import { lowerCondition } from '../conditions.js';
import { type Context, lowerExpr, lowerTable, report, type Tabular, withoutRow, withRow } from '../context.js';
import { columnHint } from '../hints.js';
import { broken, isBroken } from '../operations.js';
import { wordOption } from '../special-calls.js';
import { pipelineOf } from '../subqueries.js';

export const joinStages = { join, lookup };

const KINDS: Readonly<Record<string, JoinKind>> = {
  inner: 'inner', innerunique: 'innerunique', leftouter: 'leftouter', rightouter: 'rightouter', fullouter: 'fullouter', leftsemi: 'leftsemi',
  rightsemi: 'rightsemi', leftanti: 'leftanti', leftantisemi: 'leftanti', anti: 'leftanti', rightanti: 'rightanti', rightantisemi: 'rightanti', cross: 'cross',
};

function join(s: Syntax.JoinStage, input: Tabular, cx: Context): Tabular {
  const word = wordOption(s.params, 'kind', cx) ?? 'innerunique';
  const kind = KINDS[word.toLowerCase()];
  if (!kind) report(cx, 'option-unknown', { name: 'kind', value: word, want: Object.keys(KINDS).join(', ') }, s.span);
  const right = lowerTable(s.table, withoutRow(cx));
  const sides = bothSides(input, right, cx);
  const stage: Join = {
    kind: 'join', join: kind ?? 'innerunique', right: pipelineOf(right), on: (s.on ?? []).flatMap((o) => equality(o, sides)), nullsMatch: NULLS_MATCH, clash: 'suffix', span: s.span,
    ...(s.where && { condition: lowerCondition(s.where, sides) }),
  };
  return append(input, stage, cx, false);
}

/** Whether a row with a null key finds one with a null key. */
const NULLS_MATCH = true;

function lookup(s: Syntax.LookupStage, input: Tabular, cx: Context): Tabular {
  const kind = wordOption(s.params, 'kind', cx) === 'inner' ? 'inner' : 'leftouter';
  const right = lowerTable(s.table, withoutRow(cx));
  const on = s.on.flatMap((o) => equality(o, bothSides(input, right, cx)));
  return append(input, { kind: 'join', join: kind, right: pipelineOf(right), on, nullsMatch: NULLS_MATCH, clash: 'dropKeys', span: s.span }, cx, false);
}

function bothSides(input: Tabular, right: Tabular, cx: Context): Context {
  const left = withRow(cx, input);
  return { ...left, row: { schema: input.schema, serialized: false, aggregates: false, right: right.schema } };
}

/* ---------------------------------------------------------------- conditions */

type Key = Join['on'][number];

/** A column of both sides, `$left.a == $right.b`, or several of them joined by `and`. */
function equality(e: Syntax.Expression, cx: Context): Key[] {
  if (e.kind === 'logical' && e.op === 'and') return e.operands.flatMap((o) => equality(o, cx));
  if (e.kind === 'name') return [commonColumn(e, cx)];
  if (e.kind === 'binary' && e.op === '==') return sided(e, cx);
  report(cx, 'join-condition', undefined, e.span);
  return [];
}

function commonColumn(e: Syntax.Name, cx: Context): Key {
  const { schema, right } = cx.row as { schema: Schema; right: Schema };
  return compared(sideColumn(e, 'left', schema, cx), sideColumn(e, 'right', right, cx), e.span, cx);
}

function sideColumn(e: Syntax.Name, side: 'left' | 'right', schema: Schema, cx: Context): Expr {
  const field = fieldOf(schema, e.text);
  if (field || schema.open) return { kind: 'col', name: e.text, type: field?.type ?? 'unknown', side, span: e.span };
  report(cx, 'join-column-missing', { name: e.text, side }, e.span, columnHint(e.text, schema));
  return broken(e.span);
}

function sided(e: Syntax.Binary, cx: Context): Key[] {
  const a = lowerExpr(e.left, cx);
  const b = lowerExpr(e.right, cx);
  if (isBroken(a) || isBroken(b)) return [];
  const [x, y] = [sideOf(a), sideOf(b)];
  if (x === 'left' && y === 'right') return [compared(a, b, e.span, cx)];
  if (x === 'right' && y === 'left') return [compared(b, a, e.span, cx)];
  report(cx, 'join-condition', undefined, e.span);
  return [];
}

/** The one side that an expression's columns are from. */
function sideOf(e: Expr): 'left' | 'right' | undefined {
  if (e.kind === 'col') return e.side;
  const sides = new Set(e.kind === 'call' ? e.args.map(sideOf).filter((s) => s !== undefined) : []);
  return sides.size === 1 ? [...sides][0] : undefined;
}

function compared(left: Expr, right: Expr, span: Syntax.Span, cx: Context): Key {
  if (!isBroken(left) && !isBroken(right) && !comparable(left.type, right.type)) {
    report(cx, 'type-mismatch', { what: 'the right key', got: kqlTypeName(right.type), want: kqlTypeName(left.type) }, span, 'convert one side before the join');
  }
  return { left, right, span };
}

const comparable = (a: Ty, b: Ty): boolean => a === b || a === 'unknown' || b === 'unknown' || (isNumeric(a) && isNumeric(b));
