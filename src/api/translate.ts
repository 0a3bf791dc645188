import { fail, Failure } from '../base/diagnostics.js';
import { NO_SPAN } from '../base/source.js';
import type { DialectId } from '../catalogue/index.js';
import { DIALECTS } from '../dialects/registry.js';
import type { Note, RaiseOptions } from '../dialects/dialect.js';
import type { Environment } from '../semantics/environment.js';
import { type Answer, answer, type NoteProblem, noteProblem } from './answer.js';
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
    const env = openEnvironment(options);
    const source = DIALECTS[options.from];
    const target = DIALECTS[options.to];
    const lowered = source.lower(parsed(query, options.from).tree, env);
    if (!lowered.plan || lowered.diagnostics.length > 0) throw new Failure(lowered.diagnostics);
    const raised = target.raise(lowered.plan, { ...options, env });
    const notes = raised.notes.map((n) => noteProblem(query, n));
    if (raised.tree === undefined || (options.strict && raised.notes.some(isLoss))) return refused(query, raised.notes, options.strict);
    return { ok: true, query: target.print(raised.tree), notes };
  });
}

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
