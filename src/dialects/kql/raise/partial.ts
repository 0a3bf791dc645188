import type { Expression } from '../../../../grammars/kql/syntax.js';
import type { Call, Expr } from '../../../ast/pipeline.js';
import { columnsIn } from '../../../ast/walk.js';
import { isText } from '../../../data/types.js';
import { isNonzero } from '../../../semantics/nonzero.js';
import type { Scope } from './scope.js';

/**
 * Calls of ES|QL that give null for what is there: a member that a JSON text lacks, a text that is no number, a division by zero. Whatever
 * is computed from one is null as well, while KQL tests of nothing are false, and `!=` of it is true. Such an operand is spelled as a column
 * that may hold nothing, so that the guards for columns serve, and put in its place afterwards.
 */
const MISSES: ReadonlySet<string> = new Set(['esql.jsonExtract', 'esql.dateParse']);
const CONVERTS = /^esql\.(to|textTo)(Long|Integer|Double|Datetime|Boolean)$/;
const DIVIDES: ReadonlySet<string> = new Set(['esql.divide', 'esql.modulo']);
/** What decides about a missing operand itself. */
const DECIDES = /^(esql\.(case|coalesce|is(Not)?Null(Text)?|cidrMatch)$|logic\.)/;
const NONE_KNOWN: ReadonlySet<string> = new Set();

function isPartial(e: Expr): e is Call {
  if (e.kind !== 'call' || columnsIn(e).size === 0) return false;
  const [first, second] = e.args;
  if (MISSES.has(e.op)) return true;
  if (CONVERTS.test(e.op)) return first !== undefined && isText(first.type);
  return DIVIDES.has(e.op) && second !== undefined && !isNonzero(second, NONE_KNOWN);
}

export interface Replaced {
  readonly e: Call;
  readonly scope: Scope;
  readonly operands: ReadonlyMap<string, Call>;
}

/** The call with its partial operands as columns; `undefined`: it has none. */
export function asColumns(e: Call, scope: Scope): Replaced | undefined {
  if (scope.bare || (scope.names && scope.names.size > 0)) return undefined;
  const operands = new Map<string, Call>();
  const replaced = inside(e, scope, operands);
  if (operands.size === 0) return undefined;
  const fields = [...operands].map(([name, x]) => ({ name, type: x.type }));
  return { e: replaced, operands, scope: { ...scope, schema: { ...scope.schema, fields: [...scope.schema.fields, ...fields] } } };
}

function inside(e: Call, scope: Scope, operands: Map<string, Call>): Call {
  const decides = DECIDES.test(e.op);
  const args = e.args.map((a): Expr => {
    if (a.kind !== 'call') return a;
    if (!isPartial(a) || decides) return inside(a, scope, operands);
    const name = scope.raising.fresh('operand');
    operands.set(name, a);
    return { kind: 'col', name, type: a.type, span: a.span };
  });
  return args.every((a, i) => a === e.args[i]) ? e : { ...e, args };
}

/** The tree with what stands for these columns in their places. */
export function putBack(tree: Expression, operands: ReadonlyMap<string, Expression>): Expression {
  const visit = (v: unknown): unknown => {
    if (typeof v !== 'object' || v === null) return v;
    if (Array.isArray(v)) return v.map(visit);
    const node = v as { readonly kind?: string; readonly text?: string };
    if (node.kind === 'name' && node.text !== undefined && operands.has(node.text)) return operands.get(node.text);
    return Object.fromEntries(Object.entries(v).map(([k, x]) => [k, k === 'span' ? x : visit(x)]));
  };
  return visit(tree) as Expression;
}
