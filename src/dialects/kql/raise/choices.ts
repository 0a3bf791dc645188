import type { Expression } from '../../../../grammars/kql/syntax.js';
import type { Call, Expr } from '../../../ast/pipeline.js';
import { shapeOf } from '../../../ast/same.js';
import { mapInside } from '../../../ast/walk.js';
import type { Facts } from '../../../semantics/nullability.js';
import { isArray } from './arrays.js';
import type { Scope } from './scope.js';

/**
 * A choice is nothing only where several columns or a condition say so, and guards are found for one column at a time. Inside a test it
 * stands as a column of its own while the guards are found: `COALESCE(a, b) != "x"` needs one for the choice, not for a or b.
 */
const CHOICES: ReadonlySet<string> = new Set(['esql.case', 'esql.coalesce']);

export interface Aside {
  readonly e: Expr;
  readonly scope: Scope;
  /** Puts the choices back, as `spell` writes them. */
  readonly filled: (tree: Expression, spell: (choice: Expr) => Expression) => Expression;
}

/** The expression with its choices aside; `undefined` where there are none that may be nothing. */
export function choicesAside(e: Expr, scope: Scope): Aside | undefined {
  if (scope.bare || (scope.names?.size ?? 0) > 0 || !holdsChoice(e)) return undefined;
  const choices = new Map<string, Call>();
  const away = (x: Expr, inside: boolean): Expr => {
    if (x.kind !== 'call' || !holdsChoice(x)) return x;
    if (CHOICES.has(x.op)) return inside && mayBeNothing(x, scope.facts) && !isArray(x, scope.arrays) ? standIn(x, choices) : x;
    return { ...x, args: x.args.map((a) => away(a, inside || !x.op.startsWith('logic.'))) };
  };
  const outer = away(e, false);
  if (choices.size === 0) return undefined;
  const fields = [...choices].map(([name, { type }]) => ({ name, type }));
  return { e: outer, scope: { ...scope, schema: { ...scope.schema, fields: [...scope.schema.fields, ...fields] } }, filled: (tree, spell) => filled(tree, new Map([...choices].map(([n, c]) => [n, spell(c)]))) };
}

function standIn(x: Call, choices: Map<string, Call>): Expr {
  const shape = shapeOf(x);
  const known = [...choices].find(([, c]) => shapeOf(c) === shape)?.[0];
  const name = known ?? `\u0000choice ${choices.size}`;
  choices.set(name, x);
  return { kind: 'col', name, type: x.type, span: x.span };
}

function filled(node: Expression, trees: ReadonlyMap<string, Expression>): Expression {
  const within = (n: object): unknown => ('kind' in n && n.kind === 'name' && 'text' in n ? (trees.get(String(n.text)) ?? n) : mapInside(n, within));
  return within(node) as Expression;
}

const holding = new WeakMap<Expr, boolean>();

function holdsChoice(e: Expr): boolean {
  if (e.kind !== 'call') return false;
  let found = holding.get(e);
  if (found === undefined) holding.set(e, (found = CHOICES.has(e.op) || e.args.some(holdsChoice)));
  return found;
}

function mayBeNothing(e: Expr, facts: Facts): boolean {
  if (e.kind === 'lit') return e.value === null;
  if (e.kind === 'col') return !facts.has(e.name);
  if (e.kind !== 'call' || e.args.length === 0) return false;
  if (e.op === 'esql.coalesce') return e.args.every((a) => mayBeNothing(a, facts));
  if (e.op === 'esql.case') return e.args.length % 2 === 0 || e.args.some((a, i) => (i % 2 === 1 || i === e.args.length - 1) && mayBeNothing(a, facts));
  return e.args.some((a) => mayBeNothing(a, facts));
}
