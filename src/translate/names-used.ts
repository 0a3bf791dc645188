import type { Call, Col, Expr, Pipeline, Plan, Stage, TableRef } from '../ast/pipeline.js';
import type { Span } from '../base/source.js';
import { dissectFields, grokFields, PARTS } from '../semantics/pattern-fields.js';

/** A member of a column: `TargetResources[0].user` has the root `TargetResources` and the path `TargetResources.0.user`. */
export interface PathUse {
  readonly root: Col;
  readonly path: string;
}

/** Which names of a plan come from tables and which the query makes. A name may be both, at different places. */
export class NamesUsed {
  /** Columns of tables, with the first place that reads each. */
  readonly read = new Map<string, Span>();
  readonly paths: PathUse[] = [];
  readonly tables = new Map<string, Span>();
  readonly made = new Set<string>();
  /** Names inside texts (patterns, keys of JSON), which cannot be renamed. */
  readonly fixed = new Set<string>();
  private readonly ofLets = new Map<string, ReadonlySet<string>>();

  constructor(plan: Plan) {
    for (const l of plan.lets) this.ofLets.set(l.name, this.pipeline(l.pipeline, new Set()));
    this.pipeline(plan.body, new Set());
  }

  /** Gives the names that are made where the pipeline ends. */
  private pipeline({ stages }: Pipeline, given: ReadonlySet<string>): ReadonlySet<string> {
    const known = new Set(stages[0]?.kind === 'input' ? given : []);
    for (const stage of stages) {
      const made: string[] = [];
      if (stage.kind === 'ref') made.push(...(this.ofLets.get(stage.name) ?? []));
      if (stage.kind === 'scan') for (const t of stage.tables) this.table(t);
      this.inText(stage, made);
      this.visit(stage, known, made);
      for (const name of made) {
        known.add(name);
        this.made.add(name);
      }
    }
    return known;
  }

  private table(t: TableRef): void {
    if (!this.tables.has(t.name)) this.tables.set(t.name, t.span);
  }

  private inText(stage: Stage, made: string[]): void {
    for (const name of namesInText(stage)) {
      this.fixed.add(name);
      made.push(name);
    }
    for (const key of NAME_PROPERTIES) {
      const name = (stage as unknown as Readonly<Record<string, unknown>>)[key];
      if (typeof name === 'string') made.push(name);
    }
  }

  private visit(node: unknown, known: ReadonlySet<string>, made: string[]): void {
    if (typeof node !== 'object' || node === null) return;
    if (Array.isArray(node)) {
      for (const n of node) this.visit(n, known, made);
      return;
    }
    if ('stages' in node) {
      made.push(...this.pipeline(node as Pipeline, known));
      return;
    }
    if (this.leaf(node as Node, known, made)) return;
    for (const [key, child] of Object.entries(node)) if (key !== 'span' && key !== 'tables') this.visit(child, known, made);
  }

  /** Takes what a node says by itself; true when nothing inside it is of interest. */
  private leaf(node: Node, known: ReadonlySet<string>, made: string[]): boolean {
    const at = node.span as Span;
    if (node.kind === 'lit') return true;
    if (node.kind === 'col') return this.reads(node.name as string, at, known);
    if (node.kind === 'lambda') for (const p of node.params as readonly string[]) this.fixed.add(p);
    if (node.wildcard === false) return this.reads(node.name as string, at, known);
    const path = pathOf(node as unknown as Expr);
    if (path) {
      if (known.has(path.root.name)) return true;
      this.paths.push(path);
      return true;
    }
    if (typeof node.from === 'string' && typeof node.to === 'string') {
      this.reads(node.from, at, known);
      made.push(node.to);
    } else if (isDeclared(node) && !isCopy(node)) made.push(node.name);
    return false;
  }

  private reads(name: string, at: Span, known: ReadonlySet<string>): true {
    if (!known.has(name) && !this.read.has(name)) this.read.set(name, at);
    return true;
  }
}

interface Node {
  readonly kind?: unknown;
  readonly name?: unknown;
  readonly expr?: unknown;
  readonly type?: unknown;
  readonly wildcard?: unknown;
  readonly from?: unknown;
  readonly to?: unknown;
  readonly params?: unknown;
  readonly span?: unknown;
}

/** `name = expr`, or a column with its type. */
export const isDeclared = (node: Node): node is Node & { readonly name: string } => typeof node.name === 'string' && ('expr' in node || 'type' in node);

const isCopy = (node: Node & { readonly name: string }): boolean => (node.expr as Expr | undefined)?.kind === 'col' && (node.expr as Col).name === node.name;

/** Properties of stages that name a column which the stage adds. */
export const NAME_PROPERTIES = ['indexColumn', 'sourceColumn', 'labelColumn', 'matchId', 'typeColumn', 'pvalueColumn'] as const;

function namesInText(stage: Stage): readonly string[] {
  switch (stage.kind) {
    case 'dissect':
      return dissectFields(stage.pattern).map((f) => f.name);
    case 'grok':
      return grokFields(stage.patterns).map((f) => f.name);
    case 'parts':
      return [stage.prefix, ...PARTS[stage.what].map((f) => `${stage.prefix}.${f.name}`)];
    case 'parseKv':
    case 'external':
    case 'model':
      return stage.fields.map((f) => f.name);
    case 'evaluate':
      return (stage.fields ?? []).map((f) => f.name);
    case 'enrich':
      return (stage.columns ?? []).map((c) => c.name);
    default:
      return [];
  }
}

const isStep = (e: Expr): e is Call => e.kind === 'call' && (e.op === 'dynamic.member' || e.op === 'dynamic.index');

/** The path of constant steps that an expression is, if it is one. */
export function pathOf(e: Expr): PathUse | undefined {
  if (!isStep(e)) return undefined;
  const [target, key] = e.args as readonly [Expr, Expr];
  if (key.kind !== 'lit') return undefined;
  const before = target.kind === 'col' ? { root: target, path: target.name } : pathOf(target);
  return before && { root: before.root, path: `${before.path}.${String(key.value)}` };
}
