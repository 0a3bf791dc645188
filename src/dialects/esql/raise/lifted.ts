import type { Census } from '../../../ast/census.js';
import type { Call, Col, Expr, Named, Parts, Stage } from '../../../ast/pipeline.js';
import { shapeOf } from '../../../ast/same.js';
import { children, columnsIn, isExpr, withChildren } from '../../../ast/walk.js';
import type { Span } from '../../../base/source.js';
import { type Raising, refuse } from './context.js';
import { needsForm } from './versions.js';

/** Functions of KQL whose result is an object of parts, and which are stages in ES|QL: URI_PARTS, IP_LOCATION. */

/**
 * What a name of the query stands for: a field (or the start of fields' names), a value that is a text of JSON (or, of a scalar, its
 * text), several texts of JSON, or a value that is computed and no object. `column`: beside its members it is a column of that name.
 */
export type Meaning = { readonly kind: 'field'; readonly path: string; readonly lifted?: Lifted; readonly column?: boolean } | { readonly kind: 'json' | 'jsons' | 'computed' };
export type Names = Map<string, Meaning>;

export interface Lifted {
  readonly what: Parts['what'];
  readonly stem: string;
  readonly members: Readonly<Record<string, string>>;
  /** Members that a function computes of a part. */
  readonly computed?: Readonly<Record<string, readonly [op: string, part: string]>>;
  /** Members that ES|QL has in another shape. */
  readonly others: readonly string[];
  readonly note: readonly [grade: 'rewritten' | 'different', text: string];
}

/** Functions whose result is a bag of parts, with the fields that ES|QL's stage makes of them. */
const LIFTED: Readonly<Record<string, Lifted>> = {
  'url.parse': {
    what: 'uri', stem: 'url', note: ['rewritten', 'URI_PARTS cuts the address; an address that is none gives nothing'],
    others: ['Query Parameters'], members: { Host: 'domain', Path: 'path', Port: 'port', Scheme: 'scheme', Fragment: 'fragment', Username: 'username', Password: 'password' },
  },
  'geo.ofAddress': {
    what: 'ipLocation', stem: 'geo', note: ['different', 'the two engines look addresses up in data bases of their own'],
    others: [], computed: { latitude: ['esql.stY', 'location'], longitude: ['esql.stX', 'location'] }, members: { country: 'country_name', state: 'region_name', city: 'city_name' },
  },
};

/**
 * Takes such calls out of a stage's expressions: a stage before it makes their parts, below the name of the column that the object is
 * assigned to, or below a name of its own, which goes again.
 */
export function lift(stage: Stage, names: Names, raising: Raising, path: (e: Expr) => Expr): { before: readonly Stage[]; stage: Stage; after: readonly Stage[] } {
  if (!holdsLifted(raising.census)) return { before: [], stage, after: [] };
  const before: Stage[] = [];
  const found = new Map<string, Col>();
  const aside: string[] = [];
  const parts = (e: Call, lifted: Lifted, as?: string): Col => {
    needsForm(lifted.what === 'uri' ? 'uriParts' : 'ipLocation', lifted.what === 'uri' ? 'parse_url' : 'geo_info_from_ip_address', e.span, raising);
    const key = shapeOf([e.op, e.args]);
    const known = found.get(key);
    if (known) return { ...known, span: e.span };
    const column: Col = { kind: 'col', name: as ?? raising.fresh(lifted.stem), type: 'dynamic', span: e.span };
    found.set(key, column);
    if (as === undefined) aside.push(column.name);
    raising.lifted.add(column.name);
    raising.opNote(lifted.note[0], lifted.what === 'uri' ? 'parse_url' : 'geo_info_from_ip_address', lifted.note[1], e.span);
    before.push({ kind: 'parts', what: lifted.what, input: path(e.args[0] as Expr), prefix: column.name, span: e.span });
    names.set(column.name, { kind: 'field', path: column.name, lifted });
    return column;
  };
  const replace = (e: Expr): Expr => {
    const lifted = liftedOf(e);
    return lifted ? parts(e as Call, lifted) : withChildren(e, children(e).map(replace));
  };
  const named = stage.kind === 'extend' || stage.kind === 'project' ? { ...stage, columns: stage.columns.map((c) => asColumn(c, parts)) } : stage;
  const rest = mapExpressions(named, replace) as Stage;
  const dropped = aside.map((a) => ({ name: `${a}.*`, wildcard: true, span: stage.span }));
  return { stage: rest, before, after: dropped.length > 0 ? [{ kind: 'drop', columns: dropped, strict: false, span: stage.span }] : [] };
}

const holdsLifted = ({ ops }: Census): boolean => Object.keys(LIFTED).some((op) => ops.has(op));
const liftedOf = (e: Expr): Lifted | undefined => (e.kind === 'call' ? LIFTED[e.op] : undefined);

/** `x = parse_url(y)`: the parts stand below `x`, unless that is read as something else. */
function asColumn(c: Named, parts: (e: Call, lifted: Lifted, as: string) => Col): Named {
  const lifted = liftedOf(c.expr);
  return lifted && !columnsIn(c.expr).has(c.name) ? { ...c, expr: parts(c.expr as Call, lifted, c.name) } : c;
}

/** Applies a function to every expression of a stage, but not to those of pipelines inside it. */
function mapExpressions(node: unknown, f: (e: Expr) => Expr): unknown {
  if (typeof node !== 'object' || node === null || node instanceof Map || 'stages' in node) return node;
  if (Array.isArray(node)) return mapList(node, f);
  if (isExpr(node)) return f(node);
  if (Object.getPrototypeOf(node) !== Object.prototype) return node;
  let copy: Record<string, unknown> | undefined;
  for (const [k, v] of Object.entries(node)) {
    const mapped = mapExpressions(v, f);
    if (mapped !== v) (copy ??= { ...node })[k] = mapped;
  }
  return copy ?? node;
}

/** The same list where nothing changes. */
function mapList(list: readonly unknown[], f: (e: Expr) => Expr): readonly unknown[] {
  const mapped = list.map((n) => mapExpressions(n, f));
  return mapped.every((n, i) => n === list[i]) ? list : mapped;
}

/** A part that there is not is null. */
export function liftedMember(prefix: string, { members, others, computed, what }: Lifted, member: string, span: Span): Expr {
  if (others.includes(member)) return refuse(`${what === 'uri' ? 'parse_url' : 'geo_info_from_ip_address'}: ${member}`, 'ES|QL has it in another shape', span);
  const made = computed?.[member];
  if (made) return { kind: 'call', op: made[0], args: [{ kind: 'col', name: `${prefix}.${made[1]}`, type: 'unknown', span }], type: 'real', span };
  const part = members[member];
  return part === undefined ? { kind: 'lit', type: 'null', value: null, span } : { kind: 'col', name: `${prefix}.${part}`, type: 'string', span };
}
