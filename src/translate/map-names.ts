import type { Call, Expr, Plan, Scan, TableRef } from '../ast/pipeline.js';
import { NO_SPAN, type Span } from '../base/source.js';
import type { Environment } from '../semantics/environment.js';
import { type Note, note } from '../semantics/notes.js';
import type { Schema } from '../semantics/schema.js';
import { isDeclared, NAME_PROPERTIES, NamesUsed, pathOf } from './names-used.js';

/** What the source's names are in the target. A table may be several indices with commas between. */
export interface NameMap {
  readonly columns: ReadonlyMap<string, string>;
  readonly tables: ReadonlyMap<string, string>;
}

export interface MappedPlan {
  readonly plan: Plan;
  readonly env: Environment;
  readonly notes: readonly Note[];
  /** Whether any name of the plan was in the map. */
  readonly applies: boolean;
}

/**
 * Renames the columns that come from tables, and the tables, wherever the plan names them. Each name is renamed throughout, so the plan
 * means the same; a name that only the query makes stays. Whole dotted paths are looked for first, then what they start with. What the
 * map lacks is said in one note; names that would become one are refused.
 */
export function mapNames(plan: Plan, env: Environment, map: NameMap): MappedPlan {
  const used = new NamesUsed(plan);
  const to = renamings(used, map, plan);
  const applies = to.size > 0 || [...used.tables.keys()].some((t) => map.tables.has(t)) || used.paths.some((p) => longestPrefix(p.path, map.columns) !== undefined);
  const notes = [...unmapped(used, to, map), ...clashes(used, to)];
  return { plan: new Renaming(to, map, used.made).node(plan) as Plan, env: mappedEnvironment(env, map, to), notes, applies };
}

/** The longest beginning of a dotted name that the map has. */
function longestPrefix(name: string, columns: ReadonlyMap<string, string>): string | undefined {
  for (let end = name.length; end > 0; end = name.lastIndexOf('.', end - 1)) {
    const prefix = name.slice(0, end);
    if (columns.has(prefix)) return prefix;
  }
  return undefined;
}

function target(name: string, { columns }: NameMap): string | undefined {
  const prefix = longestPrefix(name, columns);
  return prefix === undefined ? undefined : `${columns.get(prefix)}${name.slice(prefix.length)}`;
}

function renamings(used: NamesUsed, map: NameMap, plan: Plan): Map<string, string> {
  const to = new Map<string, string>();
  for (const name of [...used.read.keys(), ...used.paths.map((p) => p.root.name)]) {
    const mapped = target(name, map);
    if (mapped !== undefined) to.set(name, mapped);
  }
  if (hasSuffixJoin(plan)) for (const name of used.read.keys()) suffixed(name, to);
  return to;
}

/** `x1` is the right side's `x` behind a join of Kusto's. */
function suffixed(name: string, to: Map<string, string>): void {
  const [, base, number] = /^(.*[^\d])(\d+)$/.exec(name) ?? [];
  const mapped = base === undefined || to.has(name) ? undefined : to.get(base);
  if (mapped !== undefined) to.set(name, `${mapped}${number}`);
}

function hasSuffixJoin(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) return false;
  if ('kind' in node && node.kind === 'join' && 'clash' in node && node.clash === 'suffix') return true;
  return Object.values(node).some(hasSuffixJoin);
}

/* ---------------------------------------------------------------- what is said */

const MOST_LISTED = 40;

function unmapped(used: NamesUsed, to: ReadonlyMap<string, string>, map: NameMap): Note[] {
  const isOwn = (name: string): boolean => name.startsWith('_');
  const columns = [...used.read.keys()].filter((n) => !to.has(n) && !isOwn(n));
  const paths = used.paths.map((p) => p.path).filter((p) => longestPrefix(p, map.columns) === undefined);
  const tables = [...used.tables.keys()].filter((t) => !map.tables.has(t));
  const names = [...new Set([...columns, ...paths])];
  if (names.length + tables.length === 0) return [];
  const at = used.read.get(columns[0] ?? '') ?? used.paths.find((p) => p.path === paths[0])?.root.span ?? used.tables.get(tables[0] ?? '') ?? NO_SPAN;
  return [note('unmapped-columns', { columns: listed(names), tables: listed(tables) }, at, 'add them to the map, or let them be if both sides have them')];
}

export const listed = (names: readonly string[]): string => (names.length <= MOST_LISTED ? names.join(', ') : `${names.slice(0, MOST_LISTED).join(', ')} and ${names.length - MOST_LISTED} more`);

/** Two names that would be one, and names inside texts that would have to change. */
function clashes(used: NamesUsed, to: ReadonlyMap<string, string>): Note[] {
  const taken = new Map<string, string>();
  for (const name of [...used.read.keys(), ...used.made]) if (!to.has(name)) taken.set(name, name);
  const notes: Note[] = [];
  for (const [name, mapped] of to) {
    const other = taken.get(mapped);
    const at: Span = used.read.get(name) ?? NO_SPAN;
    if (other !== undefined && other !== name) notes.push(note('map-clash', { name, to: mapped, reason: `${other} has this name as well` }, at));
    else if (used.fixed.has(name)) notes.push(note('map-clash', { name, to: mapped, reason: 'a text in the query names it as well' }, at));
    taken.set(mapped, name);
  }
  return notes;
}

/* ---------------------------------------------------------------- renaming */

class Renaming {
  constructor(private readonly to: ReadonlyMap<string, string>, private readonly map: NameMap, private readonly made: ReadonlySet<string>) {}

  node(node: unknown): unknown {
    if (typeof node !== 'object' || node === null) return node;
    if (Array.isArray(node)) return node.map((n) => this.node(n));
    if (Object.getPrototypeOf(node) !== Object.prototype) return node;
    const { kind } = node as { readonly kind?: string };
    if (kind === 'lit') return node;
    if (kind === 'scan') return this.scan(node as Scan);
    const path = kind === 'call' ? this.path(node as Call) : undefined;
    return path ?? this.named(node as Readonly<Record<string, unknown>>);
  }

  private named(node: Readonly<Record<string, unknown>>): unknown {
    const out: Record<string, unknown> = {};
    for (const [key, child] of Object.entries(node)) out[key] = key === 'span' ? child : this.node(child);
    const name = node['name'];
    if (typeof name === 'string' && (isDeclared(node) || 'wildcard' in node)) out['name'] = this.name(name);
    if (typeof node['from'] === 'string' && typeof node['to'] === 'string') Object.assign(out, { from: this.name(node['from']), to: this.name(node['to']) });
    for (const key of NAME_PROPERTIES) if (typeof node[key] === 'string') out[key] = this.name(node[key]);
    return out;
  }

  private name(name: string): string {
    return this.to.get(name) ?? name;
  }

  private scan(stage: Scan): Scan {
    const tables = stage.tables.flatMap((t): TableRef[] => {
      const names = this.map.tables.get(t.name)?.split(',');
      return names ? names.map((name) => ({ ...t, name: name.trim(), wildcard: false })) : [t];
    });
    return { ...stage, tables, ...(stage.sourceColumn !== undefined && { sourceColumn: this.name(stage.sourceColumn) }) };
  }

  /** A path, or the beginning of one, that is a field of its own in the target. */
  private path(e: Call): Expr | undefined {
    const found = pathOf(e);
    if (!found || this.made.has(found.root.name)) return undefined;
    const prefix = longestPrefix(found.path, this.map.columns);
    if (prefix === undefined || prefix === found.root.name) return undefined;
    if (prefix === found.path) return { kind: 'col', name: this.map.columns.get(prefix) as string, type: e.type, span: e.span };
    return { ...e, args: [this.node(e.args[0]) as Expr, e.args[1] as Expr] };
  }
}

/* ---------------------------------------------------------------- what is known of the target's tables */

/** The tables that are known, by the names that they have in the target. */
function mappedEnvironment(env: Environment, map: NameMap, to: ReadonlyMap<string, string>): Environment {
  const sources = new Map<string, string[]>();
  for (const table of env.tables) {
    for (const name of (map.tables.get(table) ?? table).split(',')) sources.set(name.trim(), [...(sources.get(name.trim()) ?? []), table]);
  }
  const schemaOf = (name: string): Schema | undefined => {
    const found = sources.get(name)?.flatMap((t) => env.table(t) ?? []) ?? [];
    const [only, ...more] = found;
    if (!only) return undefined;
    const fields = new Map(found.flatMap((s) => s.fields).map((f) => [to.get(f.name) ?? target(f.name, map) ?? f.name, f.type] as const));
    return { fields: [...fields].map(([n, type]) => ({ name: n, type })), open: only.open || more.length > 0 };
  };
  return { ...env, table: schemaOf, tables: [...sources.keys()] };
}

