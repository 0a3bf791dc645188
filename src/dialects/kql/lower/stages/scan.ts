import type * as Syntax from '../../../../../grammars/kql/syntax.js';
import type { ScanStep, ScanSteps } from '../../../../ast/pipeline.js';
import { addTo } from '../../../../semantics/outputs-rows.js';
import type { Schema } from '../../../../semantics/schema.js';
import { append } from '../append.js';
import { namedColumns } from '../columns.js';
import { lowerCondition } from '../conditions.js';
import { type Context, lowerExpr, report, type Tabular, withRow } from '../context.js';
import { convertTo } from '../conversions.js';
import { declaredType } from '../declared.js';
import { wordOption } from '../special-calls.js';
import { sortKey } from './rows.js';

/** `scan`: a state machine over ordered rows. */
export const scanStages = { scan };

function scan(s: Syntax.ScanStage, input: Tabular, cx: Context): Tabular {
  const sorted = s.orderBy.length > 0 ? append(input, { kind: 'sort', keys: s.orderBy.map((k) => sortKey(k, withRow(cx, input))), span: s.span }, cx, true) : input;
  if (!sorted.serialized && !sorted.schema.open) report(cx, 'not-serialized', { name: 'scan' }, s.span, 'sort or serialize the rows first');
  if (s.partitionBy.length > 0) return partitioned(s, sorted, cx);
  return append(sorted, steps(s, sorted, cx), cx, true);
}

function steps(s: Syntax.ScanStage, input: Tabular, cx: Context): ScanSteps {
  const declare = s.declare.map((d) => {
    const type = d.type.kind === 'type' ? declaredType(d.type, cx) : ('dynamic' as const);
    return { name: d.name.text, type, ...(d.default && { fallback: convertTo(type, lowerExpr(d.default, { ...cx, row: undefined }), cx) }) };
  });
  const schema = addTo(input.schema, declare.map(({ name, type }) => ({ name, type })));
  const names = new Set(s.steps.map((x) => x.name.text));
  const matchId = wordOption(s.params, 'with_match_id', cx);
  return { kind: 'scanSteps', declare, steps: s.steps.map((x) => step(x, schema, names, cx)), span: s.span, ...(matchId !== undefined && { matchId }) };
}

function step(s: Syntax.ScanStep, schema: Schema, names: ReadonlySet<string>, cx: Context): ScanStep {
  const inner: Context = { ...cx, row: { schema, serialized: false, aggregates: false, steps: names } };
  const output = s.output === 'last' || s.output === 'none' ? s.output : 'all';
  const assign = s.assignments.map((a) => ({ name: a.name.text, expr: lowerExpr(a.value, inner), span: a.name.span }));
  for (const a of assign) {
    if (!schema.open && !schema.fields.some((f) => f.name === a.name)) report(cx, 'unknown-column', { name: a.name }, a.span, 'scan assigns to the columns that it declares');
  }
  return { name: s.name.text, optional: s.optional, output, cond: lowerCondition(s.condition, inner), assign, span: s.span };
}

/** `scan partition by`: each partition by itself. */
function partitioned(s: Syntax.ScanStage, input: Tabular, cx: Context): Tabular {
  const keys = s.partitionBy.map((value): Syntax.Column => ({ kind: 'column', names: [], tuple: false, value, span: value.span }));
  const [by, second] = namedColumns(keys, withRow(cx, input), 'other');
  if (!by || second) return append(input, { kind: 'notYet', name: 'scan partition by several columns', span: s.span }, cx);
  const body = { stages: [{ kind: 'input', span: s.span } as const, steps(s, input, cx)], span: s.span };
  return append(input, { kind: 'partition', by, body, span: s.span }, cx, true);
}
