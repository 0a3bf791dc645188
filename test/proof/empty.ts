import type { Expr, Named, Plan, Stage } from '../../src/ast/pipeline.js';
import { isText } from '../../src/data/types.js';
import { parseDissect } from '../../src/text/dissect.js';

/**
 * A KQL text has no null, so that ES|QL's "" and null are one value there (docs/semantics.md). An ES|QL plan in which every text that a
 * stage computes is null where it is "" gives the rows that a translation has to give.
 */
export function emptyIsNull(plan: Plan): Plan {
  return rebuilt(plan) as Plan;
}

function rebuilt(v: unknown): unknown {
  if (typeof v !== 'object' || v === null || v instanceof Map) return v;
  if (Array.isArray(v)) return v.flatMap((x) => [rebuilt(x), ...after(x)]);
  if (Object.getPrototypeOf(v) !== Object.prototype) return v;
  const out = Object.fromEntries(Object.entries(v).map(([k, x]) => [k, rebuilt(x)]));
  const named = (list: unknown): Named[] => (list as Named[]).map((c) => ({ ...c, expr: nulled(c.expr) }));
  if (!('kind' in v)) return out;
  if (v.kind === 'extend') return { ...out, columns: named(out['columns']) };
  if (v.kind === 'aggregate') return { ...out, keys: named(out['keys']) };
  return v.kind === 'agg' ? { ...out, args: (out['args'] as Expr[]).map((a) => (a.kind === 'call' ? nulled(a) : a)) } : out;
}

/** What DISSECT and GROK cut out may be "" as well. */
function after(v: unknown): Stage[] {
  if (typeof v !== 'object' || v === null || !('kind' in v) || (v.kind !== 'dissect' && v.kind !== 'grok')) return [];
  const stage = v as Extract<Stage, { kind: 'dissect' | 'grok' }>;
  const names = stage.kind === 'dissect' ? dissected(stage.pattern) : stage.patterns.flatMap(captured);
  const columns = names.map((name): Named => ({ name, expr: nulled({ kind: 'col', name, type: 'string', span: stage.span }), span: stage.span }));
  return [{ kind: 'extend', columns, place: 'keep', span: stage.span }];
}

function dissected(text: string): readonly string[] {
  const pattern = parseDissect(text);
  return pattern.ok ? pattern.value.names : [];
}

/** The captures of texts in a GROK pattern; a converted one is no text. */
const captured = (pattern: string): string[] => [...pattern.matchAll(/%\{\w+:([\w.]+)\}|\(\?<([\w.]+)>/g)].map((m) => (m[1] ?? m[2]) as string);

function nulled(e: Expr): Expr {
  if (e.kind === 'lit' || !isText(e.type)) return e;
  const span = e.span;
  const empty: Expr = { kind: 'lit', type: 'string', value: '', span };
  return { kind: 'call', op: 'esql.case', args: [{ kind: 'call', op: 'esql.equal', args: [e, empty], type: 'bool', span }, { kind: 'lit', type: 'null', value: null, span }, e], type: e.type, span };
}
