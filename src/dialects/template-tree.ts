import { mapInside } from '../ast/walk.js';
import { NO_SPAN } from '../base/source.js';

/** A template's tree as it is filled again and again: no node of it stands anywhere in a text. */
export const unplaced = <T>(node: T): T => copied(node) as T;

function copied(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(copied);
  if (typeof node !== 'object' || node === null) return node;
  const out: Record<string, unknown> = {};
  for (const key in node) out[key] = key === 'span' ? NO_SPAN : copied((node as Record<string, unknown>)[key]);
  return out;
}

/** What stands in the place of a node; `several`, of an item of a list. `undefined`: the node itself stays. */
export interface Holes {
  readonly one: (node: object) => object | undefined;
  readonly several: (item: object) => readonly object[] | undefined;
}

/** The tree with its holes filled. Parts without a hole are those of the template. */
export function filled(node: object, holes: Holes): object {
  const within = (child: object): object => filled(child, holes);
  if (!Array.isArray(node)) return holes.one(node) ?? mapInside(node, within);
  const items: readonly object[] = node;
  return items.some((x) => holes.several(x)) ? items.flatMap((x) => holes.several(x) ?? [within(x)]) : mapInside(items, within);
}
