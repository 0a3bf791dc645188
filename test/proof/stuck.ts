import type { Expr, Pipeline, Plan, Stage } from '../../src/ast/pipeline.js';
import { conjuncts } from '../../src/ast/walk.js';
import { Failure } from '../../src/base/diagnostics.js';
import { type RunInput, run } from '../../src/engine/run.js';

/** The stage that lets no row through, of a plan that has none in the end: its kind, its text, and what of it holds of no row. */
export function stuckAt(plan: Plan, input: RunInput, query: string): string {
  return new Search(plan, input, query).pipeline(plan.body);
}

class Search {
  constructor(private readonly plan: Plan, private readonly input: RunInput, private readonly query: string) {}

  pipeline(p: Pipeline): string {
    for (let n = 1; n <= p.stages.length; n++) {
      if (this.rows(p, p.stages.slice(0, n)) === 0) return this.stage(p, n - 1);
    }
    return 'rows';
  }

  private rows(p: Pipeline, stages: readonly Stage[]): number {
    try {
      return run({ ...this.plan, body: { ...p, stages } }, this.input).table.length;
    } catch (e) {
      if (e instanceof Failure) return -1;
      throw e;
    }
  }

  private stage(p: Pipeline, at: number): string {
    const s = p.stages[at] as Stage;
    const before = p.stages.slice(0, at);
    switch (s.kind) {
      case 'ref': {
        const found = this.plan.lets.find((l) => l.name === s.name);
        return found ? `${s.name} > ${this.pipeline(found.pipeline)}` : s.name;
      }
      case 'union':
        return `union > ${s.inputs.map((i) => this.pipeline(i)).join(' & ')}`;
      case 'filter':
        return `filter: ${this.conditions(p, before, s.cond)}`;
      case 'join':
        return this.rows(s.right, s.right.stages) === 0 ? `${s.join} join > ${this.pipeline(s.right)}` : `${s.join} join: no key meets on ${s.on.map((k) => this.text(k.left)).join(', ')}`;
      default:
        return `${s.kind}: ${this.text(s).slice(0, 100)}`;
    }
  }

  /** The conditions that hold of no row alone, else the first that holds of none beside those before it. */
  private conditions(p: Pipeline, before: readonly Stage[], cond: Expr): string {
    const parts = [...conjuncts(cond)];
    const of = (c: Expr): Stage => ({ kind: 'filter', cond: c, span: c.span });
    const alone = parts.filter((c) => this.rows(p, [...before, of(c)]) === 0);
    if (alone.length > 0) return `never ${alone.map((c) => this.text(c)).join(' AND ')}`;
    for (let n = 2; n <= parts.length; n++) if (this.rows(p, [...before, ...parts.slice(0, n).map(of)]) === 0) return `not beside the others ${this.text(parts[n - 1] as Expr)}`;
    return this.text(cond);
  }

  private readonly text = (node: { readonly span: { readonly start: number; readonly end: number } }): string => this.query.slice(node.span.start, node.span.end).replace(/\s+/g, ' ').slice(0, 160);
}
