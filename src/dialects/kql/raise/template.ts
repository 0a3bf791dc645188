import type { Column, Expression, Name } from '../../../../grammars/kql/syntax.js';
import { remembered } from '../../../base/memo.js';
import { filled, unplaced } from '../../template-tree.js';
import { parse } from '../reading.js';
import { column } from './build.js';
import { TEMPLATE_TREES } from './template-trees.js';

const parsed = new Map<string, Expression>();

/** `$0` is no name in KQL, so a template is parsed with a name in its place; `$*` are all arguments of a call, `$1*` those from the second on. */
const HOLE = /^__arg(\d+)$/;
const REST = /^__args(\d*)$/;

const templateTree = (text: string): Expression => remembered(parsed, text, () => unplaced(TEMPLATE_TREES[text] ?? parseTemplate(text)));

export function parseTemplate(text: string): Expression {
  const statement = parse(text.replace(/\$(\d*)\*/g, '__args$1').replace(/\$(\d+)/g, '__arg$1')).tree.statements[0];
  if (statement?.kind !== 'query') throw new Error(`not a KQL expression: ${text}`);
  return statement.value;
}

/** A template's tree with the arguments in their places; precedence is the printer's business. */
export function fillTemplate(text: string, args: readonly Expression[]): Expression {
  return filled(templateTree(text), {
    one: (node) => (isName(node) ? args[placeOf(HOLE, node) ?? -1] : undefined),
    several: (item) => {
      const from = isColumn(item) && isName(item.value) ? placeOf(REST, item.value) : undefined;
      return from === undefined ? undefined : args.slice(from).map((a) => column(a));
    },
  }) as Expression;
}

const isName = (node: object): node is Name => 'kind' in node && node.kind === 'name';
const isColumn = (node: object): node is Column => 'kind' in node && node.kind === 'column';

function placeOf(hole: RegExp, { text }: Name): number | undefined {
  const found = text.startsWith('__arg') ? hole.exec(text) : null;
  return found ? Number(found[1] || 0) : undefined;
}
