import { isResult } from '../ast/choices.js';
import { parameterName, parametersIn } from '../ast/parameters.js';
import type { Expr, Plan } from '../ast/pipeline.js';
import { eachInside, isCall, isExpr, visitExpressions } from '../ast/walk.js';
import { remembered } from '../base/memo.js';
import { opOf } from '../catalogue/index.js';
import { CONVERSIONS } from '../catalogue/parameters.js';
import { isNumeric, isText, type Ty } from '../data/types.js';
import type { ParameterType } from './environment.js';
import { alike, taken } from './inference/expressions.js';
import { ofParameters, Variable } from './inference/variables.js';
import { type Tables, Walk } from './inference/walk.js';
import { repeat } from './evidence.js';

/**
 * What the places of query parameters without values say of their types: what they are converted to, what they are compared with, what
 * an operation takes there. Each parameter of the plan has a type; where the query does not tell it is a guess.
 */
export function parameterTypes(plan: Plan, tables: Tables): ReadonlyMap<string, ParameterType> {
  const places = parametersIn(plan);
  const variables = new Map<string, Variable>();
  for (const p of places) ofParameters.set(p, remembered(variables, nameOf(p), () => new Variable()));
  const told = typesTold(plan);
  const walk = new Walk(plan, tables);
  walk.pipeline(plan.body);
  repeat(walk);
  const lists = listPlaces(plan);
  return new Map(Array.from(variables, ([name, v]) => [name, { ...typeFrom(told.get(name), v), ...(lists.has(name) && { mayBeList: true }) }]));
}

type Operation = Extract<Expr, { kind: 'call' | 'agg' }>;
const nameOf = (e: Expr): string => parameterName(e) ?? '';

function typeFrom(told: ReadonlySet<Ty> | undefined, { known, type }: Variable): ParameterType {
  const one = told && commonType([...told]);
  if (one) return { type: one };
  if (told === undefined && type !== undefined) return { type };
  if (told === undefined && known.type === undefined && known.moment && !known.number && !known.text) return { type: 'datetime' };
  if (told === undefined && known.type === undefined && known.text && !known.number) return { type: 'string' };
  return { type: known.number && !known.text ? 'real' : 'string', guessed: true };
}

/** Parameters that stand where a list of values is looked at as a whole. */
function listPlaces(plan: Plan): ReadonlySet<string> {
  const found = new Set<string>();
  visitExpressions(plan, (e) => {
    if (e.kind === 'call' && /^esql\.mv/.test(e.op)) for (const a of e.args) found.add(nameOf(a));
    return false;
  });
  return found;
}

const WIDTHS: readonly Ty[] = ['int', 'long', 'ulong', 'real'];

function commonType(types: readonly Ty[]): Ty | undefined {
  if (types.every(isText)) return 'string';
  if (types.every((t) => WIDTHS.includes(t))) return WIDTHS[Math.max(...types.map((t) => WIDTHS.indexOf(t)))];
  return types.length === 1 ? types[0] : undefined;
}

/** Types by parameter, of all places that tell one. */
function typesTold(plan: Plan): ReadonlyMap<string, ReadonlySet<Ty>> {
  const told = new Map<string, Set<Ty>>();
  const visit = (node: object): void => {
    if (isExpr(node) && (node.kind === 'call' || node.kind === 'agg')) node.args.forEach((a, i) => tell(a, placeType(node, i)));
    if ('kind' in node && node.kind === 'limit' && 'count' in node) tell(node.count as Expr, 'long');
    eachInside(node, visit);
  };
  const tell = (e: Expr, type: Ty | undefined): void => {
    const name = parameterName(e);
    if (name !== undefined && type !== undefined) remembered(told, name, () => new Set()).add(type);
  };
  visit(plan);
  return told;
}

/** Whether the result may be this argument, as it may be others. */
const isChoice = (e: Operation, at: number): boolean => alike(e)?.includes(at) === true || e.op === 'esql.coalesce' || (e.op === 'esql.case' && isResult(e.args.length, at));

/** Functions that name no field read `@timestamp` as a date, so that it is one wherever it is. */
const typeOf = (e: Expr): Ty => (e.kind === 'col' && e.type === 'unknown' && e.name === '@timestamp' ? 'datetime' : e.type);
const isNumber = (t: string): boolean => t === 'number' || t === 'integer' || isNumeric(t as Ty);
const settled = (t: Ty): boolean => t !== 'unknown' && t !== 'null';

/**
 * What an argument has to be, going by the operation and the types of the others. What is compared with a number is one of its width; in
 * a computation any number may stand beside it.
 */
function placeType(e: Operation, at: number): Ty | undefined {
  if (parameterName(e.args[at] as Expr) === undefined) return undefined;
  if (isCall(e) && e.args.length === 1 && CONVERSIONS.test(e.op)) return settled(e.type) ? e.type : undefined;
  const choice = isChoice(e, at);
  const others = e.args.flatMap((a, i) => (i !== at && settled(typeOf(a)) && isChoice(e, i) === choice ? [typeOf(a)] : []));
  const types = new Set<string>(taken(opOf(e.op), e.args.map((a) => (settled(typeOf(a)) ? typeOf(a) : undefined)), settled(e.type) ? e.type : undefined)[at]);
  const beside = others.find((t) => (isNumeric(t) ? e.type === 'bool' && [...types].some(isNumber) : types.has(t)) || (types.has('any') && choice));
  if (beside !== undefined) return beside === 'int' ? 'long' : beside;
  if (types.has('timespan') && [...types].every((t) => t === 'timespan' || t === 'period')) return 'timespan';
  if (types.size > 0 && [...types].every((t) => isText(t as Ty))) return 'string';
  const [only] = types.size === 1 ? types : [];
  return only === 'integer' ? 'long' : only === undefined || only === 'any' || only === 'number' || only === 'unknown' ? undefined : (only as Ty);
}
