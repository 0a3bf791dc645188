import type { Join, Plan, Stage } from '../ast/pipeline.js';
import { NO_SPAN } from '../base/source.js';
import type { Field } from '../data/table.js';
import type { Ty } from '../data/types.js';
import { Names } from './inference/scope.js';
import { type Shown, Variable } from './inference/variables.js';
import { type Tables, Walk } from './inference/walk.js';

/**
 * What a query itself says of the types of columns that no schema names: a column that is compared with a moment, or stands where only a
 * moment may, is one; what is indexed, counted or expanded is dynamic; the keys of a join are of one type. Kusto refuses the query
 * otherwise. By table, only columns on which all of the query agrees.
 */
export function columnEvidence(plan: Plan, tables: Tables = () => undefined): ReadonlyMap<string, readonly Field[]> {
  const walk = new Walk(plan, tables);
  walk.pipeline(plan.body);
  settle(walk);
  return new Map(Array.from(walk.sources, ([table, { columns }]): [string, Field[]] => [table, typed(columns)]).filter(([, fields]) => fields.length > 0));
}

const typed = (columns: Walk['sources'] extends ReadonlyMap<string, { columns: infer C }> ? C : never): Field[] =>
  Array.from(columns).flatMap(([name, v]) => {
    const type = typeOf(v.known);
    return type === undefined ? [] : [{ name, type }];
  });

const typeOf = ({ type, number, text, moment }: Shown): Ty | undefined => (type === 'conflict' ? undefined : (type ?? (moment && !number && !text ? 'datetime' : undefined)));

/** How a column that a join gives has to be read: its type, some number, a text. */
export type Reading = Ty | 'number' | 'text';

/** What the stages around a join say of the columns that it gives. `undefined`: nothing. */
export function readingsBehind(join: Join, stages: readonly Stage[], plan: Pick<Plan, 'lets'>, tables: Tables): (column: string) => Reading | undefined {
  const walk = new Walk(plan, tables);
  walk.pipeline({ stages, span: join.span });
  settle(walk);
  const names = walk.behind.get(join);
  return (column) => {
    const known = names?.find(column)?.known;
    return known && readingOf(known);
  };
}

const readingOf = (known: Shown): Reading | undefined => typeOf(known) ?? (known.number && !known.text ? 'number' : known.text && !known.number ? 'text' : undefined);

/** How stages read a column of the rows that they get. `undefined`: nothing tells. */
export function readingIn(stages: readonly Stage[], column: string): Reading | undefined {
  const walk = new Walk({ lets: [] }, () => undefined);
  const own = new Variable();
  walk.pipeline({ stages, span: NO_SPAN }, Names.NONE.with([[column, own]]));
  repeat(walk);
  return readingOf(own.known);
}

/** What one saying shows lets others show more. */
const PASSES = 4;

function settle(walk: Walk): void {
  if (walk.sources.size > 0) repeat(walk);
}

export function repeat({ sayings }: Walk): void {
  for (let i = 0; i < PASSES; i++) {
    const before = Variable.learnt;
    for (const say of sayings) say();
    if (Variable.learnt === before) return;
  }
}
