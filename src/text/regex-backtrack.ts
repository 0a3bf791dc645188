import { codePointStart } from './code-points.js';
import type { Assertion } from './regex-ast.js';
import type { Instruction, Program } from './regex-program.js';

/** The group borders of a match, two to a group, -1 where a group took no part. */
export type Slots = Int32Array;

/**
 * Finds the leftmost match, preferring alternatives as they stand. It backtracks, but never tries the same step at the
 * same place twice, which bounds the time by program size times text length (lookaround and atomic groups excepted,
 * which start anew wherever they are reached and count against `budget`).
 */
export class Backtracker {
  private budget = 0;
  /** Set when the budget ran out: the answer "no match" is then not to be trusted. */
  exhausted = false;

  constructor(
    private readonly program: Program,
    private readonly slotCount: number,
  ) {}

  find(text: string, from: number): Slots | null {
    this.budget = 20_000_000;
    this.exhausted = false;
    const visited = new Visited(this.program.code.length, text.length - from + 1);
    const slots = new Int32Array(this.slotCount).fill(-1);
    for (let start = from; start <= text.length; start++) {
      const end = this.run(this.program, text, start, from, slots, visited);
      if (end >= 0) {
        slots[0] = start;
        slots[1] = end;
        return slots;
      }
      if ((text.charCodeAt(start) & 0xfc00) === 0xd800 && (text.charCodeAt(start + 1) & 0xfc00) === 0xdc00) start++;
    }
    return null;
  }

  /** End of a match of the program at exactly `start`, or -1; sets the slots on the way, and restores them on failure. */
  private run(program: Program, text: string, start: number, base: number, slots: Slots, visited: Visited): number {
    /** Triples: step, place, -1 to try a step; or slot, old value, -2 to restore a slot. */
    const stack: number[] = [0, start, -1];
    while (stack.length > 0) {
      const tag = stack.pop() as number;
      let at = stack.pop() as number;
      let pc = stack.pop() as number;
      if (tag === -2) {
        slots[pc] = at;
        continue;
      }
      for (;;) {
        if (!visited.enter(pc, at - base) || --this.budget < 0) break;
        const step = program.code[pc] as Instruction;
        if (step.op === 'match') return at;
        if (step.op === 'jump') pc = step.to;
        else if (step.op === 'split') {
          stack.push(step.second, at, -1);
          pc = step.first;
        } else if (step.op === 'save') {
          stack.push(step.slot, slots[step.slot] as number, -2);
          slots[step.slot] = at;
          pc++;
        } else {
          at = this.advance(step, text, at, slots, stack);
          if (at < 0) break;
          pc++;
        }
      }
    }
    if (this.budget < 0) this.exhausted = true;
    return -1;
  }

  /** The place after a step that takes or checks text, or -1. */
  private advance(step: Instruction & { op: 'char' | 'assert' | 'inner' }, text: string, at: number, slots: Slots, stack: number[]): number {
    if (step.op === 'assert') return holds(step.what, text, at) ? at : -1;
    if (step.op === 'inner') return this.inner(step, text, at, slots, stack);
    if (at >= text.length) return -1;
    const code = text.codePointAt(at) as number;
    return step.test(code) ? at + (code > 0xffff ? 2 : 1) : -1;
  }

  private inner(step: Instruction & { op: 'inner' }, text: string, at: number, slots: Slots, stack: number[]): number {
    let start = at;
    for (let i = 0; i < step.width && start > 0; i++) start = codePointStart(text, start);
    const before = Int32Array.from(slots);
    const tooShort = step.kind === 'behind' && widthBetween(text, start, at) < step.width;
    const end = tooShort ? -1 : this.run(step.program, text, start, start, slots, new Visited(step.program.code.length, 0));
    if (step.negative || end < 0) slots.set(before);
    else for (let s = 0; s < slots.length; s++) if (before[s] !== slots[s]) stack.push(s, before[s] as number, -2);
    if (step.negative) return end < 0 ? at : -1;
    return end < 0 ? -1 : step.kind === 'atomic' ? end : at;
  }
}

function widthBetween(text: string, start: number, end: number): number {
  let width = 0;
  for (let at = end; at > start; at = codePointStart(text, at)) width++;
  return width;
}

const WORD = /^[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\u200c\u200d]$/u;

function wordAt(text: string, at: number): boolean {
  return at >= 0 && at < text.length && WORD.test(String.fromCodePoint(text.codePointAt(at) as number));
}

const isWordBoundary = (text: string, at: number): boolean => wordAt(text, at > 0 ? codePointStart(text, at) : -1) !== wordAt(text, at);

function holds(what: Assertion, text: string, at: number): boolean {
  switch (what) {
    case 'start':
      return at === 0;
    case 'end':
      return at === text.length;
    case 'end-or-newline':
      return at === text.length || (at === text.length - 1 && text[at] === '\n');
    case 'line-start':
      return at === 0 || text[at - 1] === '\n';
    case 'line-end':
      return at === text.length || text[at] === '\n';
    case 'word':
      return isWordBoundary(text, at);
    case 'not-word':
      return !isWordBoundary(text, at);
    case 'word-start':
      return isWordBoundary(text, at) && wordAt(text, at);
    case 'word-end':
      return isWordBoundary(text, at) && !wordAt(text, at);
  }
}

const DENSE_LIMIT = 1 << 26;

/** Which steps were tried at which places: a bit each while that is affordable, else a set of numbers. */
class Visited {
  private readonly bits: Uint32Array | undefined;
  private readonly sparse: Set<number> | undefined;

  constructor(
    private readonly steps: number,
    places: number,
  ) {
    const size = steps * places;
    if (places > 0 && size <= DENSE_LIMIT) this.bits = new Uint32Array((size >> 5) + 1);
    else this.sparse = new Set();
  }

  /** Marks a step at a place; false when it was marked before. */
  enter(step: number, place: number): boolean {
    const key = place * this.steps + step;
    if (!this.bits) {
      const { size } = this.sparse as Set<number>;
      return (this.sparse as Set<number>).add(key).size > size;
    }
    const bit = 1 << (key & 31);
    const word = this.bits[key >> 5] as number;
    if (word & bit) return false;
    this.bits[key >> 5] = word | bit;
    return true;
  }
}
