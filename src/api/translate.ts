import type { Plan } from '../ast/pipeline.js';
import type { DialectId } from '../catalogue/index.js';
import { DIALECTS } from '../dialects/registry.js';
import type { Note, RaiseOptions } from '../dialects/dialect.js';
import type { Field } from '../data/table.js';
import { columnEvidence } from '../semantics/evidence.js';
import type { Environment } from '../semantics/environment.js';
import type { Schema } from '../semantics/schema.js';
import { type MappedPlan, mapNames } from '../translate/map-names.js';
import { type Answer, answer, type NoteProblem, noteProblem } from './answer.js';
import { type FieldMap, readFieldMap } from './field-map.js';
import { planOfTree } from './plan.js';
import { readSchemas, type SchemaInput } from './schema.js';
import { parsed } from './syntax.js';

export interface TranslateOptions extends Omit<RaiseOptions, 'env'> {
  readonly from: DialectId;
  readonly to: DialectId;
  /** The tables' columns. A table that is not named here may have any column. */
  readonly schema?: SchemaInput;
  /** What columns and tables are called on the other side. */
  readonly map?: FieldMap;
  readonly parameters?: Environment['parameters'];
  readonly functions?: Environment['functions'];
}

export interface Translated {
  readonly query: string;
  /** What is not exact; empty: everything is. */
  readonly notes: readonly NoteProblem[];
}

/**
 * A query in the other dialect, with the same rows for any data except as the notes say. A query of which some part cannot be said is
 * refused as a whole (`partial` leaves that part out instead).
 */
export function translate(query: string, options: TranslateOptions): Answer<Translated> {
  return answer(query, () => {
    const { plan, env, notes: before } = withNames(lowered(query, options), options);
    const target = DIALECTS[options.to];
    const raised = target.raise(plan, { ...options, env });
    const notes = [...before, ...raised.notes];
    const clashing = before.some((n) => n.grade === 'refused');
    if (raised.tree === undefined || clashing || (options.strict && notes.some(isLoss))) return refused(query, notes, options.strict);
    return { ok: true, query: target.print(raised.tree), notes: notes.map((n) => noteProblem(query, n)) };
  });
}

/** The plan in the names of the target. */
function withNames({ plan, env }: Informed, { map, from }: TranslateOptions): Pick<MappedPlan, 'plan' | 'env' | 'notes'> {
  if (map === undefined) return { plan, env, notes: [] };
  const ways = readFieldMap(map, from).map((names) => mapNames(plan, env, names));
  return ways.find((w) => w.applies) ?? (ways[0] as MappedPlan);
}

interface Informed {
  readonly plan: Plan;
  readonly env: Environment;
}

/** The plan, with the types that the query itself shows of columns that no schema names. */
function lowered(query: string, options: TranslateOptions): Informed {
  const env = openEnvironment(options);
  const { tree } = parsed(query, options.from);
  const first = planOfTree(tree, options.from, env).plan;
  const evidence = options.from === 'kql' ? columnEvidence(first) : new Map<string, readonly Field[]>();
  if (evidence.size === 0) return { plan: first, env };
  const table = (name: string): Schema | undefined => env.table(name) ?? mapped(evidence.get(name));
  const informed = { ...env, table, tables: [...new Set([...env.tables, ...evidence.keys()])] };
  return { plan: planOfTree(tree, options.from, informed).plan, env: informed };
}

const mapped = (fields: readonly Field[] | undefined): Schema | undefined => fields && { fields, open: true };

const isLoss = (n: Note): boolean => n.grade !== 'rewritten';

/** In strict mode every loss is a reason; else only what was refused is. */
function refused(query: string, notes: readonly Note[], strict = false): Answer<Translated> {
  const isReason = (n: Note): boolean => n.grade === 'refused' || (strict && isLoss(n));
  return {
    ok: false,
    errors: notes.filter(isReason).map((n) => noteProblem(query, n)),
    notes: notes.filter((n) => !isReason(n)).map((n) => noteProblem(query, n)),
  };
}

export function openEnvironment(options: Pick<TranslateOptions, 'schema' | 'parameters' | 'functions' | 'noImplicitLimit'>): Environment {
  const schemas = readSchemas(options.schema ?? {});
  const implicitLimit = !options.noImplicitLimit;
  return {
    implicitLimit,
    table: (name) => schemas.get(name), tables: [...schemas.keys()], openWorld: true, parameters: options.parameters, functions: options.functions,
  };
}
