import type { Plan } from '../ast/pipeline.js';
import { scannedTables } from '../ast/scans.js';
import { Failure } from '../base/diagnostics.js';
import { remembered } from '../base/memo.js';
import type { Field } from '../data/table.js';
import type { DialectId } from '../catalogue/index.js';
import { columnsReadBy } from '../semantics/columns-read.js';
import { columnEvidence } from '../semantics/evidence.js';
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
 * reads others, they may have those too; where it reads one otherwise than its published type allows, nothing is known of them but what the
 * query itself shows.
 */
export function informedPlan(query: string, options: InformedOptions): Informed {
  const env = openEnvironment(options);
  const { tree } = parsed(query, options.from);
  if (options.known && options.from === 'kql') {
    for (const open of [false, true]) {
      const published = withTables(env, options.known, open);
      const plan = planUnlessBroken(tree, options.from, published);
      if (plan) return withEvidence(tree, options, plan, published);
    }
  }
  return withEvidence(tree, options, planOfTree(tree, options.from, env).plan, env);
}

/** Of columns that no schema names, what the query itself shows. */
function withEvidence(tree: unknown, options: InformedOptions, plan: Plan, env: Environment): Informed {
  const found = options.from === 'kql' ? columnEvidence(plan) : fieldEvidence(plan, options.known);
  const shown = new Map([...found].flatMap(([name, fields]) => moreOf(env.table(name), fields).map((more) => [name, more])));
  if (shown.size === 0) return { plan, env };
  const table = (name: string): Schema | undefined => shown.get(name) ?? env.table(name);
  const informed = { ...env, table, tables: [...new Set([...env.tables, ...shown.keys()])] };
  return { plan: planOfTree(tree, options.from, informed).plan, env: informed };
}

/** A table with the columns that it is shown to have besides; none where it is known whole, or nothing is shown. */
function moreOf(known: Schema | undefined, shown: readonly Field[]): readonly Schema[] {
  const names = new Set(known?.fields.map((f) => f.name));
  const more = shown.filter((f) => !names.has(f.name));
  return more.length === 0 || known?.open === false ? [] : [{ fields: [...(known?.fields ?? []), ...more], open: true }];
}

function planUnlessBroken(tree: unknown, lang: DialectId, env: Environment): Plan | undefined {
  try {
    return planOfTree(tree, lang, env).plan;
  } catch (e) {
    if (!(e instanceof Failure)) throw e;
    return undefined;
  }
}

function withTables(env: Environment, known: KnownColumns, open: boolean): Environment {
  const table = (name: string): Schema | undefined => {
    const columns = known.table(name);
    return columns && { fields: remembered(published, columns, () => fieldsOf(name, columns)), open };
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
