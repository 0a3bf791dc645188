import type { Expression } from '../../../../grammars/kql/syntax.js';
import type { Pipeline, Source, Stage, Transform } from '../../../ast/pipeline.js';
import { NO_SPAN } from '../../../base/source.js';
import { fieldOf, type Schema } from '../../../semantics/schema.js';
import { column } from './build.js';
import { type Raising, Spelling } from './context.js';
import { value } from './expressions.js';
import type { Branch, Scope } from './scope.js';
import { asArrays } from './several.js';
import { source } from './sources.js';
import { STAGES } from './stages.js';

const SOURCES: ReadonlySet<string> = new Set(['scan', 'values', 'range', 'ref', 'input', 'union', 'external']);

/** Spells the query that everything else is part of. */
export const raiseWhole = (p: Pipeline, raising: Raising): Expression => raisePipeline(p, raising, undefined, null, true);

/** Spells a pipeline. A refused stage is noted and left out, so that all refusals of a query are said at once. */
export function raisePipeline(p: Pipeline, raising: Raising, input?: Schema, start: Expression | null = null, whole = false): Expression {
  return spelledOver(p, new Spelling(raising, input), start, whole).pipeline();
}

function branch(p: Pipeline, from: Expression | null, outer: Spelling): Branch {
  const s = new Spelling(outer.raising, outer.schema);
  if (from) s.arrays = outer.arrays;
  const tree = spelledOver(p, s, from).pipeline();
  return { tree, arrays: new Set([...s.arrays].filter((a) => s.schema.open || fieldOf(s.schema, a))), schema: s.schema };
}

function spelledOver(p: Pipeline, s: Spelling, start: Expression | null, whole = false): Spelling {
  const { raising } = s;
  const scope = (): Scope => ({
    raising, schema: s.schema, facts: s.facts, signs: s.signs, arrays: s.arrays,
    pipeline: (q) => raisePipeline(q, raising),
    branch: (q, from) => branch(q, from, s),
  });
  let rest: readonly Stage[] = p.stages;
  const first = rest[0];
  if (first && SOURCES.has(first.kind)) {
    rest = begin(first as Source, rest.slice(1), s, scope, start);
  }
  for (const [i, stage] of rest.entries()) {
    s.rest = rest.slice(i + 1);
    const spelling = (): void => (STAGES[stage.kind] as (t: Transform, s: Spelling, scope: Scope) => void)(stage as Transform, s, scope());
    if (whole) raising.attemptStage(stage, spelling, s.leaver());
    else raising.attempt(spelling);
    s.passed(stage);
  }
  return s;
}

/** `ROW` and the fields of its first stage are one `print`. */
function begin(first: Source, rest: readonly Stage[], s: Spelling, scope: () => Scope, start: Expression | null): readonly Stage[] {
  const next = rest[0];
  if (first.kind === 'values' && first.fields.length === 0) {
    s.passed(first);
    s.raising.attempt(() => {
      const columns = next?.kind === 'extend' ? next.columns.map((c) => column(value(c.expr, scope()), c.name)) : [];
      s.push({ kind: 'print', columns, span: NO_SPAN });
    });
    if (next?.kind === 'extend') s.passed(next);
    return next?.kind === 'extend' ? rest.slice(1) : rest;
  }
  s.raising.attempt(() => {
    const spelled = source(first, s, scope());
    s.startFrom(first.kind === 'input' ? start : spelled.source);
    s.push(...spelled.stages);
  });
  s.passed(first);
  if (first.kind === 'scan') s.push(...asArrays(s.schema, scope()));
  return rest;
}
