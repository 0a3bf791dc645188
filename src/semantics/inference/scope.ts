import { remembered } from '../../base/memo.js';
import type { Field } from '../../data/table.js';
import { Variable } from './variables.js';

/** Columns of tables of which not all are known: those that the query names. */
export interface Source {
  readonly columns: Map<string, Variable>;
}

/** The columns of rows at some place: those that stages have made or listed, and whatever else the sources behind them have. */
export class Names {
  /** `either`: columns of which it is not known which of the sources has them. */
  constructor(readonly known: ReadonlyMap<string, Variable>, readonly sources: readonly Source[], private readonly either: Source = { columns: new Map() }) {}

  static readonly NONE = new Names(new Map(), []);
  static of = (fields: readonly Field[]): Names => new Names(new Map(fields.map((f) => [f.name, new Variable(f.type)])), []);

  find(name: string): Variable | undefined {
    return this.known.get(name) ?? this.suffixed(name) ?? this.ofSources(name);
  }

  /** A column of one of the sources: of the one that is known to have it, else of any, which is then none of a table's. */
  private ofSources(name: string): Variable | undefined {
    const [first, ...more] = this.sources;
    if (!first) return undefined;
    const owners = this.sources.filter((s) => s.columns.has(name));
    return found(owners[0] ?? (more.length === 0 ? first : this.either), name);
  }

  /** `x1` of a join is the right side's `x`, unless some side has a column of that name. */
  private suffixed(name: string): Variable | undefined {
    if (!name.endsWith('1') || this.sources.length < 2 || this.sources.some((s) => s.columns.has(name))) return undefined;
    const stem = name.slice(0, -1);
    return this.sources.slice(1).findLast((s) => s.columns.has(stem))?.columns.get(stem);
  }

  with(columns: readonly (readonly [string, Variable])[]): Names {
    return columns.length === 0 ? this : new Names(new Map([...this.known, ...columns]), this.sources, this.either);
  }
}

const found = (source: Source, name: string): Variable => remembered(source.columns, name, () => new Variable());
