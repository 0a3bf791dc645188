import type { Plan } from '../../src/ast/pipeline.js';
import type { Diagnostic } from '../../src/base/diagnostics.js';
import type { Field } from '../../src/data/table.js';
import { KQL } from '../../src/dialects/kql/index.js';
import type { Environment } from '../../src/semantics/environment.js';
import { type OutputEnv, pipelineSchema } from '../../src/semantics/outputs.js';
import { closed, type Schema } from '../../src/semantics/schema.js';

/** Three small tables: T has a column of each common type, U and V share some of them. */
const TABLES: ReadonlyMap<string, Schema> = new Map([
  ['T', closed([
    ['t', 'datetime'], ['a', 'long'], ['b', 'string'], ['r', 'real'], ['d', 'dynamic'], ['f', 'bool'], ['s', 'timespan'],
  ].map(([name, type]) => ({ name, type }) as Field))],
  ['U', closed([['a', 'long'], ['b', 'string'], ['u', 'string']].map(([name, type]) => ({ name, type }) as Field))],
  ['V', closed([['a', 'string'], ['v', 'real']].map(([name, type]) => ({ name, type }) as Field))],
]);

export const CLOSED: Environment = { table: (name) => TABLES.get(name), tables: [...TABLES.keys()], openWorld: false };
export const OPEN_WORLD: Environment = { table: () => undefined, tables: [], openWorld: true };

export interface Lowered {
  readonly plan?: Plan;
  readonly diagnostics: readonly Diagnostic[];
}

export function lowerKql(text: string, env: Environment = CLOSED): Lowered {
  const parsed = KQL.parse(text);
  return parsed.diagnostics.length > 0 ? { diagnostics: parsed.diagnostics } : KQL.lower(parsed.tree, env);
}

/** The plan of a query that has no errors. */
export function planOf(text: string, env: Environment = CLOSED): Plan {
  const { plan, diagnostics } = lowerKql(text, env);
  if (!plan) throw new Error(diagnostics.map((d) => `${d.code}: ${d.message}`).join('\n'));
  return plan;
}

/** `name:type` of each column; a `*` at the end when there may be others. */
export function columnsOf(plan: Plan, env: Environment = CLOSED): string {
  const outputs: OutputEnv = { table: env.table, tables: env.tables, openWorld: env.openWorld, refs: new Map() };
  for (const l of plan.lets) outputs.refs.set(l.name, pipelineSchema(l.pipeline, outputs));
  const schema = pipelineSchema(plan.body, outputs);
  return [...schema.fields.map((f) => `${f.name}:${f.type}`), ...(schema.open ? ['*'] : [])].join(' ');
}

/** `code @text` of each error. */
export const errorsOf = (text: string, env: Environment = CLOSED): readonly string[] =>
  lowerKql(text, env).diagnostics.map((d) => `${d.code} @${text.slice(d.span.start, d.span.end)}`);
