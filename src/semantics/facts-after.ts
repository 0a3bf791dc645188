import type { Expr, Stage } from '../ast/pipeline.js';
import { type Facts, learn, type NullStrings } from './nullability.js';

/** What is known to hold something after a stage: filters teach, assignments and groupings keep what they copy. */
export function factsAfter(stage: Stage, facts: Facts, nullStrings: NullStrings): Facts {
  switch (stage.kind) {
    case 'filter':
      return learn(facts, stage.cond, nullStrings);
    case 'sort':
    case 'limit':
    case 'keep':
    case 'drop':
    case 'reorder':
    case 'distinct':
    case 'sample':
      return facts;
    case 'rename':
      return renamed(facts, stage.columns);
    case 'extend':
    case 'project': {
      const kept = stage.kind === 'extend' ? [...facts] : [];
      const assigned = new Set(stage.columns.map((c) => c.name));
      return new Set([...kept.filter((f) => !assigned.has(f)), ...stage.columns.filter((c) => holds(c.expr, facts)).map((c) => c.name)]);
    }
    case 'aggregate':
      return new Set([...stage.keys.filter((k) => holds(k.expr, facts)), ...stage.aggregates.filter((a) => counts(a.expr))].map((c) => c.name));
    default:
      return new Set();
  }
}

function renamed(facts: Facts, pairs: readonly { readonly from: string; readonly to: string }[]): Facts {
  const out = new Set(facts);
  for (const p of pairs) if (out.delete(p.from)) out.add(p.to);
  return out;
}

const holds = (e: Expr, facts: Facts): boolean => (e.kind === 'col' ? facts.has(e.name) : e.kind === 'lit' && e.value !== null && e.value !== '');
/** Counts are never null. */
const counts = (e: Expr): boolean => e.kind === 'agg' && /count|dcount/i.test(e.op);
