import type { Expression } from '../../../../grammars/kql/syntax.js';
import type { Call, Expr } from '../../../ast/pipeline.js';
import { shapeOf } from '../../../ast/same.js';
import { columnsIn, mapInside } from '../../../ast/walk.js';
import { opOf } from '../../../catalogue/index.js';
import { isText } from '../../../data/types.js';
import { isNonzero } from '../../../semantics/nonzero.js';
import type { Facts } from '../../../semantics/nullability.js';
import type { Signs } from '../../../semantics/signs.js';
import { mayBeEmpty, misses, nullTest } from './absence.js';
import { isArray, isUnchanged, sliceOfOne } from './arrays.js';
import { mayLeaveNone } from './no-elements.js';
import type { Scope } from './scope.js';
import { SEARCHES } from './several.js';
import { resultsOf } from '../../../ast/choices.js';
import { remembered } from '../../../base/memo.js';

/**
 * Operands that may be nothing where every column that they read holds something. Guards are found for columns, one at a time, so such an
 * operand stands as a column of its own while they are found, and is put back in its place afterwards:
 * - what gives null for what is there: a member that a JSON text lacks, a text that is no number, a division by zero. Tests of nothing are
 *   false in ES|QL, and `!=` of it is true in KQL;
 * - choices, which are nothing only where several columns or a condition say so: `COALESCE(a, b) != "x"` needs a guard for the choice.
 */
export interface Aside {
  readonly e: Call;
  readonly scope: Scope;
  /** Puts the operands back, as `spell` writes them. */
  readonly filled: (tree: Expression, spell: (operand: Expr) => Expression, test: (e: Expr) => Expression) => Expression;
}

/** The call with such operands aside; `undefined` where it has none. */
export function asideOf(e: Call, scope: Scope): Aside | undefined {
  if (scope.bare || (scope.names?.size ?? 0) > 0 || !holdsOne(e, scope)) return undefined;
  const operands: Operands = { byShape: new Map(), scope };
  const outer = within(e, !isLogic(e), operands);
  if (operands.byShape.size === 0) return undefined;
  const found = [...operands.byShape.values()];
  const fields = found.map(({ name, call }) => ({ name, type: call.type }));
  const there = found.filter((o) => !isPartial(o.call, scope.signs) && !mayBeNothing(o.call, scope.facts)).map((o) => o.name);
  return {
    e: outer,
    scope: { ...scope, schema: { ...scope.schema, fields: [...scope.schema.fields, ...fields] }, facts: there.length > 0 ? new Set([...scope.facts, ...there]) : scope.facts },
    filled: (tree, spell, test) => putBack(withTests(tree, new Map(found.map((o) => [o.name, o.call])), scope, test), new Map(found.map(({ name, call }) => [name, spell(call)]))),
  };
}

interface Operands {
  readonly byShape: Map<string, { readonly name: string; readonly call: Call }>;
  readonly scope: Scope;
}

/** `tested`: something other than a connective is around. */
function within(e: Call, tested: boolean, operands: Operands): Call {
  const decides = DECIDES.test(e.op);
  const args = e.args.map((a): Expr => {
    if (a.kind !== 'call' || !holdsOne(a, operands.scope)) return a;
    if ((isPartial(a, operands.scope.signs) && !decides) || (tested && (isOpenChoice(a, operands.scope) || isOpenTest(a, operands.scope)))) return standIn(a, operands);
    return within(a, tested || !isLogic(a), operands);
  });
  return args.every((a, i) => a === e.args[i]) ? e : { ...e, args };
}

const isLogic = (e: Call): boolean => e.op.startsWith('logic.');

function standIn(x: Call, { byShape, scope }: Operands): Expr {
  const shape = shapeOf(x);
  const { name } = remembered(byShape, shape, () => ({ name: scope.raising.fresh('operand'), call: x }));
  if (mayBeEmpty(x)) scope.raising.emptyAside.add(name);
  scope.raising.aside.set(name, columnsIn(x));
  return { kind: 'col', name, type: x.type, span: x.span };
}

const putBack = (tree: Expression, operands: ReadonlyMap<string, Expression>): Expression => {
  const visit = (n: object): unknown => ('kind' in n && n.kind === 'name' && 'text' in n ? (operands.get(String(n.text)) ?? n) : mapInside(n, visit));
  return visit(tree) as Expression;
};

/** Guards of operands that may be "" where they are there: tests of what they are computed from. */
function withTests(tree: Expression, operands: ReadonlyMap<string, Call>, scope: Scope, spell: (e: Expr) => Expression): Expression {
  const visit = (n: object): unknown => {
    const [f, x] = 'kind' in n && n.kind === 'call' && 'name' in n && 'args' in n ? [(n as KqlCall).name.text, (n as KqlCall).args[0]?.value] : [];
    const operand = (f === 'isempty' || f === 'isnotempty') && x?.kind === 'name' ? operands.get(x.text) : undefined;
    const test = operand && nullTest(operand, f === 'isempty', scope.arrays);
    return test ? spell(test) : mapInside(n, visit);
  };
  return visit(tree) as Expression;
}
type KqlCall = Extract<Expression, { kind: 'call' }>;

/* ---------------------------------------------------------------- which operands */

const MISSES: ReadonlySet<string> = new Set(['esql.jsonExtract', 'esql.dateParse']);
const CONVERTS = /^esql\.(to|textTo|doubleTo)(Long|Integer|Double|Datetime|Boolean)$/;
/** A value by its place, which there need not be; the first and the last are there where any is. */
const SLICE = 'esql.mvSlice';
const ENDS: ReadonlySet<number | undefined> = new Set([undefined, 0, -1]);
/** What an array without elements gives nothing for. */
const OF_NONE = /^esql\.mv(Count|Concat|First|Last|Min|Max|Sum|Avg)$/;
const TRUTH_TEXT = 'esql.boolToString';
/** Differences in units of which 32 bits hold few days. */
const DIFFERENCE = 'esql.dateDiff';
const FINE_UNITS = /^(m(illi|icro)s|ms|mcs|n(ano)?s)/i;
const DIVIDES: ReadonlySet<string> = new Set(['esql.divide', 'esql.modulo']);
const CHOICES: ReadonlySet<string> = new Set(['esql.case', 'esql.coalesce']);
/** What decides about a missing operand itself. */
const DECIDES = /^(esql\.(case|coalesce|is(Not)?Null(Text)?|cidrMatch)$|logic\.)/;

function isPartial(e: Call, { nonzero }: Signs): boolean {
  if (!mayMiss(e.op) || columnsIn(e).size === 0) return false;
  const [first, second] = e.args;
  if (MISSES.has(e.op)) return true;
  if (e.op === TRUTH_TEXT) return misses(first as Expr);
  if (e.op === DIFFERENCE) return first?.kind === 'lit' && FINE_UNITS.test(String(first.value));
  if (OF_NONE.test(e.op)) return mayLeaveNone(first as Expr);
  if (e.op === SLICE) return !ENDS.has(sliceOfOne(e)) || mayLeaveNone(first as Expr);
  if (e.op === 'esql.doubleToInteger' || (e.op === 'esql.toInteger' && (first?.type === 'long' || first?.type === 'ulong'))) return true;
  return CONVERTS.test(e.op) ? first !== undefined && isText(first.type) : second !== undefined && !isNonzero(second, nonzero);
}

const mayMiss = (op: string): boolean => MISSES.has(op) || op === TRUTH_TEXT || op === DIFFERENCE || OF_NONE.test(op) || op === SLICE || DIVIDES.has(op) || CONVERTS.test(op);

const isOpenChoice = (e: Call, scope: Scope): boolean => CHOICES.has(e.op) && (mayBeNothing(e, scope.facts) || asksOfTexts(e, scope.facts)) && !isArray(e, scope.arrays);

/** Whether it falls back on another value where a text is missing, of which KQL has a length and a truth. */
const asksOfTexts = (e: Call, facts: Facts): boolean =>
  e.op === 'esql.coalesce' && e.args.slice(0, -1).some((a) => a.kind === 'call' && !isText(a.type) && mayBeNothing(a, facts) && holdsText(a));
const holdsText = (e: Expr): boolean => (e.kind === 'col' ? isText(e.type) : e.kind === 'call' && e.args.some(holdsText));

/** What is nothing of several values, or of a text that is no address. */
function isOpenTest(e: Call, { arrays }: Scope): boolean {
  if (e.op === 'esql.cidrMatch') return true;
  const op = opOf(e.op);
  return op.kind === 'scalar' && (op.multi !== 'aware' || SEARCHES.has(e.op)) && !isUnchanged(e) && e.args.some((a) => isArray(a, arrays));
}

function mayBeNothing(e: Expr, facts: Facts): boolean {
  if (e.kind === 'lit') return e.value === null;
  if (e.kind === 'col') return !facts.has(e.name);
  if (e.kind !== 'call' || e.args.length === 0) return false;
  if (misses(e)) return true;
  if (e.op === 'esql.coalesce') return e.args.every((a) => mayBeNothing(a, facts));
  if (e.op === 'esql.case') return e.args.length % 2 === 0 || resultsOf(e.args).some((a) => mayBeNothing(a, facts));
  return e.args.some((a) => mayBeNothing(a, facts));
}

const mayStandAside = (op: string): boolean => CHOICES.has(op) || mayMiss(op) || op === 'esql.cidrMatch';

/** Whether an expression is or holds an operand that may stand aside; asked of every call. */
function holdsOne(e: Expr, { arrays, raising }: Scope): boolean {
  if (e.kind !== 'call') return false;
  raising.mayStandAside ??= [...raising.census.ops].some(mayStandAside);
  return (raising.mayStandAside && holdsPartial(e)) || (arrays.size > 0 && [...columnsIn(e)].some((c) => arrays.has(c)));
}

/** Asked only where the plan has one: no spelling makes such operands of others. */
const holdsPartial = (e: Expr): boolean => e.kind === 'call' && (mayStandAside(e.op) || e.args.some(holdsPartial));
