import type * as Syntax from '../../../../../grammars/kql/syntax.js';
import type { Named } from '../../../../ast/pipeline.js';
import { append, brokenTable } from '../append.js';
import { namedColumns } from '../columns.js';
import { type Context, lowerTable, Scope, report, type Tabular, withRow } from '../context.js';
import { callTableFunction } from '../functions.js';
import { column, namedCall, unknownFunction } from '../operations.js';
import { share } from '../sharing.js';
import { enrichment } from './enrichments.js';
import { pipelineOf } from '../subqueries.js';
import { suppliedFunction } from '../supplied.js';

/** Stages that hand their rows to pipelines inside them, to functions, or to a name. */
export const nestedStages = {
  partition,
  'partition-by': (s: Syntax.PartitionByStage, input: Tabular, cx: Context): Tabular => divided(s.column, s.body, s.span, input, cx),
  fork,
  facet,
  invoke,
  as: nameRows,
};

const handedIn = (input: Tabular, span: Syntax.Span): Tabular => ({ ...input, stages: [{ kind: 'input', span }], span });

const bodyContext = (input: Tabular, span: Syntax.Span, cx: Context): Context => ({ ...cx, row: undefined, input: handedIn(input, span) });

function partition(s: Syntax.PartitionStage, input: Tabular, cx: Context): Tabular {
  if (s.braces && !(s.body.kind === 'pipeline' && s.body.source === null)) {
    return overOwnTable(s, input, cx);
  }
  return divided(s.by, s.body, s.span, input, cx);
}

function divided(key: Syntax.Expression, body: Syntax.Expression, span: Syntax.Span, input: Tabular, cx: Context): Tabular {
  const by = keyOf(key, input, cx);
  const inner = lowerTable(body, bodyContext(input, span, cx));
  return append(input, { kind: 'partition', by, body: pipelineOf(inner), span }, cx, false);
}

/** The body reads no rows of the input: it sees the key alone, by its name or in `toscalar(…)`. */
function overOwnTable(s: Syntax.PartitionStage, input: Tabular, cx: Context): Tabular {
  const by = keyOf(s.by, input, cx);
  const keyColumn = `partition.${by.name}`;
  const scope = new Scope(cx.scope);
  scope.define(by.name, { kind: 'scalar', expr: column(keyColumn, by.expr.type, s.by.span) });
  const inner = lowerTable(s.body, { state: cx.state, scope });
  return append(input, { kind: 'partition', by, keyColumn, body: pipelineOf(inner), span: s.span }, cx, false);
}

const keyOf = (key: Syntax.Expression, input: Tabular, cx: Context): Named =>
  namedColumns([{ kind: 'column', names: [], tuple: false, value: key, span: key.span }], withRow(cx, input), 'other')[0] as Named;

function fork(s: Syntax.ForkStage, input: Tabular, cx: Context): Tabular {
  const branches = s.branches.map((b, i) => ({ name: b.name?.text ?? `Branch_${i}`, pipeline: pipelineOf(lowerTable(b.body, bodyContext(input, s.span, cx))) }));
  return append(input, { kind: 'fork', branches, span: s.span }, cx, false);
}

/** A table of counts for each column, and the rows through the `with` pipeline. */
function facet(s: Syntax.FacetStage, input: Tabular, cx: Context): Tabular {
  const inner = handedIn(input, s.span);
  const keys = namedColumns(s.columns.map((value): Syntax.Column => ({ kind: 'column', names: [], tuple: false, value, span: value.span })), withRow(cx, input), 'other');
  const counts = keys.map((k) => {
    const counted: Named = { name: `count_${k.name}`, expr: namedCall('count', [], k.span, cx), span: k.span };
    return { name: k.name, pipeline: pipelineOf(append(inner, { kind: 'aggregate', keys: [k], aggregates: [counted], layout: 'keysFirst', span: k.span }, cx)) };
  });
  const rest = s.with ? [{ name: 'with', pipeline: pipelineOf(lowerTable(s.with, bodyContext(input, s.span, cx))) }] : [];
  return append(input, { kind: 'fork', branches: [...counts, ...rest], span: s.span }, cx, false);
}

function invoke(s: Syntax.InvokeStage, input: Tabular, cx: Context): Tabular {
  const call = s.call.kind === 'path' ? s.call.member : s.call;
  if (call.kind !== 'call') {
    report(cx, 'type-mismatch', { what: 'what invoke calls', got: 'no function', want: 'a function' }, s.span);
    return brokenTable(s.span);
  }
  const binding = cx.scope.find(call.name.text);
  if (binding?.kind === 'function') return callTableFunction(binding, call.args, s.span, cx, input) ?? brokenTable(s.span);
  const f = suppliedFunction(call.name.text, call.name.span, cx);
  // Functions of the product take a column by its bare name: `invoke FileProfile(SHA1)`.
  if (f) return callTableFunction(f, call.args, s.span, withRow(cx, input), input) ?? brokenTable(s.span);
  const enriched = enrichment(call, input, s.span, cx);
  if (enriched) return enriched;
  if (cx.state.env.openWorld) return append(input, { kind: 'notYet', name: `invoke ${call.name.text}`, reason: 'the function is not known; its definition can be supplied (--function-dir)', span: s.span }, cx);
  unknownFunction(call.name.text, call.name.span, cx);
  return brokenTable(s.span);
}

/** Later parts of the query read the rows under the name. */
function nameRows(s: Syntax.AsStage, input: Tabular, cx: Context): Tabular {
  const shared = share(s.name.text, input, cx);
  cx.state.named.set(s.name.text, shared);
  return { ...shared, serialized: input.serialized, as: s.name.text };
}
