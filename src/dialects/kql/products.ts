import type { Script } from '../../../grammars/kql/syntax.js';
import type { Span } from '../../base/source.js';
import type { Lack } from '../dialect.js';
import { isProduct, KQL_PRODUCTS, type Product, productsOfFunction, productsOfSyntax } from '../../catalogue/kql-products.js';

/** Each once, in the order of the text. A function that the script defines itself is its own. */
export function lacksOf(tree: Script, target: string | undefined): readonly Lack[] {
  if (target === undefined || !isProduct(target)) return [];
  const own = new Set(tree.statements.flatMap((s) => (s.kind === 'let' ? [s.name.text] : [])));
  const found = new Map<string, Lack>();
  visit(tree, (what, products, span) => {
    if (!found.has(what) && !products.includes(target)) found.set(what, { what, reason: lacking(target, products), span });
  }, own);
  return [...found.values()];
}

const lacking = (target: Product, has: readonly Product[]): string => `${KQL_PRODUCTS[target].title} does not have it, ${has.map((p) => KQL_PRODUCTS[p].title).join(' and ')} ${has.length === 1 ? 'does' : 'do'}`;

type Found = (what: string, products: readonly Product[], span: Span) => void;

function visit(node: unknown, found: Found, own: ReadonlySet<string>): void {
  if (typeof node !== 'object' || node === null) return;
  if (Array.isArray(node)) return node.forEach((n) => visit(n, found, own));
  if ('kind' in node && typeof node.kind === 'string' && 'span' in node) {
    const syntax = productsOfSyntax(node.kind);
    if (syntax) found(syntax[0], syntax[1], node.span as Span);
    const name = node.kind === 'call' ? calledName(node) : undefined;
    const products = name === undefined || own.has(name) ? undefined : productsOfFunction(name);
    if (name !== undefined && products) found(`${name}()`, products, node.span as Span);
  }
  for (const child of Object.values(node)) visit(child, found, own);
}

const calledName = (node: object): string | undefined => ('name' in node && typeof node.name === 'object' && node.name !== null && 'text' in node.name ? String(node.name.text) : undefined);
