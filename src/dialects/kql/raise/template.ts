import type { Expression } from '../../../../grammars/kql/syntax.js';
import { remembered } from '../../../base/memo.js';
import { NO_SPAN } from '../../../base/source.js';
import { parse } from '../reading.js';
import { column } from './build.js';
import { TEMPLATE_TREES } from './template-trees.js';

const parsed = new Map<string, Expression>();

/** `$0` is no name in KQL, so a template is parsed with a name in its place; `$*` are all arguments of a call, `$1*` those from the second on. */
const HOLE = /^__arg(\d+)$/;
const REST = /^__args(\d*)$/;

const templateTree = (text: string): Expression => remembered(parsed, text, () => TEMPLATE_TREES[text] ?? parseTemplate(text));

export function parseTemplate(text: string): Expression {
  const statement = parse(text.replace(/\$(\d*)\*/g, '__args$1').replace(/\$(\d+)/g, '__arg$1')).tree.statements[0];
  if (statement?.kind !== 'query') throw new Error(`not a KQL expression: ${text}`);
  return statement.value;
}

/** A template's tree with the arguments in their places; precedence is the printer's business. */
export function fillTemplate(text: string, args: readonly Expression[]): Expression {
  return fill(templateTree(text), args) as Expression;
}

function fill(node: unknown, args: readonly Expression[]): unknown {
  if (Array.isArray(node)) return node.flatMap((n: unknown) => spread(n, args) ?? [fill(n, args)]);
  if (typeof node !== 'object' || node === null) return node;
  if ('kind' in node && node.kind === 'name' && 'text' in node) {
    const hole = HOLE.exec(String(node.text));
    const arg = hole && args[Number(hole[1])];
    if (arg) return arg;
  }
  const out: Record<string, unknown> = {};
  for (const key in node) out[key] = key === 'span' ? NO_SPAN : fill((node as Record<string, unknown>)[key], args);
  return out;
}

/** The arguments that an item of an argument list stands for; `undefined` when it is an item of its own. */
function spread(item: unknown, args: readonly Expression[]): unknown[] | undefined {
  if (typeof item !== 'object' || item === null || !('kind' in item) || item.kind !== 'column' || !('value' in item)) return undefined;
  const value = item.value as Expression;
  const rest = value.kind === 'name' ? REST.exec(value.text) : null;
  return rest ? args.slice(Number(rest[1] || 0)).map((a) => column(a)) : undefined;
}
