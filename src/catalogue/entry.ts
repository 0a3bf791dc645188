import type { Decimal } from 'decimal.js';
import type { Column } from '../data/column.js';
import type { Groups } from '../data/group.js';
import type { Int64 } from '../data/int64.js';
import type { Ticks } from '../data/time.js';
import type { Dynamic, Period, Ty, Value } from '../data/types.js';

/**
 * One entry per MEANING, not per name. An entry says what an operation does (typed signatures and their evaluators), how each
 * dialect spells it or why it cannot, and one doc line. Name lookup, overload check, evaluation, both emitters, completion, hover
 * help, docs/functions.md and the support matrix are derived from entries and never written twice.
 */
export type Op = ScalarOp | AggregateOp | WindowOp;

interface OpBase {
  /** `area.meaning`, unique: `string.has`, `compare.notEqualOrNull`. */
  readonly id: string;
  /** One line for people, ending in a full stop. */
  readonly doc: string;
  readonly kql: Spelling;
  readonly esql: Spelling;
  /** Numbers of the traps in docs/semantics.md that it is about. */
  readonly rules?: readonly string[];
  /** Queries' worth of examples: argument values and the result, run by a test. */
  readonly examples?: readonly Example[];
}

/** `types` where the values do not tell them: a datetime's ticks look like a long. */
export type Example = readonly [args: readonly Value[], result: Value, types?: readonly Ty[]];

export interface ScalarOp extends OpBase {
  readonly kind: 'scalar';
  readonly sigs: readonly Overload[];
  /**
   * 'single' (the default): an Elasticsearch multi-value as any argument gives null and a warning. 'aware': the evaluators see
   * `MultiValue` cells and decide.
   */
  readonly multi?: 'single' | 'aware';
  /** Another answer each time (`rand`): never folded into a constant. */
  readonly volatile?: boolean;
  /** Reads the clock: without one it has no constant value. */
  readonly clock?: boolean;
  /**
   * An argument is evaluated only for the rows that take it, so that others raise no warnings. The engine then decides by itself and
   * does not call the evaluator for columns. 'case': `condition, value, …, else?`, a condition that is not true falls through.
   * 'first': the first argument that is not null (nor "" where strings have no null). Values are converted to the result's type.
   */
  readonly lazy?: 'case' | 'first';
}

export interface AggregateOp extends OpBase {
  readonly kind: 'aggregate';
  readonly sigs: readonly AggregateOverload[];
}

/** Sees the whole column in row order: `prev`, `row_number`. */
export interface WindowOp extends OpBase {
  readonly kind: 'window';
  readonly sigs: readonly KernelOverload[];
}

/* ---------------------------------------------------------------- spelling */

export type Grade = 'exact' | 'rewritten' | 'narrower' | 'wider' | 'different';

/**
 * How a dialect says a meaning. Only `call`, `infix` and `prefix` are also how the dialect's reader finds it.
 * - `call`: a function by this name (KQL's case as written, ES|QL upper case), and older names that mean the same
 * - `infix` / `prefix`: an operator; precedence belongs to the dialect's printer
 * - `template`: text in the TARGET dialect with `$0`, `$1`, … for arguments; parsed, so brackets come by themselves.
 *   `$*` stands for all arguments and `$1*` for all from the second on, separated by commas
 * - `raise`: the dialect's raising code has a handler under the op's id (shapes that a template cannot say)
 * - `refuse`: cannot be said; the reason is shown in diagnostics and in the support matrix
 */
export type Spelling =
  | CallSpelling
  | { readonly kind: 'infix' | 'prefix'; readonly symbol: string; readonly aliases?: readonly string[]; readonly since?: string }
  | { readonly kind: 'template'; readonly text: string; readonly grade: Grade; readonly note?: string; readonly since?: string }
  | { readonly kind: 'raise'; readonly grade: Grade; readonly note?: string }
  | { readonly kind: 'refuse'; readonly reason: string };

export interface CallSpelling {
  readonly kind: 'call';
  readonly name: string;
  readonly aliases?: readonly string[];
  /** The type that this dialect reports where it differs from the signature's (`LENGTH` is an integer). */
  readonly shows?: Ty;
  /** How KQL names an unnamed column: by the function and its first argument (`sum_x`), by the first argument (`x`), or `Column1`. */
  readonly named?: 'prefixed' | 'argument' | 'none';
  /** The prefix where it is not the function's name: `list` of `make_list` (`list_x`). */
  readonly prefix?: string;
  /** The Elasticsearch version that brought it, when after 8.11, and where its technical preview ended: see `Release`. */
  readonly since?: string;
  readonly ga?: string;
  /** Set when arguments stand in another order than the signature's: `order[i]` is the signature's index of the i-th written argument. */
  readonly order?: readonly number[];
  /** A column that is an argument without being written: `@timestamp` is the first one of `TBUCKET(1 hour)`. */
  readonly implicit?: { readonly column: string; readonly at: number };
  /** What to grade a translation INTO this spelling, when it is not exact. */
  readonly grade?: Grade;
  readonly note?: string;
}

export const call = (name: string, more: Omit<CallSpelling, 'kind' | 'name'> = {}): CallSpelling => ({ kind: 'call', name, ...more });
export const infix = (symbol: string, aliases?: readonly string[]): Spelling => ({ kind: 'infix', symbol, aliases });
export const prefix = (symbol: string): Spelling => ({ kind: 'prefix', symbol });
export const template = (text: string, grade: Grade = 'rewritten', note?: string): Spelling => ({ kind: 'template', text, grade, note });
export const raise = (grade: Grade = 'rewritten', note?: string): Spelling => ({ kind: 'raise', grade, note });
export const refuse = (reason: string): Spelling => ({ kind: 'refuse', reason });

/* ---------------------------------------------------------------- signatures */

/** A type, or a group of types. `number`: int, long, ulong, real, decimal. `text`: string, text. `any`: all. */
export type TypeSpec = Ty | 'number' | 'integer' | 'any';
/** A parameter: required, optional `?`, or `...` for any number (also none) of further arguments. Last ones only. */
export type ParamSpec = TypeSpec | `${TypeSpec}?` | `...${TypeSpec}`;

interface JsOf {
  bool: boolean; int: number; long: Int64; ulong: Int64; real: number; decimal: Decimal; string: string; text: string;
  datetime: Ticks; nanos: bigint; timespan: Int64; period: Period; guid: string; ip: string; version: string; dynamic: Dynamic;
  geo: string; null: null; unknown: Value; number: number | bigint | Decimal; integer: Int64; any: Value;
}
type ArgOf<P extends ParamSpec, N> = P extends `${infer T extends TypeSpec}?`
  ? JsOf[T] | N | undefined
  : P extends TypeSpec ? JsOf[P] | N : never;
type ArgsOf<P extends readonly ParamSpec[], N> = P extends readonly [...infer Head extends readonly ParamSpec[], `...${infer T extends TypeSpec}`]
  ? [...{ [I in keyof Head]: ArgOf<Head[I], N> }, ...(JsOf[T] | N)[]]
  : { [I in keyof P]: ArgOf<P[I], N> };

/** The type of the result; `undefined` where the arguments do not go together. */
export type Returns = Ty | ((types: readonly Ty[]) => Ty | undefined);

export interface Overload {
  readonly params: readonly ParamSpec[];
  readonly returns: Returns;
  /** 'propagate': any null argument gives null and the evaluator never sees one. 'total': the evaluator sees nulls. */
  readonly nulls: 'propagate' | 'total';
  /** Called once for a whole column: the place to compile a constant pattern. */
  readonly prepare: (context: CallContext) => (...args: Value[]) => Value;
  /** Only so many arguments are passed when all later ones are constants of one value, which the evaluator knows from its context: long lists. */
  readonly reads?: number;
  /** A loop over columns, where a benchmark pays for it. May answer `undefined`: use `prepare`. */
  readonly kernel?: Kernel;
}

export interface KernelOverload {
  readonly params: readonly ParamSpec[];
  readonly returns: Returns;
  readonly kernel: (context: CallContext, args: readonly Column[]) => Column;
}

export type Kernel = (context: CallContext, args: readonly Column[]) => Column | undefined;

/** What an evaluator may know besides its arguments. */
export interface CallContext {
  readonly now: Ticks;
  /** The types of the arguments after implicit conversion, and of the result. */
  readonly types: readonly Ty[];
  readonly returns: Ty;
  /** The value of each argument that is the same for all rows, `undefined` for others. */
  readonly constants: readonly (Value | undefined)[];
  readonly options: Readonly<Record<string, Value>>;
  /** How many rows there are. */
  readonly length: number;
  /** A warning about the current row, whose result is null: said once, with the place of the call. */
  readonly warn: (message: string) => void;
  /** Random numbers in [0, 1) from the run's seed. */
  readonly random: () => number;
  /** A data base of places, where the caller has one. */
  readonly places?: Places;
}

/** Where an address is, as far as it is known; coordinates in degrees. */
export interface Place {
  readonly country?: string;
  readonly state?: string;
  readonly city?: string;
  readonly latitude?: number;
  readonly longitude?: number;
}
/** Looks an address up, in its usual spelling. */
export type Places = (address: string) => Place | undefined;
export const NO_PLACES = 'where an IP address is cannot be looked up here';

/** Null arguments give null. */
export function sig<const P extends readonly ParamSpec[]>(params: P, returns: Returns, scalar: (...args: ArgsOf<P, never>) => Value, kernel?: Kernel): Overload {
  const f = scalar as unknown as (...args: Value[]) => Value;
  return { params, returns, nulls: 'propagate', prepare: () => f, kernel };
}

/** The evaluator decides about nulls. */
export function total<const P extends readonly ParamSpec[]>(params: P, returns: Returns, scalar: (...args: ArgsOf<P, null>) => Value, kernel?: Kernel): Overload {
  const f = scalar as unknown as (...args: Value[]) => Value;
  return { params, returns, nulls: 'total', prepare: () => f, kernel };
}

/** Null arguments give null; `make` runs once a column and may use constants, `now`, warnings. */
export function prepared<const P extends readonly ParamSpec[]>(
  params: P, returns: Returns, make: (context: CallContext) => (...args: ArgsOf<P, never>) => Value, kernel?: Kernel,
): Overload {
  return { params, returns, nulls: 'propagate', prepare: make as unknown as Overload['prepare'], kernel };
}

/** Like `prepared`, but the evaluator decides about nulls. */
export function preparedTotal<const P extends readonly ParamSpec[]>(
  params: P, returns: Returns, make: (context: CallContext) => (...args: ArgsOf<P, null>) => Value, kernel?: Kernel,
): Overload {
  return { params, returns, nulls: 'total', prepare: make as unknown as Overload['prepare'], kernel };
}

/* ---------------------------------------------------------------- aggregates */

export type { Groups } from '../data/group.js';

export interface AggregateOverload {
  readonly params: readonly ParamSpec[];
  readonly returns: Returns;
  /** One cell per group. Multi-value cells are already spread over rows unless `multi` is 'aware'. */
  readonly run: (context: CallContext, args: readonly Column[], groups: Groups) => Column;
  readonly multi?: 'aware';
}

/** An aggregate as a fold over the rows of a group; null arguments of the first parameter are skipped unless `nulls` is 'total'. */
export interface Fold<S> {
  readonly start: (context: CallContext) => S;
  readonly step: (state: S, args: readonly Value[], context: CallContext) => S;
  readonly finish: (state: S, context: CallContext) => Value;
  readonly nulls?: 'skip' | 'total';
}
