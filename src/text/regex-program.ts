import type { Assertion, RegexNode } from './regex-ast.js';
import { jsSet } from './regex-print.js';

/** One step of a compiled pattern. Jumps are indexes into the program. */
export type Instruction =
  | { readonly op: 'char'; readonly test: CharTest }
  | { readonly op: 'assert'; readonly what: Assertion }
  | { readonly op: 'jump'; to: number }
  /** Tries `first`, then `second`. */
  | { readonly op: 'split'; first: number; second: number }
  | { readonly op: 'save'; readonly slot: number }
  /** A pattern of its own, matched here once: looked at, or taken without a way back. */
  | { readonly op: 'inner'; readonly kind: 'atomic' | 'ahead' | 'behind'; readonly negative: boolean; readonly program: Program; readonly width: number }
  /** Leaves a repetition whose last round took nothing, so that it cannot go on forever. */
  | { readonly op: 'match' };

/** Whether a code point belongs to a set. */
export type CharTest = (code: number) => boolean;

export interface Program {
  readonly code: readonly Instruction[];
}

const PROGRAM_LIMIT = 50_000;

/** Compiles a tree for the backtracking matcher; null when it would grow beyond bounds or looks back over a variable width. */
export function compileProgram(node: RegexNode): Program | null {
  const code: Instruction[] = [];
  const done = emit(node, code) && code.length < PROGRAM_LIMIT;
  code.push({ op: 'match' });
  return done ? { code } : null;
}

/** Appends the steps of a node; false when it cannot be said. */
function emit(node: RegexNode, code: Instruction[]): boolean {
  if (code.length > PROGRAM_LIMIT) return false;
  switch (node.kind) {
    case 'empty':
      return true;
    case 'none':
      code.push({ op: 'char', test: () => false });
      return true;
    case 'set':
      code.push({ op: 'char', test: charTest(node) });
      return true;
    case 'concat':
      return node.items.every((item) => emit(item, code));
    case 'alt':
      return emitAlternatives(node.items, code);
    case 'group':
      return emitGroup(node, code);
    case 'repeat':
      return emitRepeat(node, code);
    case 'assert':
      code.push({ op: 'assert', what: node.what });
      return true;
    case 'atomic':
      return emitInner('atomic', false, node.item, code);
    case 'look':
      return emitInner(node.ahead ? 'ahead' : 'behind', node.negative, node.item, code);
    default:
      return false;
  }
}

function emitAlternatives(items: readonly RegexNode[], code: Instruction[]): boolean {
  const ends: { op: 'jump'; to: number }[] = [];
  for (const [i, item] of items.entries()) {
    const split = { op: 'split' as const, first: code.length + 1, second: 0 };
    if (i < items.length - 1) code.push(split);
    if (!emit(item, code)) return false;
    if (i < items.length - 1) {
      const end = { op: 'jump' as const, to: 0 };
      ends.push(end);
      code.push(end);
      split.second = code.length;
    }
  }
  for (const end of ends) end.to = code.length;
  return true;
}

function emitGroup({ index, item }: RegexNode & { kind: 'group' }, code: Instruction[]): boolean {
  code.push({ op: 'save', slot: index * 2 });
  if (!emit(item, code)) return false;
  code.push({ op: 'save', slot: index * 2 + 1 });
  return true;
}

function emitRepeat(node: RegexNode & { kind: 'repeat' }, code: Instruction[]): boolean {
  if (node.mode === 'possessive') return emitInner('atomic', false, { ...node, mode: 'greedy' }, code);
  for (let i = 0; i < node.min; i++) if (!emit(node.item, code)) return false;
  return node.max === Infinity ? emitLoop(node, code) : emitOptional(node, node.max - node.min, code);
}

function forkTo(split: { first: number; second: number }, lazy: boolean, inside: number, outside: number): void {
  split.first = lazy ? outside : inside;
  split.second = lazy ? inside : outside;
}

function emitLoop(node: RegexNode & { kind: 'repeat' }, code: Instruction[]): boolean {
  const start = code.length;
  const split = { op: 'split' as const, first: 0, second: 0 };
  code.push(split);
  if (!emit(node.item, code)) return false;
  code.push({ op: 'jump', to: start });
  forkTo(split, node.mode === 'lazy', start + 1, code.length);
  return true;
}

function emitOptional(node: RegexNode & { kind: 'repeat' }, count: number, code: Instruction[]): boolean {
  const splits: { op: 'split'; first: number; second: number; at: number }[] = [];
  for (let i = 0; i < count; i++) {
    const split = { op: 'split' as const, first: 0, second: 0, at: code.length };
    splits.push(split);
    code.push(split);
    if (!emit(node.item, code)) return false;
  }
  for (const split of splits) forkTo(split, node.mode === 'lazy', split.at + 1, code.length);
  return true;
}

function emitInner(kind: 'atomic' | 'ahead' | 'behind', negative: boolean, item: RegexNode, code: Instruction[]): boolean {
  const program = compileProgram(item);
  const width = kind === 'behind' ? fixedWidth(item) : 0;
  if (!program || width === null) return false;
  code.push({ op: 'inner', kind, negative, program, width });
  return true;
}

/** How many code points a node takes, null when that varies. */
function fixedWidth(node: RegexNode): number | null {
  switch (node.kind) {
    case 'empty':
    case 'assert':
    case 'look':
      return 0;
    case 'set':
      return 1;
    case 'concat':
      return node.items.reduce<number | null>((sum, item) => add(sum, fixedWidth(item)), 0);
    case 'alt': {
      const widths = new Set(node.items.map(fixedWidth));
      return widths.size === 1 ? ([...widths][0] as number | null) : null;
    }
    case 'group':
    case 'atomic':
      return fixedWidth(node.item);
    case 'repeat': {
      const width = fixedWidth(node.item);
      return node.min === node.max && width !== null ? width * node.min : null;
    }
    default:
      return null;
  }
}

const add = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a + b);

const tests = new Map<string, CharTest>();

/** The membership test of a set, kept for every set that was asked for. */
export function charTest(node: RegexNode & { kind: 'set' }): CharTest {
  const key = `${node.fold ? 'i' : ''}${jsSet(node.set)}`;
  let test = tests.get(key);
  if (!test) {
    if (tests.size > 5000) tests.clear();
    test = buildTest(jsSet(node.set), node.fold);
    tests.set(key, test);
  }
  return test;
}

/** Answers for the Basic Multilingual Plane are kept, since a text repeats few characters. */
function buildTest(set: string, fold: boolean): CharTest {
  const pattern = new RegExp(`^${set}$`, fold ? 'iu' : 'u');
  const known = new Uint8Array(256);
  return (code) => {
    if (code > 255) return pattern.test(String.fromCodePoint(code));
    let answer = known[code] as number;
    if (answer === 0) {
      answer = pattern.test(String.fromCharCode(code)) ? 1 : 2;
      known[code] = answer;
    }
    return answer === 1;
  };
}
