import type { From, IndexPattern, Query, Row, SourceCommand, TimeSeries } from '../../../../grammars/esql/syntax.js';
import type { Named, NotYet, Pipeline, Scan, Stage, Union } from '../../../ast/pipeline.js';
import type { Span } from '../../../base/source.js';
import { nearest } from '../../../semantics/nearest.js';
import { closed } from '../../../semantics/schema.js';
import type { Building, Lowering } from './context.js';
import { columnValue } from './expressions.js';
import type { Scope } from './scope.js';
import { columnName } from './grouping.js';
import { tableRefs } from './names.js';

/** Pushes the stages of a source command. */
export function source(s: SourceCommand, b: Building, scope: Scope): void {
  switch (s.kind) {
    case 'from':
    case 'ts':
      b.push(from(s, scope));
      return;
    case 'row':
      row(s, b, scope);
      return;
    case 'show':
      b.push(notYet('SHOW INFO', s.span, 'it asks a cluster about itself'));
      return;
    case 'explain':
      b.push(notYet('EXPLAIN', s.span, 'it asks a cluster for its plan'));
      return;
    case 'promql':
      b.push(notYet('PROMQL', s.span, 'metrics queries need a cluster'));
      return;
    case 'external':
      b.push(notYet('EXTERNAL', s.span));
      return;
    case 'invalid':
      b.push(notYet(s.name, s.span));
  }
}

export const notYet = (name: string, span: Span, reason?: string): NotYet => ({ kind: 'notYet', name, span, ...(reason && { reason }) });

/** One scan of all patterns; with subqueries a union of the scan and each of them. */
function from(s: From | TimeSeries, scope: Scope): Stage {
  const patterns = s.sources.filter((x): x is IndexPattern => x.kind === 'index-pattern');
  const queries = s.sources.filter((x): x is Query => x.kind === 'query');
  const plain = scan(s, patterns, scope.lowering);
  if (queries.length === 0) return plain;
  const inputs: Pipeline[] = queries.map(scope.query);
  if (patterns.length > 0) inputs.unshift({ stages: [plain], span: plain.span });
  const union: Union = { kind: 'union', inputs, columns: 'outer', clash: 'error', span: s.span };
  return union;
}

function scan(s: From | TimeSeries, patterns: readonly IndexPattern[], lowering: Lowering): Scan {
  const tables = patterns.flatMap(tableRefs);
  for (const t of tables) if (!t.wildcard && !t.exclude) checkTable(t.name, t.span, lowering);
  return { kind: 'scan', tables, metadata: s.metadata.map((m) => m.name), columnOrder: 'name', span: s.span };
}

function checkTable(name: string, span: Span, lowering: Lowering): void {
  const { env } = lowering;
  if (env.openWorld || env.table(name)) return;
  const near = nearest(name, env.tables);
  lowering.report('unknown-table', { name }, span, near && `the nearest name is ${near}`);
}

/** Each field sees those before it. */
function row(s: Row, b: Building, scope: Scope): void {
  b.push({ kind: 'values', fields: [], rows: [[]], span: s.span });
  for (const f of s.fields) {
    const inner: Scope = { ...scope, schema: b.schema };
    const column: Named = { name: columnName(f, inner), expr: columnValue(f.value, columnName(f, inner), inner), span: f.span };
    b.push({ kind: 'extend', columns: [column], place: 'end', span: s.span });
  }
}

export const EMPTY = closed([]);
