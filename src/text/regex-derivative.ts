import type { TextTest } from './like.js';
import type { RegexNode } from './regex-ast.js';
import { charTest, type CharTest } from './regex-program.js';

/**
 * Matching with complement and intersection by Brzozowski derivatives: a state is what remains to be matched, and reading
 * a character gives the next state. States are interned and their transitions kept, so that a text costs one step each.
 */

type State =
  | { readonly id: number; readonly kind: 'empty' | 'none'; readonly nullable: boolean }
  | { readonly id: number; readonly kind: 'set'; readonly test: CharTest; readonly nullable: false }
  | { readonly id: number; readonly kind: 'concat'; readonly first: State; readonly rest: State; readonly nullable: boolean }
  | { readonly id: number; readonly kind: 'alt' | 'and'; readonly items: readonly State[]; readonly nullable: boolean }
  | { readonly id: number; readonly kind: 'not'; readonly item: State; readonly nullable: boolean }
  | { readonly id: number; readonly kind: 'repeat'; readonly item: State; readonly min: number; readonly max: number; readonly nullable: boolean };

type Fresh = State extends infer S ? (S extends State ? Omit<S, 'id'> : never) : never;

const STATE_LIMIT = 20_000;

class Automaton {
  private readonly interned = new Map<string, State>();
  private readonly steps = new Map<number, Map<number, State>>();
  private nextId = 0;
  readonly empty = this.intern('e', { kind: 'empty', nullable: true });
  readonly none = this.intern('0', { kind: 'none', nullable: false });
  readonly all = this.intern(`~${this.none.id}`, { kind: 'not', item: this.none, nullable: true });

  private intern(key: string, fresh: Fresh): State {
    let found = this.interned.get(key);
    if (!found) {
      found = { ...fresh, id: this.nextId++ } as State;
      this.interned.set(key, found);
    }
    return found;
  }

  get size(): number {
    return this.interned.size;
  }

  build(node: RegexNode): State {
    switch (node.kind) {
      case 'set': {
        const test = charTest(node);
        return this.intern(`s${JSON.stringify(node.set)}${node.fold}`, { kind: 'set', test, nullable: false });
      }
      case 'concat':
        return node.items.map((i) => this.build(i)).reduceRight((rest, first) => this.concat(first, rest), this.empty);
      case 'alt':
      case 'and':
        return this.join(node.kind, node.items.map((i) => this.build(i)));
      case 'not':
        return this.not(this.build(node.item));
      case 'repeat':
        return this.repeat(this.build(node.item), node.min, node.max);
      case 'group':
      case 'atomic':
        return this.build(node.item);
      default:
        return node.kind === 'none' ? this.none : this.empty;
    }
  }

  private concat(first: State, rest: State): State {
    if (first.kind === 'none' || rest.kind === 'none') return this.none;
    if (first.kind === 'empty') return rest;
    if (rest.kind === 'empty') return first;
    if (first.kind === 'concat') return this.concat(first.first, this.concat(first.rest, rest));
    return this.intern(`.${first.id},${rest.id}`, { kind: 'concat', first, rest, nullable: first.nullable && rest.nullable });
  }

  /** Union or intersection, flat, sorted and without repetition, which keeps the number of states finite. */
  private join(kind: 'alt' | 'and', given: readonly State[]): State {
    const [neutral, absorbing] = kind === 'alt' ? [this.none, this.all] : [this.all, this.none];
    const flat = given.flatMap((s) => (s.kind === kind ? s.items : [s])).filter((s) => s !== neutral);
    if (flat.includes(absorbing)) return absorbing;
    const items = [...new Set(flat)].sort((a, b) => a.id - b.id);
    if (items.length === 0) return neutral;
    if (items.length === 1) return items[0] as State;
    const nullable = kind === 'alt' ? items.some((s) => s.nullable) : items.every((s) => s.nullable);
    return this.intern(`${kind}${items.map((s) => s.id).join(',')}`, { kind, items, nullable });
  }

  private not(item: State): State {
    return item.kind === 'not' ? item.item : this.intern(`~${item.id}`, { kind: 'not', item, nullable: !item.nullable });
  }

  private repeat(item: State, min: number, max: number): State {
    if (max === 0 || item.kind === 'empty') return this.empty;
    if (item.kind === 'none') return min === 0 ? this.empty : this.none;
    if (min === 1 && max === 1) return item;
    return this.intern(`*${item.id},${min},${max}`, { kind: 'repeat', item, min, max, nullable: min === 0 || item.nullable });
  }

  /** The state after reading one code point. */
  step(state: State, code: number): State {
    let row = this.steps.get(state.id);
    if (!row) this.steps.set(state.id, (row = new Map()));
    let next = row.get(code);
    if (!next) row.set(code, (next = this.derive(state, code)));
    return next;
  }

  private derive(state: State, code: number): State {
    switch (state.kind) {
      case 'set':
        return state.test(code) ? this.empty : this.none;
      case 'concat': {
        const first = this.concat(this.step(state.first, code), state.rest);
        return state.first.nullable ? this.join('alt', [first, this.step(state.rest, code)]) : first;
      }
      case 'alt':
      case 'and':
        return this.join(state.kind, state.items.map((s) => this.step(s, code)));
      case 'not':
        return this.not(this.step(state.item, code));
      case 'repeat':
        return this.concat(this.step(state.item, code), this.repeat(state.item, Math.max(0, state.min - 1), state.max - 1));
      default:
        return this.none;
    }
  }
}

/** A test of whole texts against a tree without assertions. Its memory is bounded: a grown automaton is started anew. */
export function derivativeTest(node: RegexNode): TextTest {
  let automaton = new Automaton();
  let start = automaton.build(node);
  return (text) => {
    if (automaton.size > STATE_LIMIT) {
      automaton = new Automaton();
      start = automaton.build(node);
    }
    let state = start;
    for (let at = 0; at < text.length; at++) {
      const code = text.codePointAt(at) as number;
      if (code > 0xffff) at++;
      state = automaton.step(state, code);
      if (state === automaton.none) return false;
    }
    return state.nullable;
  };
}
