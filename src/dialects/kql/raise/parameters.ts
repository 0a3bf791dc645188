import type { FunctionParameter, Statement } from '../../../../grammars/kql/syntax.js';
import { isParameter } from '../../../ast/parameters.js';
import type { Call, Expr, Plan } from '../../../ast/pipeline.js';
import { chained, isCall, mapInside } from '../../../ast/walk.js';
import { NO_SPAN } from '../../../base/source.js';
import { MultiValue, type Ty } from '../../../data/types.js';
import type { RaiseOptions } from '../../dialect.js';
import { calledSo, columnsAround, freeName, type Renamed, refuseParameter, renamedParameters } from '../../parameters.js';
import { kqlTypeName, kqlTypeOf } from '../types.js';
import { name } from './build.js';
import type { Raising } from './context.js';

/** What a plan with parameters becomes: one whose parameters KQL can declare, and the statement that does. */
export interface Declared {
  readonly plan: Plan;
  readonly options: RaiseOptions;
  readonly statements: readonly Statement[];
  readonly note: (raising: Raising) => void;
}

/** `?name` and `?1` are `declare query_parameters(name:type, p1:type)`. A column would hide a parameter of its name. */
export function declared(given: Plan, options: RaiseOptions): Declared {
  const columns = columnsAround(given, options);
  const renamed = renamedParameters(given, (n, taken) => freeName(/^\d/.test(n) ? `p${n}` : n, (c) => taken(c) || columns.has(c)));
  if (renamed.length === 0) return { plan: given, options, statements: [], note: () => {} };
  const types = new Map(renamed.map((r) => [r.to, declaredType(r.type)]));
  return {
    plan: withPlainLists(calledSo(given, renamed)),
    options: { ...options, env: { ...options.env, declared: types } },
    statements: [{ kind: 'declareParameters', params: renamed.map((r) => declaration(r.to, types.get(r.to) as Ty)), span: renamed[0]?.span ?? NO_SPAN }],
    note: (raising) => renamed.forEach((r) => noteParameter(r, options, raising)),
  };
}

const declaration = (as: string, type: Ty): FunctionParameter =>
  ({ kind: 'parameterDeclaration', name: name(as), type: { kind: 'type', text: kqlTypeName(type), span: NO_SPAN }, default: null, span: NO_SPAN });

const declaredType = (type: Ty): Ty => (type === 'unknown' ? 'string' : (kqlTypeOf(kqlTypeName(type)) ?? 'string'));

const UNDECLARED: Partial<Record<Ty, string>> = {
  period: 'a period of calendar units is a literal in KQL', geo: 'KQL has no type for it', dynamic: 'how a list of values is read hangs on the values', null: 'it stands where only a null may',
};

function noteParameter(r: Renamed, { env }: RaiseOptions, raising: Raising): void {
  const reason = UNDECLARED[r.type];
  if (reason !== undefined) return refuseParameter(r, reason, raising);
  const type = env.parameterTypes?.get(r.from);
  const title = `?${r.from}`;
  if (type?.guessed) raising.opNote('different', title, `nothing in the query tells its type, so that it is declared as ${kqlTypeName(declaredType(r.type))}: KQL refuses the query or answers otherwise where it is another`, r.span);
  if (type?.mayBeList) raising.opNote('different', title, 'it is taken for one value; a list of values has to be given for the translation', r.span);
  if (/^\d/.test(r.from)) raising.opNote('rewritten', title, `KQL parameters have names: the value in this position is given as ${r.to}`, r.span);
  else if (r.from !== r.to) raising.opNote('rewritten', title, `it is called ${r.to}, because the column ${r.from} hides a parameter of its name in KQL`, r.span);
}

/**
 * A parameter is never null, so that a list of parameters and literals is a chain of comparisons, whose guards are known: a text that is
 * missing equals an empty parameter in KQL.
 */
function withPlainLists(plan: Plan): Plan {
  const visit = (node: object): object => {
    const e = mapInside(node, visit);
    return isCall(e) && e.op === 'esql.in' && isPlainList(e.args.slice(1)) ? comparisons(e) : e;
  };
  return visit(plan) as Plan;
}

const isPlainList = (list: readonly Expr[]): boolean => list.some(isParameter) && list.every((e) => isParameter(e) || (e.kind === 'lit' && e.value !== null && !(e.value instanceof MultiValue)));

function comparisons({ args, span }: Call): Expr {
  const [x, ...list] = args as [Expr, ...Expr[]];
  const both = (op: string, a: Expr, b: Expr): Expr => ({ kind: 'call', op, args: [a, b], type: 'bool', span });
  return chained(list.map((y) => both('esql.equal', x, y)), (a, b) => both('logic.or', a, b));
}
