import type { Context, Tabular } from './context.js';

/** Makes a table a `let` of the plan, so that it is run once however often it is read; one that only names a table stays as it is. */
export function share(name: string, table: Tabular, cx: Context): Tabular {
  const [only, second] = table.stages;
  if (only && !second && (only.kind === 'ref' || only.kind === 'scan' || only.kind === 'input')) return table;
  const { lets, outputs } = cx.state;
  const unique = freeName(name, lets);
  lets.set(unique, { name: unique, pipeline: { stages: table.stages, span: table.span }, span: table.span });
  outputs.refs.set(unique, table.schema);
  return { stages: [{ kind: 'ref', name: unique, span: table.span }], schema: table.schema, serialized: table.serialized, span: table.span };
}

function freeName(name: string, taken: ReadonlyMap<string, unknown>): string {
  let unique = name;
  for (let i = 2; taken.has(unique); i++) unique = `${name}_${i}`;
  return unique;
}
