import { censusOf } from '../ast/census.js';
import { PARAMETER } from '../ast/parameters.js';
import type { Plan } from '../ast/pipeline.js';
import { scannedTables } from '../ast/scans.js';
import { type Diagnostic, Failure } from '../base/diagnostics.js';
import { remembered } from '../base/memo.js';
import type { Field } from '../data/table.js';
import type { DialectId } from '../catalogue/index.js';
import { columnsReadBy } from '../semantics/columns-read.js';
import { columnEvidence } from '../semantics/evidence.js';
import { parameterTypes } from '../semantics/parameter-types.js';
import type { Environment } from '../semantics/environment.js';
import type { KnownColumns, Schema } from '../semantics/schema.js';
import { planOfTree } from './plan.js';
import { fieldsOf, readSchemas, type SchemaInput } from './schema.js';
import { parsed } from './syntax.js';

export interface Informed {
  readonly plan: Plan;
  readonly env: Environment;
}

export interface InformedOptions {
  readonly from: DialectId;
  readonly schema?: SchemaInput;
  readonly known?: KnownColumns;
  readonly parameters?: Environment['parameters'];
  readonly functions?: Environment['functions'];
  readonly noImplicitLimit?: boolean;
}

/**
 * The plan of a query over tables of which not all columns are given. Published tables have the columns that are published; where the query
 * reads others, they may have those too; where it reads one otherwise than its published type allows, only its name is taken as known. Of
 * other columns the query itself shows some types.
 */
export function informedPlan(query: string, options: InformedOptions): Informed {
  const env = openEnvironment(options);
  const { tree } = parsed(query, options.from);
  if (options.from === 'esql') return withTypedParameters(shownBy(planOfTree(tree, 'esql', env).plan, (plan) => fieldEvidence(plan, options.known), env, tree, options.from), tree);
  const published = options.known && publishedPlan(query, tree, env, options.known);
  if (published) return shownBy(published.plan, (p) => columnEvidence(p, published.env.table), published.env, tree, 'kql');
  return shownBy(planOfTree(tree, 'kql', env).plan, (p) => columnEvidence(p, env.table), env, tree, 'kql');
}

/** The plan again with the types that its places show of parameters without values; without, should they not agree with it. */
function withTypedParameters(first: Informed, tree: unknown): Informed {
  if (!censusOf(first.plan).ops.has(PARAMETER)) return first;
  const env = { ...first.env, parameterTypes: parameterTypes(first.plan, first.env.table) };
  const plan = planUnlessBroken(tree, 'esql', env);
  return plan ? { plan, env } : { plan: first.plan, env: { ...env, parameterTypes: new Map(Array.from(env.parameterTypes, ([name, { type }]) => [name, { type, guessed: true }])) } };
}

type Shown = ReadonlyMap<string, readonly Field[]>;

/** The plan again with the types that it shows itself; without, should they not agree with it. */
function shownBy(first: Plan, evidence: (plan: Plan) => Shown, env: Environment, tree: unknown, lang: DialectId): Informed {
  const shown = evidence(first);
  if (shown.size === 0) return { plan: first, env };
  const table = (name: string): Schema | undefined => more(env.table(name), shown.get(name));
  const informed = { ...env, table, tables: [...new Set([...env.tables, ...shown.keys()])] };
  const plan = planUnlessBroken(tree, lang, informed);
  return plan ? { plan, env: informed } : { plan: first, env };
}

/** What is known of a table, and what the query shows of columns that it may have besides. */
function more(known: Schema | undefined, shown: readonly Field[] | undefined): Schema | undefined {
  if (!shown || known?.open === false) return known;
  const there = new Set(known?.fields.map((f) => f.name));
  return { fields: [...(known?.fields ?? []), ...shown.filter((f) => !there.has(f.name))], open: true };
}

function planUnlessBroken(tree: unknown, lang: DialectId, env: Environment): Plan | undefined {
  const found = planOrErrors(tree, lang, env);
  return Array.isArray(found) ? undefined : (found as Plan);
}

function planOrErrors(tree: unknown, lang: DialectId, env: Environment): Plan | readonly Diagnostic[] {
  try {
    return planOfTree(tree, lang, env).plan;
  } catch (e) {
    if (!(e instanceof Failure)) throw e;
    return e.diagnostics;
  }
}

/**
 * Published tables as they are, or with other columns besides. Where the query contradicts the types, those of the columns that it names
 * there are taken for unknown, at last all of them.
 */
function publishedPlan(query: string, tree: unknown, env: Environment, known: KnownColumns): Informed | undefined {
  const whole = withPublished(env, known, (fields) => ({ fields, open: false }));
  const plan = planUnlessBroken(tree, 'kql', whole);
  if (plan) return { plan, env: whole };
  const doubted = new Set<string>();
  for (let attempt = 0; attempt < MOST_DOUBTS; attempt++) {
    const doubts = (name: string): boolean => attempt === MOST_DOUBTS - 1 || doubted.has(name);
    const some = withPublished(env, known, (fields) => ({ fields: doubted.size === 0 ? fields : fields.map((f): Field => (doubts(f.name) ? { name: f.name, type: 'unknown' } : f)), open: true }));
    const found = planOrErrors(tree, 'kql', some);
    if (!Array.isArray(found)) return { plan: found as Plan, env: some };
    for (const d of found as readonly Diagnostic[]) for (const name of query.slice(d.span.start, d.span.end).match(/\w+/g) ?? []) doubted.add(name);
  }
  return undefined;
}

const MOST_DOUBTS = 4;

function withPublished(env: Environment, known: KnownColumns, of: (fields: readonly Field[]) => Schema): Environment {
  const table = (name: string): Schema | undefined => {
    const columns = known.table(name);
    return columns && of(remembered(published, columns, () => fieldsOf(name, columns)));
  };
  return { ...env, table: (name) => env.table(name) ?? table(name) };
}

/** Tables have hundreds of columns, and are asked for again and again. */
const published = new WeakMap<object, readonly Field[]>();

/** The types of the fields that the query reads, whatever the index. */
function fieldEvidence(plan: Plan, known: KnownColumns | undefined): ReadonlyMap<string, readonly Field[]> {
  if (!known) return new Map();
  const types = Object.fromEntries([...columnsReadBy(plan)].flatMap((name) => {
    const type = known.field(name);
    return type === undefined ? [] : [[name, type]];
  })) as Record<string, string>;
  const fields = fieldsOf('fields', types);
  return fields.length === 0 ? new Map() : new Map(scannedTables(plan).map((t) => [t.name, fields]));
}

export function openEnvironment(options: Pick<InformedOptions, 'schema' | 'parameters' | 'functions' | 'noImplicitLimit'>): Environment {
  const schemas = readSchemas(options.schema ?? {});
  const implicitLimit = !options.noImplicitLimit;
  return {
    implicitLimit,
    table: (name) => schemas.get(name), tables: [...schemas.keys()], openWorld: true, parameters: options.parameters, functions: options.functions,
  };
}
