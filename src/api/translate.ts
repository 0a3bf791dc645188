import type { Plan } from '../ast/pipeline.js';
import { fail } from '../base/diagnostics.js';
import { NO_SPAN } from '../base/source.js';
import type { DialectId } from '../catalogue/index.js';
import { DIALECTS } from '../dialects/registry.js';
import type { Note, RaiseOptions } from '../dialects/dialect.js';
import type { Field } from '../data/table.js';
import { columnEvidence } from '../semantics/evidence.js';
import type { Environment } from '../semantics/environment.js';
import type { Schema } from '../semantics/schema.js';
import { type Answer, answer, type NoteProblem, noteProblem } from './answer.js';
import { planOfTree } from './plan.js';
import { readSchemas, type SchemaInput } from './schema.js';
import { parsed } from './syntax.js';

export interface TranslateOptions extends Omit<RaiseOptions, 'env'> {
  readonly from: DialectId;
  readonly to: DialectId;
  /** The tables' columns. A table that is not named here may have any column. */
  readonly schema?: SchemaInput;
  /** Field names of the source and what they are called in the target. */
  readonly map?: Readonly<Record<string, string>>;
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
    if (options.map !== undefined) fail('not-yet', { what: 'a field map' }, NO_SPAN);
    const { plan, env } = lowered(query, options);
    const target = DIALECTS[options.to];
    const raised = target.raise(plan, { ...options, env });
    const notes = raised.notes.map((n) => noteProblem(query, n));
    if (raised.tree === undefined || (options.strict && raised.notes.some(isLoss))) return refused(query, raised.notes, options.strict);
    return { ok: true, query: target.print(raised.tree), notes };
  });
}

/** The plan, with the types that the query itself shows of columns that no schema names. */
function lowered(query: string, options: TranslateOptions): { readonly plan: Plan; readonly env: Environment } {
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
