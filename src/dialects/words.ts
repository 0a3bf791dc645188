/** The words that completion offers besides names. */
export interface Words {
  /** What a query may begin with besides a table's name. */
  readonly sources: readonly string[];
  /** What may stand after a `|`. */
  readonly stages: readonly string[];
  /** What joins expressions. */
  readonly keywords: readonly string[];
  /** After these words tables are named. */
  readonly beforeTables: RegExp;
  /** A column's or table's name as it must be written. */
  readonly quote: (name: string) => string;
}
