import type { Expr, Join } from '../../../ast/pipeline.js';
import { columnsIn } from '../../../ast/walk.js';
import type { Span } from '../../../base/source.js';
import type { Field } from '../../../data/table.js';
import type { Ty } from '../../../data/types.js';
import { onlyReadAsText } from '../../../semantics/as-text.js';
import { readingsBehind } from '../../../semantics/evidence.js';
import { broughtByJoins, madeByClashes, mentionedBy, neededBy } from '../../../semantics/needed.js';
import { fieldOf } from '../../../semantics/schema.js';
import type { Raising, Spelling } from './context.js';
import { mayLack } from './expressions.js';
import type { Scope } from './scope.js';

/**
 * ES|QL has no word for "all other columns" in STATS or in a packed row: they are listed. Of a table that is not known whole only those
 * can be that the query names.
 */

export const HINT = 'give the schema of the tables, or list the columns behind it with project';

/** The columns that are read of a stage's result, by name; `all`: and every other one that is known. */
export interface Wanted {
  readonly names: ReadonlySet<string>;
  readonly all: boolean;
}

/** What later stages read; else all columns that are known and all that the query names. `listing`: of which sides the columns have to be listed. */
export function wantedOf(s: Spelling, scope: Scope, what: string, at: Span, others: readonly Spelling[] = [], listing: readonly Spelling[] = [s, ...others]): Wanted {
  const { tables } = s.raising;
  const needed = neededBy(scope.rest, tables);
  const sides = [s, ...others];
  if (needed) return { names: withoutBrought(withoutClashes(needed, sides, scope), sides, scope), all: false };
  if (listing.some((x) => x.schema.open)) s.raising.stageNote('different', what, 'only the columns that the query names are kept, because those of the tables are not known', at, HINT);
  return { names: new Set([...withoutClashes(mentionedBy(scope.rest, tables), sides, scope), ...sides.flatMap((x) => [...x.named])]), all: true };
}

/** Whether the rows of a side are known to have a column, or a stage so far names it. */
export const has = (s: Spelling, column: string): boolean => s.named.has(column) || [s.schema, s.listed].some((known) => known && fieldOf(known, column) !== undefined);

/** Without `x1` that a later join makes, unless the rows here are known to have it, or a clash of the two sides here makes one. */
function withoutClashes(names: ReadonlySet<string>, sides: readonly Spelling[], scope: Scope): ReadonlySet<string> {
  const later = madeByClashes(scope.rest, scope.raising.tables);
  if (later.size === 0) return names;
  const here = (n: string): boolean => sides.some((s) => has(s, n)) || (sides.length > 1 && sides.every((s) => has(s, n.slice(0, -1))));
  return new Set([...names].filter((n) => !later.has(n) || here(n)));
}

/** Without the columns that no stage so far names and that a join behind brings: the rows here are not taken to have them as well. */
function withoutBrought(names: ReadonlySet<string>, sides: readonly Spelling[], scope: Scope): ReadonlySet<string> {
  if (!sides.some((s) => s.schema.open)) return names;
  const brought = broughtByJoins(scope.rest, scope.raising.tables);
  return new Set([...names].filter((n) => !brought.names.has(n) || sides.some((s) => has(s, n))));
}

/** How the columns of unknown types that a join gives are read, by what the query does with them: numbers of some width as reals. */
export function readings(j: Join, s: Spelling, scope: Scope): (column: string) => Ty {
  const read = readingsBehind(j, [...s.stages, j, ...scope.rest], scope.raising.plan, s.env.table);
  return (column) => {
    const found = read(column);
    if (found === 'number') return 'real';
    if (found === undefined && objectsAbove(column).some((o) => scope.raising.objects.has(o))) return 'dynamic';
    return found === 'text' || (found === undefined && onlyReadAsText(column, scope.rest)) ? 'string' : (found ?? 'unknown');
  };
}

interface Sides {
  readonly left: readonly Field[];
  readonly right: readonly Field[];
  /** Columns that are read of both sides, because nothing tells which one has them. */
  readonly either: readonly string[];
}

/**
 * Which side of a join has the columns that neither schema names: the side whose stages name it. `x1` beside an `x` that both sides may
 * have is the right one's. What is then left goes to the open side; where both are, nothing tells, and a note says so.
 */
export function columnsOfSides(j: Join, left: Spelling, right: Spelling, { names }: Wanted): Sides {
  const sides = { left: openSide(left, j.on.map((k) => k.left)), right: openSide(right, j.on.map((k) => k.right)) };
  const either: string[] = [];
  for (const name of [...names].sort()) {
    if (left.raising.guessed.has(name) && mayHave(right) && !sides.right.has(name)) {
      sides.left.add(name);
      either.push(name);
      continue;
    }
    if (sides.left.has(name) || sides.right.has(name) || member(name, sides)) continue;
    if (left.schema.open && right.schema.open && suffixed(name, sides)) continue;
    if (mayHave(left)) sides.left.add(name);
    else if (mayHave(right)) sides.right.add(name);
    if (mayHave(left) && mayHave(right)) either.push(name);
  }
  if (either.length > 0) left.raising.stageNote('different', 'join', `${either.join(', ')}: which table has it is not known; it is read of the left one, and where that has nothing of the right one`, j.span, HINT);
  for (const name of either) mayLack(name, j.span, left.raising);
  return { left: sides.left.fields(), right: sides.right.fields(), either };
}

/** A column that may be of this side or of one that is joined later. */
export function guess(column: string, at: Span, raising: Raising): void {
  raising.guessed.add(column);
  mayLack(column, at, raising);
}

/** Whether a side may have columns besides those that its stages name. */
const mayHave = (s: Spelling): boolean => s.schema.open && s.listed === undefined;

/** A field of an object is of the side that has the object. */
function member(name: string, { left, right }: { readonly left: OpenSide; readonly right: OpenSide }): boolean {
  const owner = [left, right].find((side) => objectsAbove(name).some((path) => side.has(path)));
  owner?.add(name);
  return owner !== undefined;
}

/** The paths of which a dotted name is a member. */
export const objectsAbove = (name: string): string[] => name.split('.').slice(0, -1).map((_, i, steps) => steps.slice(0, i + 1).join('.'));

const BOTH = /^(.+?)1$/;

/** `x1` is the right `x` where no side has a column of that name and one of them has an `x`. */
function suffixed(name: string, { left, right }: { readonly left: OpenSide; readonly right: OpenSide }): boolean {
  const stem = BOTH.exec(name)?.[1];
  if (stem === undefined || !(left.has(stem) || right.has(stem))) return false;
  left.add(stem);
  right.add(stem);
  return true;
}

interface OpenSide {
  has(name: string): boolean;
  add(name: string): void;
  fields(): readonly Field[];
}

/** A side's known columns, and those that its stages name where it is open. */
function openSide(s: Spelling, keys: readonly Expr[]): OpenSide {
  const known = new Set(s.schema.fields.map((f) => f.name));
  const listed = (s.listed?.fields ?? []).map((f) => f.name);
  const more = new Set(s.schema.open ? [...s.named, ...listed, ...keys.flatMap((k) => [...columnsIn(k)])].filter((n) => !known.has(n)) : []);
  return {
    has: (name) => known.has(name) || more.has(name),
    add: (name) => void (known.has(name) || more.add(name)),
    fields: () => [...s.schema.fields, ...Array.from(more, (name): Field => ({ name, type: 'unknown' }))],
  };
}
