import type { Plan } from '../ast/pipeline.js';
import { type Diagnostic, Failure } from '../base/diagnostics.js';
import type { DialectId } from '../catalogue/index.js';
import { DIALECTS } from '../dialects/registry.js';
import type { Environment } from '../semantics/environment.js';
import { parsed } from './syntax.js';

export interface Planned {
  readonly plan: Plan;
  readonly warnings: readonly Diagnostic[];
}

/** The plan of a query without errors; throws a `Failure` with all of them otherwise. */
export const planOf = (query: string, lang: DialectId, env: Environment): Planned => planOfTree(parsed(query, lang).tree, lang, env);

/** The same of a syntax tree. */
export function planOfTree(tree: unknown, lang: DialectId, env: Environment): Planned {
  const lowered = DIALECTS[lang].lower(tree, env);
  if (!lowered.plan || lowered.diagnostics.length > 0) throw new Failure(lowered.diagnostics);
  return { plan: lowered.plan, warnings: lowered.warnings ?? [] };
}
