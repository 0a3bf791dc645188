import type { ProcessingCommand, Query } from '../../../../grammars/esql/syntax.js';
import { mapInside } from '../../../ast/walk.js';

/** The same query, of this and of every nested one, without a KEEP whose columns the next KEEP lists again. */
export function tidied(query: Query): Query {
  const inner = mapInside(query, (node) => (isQuery(node) ? tidied(node) : mapTree(node)));
  return { ...inner, commands: inner.commands.filter((c, i) => !(listsNames(c) && listsNames(inner.commands[i + 1]))) };
}

const mapTree = (node: object): unknown => mapInside(node, (n) => (isQuery(n) ? tidied(n) : mapTree(n)));
const isQuery = (node: object): node is Query => 'kind' in node && node.kind === 'query' && 'commands' in node;

/** KEEP of plain names, each of which there is. */
const listsNames = (c: ProcessingCommand | undefined): boolean => c?.kind === 'keep' && c.patterns.every((p) => p.kind === 'name-pattern' && p.pieces.every((x) => x.kind === 'text'));
