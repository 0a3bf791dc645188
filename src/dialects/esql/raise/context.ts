import type { Expression, ProcessingCommand, Query, SourceCommand } from '../../../../grammars/esql/syntax.js';
import type { Expr, Join, Plan, Stage } from '../../../ast/pipeline.js';
import { NO_SPAN } from '../../../base/source.js';
import type { Speller } from '../../../semantics/conditions.js';
import { outputSchema } from '../../../semantics/outputs.js';
import { closed, type Schema } from '../../../semantics/schema.js';
import type { RaiseOptions } from '../../dialect.js';
import { adviceOn } from './advice.js';
import type { Note } from '../../../semantics/notes.js';
import { JoinEnds } from './joins-identity.js';
import { stillNamed } from '../../../semantics/needed.js';
import { signsWithout } from '../../../semantics/signs.js';
import { Progress, Raising as SharedRaising, refuse } from '../../raising.js';

export { refuse } from '../../raising.js';

export const WHOLE_OBJECT = 'Elasticsearch has fields for the members of an object, none for the whole';

/** The last place, the digits there are, and one for each power. */
export interface DigitColumns {
  readonly ends: string;
  readonly digits: string;
  readonly powers: readonly string[];
}

export class Raising extends SharedRaising {
  /** Columns of which the plan reads members: Elasticsearch has fields for those, and none for the object. */
  objects: ReadonlySet<string> = new Set();
  /** Dynamic columns of which the text alone is read, as JSON where they are arrays. */
  textsOfFields: ReadonlySet<string> = new Set();
  /** Objects whose JSON is read as a whole. */
  readonly wholes = new Set<string>();
  /** The steps of paths by the field that each became, whose name does not tell `x["a.b"]` from `x.a.b`; none where both are read. */
  readonly steps = new Map<string, readonly (string | number)[] | undefined>();
  /** Names below which stages make the parts of an address. */
  readonly lifted = new Set<string>();
  /** The joins whose rows have gone through a text (joins-packed.ts). */
  readonly packed = new WeakSet<Join>();
  /** Of the joins spelled so far, what tells the rows of their results apart. */
  readonly joinEnds = new JoinEnds();
  /** By scope: what each has spelled so far (expressions.ts). */
  readonly spellers = new Map<object, Speller<Expression>>();
  /** Tests of IPv4 networks, with the test for the family (address-tests.ts). */
  readonly networkTests = new WeakMap<Expression, Expression>();
  /** Tests that are null where Kusto's are false (partial.ts). */
  readonly falseOfNothing = new WeakSet<Expression>();
  /** The INLINE STATS that copy values of other queries to every row (beside.ts). */
  readonly copies = new WeakSet<ProcessingCommand>();
  /** Columns that hold a pattern of terms (broadcast.ts). */
  readonly patterns = new Set<string>();
  /** Columns of values by the query that they are of, as text. */
  readonly values = new Map<string, string>();
  /** Subqueries of which no row has a missing value in its first column. */
  readonly rowsWithoutMissing = new WeakSet<Expr>();
  /** The stage that is being spelled. */
  current: Stage | undefined;
  private marks: string | undefined;
  private countingColumns: Omit<DigitColumns, 'powers'> | undefined;
  /** Columns that `*` was made to give, though another side of a later join may be the one that has them. */
  readonly guessed = new Set<string>();
  /** The query reads fields that may not be mapped, as null. */
  nullifies = false;

  constructor(options: RaiseOptions, plan: Plan, asked?: Plan) {
    super(options, plan, asked);
  }

  override add(n: Note): void {
    const hint = n.grade === 'refused' && n.hint === undefined && !this.readsParameter(n.span) ? adviceOn(n.message) : undefined;
    super.add(hint === undefined ? n : { ...n, hint });
  }

  private makes(stage: Stage, column: string): boolean {
    switch (stage.kind) {
      case 'extend':
      case 'project':
        return stage.columns.some((c) => c.name === column && !(c.expr.kind === 'col' && (c.expr.name === column || this.objects.has(c.expr.name))));
      case 'aggregate':
        return stage.aggregates.some((c) => c.name === column && !(c.expr.kind === 'agg' && c.expr.args.some((a) => a.kind === 'col' && a.name === column)));
      case 'join':
        return !this.isOfSource(column, stage.right.stages);
      case 'union':
        return stage.inputs.some((p) => !this.isOfSource(column, p.stages));
      case 'ref':
        return this.plan.lets.some((l) => l.name === stage.name && !this.isOfSource(column, l.pipeline.stages));
      default:
        return false;
    }
  }

  /** Whether none of these stages has made a value of that name, or of one that the column is a copy of. */
  isOfSource(column: string, before: readonly Stage[]): boolean {
    let name = column;
    for (const stage of before.toReversed()) {
      if (this.makes(stage, name)) return false;
      name = copiedFrom(stage, name);
    }
    return true;
  }

  /** Whether a column is an object of the source behind these stages: none of them has made a value of that name. */
  isObject(column: string, before: readonly Stage[]): boolean {
    return this.objects.has(column) && this.isOfSource(column, before);
  }

  /** The columns in which places are counted (places.ts). Those of the powers may tell rows apart long after, so that no others have their names. */
  digits(n: number): DigitColumns {
    this.countingColumns ??= { ends: this.fresh('last'), digits: this.fresh('digits') };
    return { ...this.countingColumns, powers: Array.from({ length: n }, () => this.fresh('digit')) };
  }

  /** The column that only the rows of other queries have, which stand below for their values. */
  get marker(): string {
    return (this.marks ??= this.fresh('aside'));
  }
}

/** The column that a stage has given a name. */
const copiedFrom = (stage: Stage, name: string): string => {
  const copy = stage.kind === 'extend' || stage.kind === 'project' ? stage.columns.find((c) => c.name === name)?.expr : undefined;
  return copy?.kind === 'col' ? copy.name : name;
};

/** An ES|QL query as it is spelled. */
export class Spelling extends Progress {
  source: SourceCommand | undefined;
  commands: ProcessingCommand[] = [];
  /** Those that have been spelled. */
  stages: Stage[] = [];
  private namedBefore: ReadonlySet<string> = new Set();
  /** How many of the stages `namedBefore` counts. */
  private counted = 0;

  constructor(override readonly raising: Raising, input?: Schema) {
    super(raising, input);
  }

  /** The columns that there are, where a stage has listed them though the schema is open. */
  listed: Schema | undefined;
  private listing: Schema | undefined;

  /** The stage at hand gives these columns alone. */
  lists(columns: readonly string[]): void {
    this.listing = closed(columns.map((name) => ({ name, type: 'unknown' })));
    // A later join may make a column of a name that an earlier one has left out.
    if (columns.some((c) => this.leftOut.has(c))) this.leftOut = new Set([...this.leftOut].filter((c) => !columns.includes(c)));
  }

  private leftOut: ReadonlySet<string> = new Set();

  /** The stage at hand does not give these columns, because nothing reads them. */
  leavesOut(columns: readonly string[]): void {
    this.leftOut = new Set([...this.leftOut, ...columns]);
  }

  override passed(stage: Stage): void {
    super.passed(stage);
    if (this.leftOut.size > 0 && stage.kind !== 'join' && stage.kind !== 'union') {
      const made = new Set(outputSchema(stage, closed([]), this.env).fields.map((f) => f.name));
      this.leftOut = new Set([...this.leftOut].filter((n) => !made.has(n)));
    }
    // A join that lists nothing keeps the columns of one side: it is a test for membership.
    const filters = stage.kind === 'join';
    this.listed = this.listing ?? (this.listed && !filters ? outputSchema(stage, this.listed, this.env) : this.listed);
    this.listing = undefined;
    this.stages.push(stage);
  }

  /** Columns that the stages so far have named of tables that are not known whole. */
  get named(): ReadonlySet<string> {
    this.named = this.stages.slice(this.counted).reduce((named, stage) => stillNamed(stage, named), this.namedBefore);
    return this.namedBefore;
  }

  set named(names: ReadonlySet<string>) {
    this.namedBefore = names;
    this.counted = this.stages.length;
  }

  /** The columns of this name, or the members of the object, that there are. */
  there(column: string): readonly string[] {
    if (this.leftOut.has(column)) return [];
    return this.listed ? this.listed.fields.map((f) => f.name).filter((n) => n === column || n.startsWith(`${column}.`)) : [column];
  }

  push(...commands: readonly ProcessingCommand[]): void {
    this.commands.push(...commands);
  }

  /** The query so far as one of its own; this one is to begin anew. */
  detach(): Spelling {
    const before = new Spelling(this.raising, this.schema);
    before.become(this);
    return before;
  }

  /** Goes on from where another query is. */
  become(other: Spelling): void {
    this.source = other.source;
    this.commands = [...other.commands];
    this.schema = other.schema;
    this.facts = other.facts;
    this.listed = other.listed;
    this.leftOut = other.leftOut;
    this.stages = [...other.stages];
    this.namedBefore = other.namedBefore;
    this.counted = other.counted;
    this.signs = other.signs;
  }

  /** Looks at the rows inside a stage: the elements of `mv-apply` beside the row that they are of. */
  enter(stage: Stage): void {
    if (stage.kind !== 'mvApply') return;
    const added = stage.columns.map((c) => ({ name: c.name, type: c.to ?? ('dynamic' as const) }));
    const names = new Set(added.map((f) => f.name));
    this.schema = { ...this.schema, fields: [...this.schema.fields.filter((f) => !names.has(f.name)), ...added] };
    this.signs = signsWithout(this.signs, names);
  }

  query(): Query {
    const source = this.source ?? refuse('a pipeline', 'it has no source', NO_SPAN);
    return { kind: 'query', settings: [], source, commands: this.commands, span: NO_SPAN };
  }
}
