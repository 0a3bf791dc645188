import type { Expression, NamePattern, ProcessingCommand } from '../../../../grammars/esql/syntax.js';
import type { Distinct, Enrich, Extend, Limit, Lit, Named, Parts, Project, Rename, Reorder, Sort, Stage } from '../../../ast/pipeline.js';
import { columnsIn } from '../../../ast/walk.js';
import { NO_SPAN } from '../../../base/source.js';
import { nameMatches } from '../../../semantics/names.js';
import { neededBy } from '../../../semantics/needed.js';
import { fieldOf } from '../../../semantics/schema.js';
import { aggregateStage, eachValueCounts } from './aggregates.js';
import { call, drop, evaluate, field, indexPattern, like, name, pattern, rename, sortKey, where } from './build.js';
import { refuse, type Spelling } from './context.js';
import { isText } from '../../../data/types.js';
import { SOURCE } from './documents.js';
import { heldBy } from './held.js';
import { hasForm } from './versions.js';
import { assignedValue, columnValue, condition, value } from './expressions.js';
import { keyText } from './missing.js';
import { countOf } from './parameters.js';
import type { Scope } from './scope.js';
import { EXPANSIONS } from './expansions.js';
import { JOINS } from './joins.js';
import { isShown } from './object-uses.js';
import { isObjectHere, readsMembersOf, standsBesideFields } from './objects-here.js';
import { PATTERNS } from './patterns.js';
import type { StageHandlers } from './stage-handler.js';

const span = NO_SPAN;

/** Elasticsearch refuses a pattern that no column matches: where columns are not known, one is made that does. */
function droppedBy(name: string, s: Spelling): NamePattern[] {
  const known = s.listed ?? s.schema;
  const some = known.fields.some((f) => nameMatches(name, f.name) && s.there(f.name).length > 0);
  // The members of an object that the query reads are there.
  if (some || (name.endsWith('.*') && s.raising.objects.has(name.slice(0, -2)))) return [wildcard(name)];
  if (!known.open) return [];
  s.push(evaluate([field({ kind: 'null', span }, name.replaceAll('*', '_'))]));
  return [wildcard(name)];
}

/** The members of an object, unless it is a text of JSON, or an aggregate has made it one column. */
function membersOf(name: string, s: Spelling, { rest }: Scope): NamePattern {
  const isOne = s.commands.some((c) => c.kind === 'stats' && c.aggregates.some((a) => a.name?.kind === 'name' && a.name.text === name));
  return !isOne && isObjectHere(name, s, rest) ? wildcard(`${name}.*`) : pattern(name);
}

/** Whether a dynamic column of a table, of which the query reads no member, may be an object, whose members' fields would be left. */
function mayHaveMembers(name: string, s: Spelling, rest: readonly Stage[]): boolean {
  const isLast = name !== SOURCE && !s.listed && isShown(rest) && !isObjectHere(name, s, rest) && !s.raising.computesWith(name);
  return isLast && fieldOf(s.schema, name)?.type === 'dynamic' && s.raising.isOfSource(name, s.stages);
}

/** `made`: columns that are to be made first, so that a pattern matches one. */
function droppedColumn(name: string, s: Spelling, rest: readonly Stage[], made: string[]): NamePattern[] {
  if (mayHaveMembers(name, s, rest)) return withMembers(name, made);
  if (isObjectHere(name, s, rest) && !s.listed) return [wildcard(`${name}.*`)];
  if (isGone(name, s)) return [];
  const there = s.there(name).map(pattern);
  return there.length > 0 && isShown(rest) && standsBesideFields(name, s) ? [...there, ...membersBeside(name, s, made)] : there;
}

/** The fields beside the JSON of an object; where the query reads none of them, one is made, so that there is one. */
function membersBeside(name: string, s: Spelling, made: string[]): NamePattern[] {
  if (!readsMembersOf(name, s.stages)) made.push(`${name}.any`);
  return [wildcard(`${name}.*`)];
}

/** A field, or the members of an object: Elasticsearch refuses the name of the one that there is not, which is made first. */
function withMembers(name: string, made: string[]): NamePattern[] {
  made.push(name, `${name}.any`);
  return [pattern(name), wildcard(`${name}.*`)];
}

/** The renamings of one stage see the columns before all of them, those of RENAME what stands before them: a name that another one gives away is free first. */
function inTurn(r: Rename, s: Spelling): (readonly [from: string, to: string])[] {
  const left = r.columns.filter((c) => c.from !== c.to);
  const out: (readonly [string, string])[] = [];
  const last: (readonly [string, string])[] = [];
  while (left.length > 0) {
    const free = left.findIndex((c) => !left.some((o) => o !== c && o.from === c.to));
    const [c] = left.splice(Math.max(free, 0), 1) as [Rename['columns'][number]];
    const aside = free >= 0 ? undefined : s.raising.fresh(c.to);
    out.push([c.from, aside ?? c.to]);
    if (aside !== undefined) last.push([aside, c.to]);
  }
  return [...out, ...last];
}

const never = (stage: Stage): never => refuse(stage.kind, 'it does not stand after a source', stage.span);
const unsaid = (what: string, reason: string) => (stage: Stage): never => refuse(what, reason, stage.span);

/** How ES|QL says each stage; sources are elsewhere. */
export const STAGES: StageHandlers = {
  ...JOINS, ...EXPANSIONS, ...PATTERNS,
  scan: never, values: never, range: never, ref: never, input: never, union: never, external: never,
  filter: (f, s, scope) => s.push(where(condition(f.cond, scope))),
  extend: (e, s, scope) => extend(e, s, scope),
  project: (p, s, scope) => project(p, s, scope),
  keep: (k, s, scope) => s.push({ kind: 'keep', patterns: k.columns.map((c) => (c.wildcard ? wildcard(c.name) : membersOf(c.name, s, scope))), span }),
  drop: (d, s, scope) => {
    const made: string[] = [];
    const patterns = d.columns.flatMap((c) => (c.wildcard ? droppedBy(c.name, s) : droppedColumn(c.name, s, scope.rest, made)));
    if (made.length > 0) s.push(evaluate(made.map((n) => field({ kind: 'null', span }, n))));
    if (patterns.length > 0) s.push({ kind: 'drop', patterns, span });
  },
  rename: (r: Rename, s) => s.push(rename(inTurn(r, s))),
  reorder: (r, s) => reorder(r, s),
  aggregate: (a, s, scope) => aggregateStage(a, s, scope),
  sort: (o, s, scope) => s.push(sort(o, scope)),
  limit: (l, s, scope) => limit(l, s, scope),
  distinct: (d, s, scope) => distinct(d, s, scope),
  sample: (p, s) => {
    if (!p.probability || p.probability.kind !== 'lit') return refuse('sample', 'ES|QL draws with a probability, not a number of rows', p.span, 'LIMIT gives some rows, none at random');
    s.raising.stageNote('different', 'sample', 'other rows are drawn each time', p.span);
    s.push({ kind: 'sample', probability: { kind: 'decimal', text: String(p.probability.value), span }, span });
  },
  enrich: (e, s, scope) => {
    if (e.on.kind !== 'col') return refuse('enrich', 'its key is no column', e.span);
    const fields = enriched(e, scope).map((c) => ({ kind: 'enrich-field' as const, ...(c.name !== c.from && { name: pattern(c.name) }), field: pattern(c.from), span }));
    s.push({ kind: 'enrich', policy: policyOf(e), policySpan: span, on: pattern(e.on.name), with: fields, span });
    if (e.key !== undefined) s.raising.stageNote('different', e.policy, `the enrich policy ${policyOf(e)} is read, which has what it was given; it is to match ${e.key}`, e.span);
  },
  render: () => undefined,
  consume: () => undefined,
  as: () => undefined,
  getschema: unsaid('getschema', 'ES|QL has no rows about columns'),
  makeSeries: unsaid('make-series', 'ES|QL has no series of a grid that the run decides'),
  topNested: unsaid('top-nested', 'ES|QL has no nested tops'),
  graph: unsaid('make-graph', 'ES|QL has no graphs'),
  partition: unsaid('partition', 'ES|QL has no pipelines per key'),
  scanSteps: unsaid('scan', 'ES|QL has no state machines over rows'),
  evaluate: (e) => refuse(`evaluate ${e.plugin}`, 'ES|QL has no plugins', e.span),
  reduce: unsaid('reduce', 'ES|QL has no clustering of texts that gives the same groups'),
  fork: unsaid('fork', 'several results have no place in one ES|QL result'),
  fuse: unsaid('fuse', 'no KQL query has it'),
  changePoint: unsaid('change point', 'no KQL query has it'),
  model: (m) => refuse(m.name, 'no KQL query has it', m.span),
  parts: (p, s, scope) => parts(p, s, scope),
  notYet: (n) => refuse(n.name, n.reason ?? 'it is not supported yet', n.span),
};

function wildcard(text: string): ReturnType<typeof pattern> {
  const pieces = text.split('*').flatMap((part, i) => [...(i > 0 ? [{ kind: 'wildcard' as const, span }] : []), ...(part === '' ? [] : [{ kind: 'text' as const, text: part, span }])]);
  return { kind: 'name-pattern', pieces, span };
}

/* ---------------------------------------------------------------- columns */

/**
 * KQL's assignments see the rows before all of them, EVAL's see those before: a column that a later assignment still reads as it was is
 * first copied aside.
 */
function extend(e: Extend, s: Spelling, scope: Scope): void {
  const columns = e.columns.filter((c) => !isItself(c, scope));
  const { before, names } = asides(columns, s);
  const inner = names.size > 0 ? { ...scope, names } : scope;
  if (columns.length === 0) return;
  s.push(evaluate([...before, ...columns.map((c) => field(assignedValue(c, inner), c.name))]));
  if (before.length > 0) s.push(drop([...names.values()].flatMap((n) => (n.kind === 'name' ? [n.text] : []))));
}

/** A column under its own name, with nothing in the place of a missing one; the text of what is a text here is the column too. */
function isItself({ name: as, expr: given }: Named, scope: Scope): boolean {
  const read = given.kind === 'call' && given.op === 'convert.toString' ? given.args[0] : undefined;
  const expr = read?.kind === 'col' && (isText(read.type) || heldBy(read, scope) === 'text') ? read : given;
  if (expr.kind !== 'col' || expr.name !== as) return false;
  return expr.orElse === undefined || columnValue(expr, scope).kind === 'name';
}

function asides(columns: readonly Named[], s: Spelling): { before: ReturnType<typeof field>[]; names: Map<string, Expression> } {
  const names = new Map<string, Expression>();
  columns.forEach((c, i) => {
    if (columns.slice(i + 1).some((later) => columnsIn(later.expr).has(c.name))) names.set(c.name, name(s.raising.fresh(c.name)));
  });
  return { before: [...names].map(([from, to]) => field(name(from), to.kind === 'name' ? to.text : from)), names };
}

/** Plain columns are kept, renamed ones renamed if nothing else reads them, the rest evaluated. */
function project(p: Project, s: Spelling, scope: Scope): void {
  const computed = p.columns.filter((c) => !isItself(c, scope));
  if (computed.length > 0) extend({ kind: 'extend', columns: computed, place: 'end', span: p.span }, s, scope);
  s.push({ kind: 'keep', patterns: p.columns.map((c) => kept(c, s, scope)), span });
}

/** A projection before leaves out what no later stage reads. */
const isGone = (column: string, s: Spelling): boolean => !s.schema.open && !s.schema.fields.some((f) => f.name === column || f.name.startsWith(`${column}.`)) && s.stages.some((x) => x.kind === 'project');

/** An object is kept with all its members. */
const kept = (c: Named, s: Spelling, scope: Scope): ReturnType<typeof pattern> => (c.expr.kind === 'col' && c.expr.name === c.name ? membersOf(c.name, s, scope) : pattern(c.name));

/** Column order carries no meaning; where the columns are known they are put in order all the same. */
function reorder(r: Reorder, s: Spelling): void {
  if (r.columns.some((c) => c.wildcard || c.order)) return s.raising.stageNote('rewritten', 'project-reorder', 'columns keep the order that they have', r.span);
  s.push({ kind: 'keep', patterns: [...r.columns.flatMap((c) => s.there(c.name).map(pattern)), wildcard('*')], span });
}

/** The parts of an address, as fields below a prefix. */
function parts(p: Parts, s: Spelling, scope: Scope): void {
  const input = value(p.input, scope);
  if (p.what === 'uri') s.push({ kind: 'uri-parts', target: name(p.prefix), value: call('CASE', like(input, ['*://*']), input), span });
  else if (p.what === 'ipLocation') s.push({ kind: 'ip-location', target: name(p.prefix), value: call('TO_IP', input), span });
  else refuse(p.what, 'no KQL query has it', p.span);
}

/** A policy matches one field; names of policies are in lower case. */
export const policyOf = (e: Enrich): string => (e.key === undefined ? e.policy : `${e.policy}-${e.key}`.toLowerCase());

/** Of what a function of KQL would add, the columns that later stages read. */
function enriched(e: Enrich, scope: Scope): NonNullable<Enrich['columns']> {
  const wanted = e.key === undefined ? undefined : neededBy(scope.rest, scope.raising.tables);
  const read = (e.columns ?? []).filter((c) => !wanted || wanted.has(c.name));
  return read.length > 0 ? read : (e.columns ?? []).slice(0, 1);
}

/* ---------------------------------------------------------------- rows */

/** ES|QL puts nulls last when ascending and first when descending unless told, Kusto the other way round. */
function sort(o: Sort, scope: Scope): ProcessingCommand {
  const keys = o.keys.map((k) => {
    const present = k.expr.kind === 'col' && scope.facts.has(k.expr.name);
    const usual = k.nullsFirst === k.desc;
    return sortKey(keyText(k.expr, columnValue(k.expr, scope), scope), k.desc ? 'desc' : 'asc', present || usual ? undefined : k.nullsFirst ? 'first' : 'last');
  });
  return { kind: 'sort', keys, span };
}

function limit(l: Limit, s: Spelling, scope: Scope): void {
  if (l.implicit) return;
  const given = countOf(l.count);
  if (l.count.kind !== 'lit' && !given) return refuse('take', 'ES|QL takes a constant number of rows', l.span);
  s.push({ kind: 'limit', count: given ?? { kind: 'integer', text: String((l.count as Lit).value), span }, by: (l.by ?? []).map((e) => value(e, scope)), span });
}

/** A grouping without aggregates. All columns of an open schema: DEDUP. */
function distinct(d: Distinct, s: Spelling, scope: Scope): void {
  if (d.all && s.schema.open) {
    if (!hasForm('dedup', s.raising)) return refuse('distinct *', 'ES|QL groups by columns by name, which are not known here', d.span, 'give the schema of the table');
    s.push({ kind: 'dedup', span });
    return;
  }
  if (d.all && s.schema.fields.some((f) => heldBy({ kind: 'col', name: f.name, type: f.type, span: d.span }, scope) === 'several')) eachValueCounts(d, 'distinct *', scope);
  const columns = d.all ? s.schema.fields.map((f) => field(name(f.name))) : d.columns.map((c) => keyed(c, scope));
  s.push({ kind: 'stats', aggregates: [], groups: columns, span });
}

function keyed(c: Named, scope: Scope): ReturnType<typeof field> {
  const tree = keyText(c.expr, columnValue(c.expr, scope), scope);
  return tree.kind === 'name' && tree.text === c.name ? field(tree) : field(tree, c.name);
}

export { indexPattern };
