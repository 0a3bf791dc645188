import { runTables } from '../../src/api/run.js';
import { tableSource } from '../../src/api/tables.js';
import type { Plan } from '../../src/ast/pipeline.js';
import { scannedTables } from '../../src/ast/scans.js';
import { type Diagnostic, Failure } from '../../src/base/diagnostics.js';
import type { DialectId } from '../../src/catalogue/index.js';
import type { Field, Table } from '../../src/data/table.js';
import type { Ty } from '../../src/data/types.js';
import { DIALECTS } from '../../src/dialects/registry.js';
import { NOW, NOW_TEXT } from './now.js';
import { COMMON_FIELDS, ecsType, sentinelTable } from './published.js';
import { hintsOf, rowsFor } from './rows.js';

export interface Attempt {
  readonly verdict: 'ran' | 'not-yet' | 'failed' | 'crashed';
  /** Why it did not run. */
  readonly reason: string;
  readonly rows: number;
  readonly milliseconds: number;
  /** What the query reads and the published schemas lack. */
  readonly addedTables: readonly string[];
  readonly addedColumns: readonly string[];
  readonly addedFunctions: readonly string[];
}

/** Functions that only the product has, or that a repository of rules keeps beside them: stand-ins of the same shape. */
const SUPPLIED: Readonly<Record<string, string>> = {
  FileProfile: `(T:(*), Key:string, Limit:long = 1000) {
    T | extend GlobalPrevalence = 12, GlobalFirstSeen = ago(3d), GlobalLastSeen = now(), Signer = "value1", Issuer = "value2", IsCertificateValid = true, IsRootSignerMicrosoft = false,
      SignatureState = "SignedValid", IsExecutable = true, ThreatName = "", Publisher = "value3", SoftwareName = "value1", ProfileAvailability = "Available" }`,
  AWSIdentityRole: '(T:(*)) { T | extend IdentityRole = "value1" }',
  UnifySignInLogs: '(T:(*)) { T }',
  IsWorkingTime: '(at:datetime) { hourofday(at) between (8 .. 17) }',
};

/** Model calls cannot be run anywhere but on a cluster. */
const WITHOUT = ['completion', 'rerank'];
const TIME: Readonly<Record<DialectId, string>> = { kql: 'TimeGenerated', esql: '@timestamp' };

/** Runs a query of the corpora over tables made for it: the published columns first, then whatever else it names. */
export function attempt(query: string, lang: DialectId): Attempt {
  const world = new World(query, lang);
  const from = performance.now();
  for (let round = 0; ; round++) {
    const done = (verdict: Attempt['verdict'], reason: string, rows = 0): Attempt =>
      ({ verdict, reason, rows, milliseconds: performance.now() - from, addedTables: [...world.addedTables], addedColumns: [...world.addedColumns], addedFunctions: [...world.addedFunctions] });
    try {
      const { table } = runTables(query, tableSource(world.tables()), { lang, now: NOW_TEXT, without: WITHOUT, external: world.external, functions: world.functions });
      return done('ran', '', table.length);
    } catch (e) {
      if (!(e instanceof Failure)) return done('crashed', e instanceof Error ? `${e.message} ${e.stack?.split('\n')[1]?.trim() ?? ''}` : String(e));
      if (round < 150 && world.learn(e.diagnostics)) continue;
      const worst = e.diagnostics.find((d) => d.code === 'not-yet') ?? (e.diagnostics[0] as Diagnostic);
      return done(worst.code === 'not-yet' ? 'not-yet' : 'failed', `${worst.code}: ${worst.message}`);
    }
  }
}

class World {
  readonly addedTables = new Set<string>();
  readonly addedColumns = new Set<string>();
  readonly addedFunctions = new Set<string>();
  readonly functions = new Map<string, string>();
  private readonly columns = new Map<string, Map<string, Ty>>();
  private readonly plan: Plan | undefined;
  private readonly used: ReadonlyMap<string, Ty>;

  constructor(private readonly query: string, private readonly lang: DialectId) {
    const dialect = DIALECTS[lang];
    this.plan = dialect.lower(dialect.parse(query).tree, { table: () => undefined, tables: [], openWorld: true, now: NOW }).plan;
    this.used = typesOfUse(this.plan);
    for (const t of this.plan ? scannedTables(this.plan) : []) if (!t.exclude && (lang === 'esql' || !t.wildcard)) this.add(concrete(t.name));
    if (this.columns.size === 0) this.add(lang === 'kql' ? 'SecurityEvent' : 'logs');
  }

  tables(): ReadonlyMap<string, () => Table> {
    const hints = hintsOf(this.plan);
    return new Map([...this.columns].map(([name, columns]) => [name, () => rowsFor([...columns].map(([n, type]): Field => ({ name: n, type })), hints)]));
  }

  /** Two rows of any file that the query reads over the network. */
  readonly external = (_uri: string, fields: readonly Field[]): Table => rowsFor(fields, hintsOf(this.plan));

  private add(name: string): boolean {
    if (this.columns.has(name)) return false;
    const published = this.lang === 'kql' ? sentinelTable(name) : COMMON_FIELDS;
    if (!published) this.addedTables.add(name);
    this.columns.set(name, new Map((published ?? [{ name: TIME[this.lang], type: 'datetime' as const }]).map((f) => [f.name, f.type])));
    return true;
  }

  /** Adds the first thing that was missed, because the rest may follow from it; false when nothing can be added. */
  learn(diagnostics: readonly Diagnostic[]): boolean {
    return [...diagnostics].sort((a, b) => a.span.start - b.span.start).some((d) => {
      const name = /(?:unknown (?:column|table|function)|input of the join has no column) (.+)$/.exec(d.message)?.[1];
      if (name === undefined) return false;
      if (d.code === 'unknown-table') return this.add(concrete(/^_GetWatchlist\('(.*)'\)$/.exec(name)?.[1] ?? name));
      if (d.code === 'unknown-function') return this.supply(name);
      return this.addColumn(name, d.span.start);
    });
  }

  private supply(name: string): boolean {
    const text = SUPPLIED[name];
    if (text === undefined) return isTableName(name) && this.add(name);
    if (this.functions.has(name)) return false;
    this.functions.set(name, text);
    this.addedFunctions.add(name);
    return true;
  }

  /** To the table that is mentioned last before the column, then to the others. */
  private addColumn(name: string, at: number): boolean {
    const order = [...this.columns].sort(([a], [b]) => this.query.lastIndexOf(b, at) - this.query.lastIndexOf(a, at));
    const [table, columns] = order.find(([, c]) => !c.has(name)) ?? [];
    if (!columns || table === undefined) return false;
    const published = this.lang === 'esql' ? ecsType(name) : undefined;
    columns.set(name, published ?? this.typeOf(name));
    if (!published) this.addedColumns.add(this.lang === 'kql' ? `${table}.${name}` : name);
    return true;
  }

  private typeOf(name: string): Ty {
    if (this.lang === 'kql' && /^(Timestamp\d?|TimeGenerated|_TimeReceived)$/.test(name)) return 'datetime';
    const used = this.used.get(name);
    if (used) return used;
    if (this.lang === 'esql' && /(tokens|count|bytes|_?[Ll]ength|\.code)$/.test(name)) return 'long';
    return /^(Timestamp|TimeGenerated|StartTime|EndTime|.*(_?time_t|DateTime)|TIMESTAMP|EventStartTime|EventEndTime|LastUpdatedTimeUTC)$/.test(name) ? 'datetime' : 'string';
  }
}

const isTableName = (name: string): boolean => /^_?(Im|ASim|im|vim|_Im|_ASim)/.test(name) || /^[A-Z]\w+$/.test(name);
const concrete = (pattern: string): string => pattern.replace(/^[^:]*:/, '').replace(/\*/g, 'x');

/** Columns by what the query does with them: most are texts; some are compared with numbers, averaged, or taken apart. */
function typesOfUse(plan: Plan | undefined): ReadonlyMap<string, Ty> {
  const types = new Map<string, Ty>();
  const visit = (v: unknown): void => {
    if (typeof v !== 'object' || v === null) return;
    if (Array.isArray(v)) return v.forEach(visit);
    const e = v as { kind?: unknown; op?: unknown; args?: unknown };
    if ((e.kind === 'call' || e.kind === 'agg') && typeof e.op === 'string' && Array.isArray(e.args)) vote(e.op, e.args as never, types);
    Object.values(v).forEach(visit);
  };
  visit(plan?.lets);
  visit(plan?.body);
  return types;
}

type Argument = { readonly kind: string; readonly name?: string; readonly type: Ty };

function vote(op: string, args: readonly Argument[], types: Map<string, Ty>): void {
  args.forEach((a, i) => {
    if (a.kind !== 'col' || a.name === undefined || (types.has(a.name) && types.get(a.name) !== 'string')) return;
    const type = typeAt(op, i, args.find((x, k) => k !== i && x.type !== 'unknown' && x.type !== 'null')?.type);
    if (type) types.set(a.name, type);
  });
}

function typeAt(op: string, i: number, other: Ty | undefined): Ty | undefined {
  if (/^dynamic\.(member|index)$/.test(op)) return i === 0 ? 'dynamic' : undefined;
  if (/^(array|set|bag)\./.test(op)) return 'dynamic';
  if (/^(string|regex)\.|^esql\.(like|rlike|concat|toLower|toUpper|startsWith|endsWith|contains|grok|length|locate|substring|split|replace)/.test(op)) return 'string';
  if (/^esql\.cidrMatch/.test(op) && i === 0) return 'ip';
  if (/^(aggregate|esql)\.(sum|avg|percentile|stdev|median)|^math\.|^esql\.(add|subtract|multiply|divide)$/.test(op)) return other === 'timespan' || other === 'period' || other === 'datetime' ? 'datetime' : 'long';
  if (/^time\.(bin|startOf|endOf|format|add|diff)/.test(op) && other === 'timespan') return 'datetime';
  if (/^(compare|list)\.|^esql\.(equal|notEqual|less|greater|lessOrEqual|greaterOrEqual|in)$/.test(op)) return other === 'dynamic' ? 'string' : other;
  return undefined;
}
