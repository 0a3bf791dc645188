import type { Agg, Call, Expr } from '../../src/ast/pipeline.js';
import { conjuncts, disjuncts } from '../../src/ast/walk.js';
import type { Typed } from '../../src/catalogue/constant.js';
import { sub } from '../../src/data/int64.js';
import { TICKS_PER_MS } from '../../src/data/time.js';
import { isInteger, isNumeric, isText, MultiValue, type Value } from '../../src/data/types.js';
import { likeText, regexText } from './patterns.js';
import type { Random } from './random.js';
import { Scenario } from './scenario.js';
import { constantOf, valueOf } from './value.js';
import { NOW } from './world.js';

/** Tries to make a condition true (or false) of a scenario by giving the columns it reads values. It need not succeed. */
export function satisfy(e: Expr, want: boolean, s: Scenario): void {
  if (e.kind === 'col') return assign(e, { type: 'bool', value: want }, s);
  if (e.kind !== 'call') return;
  if (e.op === 'logic.and' || e.op === 'logic.or') {
    const parts = e.op === 'logic.and' ? conjuncts(e) : disjuncts(e);
    if ((e.op === 'logic.and') === want) for (const p of parts) satisfy(p, want, s);
    else satisfy(s.random.pick(parts), want, s);
    return;
  }
  if (e.op === 'logic.not') return satisfy(e.args[0] as Expr, !want, s);
  if (e.op === 'condition.iff' || e.op === 'condition.case' || e.op === 'esql.case') return choose(e, want, s);
  for (const [pattern, rule] of RULES) if (pattern.test(e.op)) return rule(e, want, s);
  for (const a of e.args) remember(a, e.args, s);
}

function choose(e: Call, want: boolean, s: Scenario): void {
  satisfy(e.args[0] as Expr, want, s);
  if (e.args[1]) satisfy(e.args[1], want, s);
}

/** The literals of a call are worth trying in its columns although it is not known how it works. */
function remember(e: Expr, all: readonly Expr[], s: Scenario): void {
  for (const a of all) if (a.kind === 'lit' && a !== e && a.value !== null) s.note(e, { type: a.type, value: a.value });
}

type Rule = (e: Call, want: boolean, s: Scenario) => void;
type Make = (text: string, r: Random) => string;

const RULES: readonly (readonly [RegExp, Rule])[] = [
  [/^(compare\.(equal|notEqual)(IgnoringCase)?|esql\.(equal|notEqual))$/, (e, want, s) => equality(e, /notEqual/.test(e.op) ? !want : want, s)],
  [/^(compare|esql)\.(less|greater)(OrEqual)?$/, (e, want, s) => ordering(e, want, s)],
  [/^compare\.(between|notBetween)$/, (e, want, s) => between(e, (e.op === 'compare.between') === want, s)],
  [/^(list\.(in|inIgnoringCase|notIn|notInIgnoringCase)|esql\.in)$/, (e, want, s) => member(e, /notIn/.test(e.op) ? !want : want, s)],
  [/^geo\.ofAddress$/, (e, _want, s) => assign(e.args[0] as Expr, { type: 'string', value: s.random.pick(ADDRESSES) }, s)],
  [/^string\.(not)?(has|hasCs|hasPrefix.*|hasSuffix.*)$/i, text((t, r) => r.pick([t, `${t} b`, `a ${t}`, `a/${t}-b`]))],
  [/^string\.(not)?contains/i, text((t, r) => r.pick([t, `${t}b`, `a${t}`, `a ${t} b`]))],
  [/^esql\.contains$/, text((t, r) => r.pick([t, `${t}b`, `a${t}`]))],
  [/^string\.(not)?startsWith|^esql\.startsWith/i, text((t, r) => r.pick([t, `${t}tail`]))],
  [/^string\.(not)?endsWith|^esql\.endsWith/i, text((t, r) => r.pick([t, `head${t}`]))],
  [/^string\.hasAny(Index)?$/, (e, want, s) => want && anyOf(e, s)],
  [/^string\.hasAll$/, (e, want, s) => want && assign(e.args[0] as Expr, { type: 'string', value: beside(e.args[0] as Expr, texts(e.args.slice(1)).join(' '), e.op, s) }, s)],
  [/^esql\.(like|mvLike)$/, text((t, r) => likeText(t, r))],
  [/^esql\.(rlike|mvRlike)$/, text((t, r) => regexText(t, 'lucene', r))],
  [/^regex\.matches$/, text((t, r) => regexText(t, 'kusto', r))],
  [/^esql\.(match|matchOperator|matchPhrase)$/, text((t) => t)],
  [/^condition\.is(Empty|Null)|^esql\.isNull/, (e, want, s) => presence(e, !want, s)],
  [/^condition\.isNot(Empty|Null)|^esql\.isNotNull/, (e, want, s) => presence(e, want, s)],
  [/^(ip\.inRange.|ip\.inAnyRange.|esql\.cidrMatch)$/, (e, want, s) => inNetwork(e, want, s)],
  [/^set\.hasElement$|^esql\.mvContains$/, (e, want, s) => want && e.args[1] && assign(e.args[0] as Expr, constantOf(e.args[1]) ?? { type: 'string', value: 'x' }, s)],
];

const ADDRESSES: readonly string[] = ['10.0.0.5', '203.0.113.9', '8.8.8.8', '1.1.1.1', '52.1.2.3'];

/* ---------------------------------------------------------------- rules */

function equality(e: Call, want: boolean, s: Scenario): void {
  const [a, b] = e.args as [Expr, Expr];
  const [x, y] = [constantOf(a), constantOf(b)];
  const known = x ?? y;
  const target = x ? b : a;
  if (!known) return want ? meet(a, b, s) : part(a, b, s);
  s.note(target, known);
  if (known.value === true || known.value === false) {
    if (reachesCondition(target)) return satisfy(target, (known.value === true) === want, s);
    return assign(target, { type: 'bool', value: (known.value === true) === want }, s);
  }
  if (want) fix(target, known, s);
}

/** Two sides get one value: the one that a condition asks for. */
export function meet(a: Expr, b: Expr, s: Scenario): void {
  if (s.isFixed(b) && !s.isFixed(a)) assign(a, s.same(b), s);
  else assign(b, s.same(a), s);
}

/** Two sides get values that no other row has. */
export function part(a: Expr, b: Expr, s: Scenario): void {
  for (const e of [a, b]) if (!s.isFixed(e) && readsColumn(e)) assign(e, s.unique(e), s);
}

/** Later conditions leave the value as it is. */
function fix(e: Expr, v: Typed, s: Scenario): void {
  assign(e, v, s);
  s.fix(e);
}

const reachesCondition = (e: Expr): boolean => e.kind === 'call' && (RULES.some(([p]) => p.test(e.op)) || e.op.startsWith('logic.'));

function ordering(e: Call, want: boolean, s: Scenario): void {
  const [a, b] = e.args as [Expr, Expr];
  const [x, y] = [constantOf(a), constantOf(b)];
  const known = x ?? y ?? valueOf(b, s) ?? (isNumeric(b.type) ? { type: b.type, value: 5 } : s.same(b));
  const upwards = /greater/.test(e.op) === (x === undefined);
  const target = x ? b : a;
  s.note(target, known);
  const step = (upwards ? 1 : -1) * (want ? 1 : -1);
  const moved = s.random.chance(0.3) ? near(known, step) : near(known, step * 3);
  assign(target, moved, s);
}

function near(t: Typed, step: number): Typed {
  if (t.value === null || typeof t.value === 'string') return t;
  if (t.type === 'datetime' || t.type === 'timespan') return { type: t.type, value: sub(t.value as number, -step * TICKS_PER_MS * 60_000) };
  if (isInteger(t.type)) return { type: t.type, value: sub(t.value as number, -step) };
  return typeof t.value === 'number' ? { type: t.type, value: t.value + step } : t;
}

function between(e: Call, want: boolean, s: Scenario): void {
  const [x, low, high] = e.args as [Expr, Expr, Expr];
  const [a, b] = [constantOf(low) ?? valueOf(low, s), constantOf(high) ?? valueOf(high, s)];
  for (const c of [a, b]) if (c) s.note(x, c);
  const edge = a ?? b;
  if (!want || !edge) return;
  assign(x, s.random.chance(0.3) ? edge : near(edge, edge === a ? 1 : -1), s);
}

function member(e: Call, want: boolean, s: Scenario): void {
  const [x, ...list] = e.args as [Expr, ...Expr[]];
  const values = list.flatMap(elementsOf);
  for (const v of values.slice(0, 12)) s.note(x, v);
  if (want && values.length > 0) fix(x, s.random.pick(values), s);
  else if (want && list[0]) assign(x, s.same(list[0]), s);
}

function elementsOf(e: Expr): Typed[] {
  const v = constantOf(e);
  if (!v) return [];
  if (Array.isArray(v.value)) return (v.value as Value[]).map((x) => ({ type: typeof x === 'string' ? 'string' : typeof x === 'number' ? (Number.isInteger(x) ? 'long' : 'real') : 'dynamic', value: x }));
  if (v.value instanceof MultiValue) return v.value.values.map((x) => ({ type: v.type, value: x }));
  return [v];
}

const texts = (list: readonly Expr[]): string[] => list.flatMap(elementsOf).map((v) => String(v.value));

/** A test of a text against a constant, or constants. */
function text(make: Make): Rule {
  return (e, want, s) => {
    const [x, ...needles] = e.args as [Expr, ...Expr[]];
    const found = texts(needles);
    for (const t of found.slice(0, 8)) s.note(x, { type: 'string', value: make(t, s.random) });
    const negated = /\.not/.test(e.op);
    if (found.length === 0 || want === negated) return;
    const sample = make(s.random.pick(found), s.random);
    assign(x, { type: 'string', value: beside(x, sample, e.op, s) }, s);
  };
}

/** With what the column has to hold besides, unless it is to be one text and no other. */
function beside(x: Expr, sample: string, op: string, s: Scenario): string {
  const old = s.same(x, false);
  if (typeof old?.value !== 'string' || old.value === '' || PLAIN.test(old.value)) return sample;
  if (s.isFixed(x)) return old.value;
  if (old.value.toLowerCase().includes(sample.toLowerCase())) return old.value;
  if (/startsWith/i.test(op)) return `${sample}${old.value}`;
  if (/endsWith/i.test(op)) return `${old.value}${sample}`;
  return /like|regex/i.test(op) ? sample : `${old.value} ${sample}`.slice(0, 400);
}

/** A text made up for want of a better one. */
const PLAIN = /^[kv][1-3]$/;

function anyOf(e: Call, s: Scenario): void {
  const [x, ...needles] = e.args as [Expr, ...Expr[]];
  const found = texts(needles);
  for (const t of found.slice(0, 8)) s.note(x, { type: 'string', value: t });
  const t = found.length > 0 ? s.random.pick(found) : 'x';
  if (found.length === 0 && needles[0]) return assign(x, s.same(needles[0]), s);
  assign(x, { type: 'string', value: beside(x, s.random.pick([t, `a ${t}`, `${t}-b`]), e.op, s) }, s);
}

function presence(e: Call, present: boolean, s: Scenario): void {
  const x = e.args[0] as Expr;
  if (present) return isMissing(valueOf(x, s)) ? assign(x, s.fresh(x), s) : s.require(x);
  assign(x, { type: x.type, value: isText(x.type) ? '' : null }, s);
}

const isMissing = (v: Typed | undefined): boolean => v !== undefined && (v.value === null || v.value === '');

function inNetwork(e: Call, want: boolean, s: Scenario): void {
  const [x, ...networks] = e.args as [Expr, ...Expr[]];
  const found = texts(networks).map((n) => n.replace(/\/\d+$/, ''));
  for (const n of found.slice(0, 6)) s.note(x, { type: 'string', value: n });
  if (want && found.length > 0) assign(x, { type: 'string', value: s.random.pick(found) }, s);
  else assign(x, { type: 'string', value: '203.0.113.9' }, s);
}

/* ---------------------------------------------------------------- assigning backwards */

/** Gives an expression a value by giving its columns values, as far as the operations on the way can be turned round. */
export function assign(e: Expr, v: Typed, s: Scenario): void {
  if (e.kind === 'col') return s.set(e.name, v);
  if (e.kind === 'agg') return assignAggregate(e, v, s);
  if (e.kind !== 'call') return;
  const path = pathOf(e);
  if (path) return s.setPath(path.root, path.steps, v);
  const [first, second] = e.args as [Expr?, Expr?];
  if (e.op === 'dynamic.index' && first?.kind === 'call' && /\.split$/.test(first.op)) return assign(first, { type: 'string', value: pieces(first, second, v) }, s);
  if (/^(array\.length|esql\.mvCount)$/.test(e.op) && first && first.kind !== 'agg') return assign(first, { type: 'dynamic', value: Array.from({ length: Math.min(Number(v.value) || 0, 20) }, (_, i) => `e${i}`) }, s);
  if (/^(string|esql)\.length$/.test(e.op) && first) return assign(first, { type: 'string', value: padded(first, Math.min(Number(v.value) || 0, 200), s) }, s);
  if (/\.split$/.test(e.op) && first && Array.isArray(v.value)) return assign(first, { type: 'string', value: v.value.join(texts(e.args.slice(1))[0] ?? ',') }, s);
  if (/^time\.difference$/.test(e.op) && e.args[2]) return apart(e, v, s);
  if (e.op === 'math.subtract' && first?.type === 'datetime' && second?.type === 'datetime') return difference(first, second, v, s);
  if (/^regex\.extract$/.test(e.op) && e.args[2]) return extracted(e, v, s);
  if (/(^|\.)(case|iff)$/.test(e.op)) return branch(e, v, s);
  if (/fromBase64|^base64\.decode$/.test(e.op) && first && typeof v.value === 'string') return assign(first, { type: 'string', value: Buffer.from(v.value).toString('base64') }, s);
  const target = e.args.find(readsColumn);
  if (target) assign(target, v, s);
}

const readsColumn = (e: Expr): boolean => e.kind === 'col' || (e.kind !== 'lit' && e.kind !== 'lambda' && e.args.some(readsColumn));

function pieces(split: Call, index: Expr | undefined, v: Typed): string {
  const delimiter = texts(split.args.slice(1))[0] ?? ',';
  const at = index?.kind === 'lit' ? Number(index.value) : 0;
  const n = at < 0 ? -at : at + 1;
  return Array.from({ length: Math.min(n, 9) + (at < 0 ? 1 : 0) }, (_, i) => (i === (at < 0 ? 1 : at) ? String(v.value) : `p${i}`)).join(delimiter);
}

function difference(end: Expr, start: Expr, v: Typed, s: Scenario): void {
  const found = s.same(end).value;
  const at = typeof found === 'number' || typeof found === 'bigint' ? found : NOW;
  assign(end, { type: 'datetime', value: at }, s);
  if (v.type === 'timespan') assign(start, { type: 'datetime', value: sub(at as number, v.value as number) }, s);
}

function padded(e: Expr, length: number, s: Scenario): string {
  const old = s.same(e, false)?.value;
  return typeof old === 'string' && !s.isFixed(e) && old.length < length ? old.padEnd(length, 'x') : 'x'.repeat(length);
}

const UNITS: Readonly<Record<string, number>> = { second: 1000, minute: 60_000, hour: 3_600_000, day: 86_400_000, week: 604_800_000 };

/** `datetime_diff('minute', end, start)` */
function apart(e: Call, v: Typed, s: Scenario): void {
  const [unit, end, start] = e.args as [Expr, Expr, Expr];
  const ms = unit.kind === 'lit' ? UNITS[String(unit.value)] : undefined;
  if (ms === undefined || v.value === null) return;
  difference(end, start, { type: 'timespan', value: Number(v.value) * ms * TICKS_PER_MS }, s);
}

/** The value itself where the pattern takes it, else one that it takes; beside what the text has to hold besides. */
function extracted(e: Call, v: Typed, s: Scenario): void {
  const pattern = texts([e.args[0] as Expr])[0] ?? '';
  const input = e.args[2] as Expr;
  const old = s.same(input, false)?.value;
  const samples = [regexText(pattern, 'kusto', s.random, String(v.value)), ...Array.from({ length: 4 }, () => regexText(pattern, 'kusto', s.random))];
  const choices = samples.flatMap((t) => (typeof old === 'string' && old !== '' && !PLAIN.test(old) ? [`${old} ${t}`, `${t} ${old}`, t] : [t]));
  const given = (t: string): Value | undefined => constantOf({ ...e, args: [...e.args.slice(0, 2), { kind: 'lit', type: 'string', value: t, span: e.span }, ...e.args.slice(3)] })?.value;
  const chosen = choices.find((t) => given(t) === v.value) ?? choices.find((t) => (given(t) ?? '') !== '');
  assign(input, { type: 'string', value: chosen ?? samples[0] as string }, s);
}

/** The branch whose value is the wanted one, else the first. */
function branch(e: Call, v: Typed, s: Scenario): void {
  for (let i = 1; i < e.args.length; i += 2) {
    const value = constantOf(e.args[i] as Expr);
    if (value && value.value === v.value) return satisfy(e.args[i - 1] as Expr, true, s);
  }
  const last = e.args[e.args.length - 1] as Expr;
  const fallback = constantOf(last);
  if (fallback?.value === v.value) return satisfy(e.args[0] as Expr, false, s);
  satisfy(e.args[0] as Expr, true, s);
  if (e.args[1] && !constantOf(e.args[1])) assign(e.args[1], v, s);
}

function assignAggregate(e: Agg, v: Typed, s: Scenario): void {
  if (e.filter) satisfy(e.filter, true, s);
  if (/count/i.test(e.op)) {
    s.repeat(Number(v.value));
    if (/distinct/i.test(e.op) && e.args[0]) s.vary(e.args[0]);
    if (/If$/.test(e.op)) satisfy(e.args[e.args.length - 1] as Expr, true, s);
    return;
  }
  if (/sum/.test(e.op) && isNumeric(v.type)) s.repeat(2);
  const of = /arg(Max|Min)|\.(first|last)$/.test(e.op) ? (e.args[e.op.startsWith('esql') ? 0 : 1] ?? e.args[0]) : e.args[0];
  if (of) assign(of, v, s);
}

/** `col`, `col.a.b`, `parse_json(col).a`: the column, and the steps into it. */
export function pathOf(e: Expr): { root: string; steps: (string | number)[] } | undefined {
  if (e.kind === 'col') return { root: e.name, steps: [] };
  if (e.kind !== 'call') return undefined;
  const inner = e.args[0] as Expr;
  if (e.op === 'dynamic.parseJson' || (e.op === 'convert.toString' && inner.type === 'dynamic')) return pathOf(inner);
  if (e.op !== 'dynamic.member' && e.op !== 'dynamic.index') return undefined;
  const key = e.args[1];
  const outer = pathOf(inner);
  if (!outer || key?.kind !== 'lit' || (typeof key.value !== 'string' && typeof key.value !== 'number')) return undefined;
  return { root: outer.root, steps: [...outer.steps, key.value] };
}
