import type { Aggregate, Call, Command, Expression, Join, Query, Row, SourceCommand } from '../../../grammars/esql/syntax.js';
import { eachInside } from '../../ast/walk.js';
import type { Span } from '../../base/source.js';
import { ESQL_FORMS, type FormId, type Need, type Release } from '../../catalogue/esql-forms.js';
import type { Op } from '../../catalogue/entry.js';
import { opsByName } from '../../catalogue/index.js';
import type { Lack } from '../dialect.js';
import { languageOfTarget, reaches, spokenVersion } from '../targets.js';

type Known = Command | Expression | Query | Aggregate;
type Kind = Known['kind'];
type Of<K extends Kind> = Extract<Known, { kind: K }>;
type Forms = readonly FormId[];

/** Every function and form of a query that came after the first release of ES|QL, once each, in the order of the text. */
export const needsOf = (tree: Query): readonly Need[] => usesOf(tree).map((u) => u.need);

/** Those of them that came after a version of Elasticsearch. */
export function lacksOf(tree: Query, target: string): readonly Lack[] {
  if (languageOfTarget(target) !== 'esql') return [];
  return usesOf(tree).flatMap(({ need: { what, since }, span }) => (reaches(target, since) ? [] : [{ what, reason: `${target} does not have it, it came with Elasticsearch ${spokenVersion(since)}`, span }]));
}

interface Use {
  readonly need: Need;
  readonly span: Span;
}

function usesOf(tree: Query): readonly Use[] {
  const found = new Map<string, Use>();
  const add = (need: Need | undefined, span: Span): void => void (need && !found.has(need.what) && found.set(need.what, { need, span }));
  visit(tree, { add, below: false, predicate: false });
  return [...found.values()];
}

interface State {
  readonly add: (n: Need | undefined, span: Span) => void;
  /** Inside a subquery of FROM; those of IN stand for themselves. */
  readonly below: boolean;
  /** Where a condition of WHERE decides by itself. */
  readonly predicate: boolean;
}

function visit(node: object, s: State): void {
  const { kind } = node as { readonly kind?: unknown };
  if (kind === 'call') s.add(callNeed(node as Call), (node as Call).span);
  else for (const id of FORMS_OF.get(kind)?.(node as never, s) ?? []) s.add(formNeed(id), (node as Known).span);
  const inner = kind === undefined ? s : within(node as Known, s);
  eachInside(node, visit, inner);
}

function within(node: Known, s: State): State {
  switch (node.kind) {
    case 'where':
      return { add: s.add, below: s.below, predicate: true };
    case 'logical':
    case 'not':
      return s;
    case 'in-subquery':
      return { add: s.add, below: false, predicate: false };
    case 'from':
    case 'ts':
      return { add: s.add, below: s.below || hasQueries(node), predicate: false };
    default:
      return s.predicate ? { add: s.add, below: s.below, predicate: false } : s;
  }
}

const formNeed = (id: FormId): Need => ({ what: ESQL_FORMS[id].title, ...releaseOf(ESQL_FORMS[id]) });
const releaseOf = ({ since, ga }: Release): Release => ({ since, ...(ga !== undefined && { ga }) });

/* ---------------------------------------------------------------- forms */

const only = (id: FormId) => (): Forms => [id];
const when = (...rows: readonly (readonly [boolean, FormId])[]): Forms => rows.flatMap(([is, id]) => (is ? [id] : []));
const hasQueries = (c: { readonly sources: readonly { readonly kind: string }[] }): boolean => c.sources.some((x) => x.kind === 'query');

/** Forms by the kind of their node. */
const FORMS: { readonly [K in Kind]?: (node: Of<K>, s: State) => Forms } = {
  aggregate: (a) => when([a.filter !== undefined, 'statsWhere']),
  'change-point': (c) => ['changePoint', ...when([c.by.length > 0, 'changePointBy'])],
  completion: only('completion'),
  dedup: only('dedup'),
  fork: only('fork'),
  from: (c, s) => (hasQueries(c) ? ['fromSubquery', ...when([s.below, 'fromNested'])] : []),
  fuse: only('fuse'),
  grok: (c) => when([c.patterns.length > 1, 'grokPatterns']),
  highlight: only('highlight'),
  'in-subquery': (e, s) => ['inSubquery', ...when([e.values.length > 1, 'inSubqueryColumns'], [!s.predicate, 'inSubqueryValue'])],
  'inline-stats': only('inlineStats'),
  'ip-location': only('ipLocation'),
  join: joinForms,
  'like-list': (e) => [e.operator === 'like' ? 'likeList' : 'rlikeList'],
  limit: (c) => when([c.by.length > 0, 'limitBy']),
  match: only('matchOperator'),
  'metrics-info': only('metricsInfo'),
  mmr: only('mmr'),
  'mv-expand': only('mvExpand'),
  promql: only('promql'),
  query: (q, s) => when([q.settings.length > 0, 'set'], [s.below && !READ_BELOW.has(q.source.kind), 'fromRow']),
  'registered-domain': only('registeredDomain'),
  rerank: only('rerank'),
  row: (c) => when([readsItself(c), 'rowReferences']),
  sample: only('sample'),
  ts: only('ts'),
  'ts-collapse': only('tsCollapse'),
  'ts-info': only('tsInfo'),
  'uri-parts': only('uriParts'),
  'user-agent': only('userAgent'),
};

const FORMS_OF: ReadonlyMap<unknown, (node: never, s: State) => Forms> = new Map(Object.entries(FORMS));

/** What a subquery began with from the first. */
const READ_BELOW: ReadonlySet<SourceCommand['kind']> = new Set(['from', 'invalid']);

function joinForms(j: Join): Forms {
  const fields = j.on.every((e) => e.kind === 'name');
  return ['lookupJoin', ...when([fields && j.on.length > 1, 'joinFields'], [!fields, 'joinExpression'])];
}

function readsItself(row: Row): boolean {
  const before = new Set<string>();
  return row.fields.some((f) => {
    const reads = readsAny(f.value, before);
    if (f.name?.kind === 'name') before.add(f.name.text);
    return reads;
  });
}

function readsAny(node: unknown, names: ReadonlySet<string>): boolean {
  if (names.size === 0 || typeof node !== 'object' || node === null) return false;
  if ('kind' in node && node.kind === 'name' && 'text' in node && names.has(String(node.text))) return true;
  return Object.values(node).some((child) => readsAny(child, names));
}

/* ---------------------------------------------------------------- functions */

/** The oldest meaning of a name with so many arguments counts: which one it is depends on types. */
function callNeed(c: Call): Need | undefined {
  const name = c.name.kind === 'identifier' ? c.name.name : undefined;
  const ops = name === undefined ? [] : opsByName('esql', name);
  if (name === undefined || !ops.some(isYounger)) return undefined;
  const all = ops.flatMap((op) => (op.esql.kind === 'call' ? [{ release: op.esql, fits: op.sigs.some((s) => takes(s.params, c.arguments.length + (op.esql.kind === 'call' && op.esql.implicit ? 1 : 0))) }] : []));
  const fitting = all.filter((x) => x.fits);
  const releases = (fitting.length > 0 ? fitting : all).map((x) => x.release);
  const oldest = releases.find((r) => r.since === undefined) ?? releases[0];
  return oldest?.since === undefined ? undefined : { what: name.toUpperCase(), ...releaseOf({ since: oldest.since, ga: oldest.ga }) };
}

const isYounger = (op: Op): boolean => op.esql.kind === 'call' && op.esql.since !== undefined;

/** The version that brought a function, whatever its arguments. */
export const functionSince = (name: string): string | undefined => opsByName('esql', name).map((op) => (op.esql.kind === 'call' ? op.esql.since : undefined))[0];

function takes(params: readonly string[], count: number): boolean {
  const least = params.filter((p) => !/^\.\.\.|\?$/.test(p)).length;
  return count >= least && (count <= params.length || params.some((p) => p.startsWith('...')));
}
