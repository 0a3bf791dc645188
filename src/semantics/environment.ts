import type { Ticks } from '../data/time.js';
import type { Schema } from './schema.js';

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
  /** Query parameters of ES|QL (`?name`, `?1`) and of KQL's `declare query_parameters`. */
  readonly parameters?: ReadonlyMap<string, string | number | boolean | null>;
  /** Text of functions that the user supplies by name (KQL: `let`-style bodies or whole queries). */
  readonly functions?: ReadonlyMap<string, string>;
}
