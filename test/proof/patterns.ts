import { parseLike } from '../../src/text/like.js';
import { parseLuceneRegex } from '../../src/text/lucene-regex.js';
import type { CharItem, RegexNode } from '../../src/text/regex-ast.js';
import { parseRegex } from '../../src/text/regex-parse.js';
import type { Random } from './random.js';

/** Texts that patterns match. */

export function likeText(pattern: string, r: Random): string {
  return parseLike(pattern).map((p) => (p.kind === 'text' ? p.text : p.kind === 'one' ? 'q' : r.pick(['', 'zz', ' x ']))).join('');
}

/** `inside` is what the first group is to hold. */
export function regexText(pattern: string, dialect: 'kusto' | 'lucene', r: Random, inside?: string): string {
  const parsed = dialect === 'lucene' ? parseLuceneRegex(pattern) : parseRegex(pattern, 'kusto');
  if (!parsed.ok) return pattern;
  const node = 'node' in parsed.value ? parsed.value.node : parsed.value;
  const out = sample(node, r, inside);
  return out.length > 400 ? out.slice(0, 400) : out;
}

function sample(node: RegexNode, r: Random, inside: string | undefined): string {
  switch (node.kind) {
    case 'set':
      return node.set.negated ? outside(node.set.items) : ofItem(r.pick(node.set.items), r);
    case 'concat':
      return node.items.map((n) => sample(n, r, inside)).join('');
    case 'alt':
      return sample(r.pick(node.items), r, inside);
    case 'and':
      return sample(node.items[0] as RegexNode, r, inside);
    case 'repeat': {
      const n = Math.min(node.min + r.below(3), node.max, node.min + 3);
      return Array.from({ length: n }, () => sample(node.item, r, inside)).join('');
    }
    case 'group':
      return node.index === 1 && inside !== undefined ? inside : sample(node.item, r, inside);
    case 'atomic':
      return sample(node.item, r, inside);
    default:
      return '';
  }
}

function ofItem(item: CharItem | undefined, r: Random): string {
  if (!item) return 'a';
  if (!('lo' in item)) return /[sS]/.test(item.re2) ? (item.re2.includes('S') ? 'x' : ' ') : /d/.test(item.re2) ? '7' : 'w';
  if (item.lo <= 32 && item.hi > 127) return r.pick(['a', '7', '-']);
  return String.fromCodePoint(Math.min(item.lo + r.below(Math.min(item.hi - item.lo + 1, 26)), item.hi));
}

const outside = (items: readonly CharItem[]): string => {
  for (const c of 'a7_-.Z/ ') {
    const code = c.codePointAt(0) as number;
    const hit = items.some((i) => ('lo' in i ? i.lo <= code && code <= i.hi : new RegExp(`^[${i.js}]$`, 'u').test(c)));
    if (!hit) return c;
  }
  return '%';
};
