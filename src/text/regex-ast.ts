/**
 * A regular expression as a tree, the same for every dialect: flags, dots and anchors are already resolved, so that a
 * printer or matcher needs to know no dialect.
 */
export type RegexNode =
  | { readonly kind: 'empty' }
  | { readonly kind: 'none' }
  | { readonly kind: 'set'; readonly set: CharSet; readonly fold: boolean }
  | { readonly kind: 'concat'; readonly items: readonly RegexNode[] }
  | { readonly kind: 'alt'; readonly items: readonly RegexNode[] }
  | { readonly kind: 'and'; readonly items: readonly RegexNode[] }
  | { readonly kind: 'not'; readonly item: RegexNode }
  | { readonly kind: 'repeat'; readonly item: RegexNode; readonly min: number; readonly max: number; readonly mode: 'greedy' | 'lazy' | 'possessive' }
  | { readonly kind: 'group'; readonly index: number; readonly item: RegexNode }
  | { readonly kind: 'atomic'; readonly item: RegexNode }
  | { readonly kind: 'look'; readonly ahead: boolean; readonly negative: boolean; readonly item: RegexNode }
  | { readonly kind: 'assert'; readonly what: Assertion };

export type Assertion = 'start' | 'end' | 'line-start' | 'line-end' | 'end-or-newline' | 'word' | 'not-word' | 'word-start' | 'word-end';

/** A set of code points. `content` items are written as RE2 and ECMAScript (`u` mode) both read them inside brackets. */
export interface CharSet {
  readonly negated: boolean;
  readonly items: readonly CharItem[];
}

export type CharItem = { readonly lo: number; readonly hi: number } | { readonly re2: string; readonly js: string };

export const EMPTY: RegexNode = { kind: 'empty' };

const set = (negated: boolean, items: readonly CharItem[], fold = false): RegexNode => ({ kind: 'set', set: { negated, items }, fold });

/** Exactly one given code point. */
export const oneChar = (code: number, fold = false): RegexNode => set(false, [{ lo: code, hi: code }], fold);
/** Any code point. */
export const ANY_CHAR: RegexNode = set(false, [{ lo: 0, hi: 0x10ffff }]);
export const charSet = set;

export const concat = (items: readonly RegexNode[]): RegexNode => (items.length === 0 ? EMPTY : items.length === 1 ? (items[0] as RegexNode) : { kind: 'concat', items });
export const alternatives = (items: readonly RegexNode[]): RegexNode => (items.length === 1 ? (items[0] as RegexNode) : { kind: 'alt', items });

/** The only code point of a set, or undefined. */
export function singleChar(node: RegexNode): number | undefined {
  if (node.kind !== 'set' || node.set.negated || node.set.items.length !== 1) return undefined;
  const item = node.set.items[0] as CharItem;
  return 'lo' in item && item.lo === item.hi ? item.lo : undefined;
}

/** The children of a node. */
function childrenOf(node: RegexNode): readonly RegexNode[] {
  if ('items' in node) return node.items;
  return 'item' in node ? [node.item] : [];
}

/** Whether a node or anything in it satisfies the test. */
export const someNode = (node: RegexNode, test: (n: RegexNode) => boolean): boolean => test(node) || childrenOf(node).some((child) => someNode(child, test));

/** Whether all that a numbered group can hold are characters of these sets. */
export function holdsOnly(node: RegexNode, group: number, allowed: (item: CharItem) => boolean): boolean {
  const isAllowed = (n: RegexNode): boolean => (n.kind === 'set' ? !n.set.negated && n.set.items.every(allowed) : n.kind !== 'not' && childrenOf(n).every(isAllowed));
  let found = false;
  someNode(node, (n) => n.kind === 'group' && n.index === group && (found = isAllowed(n.item)));
  return found;
}

/** Whether a match may be empty. */
export function mayBeEmpty(node: RegexNode): boolean {
  switch (node.kind) {
    case 'none':
    case 'set':
      return false;
    case 'repeat':
      return node.min === 0 || mayBeEmpty(node.item);
    case 'concat':
    case 'and':
      return node.items.every(mayBeEmpty);
    case 'alt':
      return node.items.some(mayBeEmpty);
    case 'group':
    case 'atomic':
      return mayBeEmpty(node.item);
    default:
      return true;
  }
}
