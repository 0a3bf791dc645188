import { type Census, censusOf } from '../ast/census.js';
import type { Join, Pipeline, Plan, Stage } from '../ast/pipeline.js';
import { PARAMETER, parametersWithin } from '../ast/parameters.js';
import { fail } from '../base/diagnostics.js';
import type { Span } from '../base/source.js';
import { columnsReadBy } from '../semantics/columns-read.js';
import { factsAfter, factsOf } from '../semantics/facts-after.js';
import { howToGive } from '../semantics/given.js';
import { NO_SIGNS, type Signs, signsAfter, signsWithout } from '../semantics/signs.js';
import { type Facts, NO_FACTS, type NullStrings } from '../semantics/nullability.js';
import { type Note, note, type NoteCode, Refusal } from '../semantics/notes.js';
import { type OutputEnv, outputSchema, pipelineSchema } from '../semantics/outputs.js';
import { closed, type Schema } from '../semantics/schema.js';
import type { RaiseOptions } from './dialect.js';
import { reaches } from './targets.js';

const MAX_PIECES = 20_000;

const ASK_OF_SIGNS = ['math.remainder', 'math.bin', 'time.binAt', 'esql.modulo', 'esql.divide', 'esql.doubleToLong', 'esql.doubleToInteger', 'esql.toInteger', 'string.substring', 'convert.toLong', 'convert.toInt'];

/** What all parts of one raising share, whatever the dialect. */
export class Raising {
  readonly notes: Note[] = [];
  /** Schemas of tabular lets that have been spelled. */
  readonly refs = new Map<string, Schema>();
  readonly nullStrings: NullStrings;
  private readonly said = new Set<string>();
  /** Every column that the plan names anywhere, and those that its expressions read; found when first asked for. */
  private columnsRead: ReadonlySet<string> | undefined;
  private columnsComputed: ReadonlySet<string> | undefined;
  private pieces = 0;
  private readonly stems = new Map<string, number>();

  /** The plan that is spelled. */
  plan: Plan;
  private known: { readonly plan: Plan; readonly lets: Map<string, Facts> } | undefined;

  /** `asked`: the plan before its parameters were called as in the target. */
  constructor(readonly options: RaiseOptions, private readonly given: Plan, private readonly asked: Plan = given) {
    this.plan = given;
    this.nullStrings = given.nullStrings;
    this.tables = { ...options.env, refs: this.refs };
  }

  /** What occurs in the plan as it was given. What raising makes of it on the way may hold less, or more that is spelled as it stands. */
  get census(): Census {
    return censusOf(this.given);
  }

  private asks: boolean | undefined;

  /** Whether the sign of a number may matter to a spelling. */
  get asksOfSigns(): boolean {
    return (this.asks ??= ASK_OF_SIGNS.some((op) => this.census.ops.has(op)));
  }

  /** What is known of tables and lets. */
  readonly tables: OutputEnv;

  /** Counts pipelines and tables that are written out, because a `let` that is repeated where it is used can double with every other. */
  grow(pieces: number, span: Span): void {
    this.pieces += pieces;
    if (this.pieces > MAX_PIECES) fail('too-large', { limit: MAX_PIECES }, span);
  }

  /** True when the plan names the column anywhere. */
  reads(column: string): boolean {
    return (this.columnsRead ??= columnsReadBy(this.given)).has(column);
  }

  /** True when an expression of the plan reads the column, by whatever name; a list of columns to keep does not count. */
  computesWith(column: string): boolean {
    return (this.columnsComputed ??= columnsReadBy(this.given, 'expressions')).has(column);
  }

  /** What is known of the rows of a source. */
  factsOf(source: Stage): Facts {
    if (this.known?.plan !== this.plan) {
      const lets = new Map<string, Facts>();
      for (const l of this.plan.lets) lets.set(l.name, factsOf(l.pipeline.stages, lets, this.nullStrings));
      this.known = { plan: this.plan, lets };
    }
    return factsOf([source], this.known.lets, this.nullStrings);
  }

  /** Whether a parameter without a value is read within a part of the query's text. */
  readsParameter(span: Span): boolean {
    return this.census.ops.has(PARAMETER) && parametersWithin(this.asked, span).length > 0;
  }

  /** Says a note once a place. What is refused where a parameter stands may be said with its value. */
  add(given: Note): void {
    const n = given.grade === 'refused' && given.hint === undefined && this.readsParameter(given.span) ? withAdvice(given, this.asked) : given;
    const key = `${n.code} ${n.message} ${n.span.start}`;
    if (this.said.has(key)) return;
    this.said.add(key);
    this.notes.push(n);
  }

  /** Forgets the notes behind the first ones: what they are about is said in another way. */
  takeBack(count: number): void {
    for (const n of this.notes.splice(count)) this.said.delete(`${n.code} ${n.message} ${n.span.start}`);
  }

  stageNote(grade: 'rewritten' | 'narrower' | 'wider' | 'different', what: string, text: string, span: Span, hint?: string): void {
    this.add(note(`stage-${grade}` as NoteCode & 'stage-rewritten', { what, note: text }, span, hint));
  }

  opNote(grade: 'rewritten' | 'narrower' | 'wider' | 'different', what: string, text: string, span: Span): void {
    this.add(note(`op-${grade}` as NoteCode & 'op-rewritten', { what, note: text }, span));
  }

  /** Whether the target version of Elasticsearch has what came with a version; the newest has everything. */
  has(since: string): boolean {
    return reaches(this.options.target, since);
  }

  /** A name that the plan does not use. */
  fresh(stem: string): string {
    for (;;) {
      const n = (this.stems.get(stem) ?? 0) + 1;
      this.stems.set(stem, n);
      const name = n === 1 ? `_${stem}` : `_${stem}${n}`;
      if (!this.reads(name)) return name;
    }
  }

  /** Runs one stage's spelling; a refusal becomes a note, so that all of a query's refusals are said at once. */
  attempt(f: () => void): void {
    try {
      f();
    } catch (e) {
      if (!(e instanceof Refusal)) throw e;
      this.add(e.note);
    }
  }

  /**
   * Runs the spelling of a stage of the query itself. With `partial`, a refusal anywhere in it leaves the stage out: `leave` takes back
   * what it has spelled and puts the comment in its place.
   */
  attemptStage(stage: Stage, f: () => void, leave: (comment: string) => void): void {
    const before = this.notes.length;
    this.attempt(f);
    const refusals = this.notes.slice(before).filter((n) => n.grade === 'refused');
    if (!this.options.partial || refusals.length === 0) return;
    for (const n of refusals) this.leftOut.add(n);
    leave(commentOf(this.options.source?.slice(stage.span.start, stage.span.end) ?? stage.kind));
  }

  private readonly leftOut = new Set<Note>();

  get refused(): boolean {
    return this.notes.some((n) => n.grade === 'refused' && !this.leftOut.has(n));
  }
}

/** A stage's own text behind `//`, on as many lines as it has, whatever ends a line anywhere. */
const commentOf = (text: string): string => `// left out: ${text.replace(/^\s*\|\s*/, '').split(/\r\n|[\n\v\f\r\x85\u2028\u2029]/).map((l) => visible(l.trim())).filter(Boolean).join('\n// ')}`;

/** Signs that a reader does not see, and those that change the order of others, by their numbers. */
const visible = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]/gu, (c) => (c === '\t' ? ' ' : `\\u{${(c.codePointAt(0) as number).toString(16)}}`));

function withAdvice(n: Note, plan: Plan): Note {
  const [name] = parametersWithin(plan, n.span);
  return name === undefined ? n : { ...n, hint: `with the value of the parameter it may be possible: ${howToGive(name)}` };
}

export const refuse = (what: string, reason: string, span: Span, hint?: string): never => {
  throw new Refusal(note('op-refused', { what, reason }, span, hint));
};

/** What is known of the rows of a pipeline as its stages are spelled one by one. */
export class Progress {
  schema: Schema;
  facts: Facts = NO_FACTS;
  signs: Signs = NO_SIGNS;
  readonly env: OutputEnv;

  /** `input`: what an `input` stage stands for. */
  constructor(readonly raising: Raising, input: Schema = closed([])) {
    this.schema = input;
    this.env = { ...raising.options.env, refs: raising.refs, input };
  }

  /** Moves on behind a stage of the pipeline AST. */
  passed(stage: Stage): void {
    this.schema = outputSchema(stage, this.schema, this.env);
    this.facts = stage.kind === 'ref' || stage.kind === 'union' ? this.raising.factsOf(stage) : factsAfter(stage, this.facts, this.raising.nullStrings);
    this.signs = signsAfter(stage, this.signs, this.raising.asksOfSigns);
    if (stage.kind === 'join' && stage.clash === 'right') this.forget(replacedBy(stage, pipelineSchema(stage.right, this.env)));
  }

  private forget(columns: ReadonlySet<string>): void {
    this.facts = new Set([...this.facts].filter((c) => !columns.has(c)));
    this.signs = signsWithout(this.signs, columns);
  }

  /** The schema of a nested pipeline, whose `input` is this one's rows. */
  nested(pipeline: Pipeline): Schema {
    const env = { ...this.env, input: this.schema };
    return pipeline.stages.reduce((s, stage) => outputSchema(stage, s, env), this.schema);
  }
}

/** Columns that get the values of the right side, which nothing may match. */
function replacedBy({ on }: Join, { fields }: Schema): ReadonlySet<string> {
  const keys = new Set(on.flatMap((k) => (k.left.kind === 'col' ? [k.left.name] : [])));
  return new Set(fields.map((f) => f.name).filter((n) => !keys.has(n)));
}
