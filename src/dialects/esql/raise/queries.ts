import type { Query } from '../../../../grammars/esql/syntax.js';
import type { Pipeline, Source, Stage, Transform } from '../../../ast/pipeline.js';
import { NO_SPAN } from '../../../base/source.js';
import type { Schema } from '../../../semantics/schema.js';
import { broadcast, dropBehind, withoutNeedlessDrops } from './broadcast.js';
import { field, setting, text } from './build.js';
import { type Raising, Spelling } from './context.js';
import { assignedValue } from './expressions.js';
import type { Scope } from './scope.js';
import { source } from './sources.js';
import { STAGES } from './stages.js';

const SOURCES: ReadonlySet<string> = new Set(['scan', 'values', 'range', 'ref', 'input', 'union', 'external']);

/** Spells the query that everything else is part of. `schema`: of its result. */
export function raiseWhole(p: Pipeline, raising: Raising): { readonly query: Query; readonly schema: Schema } {
  const spelled = spell(p, raising, [], true);
  const query = spelled.query();
  return { query: raising.nullifies ? { ...query, settings: [setting('unmapped_fields', text('nullify'))] } : query, schema: spelled.schema };
}

/** Spells a pipeline; what was refused is in the raising's notes, and the query is then not to be used. */
const raiseQuery = (p: Pipeline, raising: Raising): Query => spell(p, raising).query();

/** `behind`: the stages to which the pipeline's rows go; `whole`: this is no part of another query. */
function spell(p: Pipeline, raising: Raising, behind: readonly Stage[] = [], whole = false): Spelling {
  const s = new Spelling(raising);
  let rest: readonly Stage[] = p.stages;
  const bodyOnto = (onto: Spelling, after: Stage, stages: readonly Stage[]): void => {
    const before = { schema: onto.schema, facts: onto.facts, signs: onto.signs };
    onto.enter(after);
    for (const stage of stages) {
      spellStage(stage, onto, { ...scope(), schema: onto.schema, facts: onto.facts, signs: onto.signs });
      onto.passed(stage);
    }
    onto.schema = before.schema;
    onto.facts = before.facts;
    onto.signs = before.signs;
  };
  const scope = (): Scope => ({ raising, schema: s.schema, facts: s.facts, signs: s.signs, before: s.stages, rest: [...rest.slice(1), ...behind], query: (q) => raiseQuery(q, raising), spelling: (q, further) => spell(q, raising, further), spellInto: bodyOnto });
  const first = rest[0];
  if (first && SOURCES.has(first.kind)) rest = begin(first as Source, rest.slice(1), s, scope);
  for (; rest[0]; rest = rest.slice(1)) {
    const stage = rest[0];
    const before = { source: s.source, commands: [...s.commands] };
    const spelling = (): void => withValues(stage, s, scope);
    if (whole) raising.attemptStage(stage, spelling, (comment) => void Object.assign(s, { ...before, commands: [...before.commands, { kind: 'invalid', name: comment, span: NO_SPAN }] }));
    else raising.attempt(spelling);
    s.passed(stage);
  }
  s.source ??= { kind: 'row', fields: [], span: NO_SPAN };
  if (raising.values.size > 0) s.commands = withoutNeedlessDrops(s.commands, raising);
  return s;
}

const spellStage = (stage: Stage, s: Spelling, scope: Scope): void => (STAGES[stage.kind] as (t: Transform, s: Spelling, scope: Scope) => void)(stage as Transform, s, scope);

/** A stage with the values of other pipelines that it reads on its rows. */
function withValues(stage: Stage, s: Spelling, scope: () => Scope): void {
  const before = { schema: s.schema, facts: s.facts, signs: s.signs };
  const outer = s.raising.current;
  const b = broadcast(stage, s, scope());
  const start = s.commands.length;
  s.raising.current = b.stage;
  spellStage(b.stage, s, scope());
  s.raising.current = outer;
  dropBehind(b, s, start);
  if (b.stage !== stage) Object.assign(s, before);
}

/** `print` is ROW with its columns. */
function begin(first: Source, rest: readonly Stage[], s: Spelling, scope: () => Scope): readonly Stage[] {
  const next = rest[0];
  if (first.kind === 'values' && first.fields.length === 0 && next && (next.kind === 'extend' || next.kind === 'project')) {
    s.passed(first);
    s.raising.attempt(() => {
      s.source = { kind: 'row', fields: next.columns.map((c) => field(assignedValue(c, scope()), c.name)), span: NO_SPAN };
    });
    s.passed(next);
    return rest.slice(1);
  }
  if (first.kind === 'values' && first.fields.length === 0 && first.rows.length < 2 && next) {
    // ROW has a column at least.
    const filler = s.raising.fresh('row');
    s.source = { kind: 'row', fields: [field({ kind: 'integer', text: '0', span: NO_SPAN }, filler)], span: NO_SPAN };
    s.passed(first);
    return [next, { kind: 'drop', columns: [{ name: filler, wildcard: false, span: next.span }], strict: false, span: next.span }, ...rest.slice(1)];
  }
  s.raising.attempt(() => source(first, s, scope()));
  s.passed(first);
  return rest;
}
