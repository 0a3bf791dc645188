import type { Aggregate as AggregateTree, Expression, Field as FieldTree, InlineStats, Stats } from '../../../../grammars/esql/syntax.js';
import type { Aggregate, Expr, Named } from '../../../ast/pipeline.js';
import { shapeOf } from '../../../ast/same.js';
import { columnValue, condition } from './expressions.js';
import type { Scope } from './scope.js';
import { fieldName } from './names.js';

/** The column that a field defines: its name, the name of the field it is, or the text of the expression. */
export function columnName(f: FieldTree | AggregateTree, scope: Scope): string {
  if (f.name) return fieldName(f.name, scope.lowering);
  const v: Expression = f.value;
  if (v.kind === 'name' || v.kind === 'parameterized-name') return fieldName(v, scope.lowering);
  return f.implicitName ?? '';
}

/** STATS and INLINE STATS. Later definitions of a name win, as in EVAL. */
export function grouping(stage: Stats | InlineStats, scope: Scope): Aggregate {
  const keys = lastWins(stage.groups.map((g) => keyOf(g, scope)));
  const inner: Scope = { ...scope, aggregates: true, schema: withKeys(scope, keys) };
  const byName = new Map(keys.map((k) => [k.name, k.expr]));
  const byShape = new Map(keys.map((k) => [shapeOf(k.expr), k]));
  const aggregates = lastWins(stage.aggregates.map((a) => aggregate(a, { byName, byShape }, inner)));
  const names = new Set(keys.map((k) => k.name));
  return {
    kind: 'aggregate', span: stage.span, keys, layout: 'keysLast', inline: stage.kind === 'inline-stats',
    aggregates: aggregates.filter((a) => !names.has(a.name)),
  };
}

interface Keys {
  readonly byName: ReadonlyMap<string, Expr>;
  /** By what they say. */
  readonly byShape: ReadonlyMap<string, Named>;
}

function keyOf(g: FieldTree, scope: Scope): Named {
  const name = columnName(g, scope);
  return { name, expr: columnValue(g.value, name, scope), span: g.span };
}

function lastWins(columns: readonly Named[]): Named[] {
  const last = new Map(columns.map((c, i) => [c.name, i]));
  return columns.filter((c, i) => last.get(c.name) === i);
}

function aggregate(a: AggregateTree, keys: Keys, inner: Scope): Named {
  const name = columnName(a, inner);
  const filter = a.filter && insideKeys(condition(a.filter, { ...inner, aggregates: false }), keys);
  const value = overKeys(columnValue(a.value, name, inner), keys);
  return { name, expr: filter ? filtered(value, filter) : value, span: a.span };
}

/** A key's name may stand in an aggregate's expression, and hides no column of the input. */
function withKeys(scope: Scope, keys: readonly Named[]): Scope['schema'] {
  const known = new Set(scope.schema.fields.map((f) => f.name));
  const added = keys.filter((k) => !known.has(k.name)).map((k) => ({ name: k.name, type: k.expr.type }));
  return { ...scope.schema, fields: [...scope.schema.fields, ...added] };
}

/** Outside aggregates, an expression that says the same as a key is that key; inside them, a key's name is its expression. */
function overKeys(e: Expr, keys: Keys): Expr {
  const outside = (x: Expr): Expr => (x.kind === 'agg' ? { ...x, args: x.args.map((a) => insideKeys(a, keys)) } : rebuild(x, outside, asKey));
  function asKey(x: Expr): Expr | undefined {
    const key = keys.byShape.get(shapeOf(x));
    return key && { kind: 'col', name: key.name, type: key.expr.type, span: x.span };
  }
  return outside(e);
}

/** In the rows that an aggregate reads there are no keys yet: a key's name is its expression. */
function insideKeys(e: Expr, { byName }: Keys): Expr {
  const inside = (x: Expr): Expr => rebuild(x, inside, (c) => (c.kind === 'col' ? byName.get(c.name) : undefined));
  return inside(e);
}

function rebuild(e: Expr, again: (e: Expr) => Expr, replace: (e: Expr) => Expr | undefined): Expr {
  const other = replace(e);
  if (other) return other;
  return e.kind === 'call' ? { ...e, args: e.args.map(again) } : e;
}

function filtered(e: Expr, filter: Expr): Expr {
  if (e.kind === 'agg') return { ...e, filter };
  return e.kind === 'call' ? { ...e, args: e.args.map((a) => filtered(a, filter)) } : e;
}
