import type { Expression } from '../../../../grammars/esql/syntax.js';
import { remembered } from '../../../base/memo.js';
import { filled, unplaced } from '../../template-tree.js';
import { parse } from '../reading.js';
import { TEMPLATE_TREES } from './template-trees.js';

const parsed = new Map<string, Expression>();

const templateTree = (text: string): Expression => remembered(parsed, text, () => unplaced(TEMPLATE_TREES[text] ?? parseTemplate(text)));

/** `$0` becomes the parameter `?0`, which is how ES|QL itself marks a hole; `$*` are all arguments of a call, `$1*` those from the second on. */
export function parseTemplate(text: string): Expression {
  const { tree, diagnostics } = parse(`ROW x = ${text.replace(/\$(\d*)\*/g, '?rest$1').replace(/\$(\d+)/g, '?$1')}`);
  if (diagnostics.length > 0 || tree.source.kind !== 'row' || !tree.source.fields[0]) throw new Error(`not an ES|QL expression: ${text}`);
  return tree.source.fields[0].value;
}

/** A template's tree with the arguments in their places; precedence is the printer's business. */
export function fillTemplate(text: string, args: readonly Expression[]): Expression {
  return filled(templateTree(text), {
    one: (node) => (isParameter(node) ? args[Number(node.name)] : undefined),
    several: (item) => (isParameter(item) && item.name.startsWith('rest') ? args.slice(Number(item.name.slice(4) || 0)) : undefined),
  }) as Expression;
}

const isParameter = (node: object): node is { readonly name: string } => 'kind' in node && node.kind === 'parameter' && 'name' in node;
