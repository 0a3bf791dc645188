import { isoOfNanos } from '../data/iso.js';
import { jsonOfCell } from '../data/encode.js';
import type { Expr, Pipeline, Plan, Stage } from './pipeline.js';

/** The pipeline AST as text for people: one stage a line, expressions by the catalogue's ids. */
export function showPlan(plan: Plan, after?: (stage: Stage) => string | undefined): string {
  const lets = plan.lets.map((l) => `let ${l.name} =\n${showPipeline(l.pipeline, 1, after)}\n`);
  return [...lets, showPipeline(plan.body, 0, after)].join('\n');
}

function showPipeline(pipeline: Pipeline, depth = 0, after?: (stage: Stage) => string | undefined): string {
  return pipeline.stages.map((s) => showStage(s, depth, after)).join('\n');
}

function showStage(stage: Stage, depth: number, after?: (stage: Stage) => string | undefined): string {
  const pad = '  '.repeat(depth);
  const parts: string[] = [];
  const nested: string[] = [];
  for (const [key, v] of Object.entries(stage)) {
    if (key === 'kind' || key === 'span' || v === undefined) continue;
    if (isPipelines(v)) for (const p of asPipelines(v)) nested.push(`${pad}  ${key}:\n${showPipeline(p, depth + 2, after)}`);
    else parts.push(key === 'cond' || key === 'columns' ? showAny(v) : `${key}: ${showAny(v)}`);
  }
  const types = after?.(stage);
  const line = `${pad}${stage.kind}${parts.length ? `  ${parts.join('  ')}` : ''}`;
  return [line, ...nested, ...(types ? [`${pad}    => ${types}`] : [])].join('\n');
}

const isPipeline = (v: unknown): v is Pipeline => typeof v === 'object' && v !== null && 'stages' in v;
const holder = (v: unknown): v is { readonly pipeline: Pipeline } => typeof v === 'object' && v !== null && 'pipeline' in v && !('mode' in v);
const isPipelines = (v: unknown): boolean => isPipeline(v) || (Array.isArray(v) && v.length > 0 && v.every((x) => isPipeline(x) || holder(x)));
const asPipelines = (v: unknown): Pipeline[] => (isPipeline(v) ? [v] : (v as (Pipeline | { readonly pipeline: Pipeline })[]).map((x) => (isPipeline(x) ? x : x.pipeline)));

/** Anything that hangs on a stage: expressions, named ones, lists, scalars, records of options. */
function showAny(v: unknown): string {
  if (Array.isArray(v)) return v.length === 0 ? '()' : v.map(showAny).join(', ');
  if (typeof v !== 'object' || v === null) return typeof v === 'string' ? v : typeof v === 'bigint' ? isoOfNanos(v) : String(v);
  if ('kind' in v && 'type' in v) return showExpr(v as Expr);
  const { span: _, expr, name, ...rest } = v as Record<string, unknown>;
  const more = Object.entries(rest).filter(([, x]) => x !== undefined && x !== false).map(([k, x]) => (x === true ? k : `${k} ${showAny(x)}`));
  const head = name === undefined ? [] : [expr === undefined ? String(name) : `${String(name)} =`];
  return [...head, ...(expr === undefined ? [] : [showAny(expr)]), ...more].join(' ');
}

function showExpr(e: Expr): string {
  switch (e.kind) {
    case 'lit':
      return `${jsonOfCell(e.type, e.value)}${PLAIN_LITERALS.has(e.type) ? '' : `:${e.type}`}`;
    case 'col':
      return e.side ? `${e.side}.${e.name}` : e.name;
    case 'call':
      return `${e.op}(${e.args.map(showExpr).join(', ')})`;
    case 'agg':
      return `${e.op}(${e.args.map(showExpr).join(', ')})${e.filter ? ` where ${showExpr(e.filter)}` : ''}`;
    case 'subquery':
      return `${e.mode}(${e.args.map(showExpr).join(', ')}${e.args.length ? ' in ' : ''}${e.pipeline.stages.map((s) => showStage(s, 0)).join(' | ')})`;
    case 'lambda':
      return `(${e.params.join(', ')}) -> ${showExpr(e.body)}`;
  }
}

const PLAIN_LITERALS = new Set(['string', 'long', 'bool', 'int', 'real', 'null']);
