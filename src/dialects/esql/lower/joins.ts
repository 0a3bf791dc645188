import type { Expression, Join as JoinTree } from '../../../../grammars/esql/syntax.js';
import type { Col, Expr, Join, Scan } from '../../../ast/pipeline.js';
import { opsByInfix } from '../../../catalogue/index.js';
import { fieldOf, type Schema } from '../../../semantics/schema.js';
import { Building } from './context.js';
import { infixCall } from './calls.js';
import { expression } from './expressions.js';
import type { Scope } from './scope.js';
import { fieldName, tableRefs } from './names.js';
import { notYet } from './sources.js';

/**
 * LOOKUP JOIN: every left row, with the columns of each matching right row or nulls. Shared names are keys; other predicates are
 * conditions over both sides, in which a name of the left side is the left one.
 */
export function lookupJoin(c: JoinTree, b: Building, scope: Scope): void {
  if (c.type !== 'lookup') {
    b.push(notYet(`${c.type.toUpperCase()} JOIN`, c.span, 'in development'));
    return;
  }
  const scan: Scan = { kind: 'scan', tables: tableRefs(c.target), metadata: [], columnOrder: 'name', span: c.target.span };
  const right = new Building(scope.lowering);
  if (!known(scan, scope)) return;
  right.push(scan);
  const sides: Scope = { ...scope, right: right.schema };
  const keys = c.on.filter(isField).map((f) => key(f, scope, right, sides));
  const predicates = c.on.filter((e) => !isField(e)).map((e) => expression(e, sides));
  const { on, rest } = split(predicates, scope.schema, right.schema);
  const condition = rest.reduce<Expr | undefined>((a, e) => (a ? infixCall('AND', [a, e], e.span, scope.lowering) : e), undefined);
  const join: Join = {
    kind: 'join', join: 'leftouter', right: right.pipeline(c.target.span), on: [...keys, ...on], nullsMatch: false, clash: 'right', span: c.span,
    ...(condition && { condition }),
  };
  b.push(join);
}

function known(scan: Scan, scope: Scope): boolean {
  const { env } = scope.lowering;
  const missing = scan.tables.find((t) => !env.openWorld && !env.table(t.name));
  if (missing) scope.lowering.report('unknown-table', { name: missing.name }, missing.span);
  return missing === undefined;
}

const isField = (e: Expression): boolean => e.kind === 'name' || e.kind === 'parameterized-name';

function key(e: Expression, scope: Scope, right: Building, sides: Scope): Join['on'][number] {
  const left = expression(e, scope);
  const name = e.kind === 'name' || e.kind === 'parameterized-name' ? fieldName(e, sides.lowering) : '';
  const other = expression({ kind: 'name', text: name, span: e.span }, { ...scope, schema: right.schema });
  return { left, right: other, span: e.span };
}

/** Equalities between one column of each side can be hashed; the rest is tested on each pair. */
function split(predicates: readonly Expr[], left: Schema, right: Schema): { on: Join['on']; rest: Expr[] } {
  const on: Join['on'][number][] = [];
  const rest: Expr[] = [];
  for (const p of predicates.flatMap(conjuncts)) {
    const pair = equality(p, left, right);
    if (pair) on.push(pair);
    else rest.push(p);
  }
  return { on, rest };
}

const conjuncts = (e: Expr): Expr[] => (e.kind === 'call' && e.op === 'logic.and' ? e.args.flatMap(conjuncts) : [e]);

function equality(e: Expr, ofLeft: Schema, ofRight: Schema): Join['on'][number] | undefined {
  if (e.kind !== 'call' || !opsByInfix('esql', '==').some((o) => o.id === e.op)) return undefined;
  const [a, b] = e.args;
  const pair = a?.kind === 'col' && b?.kind === 'col' ? sided(a, b, ofLeft, ofRight) : undefined;
  return pair && { left: bare(pair[0]), right: bare(pair[1]), span: e.span };
}

/** The left column and the right one; of two that either side may have, the first is the left one. */
function sided(a: Col, b: Col, left: Schema, right: Schema): readonly [Col, Col] | undefined {
  if (a.side !== b.side) return a.side === 'left' ? [a, b] : [b, a];
  if (a.side !== 'left' || !right.open || a.name === b.name) return undefined;
  const isLeft = (c: Col): boolean => fieldOf(left, c.name) !== undefined;
  return isLeft(b) ? (isLeft(a) ? undefined : [b, a]) : [a, b];
}

/** A key is read from its own side's rows, where there are no sides. */
const bare = (c: Col): Col => ({ kind: 'col', name: c.name, type: c.type, span: c.span });
