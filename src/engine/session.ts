import type { Let, Pipeline, Plan, Render, Subquery } from '../ast/pipeline.js';
import { fail } from '../base/diagnostics.js';
import type { Span } from '../base/source.js';
import type { Places } from '../catalogue/entry.js';
import type { Field, Table } from '../data/table.js';
import type { Value } from '../data/types.js';
import type { Ticks } from '../data/time.js';
import type { Frame } from './frame.js';

/** What a run may read besides its plan. */
export interface RunInput {
  /** A table by its exact name, `undefined` when there is none. Asked for once per mention. */
  readonly table: (name: string) => Table | undefined;
  readonly tableNames: readonly string[];
  readonly now: Ticks;
  /** How many cells (rows times columns) any step may make; 50 million when left out. */
  readonly maxCells?: number;
  /** Of random functions and samples. */
  readonly seed?: number;
  /** Names of model stages to skip. */
  readonly without?: readonly string[];
  /** Reads the URI of an `externaldata` as a table of these columns, or does not (`undefined`). */
  readonly external?: ExternalReader;
  /** Where addresses are; without it that is not known. */
  readonly places?: Places;
}

export type ExternalReader = (uri: string, fields: readonly Field[], options: Readonly<Record<string, Value>>) => Table | undefined;

export interface RunWarning {
  readonly message: string;
  readonly span: Span;
}

export interface RunResult {
  readonly table: Table;
  readonly warnings: readonly RunWarning[];
  readonly render?: Pick<Render, 'chart' | 'properties'>;
}

const WARNINGS_PER_CALL = 20;
const DEFAULT_MAX_CELLS = 50_000_000;

/** The state of one run. */
export class Session {
  private readonly named = new Map<string, Frame>();
  private readonly lets = new Map<Let, Frame>();
  private visibleLets: number;
  /** Results of subqueries, each run once. */
  readonly subqueries = new Map<Subquery, Frame>();
  readonly warnings: RunWarning[] = [];
  /** In Kusto strings have no null. */
  readonly fillStrings: boolean;
  render: Pick<Render, 'chart' | 'properties'> | undefined;
  private readonly said = new Map<string, Set<string>>();
  private state: number;
  private cells = 0;

  constructor(
    readonly plan: Plan,
    readonly input: RunInput,
    /** Runs a pipeline; its `input` stages stand for the frame. */
    readonly pipeline: (pipeline: Pipeline, input?: Frame) => Frame,
  ) {
    this.visibleLets = plan.lets.length;
    this.fillStrings = plan.nullStrings === 'empty';
    this.state = (input.seed ?? 1) >>> 0;
  }

  /** The rows of a tabular let, which run when they are first asked for and once, or those that `as` named. A let sees only earlier ones. */
  ref(name: string): Frame | undefined {
    const at = this.plan.lets.findLastIndex((l, i) => i < this.visibleLets && l.name === name);
    const definition = this.plan.lets[at];
    if (!definition || this.named.has(name)) return this.named.get(name);
    return this.lets.get(definition) ?? this.runLet(definition, at);
  }

  private runLet(definition: Let, at: number): Frame {
    const visible = this.visibleLets;
    this.visibleLets = at;
    const rows = this.pipeline(definition.pipeline);
    this.visibleLets = visible;
    this.lets.set(definition, rows);
    return rows;
  }

  name(name: string, rows: Frame): void {
    this.named.set(name, rows);
  }

  /** Each message once per place, at most twenty of a place. */
  warn(message: string, span: Span): void {
    const place = `${span.start}:${span.end}`;
    let said = this.said.get(place);
    if (!said) this.said.set(place, (said = new Set()));
    if (said.has(message) || said.size >= WARNINGS_PER_CALL) return;
    said.add(message);
    this.warnings.push({ message, span });
  }

  /** In [0, 1): the mulberry32 generator, so that a seed gives the same run everywhere. */
  readonly random = (): number => {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };

  /** Cells of columns that are made on demand count together: each alone would pass. */
  countCells(cells: number, span: Span): void {
    this.cells += cells;
    this.checkSize(this.cells, 1, span);
  }

  /** Stops a step before it makes more cells than the run may hold. */
  checkSize(rows: number, columns: number, span: Span): void {
    const limit = Math.floor((this.input.maxCells ?? DEFAULT_MAX_CELLS) / Math.max(1, columns));
    if (rows > limit) fail('too-many-rows', { limit }, span);
  }
}
