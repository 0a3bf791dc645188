import type { Evaluate, Expr, Named, Pipeline, Plan, Stage } from '../../../ast/pipeline.js';
import { mapInside } from '../../../ast/walk.js';
import { mentionedBy, neededBy } from '../../../semantics/needed.js';
import { pipelineSchema } from '../../../semantics/outputs.js';
import type { Schema } from '../../../semantics/schema.js';
import type { Raising } from './context.js';

/**
 * `evaluate bag_unpack(x)` makes a column of every member that some row has. ES|QL cannot know them, but the query names those that it
 * uses: they are read as members of `x`. Which names are those of members and which the table's own must be known for that.
 */
export function withUnpackedBags(plan: Plan, raising: Raising): Plan {
  if (!raising.census.kinds.has('evaluate')) return plan;
  const refs = new Map<string, Schema>();
  const env = { ...raising.options.env, refs };
  const visit = (node: object): object => ('stages' in node ? unpackedIn(node as Pipeline) : mapInside(node, visit));
  const unpackedIn = (p: Pipeline): Pipeline => {
    const stages: Stage[] = [];
    p.stages.forEach((given, i) => {
      const stage = mapInside(given, visit) as Stage;
      const rest = p.stages.slice(i + 1);
      const made = isUnpack(stage) ? unpacked(stage, pipelineSchema({ ...p, stages }, env), rest, raising) : undefined;
      stages.push(...(made ?? [stage]));
    });
    return { ...p, stages };
  };
  const lets = plan.lets.map((l) => {
    const pipeline = unpackedIn(l.pipeline);
    refs.set(l.name, pipelineSchema(pipeline, env));
    return { ...l, pipeline };
  });
  return { ...plan, lets, body: unpackedIn(plan.body) };
}

const isUnpack = (s: Stage): s is Evaluate => s.kind === 'evaluate' && s.plugin === 'bag_unpack';

function unpacked(e: Evaluate, input: Schema, rest: readonly Stage[], raising: Raising): Stage[] | undefined {
  const [bag] = e.args;
  if (bag?.kind !== 'col') return undefined;
  const taken = new Set(input.fields.map((f) => f.name));
  const prefix = constantText(e, 'outputcolumnprefix', 1) ?? '';
  const declared = e.fields?.map((f) => f.name);
  if (!declared && input.open) return undefined;
  const names = (declared ?? [...mentionedBy(rest)]).filter((n) => !taken.has(n) && n !== bag.name && n.startsWith(prefix));
  if (names.length === 0) return undefined;
  if (!declared && !neededBy(rest)) raising.stageNote('narrower', 'bag_unpack', `only the members that the query names become columns: ${names.join(', ')}`, e.span);
  const columns = names.map((n): Named => ({ name: n, expr: memberOf(bag, n.slice(prefix.length), e), span: e.span }));
  const converted = e.fields ? columns.map((c) => ({ ...c, expr: convertedTo(e.fields?.find((f) => f.name === c.name)?.type ?? 'dynamic', c.expr) })) : columns;
  const dropped: Stage = { kind: 'drop', columns: [{ name: bag.name, wildcard: false, span: e.span }], strict: false, span: e.span };
  const added: Stage = { kind: 'extend', columns: converted, place: 'end', span: e.span };
  // A declared schema without `*` is all that comes out.
  if (declared && !e.open) return [added, { kind: 'keep', columns: declared.map((name) => ({ name, wildcard: false, span: e.span })), order: 'list', span: e.span }];
  return [added, ...(neededBy(rest) || input.open ? [] : [dropped])];
}

const memberOf = (bag: Expr, key: string, e: Evaluate): Expr => ({
  kind: 'call', op: 'dynamic.member', args: [bag, { kind: 'lit', type: 'string', value: key, span: e.span }], type: 'dynamic', span: e.span,
});

const CONVERSIONS: Readonly<Record<string, string>> = { string: 'convert.toString', long: 'convert.toLong', int: 'convert.toInt', real: 'convert.toReal', bool: 'convert.toBool', datetime: 'convert.toDatetime' };

function convertedTo(type: Expr['type'], e: Expr): Expr {
  const op = CONVERSIONS[type];
  return op === undefined ? e : { kind: 'call', op, args: [e], type, span: e.span };
}

function constantText(e: Evaluate, name: string, at: number): string | undefined {
  const named = e.argNames?.findIndex((n) => n?.toLowerCase() === name) ?? -1;
  const arg = named >= 0 ? e.args[named] : e.argNames?.[at] === undefined ? e.args[at] : undefined;
  return arg?.kind === 'lit' && typeof arg.value === 'string' ? arg.value : undefined;
}
