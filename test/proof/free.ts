import type { Expr, Named, Pipeline, Plan, Stage } from '../../src/ast/pipeline.js';
import { children, columnsIn } from '../../src/ast/walk.js';

/**
 * What the source itself leaves open, so that two right answers may differ in it: `take_any`, ties of `arg_max`, which row an innerunique
 * join keeps, `take`, ties of `top`. `columns`: these cells may differ; `rows`: which rows there are may differ.
 */
export interface Free {
  readonly columns: ReadonlySet<string>;
  readonly rows: boolean;
  /** Sets, whose elements stand in any order: which one is the first is open. */
  readonly sets: ReadonlySet<string>;
}

export const NONE: Free = { columns: new Set(), rows: false, sets: new Set() };
const SETS = /^aggregate\.set(If)?$|^set\./;
/** What depends on the order of an array's elements. */
const ORDERED = /^dynamic\.(index|toJson)$|^array\.(slice|first|shift|rotate|joined|indexOf)|^convert\.toString$|^string\.(joinArray|concat)/;
const CHOOSES = /^aggregate\.(any|argMax|argMin|listWithNulls)(If)?$|^esql\.(first|last|sample)$|^math\.rand$|^window\./;

export function freeChoices(plan: Plan): Free {
  return ofPipeline(plan.body, plan, NONE);
}

function ofPipeline(p: Pipeline, plan: Plan, input: Free): Free {
  return p.stages.reduce((f, s) => after(s, f, plan, input), NONE);
}

const chooses = (e: Expr): boolean => ((e.kind === 'agg' || e.kind === 'call') && CHOOSES.test(e.op)) || children(e).some(chooses);
const reads = (e: Expr, f: Free): boolean => [...columnsIn(e)].some((c) => f.columns.has(c)) || chooses(e) || picks(e, f);
const isSet = (e: Expr, f: Free): boolean => (e.kind === 'col' ? f.sets.has(e.name) : (e.kind === 'agg' || e.kind === 'call') && SETS.test(e.op));
const picks = (e: Expr, f: Free): boolean => (e.kind === 'call' && ORDERED.test(e.op) && e.args.some((a) => isSet(a, f))) || children(e).some((c) => picks(c, f));

function after(s: Stage, f: Free, plan: Plan, input: Free): Free {
  switch (s.kind) {
    case 'ref': {
      const found = plan.lets.find((l) => l.name === s.name);
      return found ? ofPipeline(found.pipeline, plan, NONE) : NONE;
    }
    case 'input':
      return input;
    case 'union':
      return merged(s.inputs.map((p) => ofPipeline(p, plan, input)));
    case 'parse': {
      const free = reads(s.input, f);
      return { ...f, rows: f.rows || (free && s.drop), columns: free ? new Set([...f.columns, ...s.pieces.flatMap((p) => (p.kind === 'column' ? [p.name] : []))]) : f.columns };
    }
    case 'distinct':
      return { ...f, rows: f.rows || (s.all === true ? f.columns.size > 0 : s.columns.some((c) => reads(c.expr, f))) };
    case 'filter':
      return { ...f, rows: f.rows || reads(s.cond, f) || subqueriesFree(s.cond, plan) };
    case 'extend':
      return { ...f, columns: assigned(s.columns, f, f.columns), sets: setsOf(s.columns, f, f.sets) };
    case 'project':
      return { ...f, columns: assigned(s.columns, f, new Set()), sets: setsOf(s.columns, f, new Set()) };
    case 'mvExpand': {
      const free = s.columns.some((c) => reads(c.expr, f));
      return { ...f, rows: f.rows || free, columns: assigned(s.columns, f, f.columns) };
    }
    case 'rename': {
      const now = (c: string): string => s.columns.find((x) => x.from === c)?.to ?? c;
      return { ...f, columns: new Set([...f.columns].map(now)), sets: new Set([...f.sets].map(now)) };
    }
    case 'aggregate': {
      const keysFree = s.keys.some((k) => reads(k.expr, f));
      const all = [...s.aggregates, ...s.keys];
      // INLINE STATS keeps the rows, whichever they are.
      return { rows: keysFree || (f.rows && (s.keys.length > 0 || s.inline === true)), sets: setsOf(all, f, s.inline ? f.sets : new Set()), columns: f.rows ? new Set(all.map((c) => c.name)) : assigned(all, f, s.inline ? f.columns : new Set()) };
    }
    case 'makeSeries': {
      const columns = [...s.aggregates, ...s.keys, s.axis];
      const free = f.rows || reads(s.axis.expr, f);
      return { rows: s.keys.some((k) => reads(k.expr, f)) || (f.rows && s.keys.length > 0), sets: new Set(), columns: free ? new Set(columns.map((c) => c.name)) : assigned(columns, f, new Set()) };
    }
    case 'limit':
      return { ...f, rows: f.rows || s.implicit !== true };
    case 'join': {
      const right = ofPipeline(s.right, plan, NONE);
      const keysFree = s.on.some((k) => reads(k.left, f) || reads(k.right, right));
      const both = { ...merged([f, right]), ...(keysFree && { rows: true }) };
      return s.join === 'innerunique' ? { ...both, rows: true } : { ...both, columns: new Set([...both.columns, ...[...right.columns].map((c) => `${c}1`)]) };
    }
    case 'sample':
    case 'scanSteps':
    case 'topNested':
    case 'partition':
      return { ...f, rows: true };
    default:
      return f;
  }
}

const merged = (all: readonly Free[]): Free => ({
  columns: new Set(all.flatMap((x) => [...x.columns])), rows: all.some((x) => x.rows), sets: new Set(all.flatMap((x) => [...x.sets])),
});

function setsOf(columns: readonly Named[], f: Free, kept: ReadonlySet<string>): ReadonlySet<string> {
  const assigned = new Set(columns.map((c) => c.name));
  return new Set([...[...kept].filter((c) => !assigned.has(c)), ...columns.filter((c) => isSet(c.expr, f)).map((c) => c.name)]);
}

function assigned(columns: readonly Named[], f: Free, kept: ReadonlySet<string>): ReadonlySet<string> {
  const out = new Set(kept);
  for (const c of columns) {
    if (reads(c.expr, f)) out.add(c.name);
    else out.delete(c.name);
  }
  return out;
}

function subqueriesFree(e: Expr, plan: Plan): boolean {
  if (e.kind === 'subquery') return ofPipeline(e.pipeline, plan, NONE).rows || ofPipeline(e.pipeline, plan, NONE).columns.size > 0;
  return children(e).some((c) => subqueriesFree(c, plan));
}
