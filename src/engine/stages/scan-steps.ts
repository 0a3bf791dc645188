import type { Expr, ScanStep, ScanSteps } from '../../ast/pipeline.js';
import { builder, builderWithoutNullStrings } from '../../data/builder.js';
import { castColumn } from '../../data/cast.js';
import { type Column, ConstColumn } from '../../data/column.js';
import type { Ty, Value } from '../../data/types.js';
import { evaluate, evaluateConstant } from '../eval.js';
import { columnNamed, type Frame, selectRows, withColumns } from '../frame.js';
import type { Scope } from '../scope.js';
import type { Session } from '../session.js';
import type { StageRunners } from '../stage.js';

/**
 * Kusto `scan`: every record goes through the steps from the last to the first; each step may continue the sequence that stands at it
 * or take over the one of the step before. Source: the matching logic in the documentation of the operator.
 */

/** A record that matched a step: its row, and its declared columns after the assignments. */
interface Match {
  readonly row: number;
  readonly declared: readonly Value[];
}

/** The sequence that stands at a step: the last match of each step up to it. */
interface Sequence {
  readonly matches: readonly (Match | undefined)[];
  readonly id: number;
}

interface Declared {
  readonly name: string;
  readonly type: Ty;
  readonly fallback: Value;
  /** A column of the input that a step assigns to: until then it has its own value in each row. */
  readonly source?: Column;
}

class Machine {
  private readonly sequences: (Sequence | undefined)[];
  readonly out: { row: number; declared: readonly Value[]; id: number }[] = [];
  private lastId = -1;

  constructor(private readonly s: ScanSteps, private readonly input: Frame, private readonly declared: readonly Declared[], private readonly session: Session) {
    this.sequences = new Array<Sequence | undefined>(s.steps.length).fill(undefined);
  }

  record(row: number): void {
    for (let k = this.s.steps.length - 1; k >= 0; k--) {
      if (this.promote(k, row)) continue;
      this.stay(k, row);
    }
  }

  /** Takes over the sequence of the step before, or of one before optional steps. */
  private promote(k: number, row: number): boolean {
    for (let from = k - 1; from >= 0; from--) {
      const sequence = this.sequences[from];
      if (sequence && this.matches(k, row, sequence)) {
        this.sequences[from] = undefined;
        this.enter(k, row, sequence);
        return true;
      }
      if (!(this.s.steps[from] as ScanStep).optional) return false;
    }
    return false;
  }

  /**
   * Continues the step's own sequence; the first step begins one where none stands. A record that meets the first step again stays in its
   * sequence: the documentation's rules say otherwise, its sessions, which all records of a session share, are right.
   */
  private stay(k: number, row: number): void {
    const own = this.sequences[k];
    const begins = k === 0 || this.s.steps.slice(0, k).every((s) => s.optional);
    if (!own && !begins) return;
    const sequence = own ?? { matches: [], id: -1 };
    if (!this.matches(k, row, sequence)) return;
    this.enter(k, row, own ? sequence : { ...sequence, id: ++this.lastId });
  }

  private initial(row: number): Value[] {
    return this.declared.map((d) => (d.source ? d.source.get(row) : d.fallback));
  }

  private matches(k: number, row: number, sequence: Sequence): boolean {
    const values = this.initial(row);
    return this.value((this.s.steps[k] as ScanStep).cond, row, sequence, values, 'bool') === true;
  }

  private enter(k: number, row: number, sequence: Sequence): void {
    const step = this.s.steps[k] as ScanStep;
    const values = this.initial(row);
    for (const a of step.assign) {
      const at = this.declared.findIndex((d) => d.name === a.name);
      values[at] = this.value(a.expr, row, sequence, values, (this.declared[at] as Declared).type);
    }
    const match: Match = { row, declared: values };
    const matches = [...sequence.matches];
    matches[k] = match;
    this.sequences[k] = { matches, id: sequence.id };
    if (step.output === 'none') return;
    const entry = { row, declared: values, id: sequence.id };
    if (step.output === 'all') this.out.push(entry);
    else this.replaceLast(k, entry);
  }

  private readonly lastOf = new Map<string, number>();

  /** `output=last`: of the records that a sequence has at a step only the last one. */
  private replaceLast(k: number, entry: { row: number; declared: readonly Value[]; id: number }): void {
    const key = `${k}:${entry.id}`;
    const at = this.lastOf.get(key);
    if (at === undefined) this.lastOf.set(key, this.out.push(entry) - 1);
    else this.out[at] = entry;
  }

  private value(e: Expr, row: number, sequence: Sequence, own: readonly Value[], type: Ty): Value {
    return castColumn(evaluate(e, this.scope(row, sequence, own), this.session), type).get(0);
  }

  /** One row: its own columns, the declared ones as they are now, and `step.column` of the sequence. */
  private scope(row: number, sequence: Sequence, own: readonly Value[]): Scope {
    const scope: Scope = { length: 1, column: (name) => this.column(name, row, sequence, own), select: () => scope };
    return scope;
  }

  private column(name: string, row: number, sequence: Sequence, own: readonly Value[]): Column | undefined {
    const declared = this.declared.findIndex((d) => d.name === name);
    if (declared >= 0) return constant((this.declared[declared] as Declared).type, own[declared] as Value);
    const direct = columnNamed(this.input, name);
    if (direct) return constant(direct.type, direct.get(row));
    const k = this.s.steps.findIndex((s) => name.startsWith(`${s.name}.`));
    if (k < 0) return undefined;
    return this.stateColumn(name.slice((this.s.steps[k] as ScanStep).name.length + 1), sequence.matches[k]);
  }

  /** Of a step without a match: the fallback of a declared column, null of others. */
  private stateColumn(name: string, match: Match | undefined): Column | undefined {
    const at = this.declared.findIndex((d) => d.name === name);
    if (at >= 0) {
      const d = this.declared[at] as Declared;
      return constant(d.type, match ? (match.declared[at] as Value) : d.fallback);
    }
    const source = columnNamed(this.input, name);
    if (!source) return undefined;
    const missing = this.session.fillStrings && source.type === 'string' ? '' : null;
    return constant(source.type, match ? source.get(match.row) : missing);
  }
}

const constant = (type: Ty, value: Value): Column => new ConstColumn(type, value, 1);

function scanSteps(s: ScanSteps, input: Frame, session: Session): Frame {
  const declared = s.declare.map((d): Declared => {
    const given = d.fallback ? evaluateConstant(d.fallback, session) : { value: null, type: d.type };
    const cell = castColumn(new ConstColumn(given.type, given.value, 1), d.type).get(0);
    return { name: d.name, type: d.type, fallback: cell === null && d.type === 'string' && session.fillStrings ? '' : cell };
  });
  const names = new Set(declared.map((d) => d.name));
  const replaced = new Set(s.steps.flatMap((step) => step.assign.map((a) => a.name)).filter((n) => !names.has(n)));
  for (const name of replaced) {
    const source = columnNamed(input, name);
    if (source) declared.push({ name, type: source.type, fallback: session.fillStrings && source.type === 'string' ? '' : null, source });
  }
  const machine = new Machine(s, input, declared, session);
  for (let row = 0; row < input.length; row++) machine.record(row);
  const { out } = machine;
  const make = session.fillStrings ? builderWithoutNullStrings : builder;
  const columns = declared.map((d, i): [string, Column] => [d.name, built(make(d.type, out.length), out.map((o) => o.declared[i] as Value))]);
  if (s.matchId !== undefined) columns.push([s.matchId, built(make('long', out.length), out.map((o) => o.id))]);
  return withColumns(selectRows(input, Int32Array.from(out, (o) => o.row)), columns);
}

function built(out: ReturnType<typeof builder>, values: readonly Value[]): Column {
  values.forEach((v, i) => out.set(i, v));
  return out.done();
}

export const SCAN_STEPS_STAGES: StageRunners<'scanSteps'> = { scanSteps };
