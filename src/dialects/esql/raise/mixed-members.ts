import { chosenOf, isChoice, isChosen } from '../../../ast/choices.js';
import type { Call, Col, Expr, Plan } from '../../../ast/pipeline.js';
import { eachInside, isCall, isExpr, mapInside } from '../../../ast/walk.js';
import { opOf } from '../../../catalogue/index.js';
import { paramAt } from '../../../catalogue/resolve.js';
import { isInteger, isNumeric, isText, type Ty } from '../../../data/types.js';
import { asText, converted } from './json-values.js';

/**
 * A dynamic value is of one type in an index, while a query may read it as several, as Kusto allows: `x.ok == true` here and
 * `x.ok has "t"` there. ES|QL refuses to compare two types, so that such a value is read as a text wherever a text is asked for or it is
 * tested for equality. A moment is mapped as a date or as a keyword: it is converted, which is right for both.
 */
export function withComparedMembers(plan: Plan): Plan {
  const read: Read = { paths: new Map(), texts: new Set(), made: new Set(), kinds: new Map() };
  made(plan, read);
  collect(plan, read);
  const mixed = new Set([...read.kinds].filter(([, kinds]) => kinds.size > 1).map(([path]) => path));
  const hasMoments = [...read.kinds.values()].some((kinds) => kinds.has('moment'));
  return mixed.size === 0 && !hasMoments ? plan : (fitted(plan, { read, mixed }) as Plan);
}

type Kind = 'text' | 'bool' | 'number' | 'moment';

interface Read {
  /** Columns that are copies of dynamic values. */
  readonly paths: Map<string, string>;
  /** Those of them that are chosen beside texts. */
  readonly texts: Set<string>;
  /** Names that stages give to other values. */
  readonly made: Set<string>;
  readonly kinds: Map<string, Set<Kind>>;
}

interface Fitting {
  readonly read: Read;
  readonly mixed: ReadonlySet<string>;
}

const EQUALITY = /^compare\.(equal|notEqual)$/;
const COMPARES: ReadonlySet<string> = new Set(['equal', 'notEqual', 'less', 'lessOrEqual', 'greater', 'greaterOrEqual', 'between', 'notBetween'].map((x) => `compare.${x}`));
const IN_LIST = /^list\./;

const kindOf = (t: Ty): Kind | undefined => (isText(t) ? 'text' : t === 'bool' ? 'bool' : t === 'datetime' ? 'moment' : isNumeric(t) ? 'number' : undefined);

/** A member, a copy of one, or a dynamic column of a table: what it is called in the index. */
function memberOf(e: Expr, { paths, made }: Read): string | undefined {
  if (e.kind !== 'col' || (e.type !== 'unknown' && e.type !== 'dynamic')) return undefined;
  return e.member ? e.name : (paths.get(e.name) ?? (made.has(e.name) ? undefined : e.name));
}

/** The column that an expression hands on: itself, or one among texts. */
function copied(e: Expr, read: Read): string | undefined {
  const chosen = chosenOf(e) ?? [e];
  const others = chosen.filter((a) => memberOf(a, read) === undefined);
  const own = chosen.find((a) => memberOf(a, read) !== undefined);
  return own && others.every((a) => isText(a.type)) ? memberOf(own, read) : undefined;
}

const assigned = (node: object): node is { readonly name: string; readonly expr: Expr } => 'expr' in node && 'name' in node && isExpr(node.expr as object);

function made(node: object, read: Read): void {
  if (assigned(node) && !(node.expr.kind === 'col' && node.expr.name === node.name)) read.made.add(node.name);
  if ('from' in node && 'to' in node) read.made.add(String(node.to));
  eachInside(node, made, read);
}

function collect(node: object, read: Read): void {
  if (assigned(node)) {
    const from = copied(node.expr, read);
    if (from !== undefined && from !== node.name) {
      read.paths.set(node.name, from);
      if (isChoice(node.expr)) read.texts.add(node.name);
    }
  }
  if (isCall(node)) {
    node.args.forEach((a, i) => {
      const path = memberOf(a, read);
      const kinds = path === undefined ? [] : kindsAsked(node, i).filter((k) => k !== 'moment' || isMember(a, path as string));
      if (path !== undefined && kinds.length > 0) read.kinds.set(path, new Set([...(read.kinds.get(path) ?? []), ...kinds]));
    });
  }
  eachInside(node, collect, read);
}

/** Moments are told apart from texts where they are mapped, which for a column its type tells. */
const isMember = (e: Expr, path: string): boolean => e.kind === 'col' && (e.member === true || path.includes('.'));

/** What the call takes the argument at a place for. */
function kindsAsked(e: Call, at: number): Kind[] {
  const others = COMPARES.has(e.op) || IN_LIST.test(e.op) ? e.args : isChoice(e) && isChosen(e, at) ? (chosenOf(e) as readonly Expr[]) : undefined;
  if (others) return others.map((x) => kindOf(x.type)).filter((k) => k !== undefined);
  return asksForText(e, at) ? ['text'] : [];
}

function asksForText(e: Call, at: number): boolean {
  if (e.op.startsWith('convert.')) return false;
  const params = opOf(e.op).sigs.map((s) => paramAt(s.params, at));
  return params.length > 0 && params.every((p) => p === 'string' || p === 'text');
}

function fitted(node: object, at: Fitting): object {
  const inner = mapInside(node, (child) => fitted(child, at));
  if (isExpr(inner) && inner.kind === 'col') return asMember(inner, at);
  if (!isCall(inner)) return inner;
  if (COMPARES.has(inner.op)) return compared(inner, at);
  const isMixed = (a: Expr): boolean => at.mixed.has(memberOf(a, at.read) ?? '');
  if (!inner.args.some(isMixed)) return inner;
  if (IN_LIST.test(inner.op)) return inTexts(inner, isMixed, at.read);
  return chosenOf(inner) ? chosen(inner, isMixed) : { ...inner, args: inner.args.map((a, i) => (isMixed(a) && asksForText(inner, i) ? textOf(a, at.read) : a)) };
}

/** A column of unknown type that is read as several is dynamic: no text that may be empty. */
const asMember = (e: Col, { read, mixed }: Fitting): Col => (e.type === 'unknown' && mixed.has(e.name) && memberOf(e, read) === e.name ? { ...e, member: true } : e);

function compared(e: Call, { read, mixed }: Fitting): Call {
  const isMember = (a: Expr): a is Col => memberOf(a, read) !== undefined;
  const kinds = new Set(e.args.map((a) => kindOf(a.type)));
  if (kinds.has('moment')) return { ...e, args: e.args.map((a) => (isMember(a) && read.kinds.get(memberOf(a, read) as string)?.has('moment') ? converted('toDatetime', 'datetime', a) : a)) };
  const isMixed = (a: Expr): boolean => isMember(a) && mixed.has(memberOf(a, read) as string);
  if (!e.args.some(isMixed)) return e;
  if (EQUALITY.test(e.op)) return inTexts(e, isMember, read);
  return kinds.has('number') ? { ...e, args: e.args.map((a) => (isMember(a) ? converted('toReal', 'real', a) : a)) } : e;
}

const textOf = (a: Expr, { texts }: Read): Expr => (a.kind === 'col' && texts.has(a.name) ? { ...a, type: 'string' } : converted('toString', 'string', a));
const inTexts = (e: Call, isMember: (a: Expr) => boolean, read: Read): Call => ({ ...e, args: e.args.map((a) => (isMember(a) ? textOf(a, read) : isText(a.type) || isNull(a) ? a : asText(a))) });
const isNull = (e: Expr): boolean => e.kind === 'lit' && e.value === null;

/** A choice between the value and others is of their type, a text where there is none. */
function chosen(e: Call, isMixed: (a: Expr) => boolean): Call {
  const types = (chosenOf(e) as readonly Expr[]).filter((a) => !isMixed(a) && !isNull(a)).map((a) => a.type);
  const [to, type] = conversionTo(types);
  return { ...e, args: e.args.map((a, i) => (isMixed(a) && isChosen(e, i) ? converted(to, type, a) : a)) };
}

function conversionTo(types: readonly Ty[]): readonly [string, Ty] {
  const kinds = new Set(types.map(kindOf));
  if (kinds.size !== 1 || kinds.has('text')) return ['toString', 'string'];
  if (kinds.has('bool')) return ['toBool', 'bool'];
  if (kinds.has('moment')) return ['toDatetime', 'datetime'];
  return kinds.has('number') ? (types.every(isInteger) ? ['toLong', 'long'] : ['toReal', 'real']) : ['toString', 'string'];
}
