import type { Call, Col, Expr, Plan } from '../../../ast/pipeline.js';
import { eachInside, isCall, isExpr, mapInside } from '../../../ast/walk.js';
import { isNumeric, isText, type Ty } from '../../../data/types.js';
import { asText, converted } from './json-values.js';

/**
 * A member of an object is of one type in an index, while a query may read it as several, as Kusto allows: `x.ok == true` here and
 * `x.ok == "true"` there. ES|QL refuses to compare two types, so that such a member is compared as a text wherever it is tested for
 * equality. A moment is mapped as a date or as a keyword: it is converted, which is right for both.
 */
export function withComparedMembers(plan: Plan): Plan {
  const read: Read = { paths: new Map(), kinds: new Map() };
  collect(plan, read);
  const mixed = new Set([...read.kinds].filter(([, kinds]) => kinds.size > 1).map(([path]) => path));
  const hasMoments = [...read.kinds.values()].some((kinds) => kinds.has('moment'));
  return mixed.size === 0 && !hasMoments ? plan : (fitted(plan, read, mixed) as Plan);
}

type Kind = 'text' | 'bool' | 'number' | 'moment';

interface Read {
  /** Columns that are copies of members. */
  readonly paths: Map<string, string>;
  readonly kinds: Map<string, Set<Kind>>;
}

const EQUALITY = /^compare\.(equal|notEqual)$/;
const COMPARES: ReadonlySet<string> = new Set(['equal', 'notEqual', 'less', 'lessOrEqual', 'greater', 'greaterOrEqual', 'between', 'notBetween'].map((x) => `compare.${x}`));

const kindOf = (t: Ty): Kind | undefined => (isText(t) ? 'text' : t === 'bool' ? 'bool' : t === 'datetime' ? 'moment' : isNumeric(t) ? 'number' : undefined);

const memberOf = (e: Expr, { paths }: Read): string | undefined =>
  e.kind !== 'col' || (e.type !== 'unknown' && e.type !== 'dynamic') ? undefined : e.member ? e.name : paths.get(e.name);

function collect(node: object, read: Read): void {
  if ('expr' in node && 'name' in node && isExpr(node.expr as object)) {
    const from = memberOf(node.expr as Expr, read);
    if (from !== undefined) read.paths.set(String(node.name), from);
  }
  if (isCall(node) && COMPARES.has(node.op)) {
    for (const a of node.args) {
      const path = memberOf(a, read);
      const kinds = path === undefined ? [] : node.args.map((x) => kindOf(x.type)).filter((k) => k !== undefined);
      if (path !== undefined && kinds.length > 0) read.kinds.set(path, new Set([...(read.kinds.get(path) ?? []), ...kinds]));
    }
  }
  eachInside(node, collect, read);
}

function fitted(node: object, read: Read, mixed: ReadonlySet<string>): object {
  const inner = mapInside(node, (child) => fitted(child, read, mixed));
  return isCall(inner) && COMPARES.has(inner.op) ? compared(inner, read, mixed) : inner;
}

function compared(e: Call, read: Read, mixed: ReadonlySet<string>): Call {
  const isMember = (a: Expr): a is Col => memberOf(a, read) !== undefined;
  const kinds = new Set(e.args.map((a) => kindOf(a.type)));
  if (kinds.has('moment')) return { ...e, args: e.args.map((a) => (isMember(a) ? converted('toDatetime', 'datetime', a) : a)) };
  if (!e.args.some((a) => isMember(a) && mixed.has(memberOf(a, read) as string))) return e;
  if (EQUALITY.test(e.op)) return { ...e, args: e.args.map((a) => (isMember(a) ? converted('toString', 'string', a) : isText(a.type) ? a : asText(a))) };
  return kinds.has('number') ? { ...e, args: e.args.map((a) => (isMember(a) ? converted('toReal', 'real', a) : a)) } : e;
}
