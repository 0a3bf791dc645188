import type { Ticks } from '../data/time.js';
import type { Ty } from '../data/types.js';
import type { Schema } from './schema.js';

type ParameterScalar = string | number | bigint | boolean | null;

/**
 * The value of a query parameter. KQL declares its type, and reads a text as a literal of that type. In ES|QL a text is a text, a whole
 * number an integer, a list one value of several; `type`, one of ES|QL's names of types, makes a text one of that type.
 */
export type ParameterValue = ParameterScalar | readonly ParameterScalar[] | { readonly type: string; readonly value: string };
export type ParameterValues = ReadonlyMap<string, ParameterValue>;

/** `guessed`: the query does not tell, so that it is taken for the type. `mayBeList`: it stands where several values may. */
export interface ParameterType {
  readonly type: Ty;
  readonly guessed?: boolean;
  readonly mayBeList?: boolean;
}

/** What lowering knows of the world outside the query. */
export interface Environment {
  /** The columns of a table by its exact name. `undefined`: no such table. */
  readonly table: (name: string) => Schema | undefined;
  /** All table names, for wildcards and "nearest name" hints. */
  readonly tables: readonly string[];
  /** True when translating without a schema: an unknown table is an open one. False when running: it is an error. */
  readonly openWorld: boolean;
  /** `now()`; undefined keeps the call in the plan for the engine to answer. */
  readonly now?: Ticks;
  /** Adds the row limits of a cluster to an ES|QL query: 1,000 where it has none, 10,000 in all. */
  readonly implicitLimit?: boolean;
  /** Values of query parameters: of ES|QL's by name or position (`?name`, `?1`), and of KQL's `declare query_parameters`. */
  readonly parameters?: ParameterValues;
  /** The types of ES|QL parameters that have no value, as far as the query shows them. */
  readonly parameterTypes?: ReadonlyMap<string, ParameterType>;
  /** Query parameters by name that an expression may read which is lowered without the statements before it. */
  readonly declared?: ReadonlyMap<string, Ty>;
  /** Text of functions that the user supplies by name (KQL: `let`-style bodies or whole queries). */
  readonly functions?: ReadonlyMap<string, string>;
}
