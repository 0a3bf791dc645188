import type { Expression, Stage as StageTree } from '../../../../grammars/kql/syntax.js';
import type { Stage } from '../../../ast/pipeline.js';
import { NO_SPAN, type Span } from '../../../base/source.js';
import type { Speller } from '../../../semantics/conditions.js';
import { mentionedBy, stillNamed } from '../../../semantics/needed.js';
import type { Schema } from '../../../semantics/schema.js';
import { Progress, Raising as SharedRaising } from '../../raising.js';
import { arraysAfter } from './arrays.js';
import { pipelineOf } from './pipeline-tree.js';

export { refuse } from '../../raising.js';

export class Raising extends SharedRaising {
  /** Tabular statements to put before the query: `let` name and its pipeline. */
  readonly lets: { readonly name: string; readonly value: Expression }[] = [];

  /** By scope: what each has spelled so far (expressions.ts). */
  readonly spellers = new Map<object, Speller<Expression>>();

  /** Whether the plan has operands that may stand aside; found when first asked for (aside.ts). */
  mayStandAside: boolean | undefined;
  /** Names of operands that stand aside and may be "" where they are there: a test for null is another one than a test for "". */
  readonly emptyAside = new Set<string>();
  /** What stands for an operand, and the columns that it reads: notes name those. */
  readonly aside = new Map<string, ReadonlySet<string>>();

  /** Tests for rows of which some may be null, and their places. */
  readonly missingInList = new WeakMap<Expression, Span>();
}

/** A KQL pipeline as it is spelled. */
export class Spelling extends Progress {
  private stages: StageTree[] = [];
  private source: Expression | null = null;

  constructor(override readonly raising: Raising, input?: Schema) {
    super(raising, input);
  }

  /** Columns that hold dynamic arrays (arrays.ts). */
  arrays: ReadonlySet<string> = new Set();

  /** The stages that follow the one at hand. */
  rest: readonly Stage[] = [];
  private readonly done: Stage[] = [];

  /** Columns that the query names and that are there, of rows of which not all columns are known: the stages so far name them, or later ones do. */
  named(): ReadonlySet<string> {
    return new Set([...this.done.reduce<ReadonlySet<string>>((named, stage) => stillNamed(stage, named), new Set()), ...mentionedBy(this.rest, this.env)]);
  }

  override passed(stage: Stage): void {
    super.passed(stage);
    this.done.push(stage);
    this.arrays = arraysAfter(stage, this.arrays, this.schema);
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

  /** What takes back all that is spelled from now on and puts a comment there. */
  leaver(): (comment: string) => void {
    const { source } = this;
    const stages = [...this.stages];
    return (comment) => {
      this.source = source;
      this.stages = [...stages, { kind: 'missing', comment, span: NO_SPAN }];
    };
  }

  /** Hands the pipeline so far out, to be read by another name; a new one begins. */
  takePipeline(): Expression {
    const before = this.pipeline();
    this.stages = [];
    this.source = null;
    return before;
  }
}
