import type { Expr, Join, Named, Pipeline, Stage } from '../ast/pipeline.js';

type Names = ReadonlySet<string>;

/** The stages behind a name that the query has given. */
export type Lets = (name: string) => Pipeline | undefined;

/**
 * Columns of which no two rows of a pipeline have the same values: the keys of its grouping, what its rows are distinct in. None: there is
 * one row at most. `undefined`: nothing is known that tells the rows apart.
 */
const rowKeys = (stages: readonly Stage[], lets: Lets): Names | undefined => stages.reduce<Names | undefined>((keys, stage) => keysAfter(stage, keys, lets), undefined);

const ONE_ROW: Names = new Set();
/** A constant tells no rows apart. */
const namesOf = (keys: readonly Named[]): Names => new Set(keys.flatMap((k) => (k.expr.kind === 'lit' ? [] : [k.name])));

function keysAfter(stage: Stage, keys: Names | undefined, lets: Lets): Names | undefined {
  switch (stage.kind) {
    case 'values':
      return stage.rows.length <= 1 ? ONE_ROW : undefined;
    case 'ref': {
      const of = lets(stage.name);
      return of && rowKeys(of.stages, lets);
    }
    case 'aggregate':
      return stage.inline === true ? keys : namesOf(stage.keys);
    case 'distinct':
      return stage.all === true ? keys : namesOf(stage.columns);
    case 'limit':
      return isOne(stage.count) ? keysOfFirst(stage.by) : keys;
    case 'filter':
    case 'sort':
    case 'reorder':
      return keys;
    default:
      return keys && carried(stage, keys, lets);
  }
}

const isOne = (count: Expr): boolean => count.kind === 'lit' && (count.value === 1n || count.value === 1);

function keysOfFirst(by: readonly Expr[] = []): Names | undefined {
  const names = by.map(columnOf);
  return names.includes(undefined) ? undefined : new Set(names as string[]);
}

const columnOf = (e: Expr): string | undefined => (e.kind === 'col' ? e.name : undefined);

/** The keys behind a stage that gives a row for each at most, or `undefined` where it does not, or loses one of them. */
function carried(stage: Stage, keys: Names, lets: Lets): Names | undefined {
  switch (stage.kind) {
    case 'extend':
      return stage.columns.some((c) => keys.has(c.name) && columnOf(c.expr) !== c.name) ? undefined : keys;
    case 'parse':
      return stage.pieces.some((p) => p.kind === 'column' && keys.has(p.name)) ? undefined : keys;
    case 'project':
      return mapped(keys, (k) => stage.columns.find((c) => columnOf(c.expr) === k)?.name);
    case 'rename':
      return mapped(keys, (k) => stage.columns.find((c) => c.from === k)?.to ?? k);
    case 'keep':
      return mapped(keys, (k) => stage.columns.find((c) => !c.wildcard && c.name === k)?.name);
    case 'drop':
      return mapped(keys, (k) => (stage.columns.some((c) => c.wildcard || c.name === k) ? undefined : k));
    case 'join':
      return keepsLeftRows(stage, lets) ? keys : undefined;
    default:
      return undefined;
  }
}

function mapped(keys: Names, to: (key: string) => string | undefined): Names | undefined {
  const names = [...keys].map(to);
  return names.includes(undefined) ? undefined : new Set(names as string[]);
}

const TESTS: ReadonlySet<Join['join']> = new Set(['leftsemi', 'leftanti']);
const LEFT_KEPT: ReadonlySet<Join['join']> = new Set(['inner', 'innerunique', 'leftouter']);
const keepsLeftRows = (j: Join, lets: Lets): boolean => TESTS.has(j.join) || (LEFT_KEPT.has(j.join) && !j.condition && onceAKey(j, 'right', j.right.stages, lets));

/** Whether one side of a join has one row at most for each value of its keys. */
export function onceAKey(j: Join, side: 'left' | 'right', stages: readonly Stage[], lets: Lets): boolean {
  const keys = rowKeys(stages, lets);
  const joined = new Set(j.on.map((k) => columnOf(k[side])));
  return keys !== undefined && [...keys].every((k) => joined.has(k));
}
