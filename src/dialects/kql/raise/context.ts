import type { Expression, Stage as StageTree } from '../../../../grammars/kql/syntax.js';
import type { Expr, Pipeline, Plan, Stage } from '../../../ast/pipeline.js';
import type { Span } from '../../../base/source.js';
import { type Facts, learn, NO_FACTS } from '../../../semantics/nullability.js';
import { type Note, note, type NoteCode, Refusal } from '../../../semantics/notes.js';
import { type OutputEnv, outputSchema } from '../../../semantics/outputs.js';
import { closed, type Schema } from '../../../semantics/schema.js';
import type { RaiseOptions } from '../../dialect.js';
import { columnsReadBy } from '../../../semantics/columns-read.js';
import { pipelineOf } from './pipeline-tree.js';

/** What all parts of one raising share. */
export class Raising {
  readonly notes: Note[] = [];
  private readonly said = new Set<string>();
  private names = 0;
  /** Tabular statements to put before the query: `let` name and its pipeline. */
  readonly lets: { readonly name: string; readonly value: Expression }[] = [];

  private readonly columnsRead: ReadonlySet<string>;

  constructor(readonly options: RaiseOptions, readonly nullStrings: 'keep' | 'empty', readonly refs: Map<string, Schema>, plan: Plan) {
    this.columnsRead = columnsReadBy(plan);
  }

  /** True when the plan names the column anywhere. */
  reads(column: string): boolean {
    return this.columnsRead.has(column);
  }

  /** Says a note once a place. */
  add(n: Note): void {
    const key = `${n.code} ${n.message} ${n.span.start}`;
    if (this.said.has(key)) return;
    this.said.add(key);
    this.notes.push(n);
  }

  stageNote(grade: 'rewritten' | 'narrower' | 'wider' | 'different', what: string, text: string, span: Span): void {
    this.add(note(`stage-${grade}` as NoteCode & 'stage-rewritten', { what, note: text }, span));
  }

  /** A name that no column of the query is likely to have. */
  fresh(stem: string): string {
    this.names++;
    return this.names === 1 ? `_${stem}` : `_${stem}${this.names}`;
  }
}

export const refuse = (what: string, reason: string, span: Span, hint?: string): never => {
  throw new Refusal(note('op-refused', { what, reason }, span, hint));
};

/** A pipeline as it is spelled, with what is known of its rows before the next stage. */
export class Spelling {
  private stages: StageTree[] = [];
  private source: Expression | null = null;
  schema: Schema;
  facts: Facts = NO_FACTS;
  private readonly env: OutputEnv;

  constructor(readonly raising: Raising, input: Schema = closed([])) {
    this.schema = input;
    this.env = { ...raising.options.env, refs: raising.refs, input };
  }

  push(...stages: readonly StageTree[]): void {
    this.stages.push(...stages);
  }

  /** The expression that the pipeline starts with; null when its first stage is a source by itself. */
  startFrom(source: Expression | null): void {
    this.source = source;
  }

  pipeline(): Expression {
    return pipelineOf(this.source, this.stages);
  }

  /** Hands the pipeline so far out, to be read by another name; a new one begins. */
  takePipeline(): Expression {
    const before = this.pipeline();
    this.stages = [];
    this.source = null;
    return before;
  }

  /** Moves on behind a stage of the pipeline AST that has been spelled. */
  passed(stage: Stage): void {
    this.schema = outputSchema(stage, this.schema, this.env);
    this.facts = factsAfter(stage, this.facts, this.raising.nullStrings, this.schema);
  }

  /** The schema of a nested pipeline, whose `input` is this one's rows. */
  nested(pipeline: Pipeline): Schema {
    return pipeline.stages.reduce((s, stage) => outputSchema(stage, s, { ...this.env, input: this.schema }), this.schema);
  }
}

/** What is known to hold something after a stage: filters teach, assignments and groupings keep what they copy. */
export function factsAfter(stage: Stage, facts: Facts, nullStrings: 'keep' | 'empty', schema: Schema): Facts {
  switch (stage.kind) {
    case 'filter':
      return learn(facts, stage.cond, nullStrings);
    case 'sort':
    case 'limit':
    case 'keep':
    case 'drop':
    case 'reorder':
    case 'distinct':
    case 'sample':
      return facts;
    case 'rename':
      return renamed(facts, stage.columns);
    case 'extend':
    case 'project': {
      const kept = stage.kind === 'extend' ? [...facts] : [];
      const assigned = new Set(stage.columns.map((c) => c.name));
      return new Set([...kept.filter((f) => !assigned.has(f)), ...stage.columns.filter((c) => holds(c.expr, facts)).map((c) => c.name)]);
    }
    case 'aggregate':
      return new Set([...stage.keys.filter((k) => holds(k.expr, facts)), ...stage.aggregates.filter((a) => counts(a.expr))].map((c) => c.name));
    default:
      return new Set([...facts].filter((f) => !schema.open && stage.kind === 'dissect' && schema.fields.some((x) => x.name === f)));
  }
}

function renamed(facts: Facts, pairs: readonly { readonly from: string; readonly to: string }[]): Facts {
  const out = new Set(facts);
  for (const p of pairs) if (out.delete(p.from)) out.add(p.to);
  return out;
}

const holds = (e: Expr, facts: Facts): boolean => (e.kind === 'col' ? facts.has(e.name) : e.kind === 'lit' && e.value !== null && e.value !== '');
/** Counts are never null. */
const counts = (e: Expr): boolean => e.kind === 'agg' && /count|dcount/i.test(e.op);
