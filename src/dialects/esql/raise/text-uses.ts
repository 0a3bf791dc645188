import type { Call, Col, Expr, MvExpand, Named, Plan } from '../../../ast/pipeline.js';
import { eachInside, isExpr } from '../../../ast/walk.js';
import { constantOf } from '../../../catalogue/constant.js';
import { opOf } from '../../../catalogue/index.js';
import { resolve } from '../../../catalogue/resolve.js';
import { unconverted } from '../../../semantics/filled.js';
import { isText } from '../../../data/types.js';
import { PICKS, standsForColumn } from './uses.js';
import { NEVER_OF_ARRAYS, ALWAYS_OF_ARRAYS, isEmptyArray, isOfNoArray, isPlain } from './several-texts.js';

/**
 * Dynamic columns that a query reads as text alone, the JSON of arrays included: `summarize count() by tostring(AlertIds)`. The document
 * has that text, which several values of a field have not.
 */
export function readAsText(plan: Plan): Set<string> {
  const uses: Uses = { json: new Set(), other: new Set(), copies: [] };
  ofNode(plan.body, uses);
  for (const l of plan.lets) ofNode(l.pipeline, uses);
  for (let before = -1; before !== uses.json.size + uses.other.size; ) {
    before = uses.json.size + uses.other.size;
    for (const { name, from } of uses.copies) (uses.json.has(name) && !uses.other.has(name) ? uses.json : uses.other).add(from);
  }
  return new Set([...uses.json].filter((n) => !uses.other.has(n)));
}

interface Uses {
  readonly json: Set<string>;
  readonly other: Set<string>;
  /** Other names of columns, under which they are read. */
  readonly copies: { readonly name: string; readonly from: string }[];
}

function ofNode(node: object, uses: Uses): void {
  if (isExpr(node)) return ofExpression(node, uses);
  if ('kind' in node && (node.kind === 'parse' || node.kind === 'parseKv') && 'input' in node) asText(node.input as Expr, uses);
  const expands = 'kind' in node && (node.kind === 'mvExpand' || node.kind === 'mvApply');
  if (expands) for (const c of (node as MvExpand).columns) ofExpression(c.expr, uses);
  eachInside(node, (child) => {
    if (isCopy(child) && isDynamic(child.expr)) uses.copies.push({ name: child.name, from: child.expr.name });
    else if (!isHandedOn(child)) ofNode(child, uses);
  });
}

/** `extend y = x`. */
const isCopy = (node: object): node is { readonly name: string; readonly expr: Col } => 'expr' in node && 'name' in node && (node as Named).expr.kind === 'col' && (node as { expr: Col }).expr.name !== node.name;

/** `project x`. */
const isHandedOn = (node: object): boolean => 'expr' in node && 'name' in node && (node as Named).expr.kind === 'col' && (node as { expr: Col }).expr.name === node.name;

const TESTS_OF_PRESENCE = /^condition\.is(Not)?(Null|Empty)$/;
/** Whatever they are given becomes text. */
const CONVERTS = /^(convert\.toString|string\.concat(Delimited)?|hash\..*|string\.reverse)$/;
const SEARCH = /^string\.(not)?(contains|has)/i;

function ofExpression(e: Expr, uses: Uses): void {
  if (e.kind === 'col') {
    if (e.type === 'dynamic' || e.type === 'unknown') uses.other.add(e.name);
    return;
  }
  if (e.kind === 'agg' && PICKS.has(e.op)) return e.args.forEach((a, i) => (i === e.args.length - 1 && a.kind === 'col' ? undefined : ofExpression(a, uses)));
  if (e.kind !== 'call') return eachInside(e, (child) => ofNode(child, uses));
  const first = column(e.args[0]);
  if (first && TESTS_OF_PRESENCE.test(e.op)) return;
  if (first && SEARCH.test(e.op)) return searched(first, e, uses);
  if (NEVER_OF_ARRAYS.has(e.op) || ALWAYS_OF_ARRAYS.has(e.op)) return compared(e, uses);
  if (CONVERTS.test(e.op)) return e.args.forEach((a) => asText(a, uses));
  const fit = e.args.some(isDynamic) ? resolve(opOf(e.op), e.args.map((a) => a.type)) : undefined;
  e.args.forEach((a, i) => (isDynamic(a) && isText(fit?.casts[i] ?? 'dynamic') ? asText(a, uses) : ofExpression(a, uses)));
}

const isDynamic = (e: Expr): e is Col => e.kind === 'col' && (e.type === 'dynamic' || standsForColumn(e));

/** The column, itself or as a text. */
function column(e: Expr | undefined): Col | undefined {
  const x = e && unconverted(e);
  return x && isDynamic(x) ? x : undefined;
}

function asText(e: Expr, uses: Uses): void {
  if (e.kind !== 'col') ofExpression(e, uses);
  else if (isDynamic(e)) uses.json.add(e.name);
}

function searched(x: Col, e: Call, uses: Uses): void {
  const needles = e.args.slice(1);
  if (!needles.every(isPlainNeedle)) uses.json.add(x.name);
  for (const n of needles) ofExpression(n, uses);
}

function isPlainNeedle(e: Expr): boolean {
  const value = constantOf(e);
  const all = Array.isArray(value) ? (value as readonly unknown[]) : [value];
  return value !== undefined && all.every((v) => typeof v !== 'string' || isPlain(v));
}

/** Of a list the elements are read. */
const OVER_LISTS = /^list\./;

function compared(e: Call, uses: Uses): void {
  for (const [i, a] of e.args.entries()) {
    const x = column(a);
    if (!x || (a === x && i > 0 && OVER_LISTS.test(e.op))) ofExpression(a, uses);
    else if (e.args.some((b) => b !== a && (isDynamic(b) || isEmptyArray(b) || !isOfNoArray(b, e)))) (a === x && !e.args.some((b) => isText(b.type)) ? uses.other : uses.json).add(x.name);
  }
}
