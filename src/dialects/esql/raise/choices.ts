import type { Call, Col, Expr, Lit, Named } from '../../../ast/pipeline.js';
import { isChoice, isChosen } from '../../../ast/choices.js';
import { mapExpr } from '../../../ast/walk.js';
import { jsonOfDynamic } from '../../../data/encode.js';
import type { Dynamic } from '../../../data/types.js';
import { isOfSource, type Place } from './documents.js';
import type { Names } from './lifted.js';
import { isObject, isText } from './meanings.js';
import { isUnused } from './object-uses.js';

/** `iff`, `case` and `coalesce` between objects, arrays and texts of JSON: as values all of them are texts of JSON. */

/** The choice with a text of JSON in each branch; `undefined` where one is something else. Objects are read of their documents. */
export function chosenText(c: Choosing, names: Names, at: Place): Call | undefined {
  const objects = new Set<string>();
  const chosen = choice(c.expr, { as: c.name, names, at, objects });
  if (chosen) for (const path of objects) at.raising.wholes.add(path);
  return chosen && (mapExpr(chosen, (x) => (x.kind === 'col' ? underPath(x, names) : x)) as Call);
}

/** The column that gets the value. */
type Choosing = Pick<Named, 'name' | 'expr'>;

interface Branches {
  readonly as: string;
  readonly names: Names;
  readonly at: Place;
  /** Paths of those that are read as a whole. */
  readonly objects: Set<string>;
}

function choice(e: Expr, b: Branches): Call | undefined {
  if (!isChoice(e)) return undefined;
  // An empty text is null as JSON, and would be chosen as a text.
  if (e.op === 'condition.coalesce' && e.args.slice(0, -1).some((a) => isText(a, b.names))) return undefined;
  const args = e.args.map((a, i) => (isChosen(e, i) ? branch(a, b) : a));
  return args.some((a) => !a) ? undefined : { ...e, args: args as Expr[] };
}

function branch(e: Expr, b: Branches): Expr | undefined {
  const { as, names, at, objects } = b;
  if (e.kind === 'lit') return e.value === null ? e : jsonOfLiteral(e);
  if (isText(e, names)) return e;
  if (e.kind !== 'col') return choice(e, b);
  const known = names.get(e.name)?.kind;
  const { name: path } = underPath(e, names);
  // Under a name of its own the array would be shown as a text.
  if (path !== e.name && e.name !== as && !isUnused(e.name, at.rest)) return undefined;
  if (known === 'computed' || known === 'jsons' || !(isObject(e) || e.type === 'unknown') || !isOfSource(path, at.before, at.raising)) return undefined;
  objects.add(path);
  return { ...e, type: 'dynamic' };
}

const jsonOfLiteral = (e: Lit): Expr | undefined => (Array.isArray(e.value) || e.value instanceof Map ? { ...e, type: 'string', value: jsonOfDynamic(e.value as Dynamic) } : undefined);

/** A name that the query has given to an object stands for its field. */
function underPath(e: Col, names: Names): Col {
  const known = names.get(e.name);
  return known?.kind === 'field' && !known.lifted ? { ...e, name: known.path } : e;
}
