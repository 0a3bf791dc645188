import type { Ty } from '../../data/types.js';

/**
 * What is known of a type that no schema names: the type; a number of some width; a text, as an object's member may
 * be; a moment, where a timespan would do as well, which logs hardly hold.
 */
export interface Shown {
  type?: Ty | 'conflict';
  number?: true;
  text?: true;
  moment?: true;
}

/** The type of a column, one with that of every other column that it has to be equal to. */
export class Variable {
  /** How often any of them has learnt something, so that it can be told whether more became known in between. */
  static learnt = 0;
  private parent: Variable | undefined;
  private readonly shown: Shown = {};

  constructor(type?: Ty) {
    if (type !== undefined && type !== 'unknown' && type !== 'null') this.shown.type = type;
  }

  private root(): Variable {
    let v: Variable = this;
    while (v.parent) v = v.parent;
    return v;
  }

  get known(): Shown {
    return this.root().shown;
  }

  /** The type where the query does not contradict itself. */
  get type(): Ty | undefined {
    const { type } = this.known;
    return type === 'conflict' ? undefined : type;
  }

  tell(type: Ty): void {
    const { known } = this;
    if (known.type === type || known.type === 'conflict') return;
    known.type = known.type === undefined ? type : 'conflict';
    Variable.learnt++;
  }

  /** It is a number of some width, a text, or a moment. */
  suggest(what: 'number' | 'text' | 'moment'): void {
    const { known } = this;
    if (known[what]) return;
    known[what] = true;
    Variable.learnt++;
  }

  /** Columns of different types are not equal: each keeps its own. */
  unite(other: Variable): void {
    const [a, b] = [this.root(), other.root()];
    if (a === b || (a.shown.type !== undefined && b.shown.type !== undefined && a.shown.type !== b.shown.type)) return;
    b.parent = a;
    Object.assign(a.shown, b.shown);
    Variable.learnt++;
  }
}

/** The variables of query parameters, one for all places of each, by the place; only while their types are asked for. */
export const ofParameters = new WeakMap<object, Variable>();
