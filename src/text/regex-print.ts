import { singleChar, type Assertion, type CharItem, type CharSet, type RegexNode } from './regex-ast.js';

/** What RE2 writes for an assertion; empty where it has nothing. */
const ASSERTIONS: Readonly<Record<Assertion, string>> = {
  'end': '\\z',
  'end-or-newline': '',
  'line-end': '(?m:$)',
  'line-start': '(?m:^)',
  'not-word': '\\B',
  'start': '\\A',
  'word': '\\b',
  'word-end': '',
  'word-start': '',
};

/** Whether RE2 can say a node at all; the rest needs the backtracking matcher or the automaton. */
export function re2Can(node: RegexNode): boolean {
  switch (node.kind) {
    case 'and':
    case 'not':
    case 'atomic':
    case 'look':
      return false;
    case 'assert':
      return ASSERTIONS[node.what] !== '';
    case 'repeat':
      return node.mode !== 'possessive' && re2Can(node.item);
    case 'concat':
    case 'alt':
      return node.items.every(re2Can);
    case 'group':
      return re2Can(node.item);
    default:
      return true;
  }
}

/** Writes a tree in RE2's syntax, with unnamed groups in the order of their numbers. The tree must satisfy `re2Can`. */
export function printRe2(node: RegexNode): string {
  switch (node.kind) {
    case 'empty':
      return '(?:)';
    case 'none':
      return '[^\\x00-\\x{10FFFF}]';
    case 'set':
      return node.fold ? `(?i:${printSet(node)})` : printSet(node);
    case 'concat':
      return printConcat(node.items);
    case 'alt':
      return `(?:${node.items.map(printRe2).join('|')})`;
    case 'group':
      return `(${printRe2(node.item)})`;
    case 'repeat':
      return printRepeat(node);
    case 'assert':
      return ASSERTIONS[node.what];
    default:
      return '';
  }
}

/** Neighbouring characters that ignore case share one `(?i:…)`, which keeps the pattern short and RE2's literal search alive. */
function printConcat(items: readonly RegexNode[]): string {
  let out = '';
  for (let i = 0; i < items.length; i++) {
    let run = '';
    let node = items[i] as RegexNode;
    while (node?.kind === 'set' && node.fold) {
      run += printSet(node);
      node = items[++i] as RegexNode;
    }
    if (run) out += `(?i:${run})`;
    if (node) out += printRe2(node);
  }
  return out;
}

function printRepeat(node: RegexNode & { kind: 'repeat' }): string {
  const inner = printRe2(node.item);
  const atom = node.item.kind === 'set' || node.item.kind === 'group' || node.item.kind === 'alt' ? inner : `(?:${inner})`;
  const { min, max } = node;
  const count = max === 1 && min === 0 ? '?' : max !== Infinity ? `{${min},${max}}` : min === 0 ? '*' : min === 1 ? '+' : `{${min},}`;
  return atom + count + (node.mode === 'lazy' ? '?' : '');
}

function printSet(node: RegexNode & { kind: 'set' }): string {
  const one = singleChar(node);
  if (one !== undefined) return printChar(one);
  const { negated, items } = node.set;
  if (items.length === 0) return negated ? '(?s:.)' : '[^\\x00-\\x{10FFFF}]';
  return `[${negated ? '^' : ''}${items.map((i) => ('lo' in i ? printRange(i.lo, i.hi) : i.re2)).join('')}]`;
}

function printRange(lo: number, hi: number): string {
  return lo === hi ? printChar(lo) : `${printChar(lo)}-${printChar(hi)}`;
}

/** Letters, digits and what lies beyond ASCII stand for themselves; the rest is written as a code. */
function printChar(code: number): string {
  const text = String.fromCodePoint(code);
  return /^[A-Za-z0-9_ ]$/.test(text) || (code > 0xa0 && !(code >= 0xd800 && code <= 0xdfff)) ? text : `\\x{${code.toString(16)}}`;
}

/** The content of a set for the brackets of an ECMAScript expression in `u` mode. */
export function jsSet(set: CharSet): string {
  const content = (i: CharItem): string => ('lo' in i ? `\\u{${i.lo.toString(16)}}-\\u{${i.hi.toString(16)}}` : i.js);
  return `[${set.negated ? '^' : ''}${set.items.map(content).join('')}]`;
}
