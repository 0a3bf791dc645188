import type { Stage } from '../../../ast/pipeline.js';
import type { Context, Tabular } from './context.js';

/** Makes a table a `let` of the plan, so that it is run once however often it is read; one that only names a table stays as it is. */
export function share(name: string, table: Tabular, cx: Context): Tabular {
  const [only, second] = table.stages;
  if (only && !second && (only.kind === 'ref' || only.kind === 'scan')) return table;
  if (readsInput(table.stages)) return table;
  const { lets, outputs } = cx.state;
  const unique = freeName(name, lets);
  lets.set(unique, { name: unique, pipeline: { stages: table.stages, span: table.span }, span: table.span });
  outputs.refs.set(unique, table.schema);
  return { ...table, stages: [{ kind: 'ref', name: unique, span: table.span }] };
}

function freeName(name: string, taken: ReadonlyMap<string, unknown>): string {
  let unique = name;
  for (let i = 2; taken.has(unique); i++) unique = `${name}_${i}`;
  return unique;
}

/** A pipeline inside a stage cannot be a let: it reads what that stage hands in. */
function readsInput(stages: readonly Stage[]): boolean {
  return stages.some((s) => s.kind === 'input' || (s.kind === 'union' && s.inputs.some((p) => readsInput(p.stages))));
}
