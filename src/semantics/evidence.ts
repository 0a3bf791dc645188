import type { Expr, Pipeline, Plan, Scan, Stage } from '../ast/pipeline.js';
import { children } from '../ast/walk.js';
import { opOf } from '../catalogue/index.js';
import type { Field } from '../data/table.js';
import type { Ty } from '../data/types.js';

/**
 * What a query itself says of the types of columns that no schema names: a column that is compared with a moment, or stands where only a
 * moment may, is one; what is indexed, counted or expanded is dynamic. Kusto refuses the query otherwise. By table, only columns on which
 * all of the query agrees.
 */
export function columnEvidence(plan: Plan): ReadonlyMap<string, readonly Field[]> {
  const found = new Evidence();
  for (const pipeline of pipelinesIn([plan.lets, plan.body])) gather(pipeline, found);
  return found.byTable();
}

class Evidence {
  private readonly tables = new Map<string, Map<string, Ty | 'conflict'>>();

  add(table: string, column: string, type: Ty): void {
    const columns = this.tables.get(table) ?? new Map<string, Ty | 'conflict'>();
    const before = columns.get(column);
    columns.set(column, before === undefined || before === type ? type : 'conflict');
    this.tables.set(table, columns);
  }

  byTable(): ReadonlyMap<string, readonly Field[]> {
    const agreed = (columns: ReadonlyMap<string, Ty | 'conflict'>): Field[] => Array.from(columns).flatMap(([name, type]) => (type === 'conflict' ? [] : [{ name, type }]));
    return new Map(Array.from(this.tables, ([table, columns]) => [table, agreed(columns)]));
  }
}

function pipelinesIn(node: unknown, found: Pipeline[] = []): Pipeline[] {
  if (typeof node !== 'object' || node === null) return found;
  if ('stages' in node) found.push(node as Pipeline);
  for (const [k, v] of Object.entries(node)) if (k !== 'span') pipelinesIn(v, found);
  return found;
}

/** Which column of the table a name stands for; `undefined` for a computed one. */
interface Origins {
  readonly known: Map<string, string | undefined>;
  /** Names that are not known are columns of the table. */
  open: boolean;
}

const originOf = (o: Origins, name: string): string | undefined => (o.known.has(name) ? o.known.get(name) : o.open ? name : undefined);

function gather({ stages }: Pipeline, found: Evidence): void {
  const [source, ...steps] = stages;
  if (source?.kind !== 'scan') return;
  const origins: Origins = { known: new Map(), open: true };
  for (const stage of steps) if (!step(stage, source, origins, found)) return;
}

/** What a stage says and does to names; false where it is not known what becomes of them. */
function step(stage: Stage, source: Scan, origins: Origins, found: Evidence): boolean {
  const say = (e: Expr): void => examine(e, (column, type) => told(source, originOf(origins, column), type, found));
  switch (stage.kind) {
    case 'filter':
      say(stage.cond);
      return true;
    case 'sort':
      stage.keys.forEach((k) => say(k.expr));
      return true;
    case 'limit':
      return true;
    case 'extend':
      stage.columns.forEach((c) => say(c.expr));
      renamed(stage.columns, origins).forEach((to, name) => origins.known.set(name, to));
      return true;
    case 'project':
    case 'aggregate': {
      const columns = stage.kind === 'project' ? stage.columns : [...stage.aggregates, ...stage.keys];
      columns.forEach((c) => say(c.expr));
      const kept = renamed(columns, origins);
      origins.known.clear();
      kept.forEach((to, name) => origins.known.set(name, to));
      origins.open = false;
      return true;
    }
    case 'mvExpand':
      for (const c of stage.columns) if (c.expr.kind === 'col' && c.expr.type === 'unknown') told(source, originOf(origins, c.expr.name), 'dynamic', found);
      for (const c of stage.columns) origins.known.set(c.name, undefined);
      return true;
    default:
      return false;
  }
}

const renamed = (columns: readonly { readonly name: string; readonly expr: Expr }[], origins: Origins): Map<string, string | undefined> =>
  new Map(columns.map((c) => [c.name, c.expr.kind === 'col' ? originOf(origins, c.expr.name) : undefined]));

function told(source: Scan, column: string | undefined, type: Ty, found: Evidence): void {
  if (column === undefined) return;
  for (const t of source.tables) if (!t.wildcard && t.exclude !== true) found.add(t.name, column, type);
}

/** Tells the columns of unknown type whose type an expression shows. */
function examine(e: Expr, tell: (column: string, type: Ty) => void): void {
  if (e.kind === 'call') {
    const comparesMoments = e.op.startsWith('compare.') && e.args.some((a) => a.type === 'datetime');
    e.args.forEach((a, i) => {
      if (a.kind !== 'col' || a.type !== 'unknown') return;
      if (comparesMoments || takesOnly('datetime', e.op, i)) tell(a.name, 'datetime');
      else if (i === 0 && (e.op === 'dynamic.member' || e.op === 'dynamic.index' || takesOnly('dynamic', e.op, i))) tell(a.name, 'dynamic');
    });
  }
  for (const c of children(e)) examine(c, tell);
}

function takesOnly(type: Ty, op: string, argument: number): boolean {
  const sigs = opOf(op).sigs.filter((s) => s.params.length > argument);
  return sigs.length > 0 && sigs.every((s) => s.params[argument] === type);
}
