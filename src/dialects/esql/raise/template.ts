import type { Expression } from '../../../../grammars/esql/syntax.js';
import { remembered } from '../../../base/memo.js';
import { NO_SPAN } from '../../../base/source.js';
import { parse } from '../reading.js';
import { TEMPLATE_TREES } from './template-trees.js';

const parsed = new Map<string, Expression>();

const templateTree = (text: string): Expression => remembered(parsed, text, () => TEMPLATE_TREES[text] ?? parseTemplate(text));

/** `$0` becomes the parameter `?0`, which is how ES|QL itself marks a hole; `$*` are all arguments of a call, `$1*` those from the second on. */
export function parseTemplate(text: string): Expression {
  const { tree, diagnostics } = parse(`ROW x = ${text.replace(/\$(\d*)\*/g, '?rest$1').replace(/\$(\d+)/g, '?$1')}`);
  if (diagnostics.length > 0 || tree.source.kind !== 'row' || !tree.source.fields[0]) throw new Error(`not an ES|QL expression: ${text}`);
  return tree.source.fields[0].value;
}

/** A template's tree with the arguments in their places; precedence is the printer's business. */
export function fillTemplate(text: string, args: readonly Expression[]): Expression {
  return fill(templateTree(text), args) as Expression;
}

function fill(node: unknown, args: readonly Expression[]): unknown {
  if (Array.isArray(node)) return node.flatMap((n: unknown) => (isParameter(n) && n.name.startsWith('rest') ? args.slice(Number(n.name.slice(4) || 0)) : [fill(n, args)]));
  if (typeof node !== 'object' || node === null) return node;
  if (isParameter(node)) return args[Number(node.name)] ?? node;
  const out: Record<string, unknown> = {};
  for (const key in node) out[key] = key === 'span' ? NO_SPAN : fill((node as Record<string, unknown>)[key], args);
  return out;
}

const isParameter = (node: unknown): node is { readonly name: string } => typeof node === 'object' && node !== null && 'kind' in node && node.kind === 'parameter' && 'name' in node;
