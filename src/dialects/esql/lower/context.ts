import type { Parameter } from '../../../../grammars/esql/leaves.js';
import type { Pipeline, Stage } from '../../../ast/pipeline.js';
import { eachInside } from '../../../ast/walk.js';
import { type Code, diagnostic, type Diagnostic } from '../../../base/diagnostics.js';
import type { Params } from '../../../base/codes.js';
import type { Span } from '../../../base/source.js';
import type { Environment } from '../../../semantics/environment.js';
import { type OutputEnv, outputSchema } from '../../../semantics/outputs.js';
import { closed, type Schema } from '../../../semantics/schema.js';

/** What all parts of one lowering share. Errors are collected, so that one run reports them all. */
export class Lowering {
  readonly diagnostics: Diagnostic[] = [];
  private positions: ReadonlyMap<number, number> | undefined;

  /** `nullify`: a field that the query reads and no index maps is null (`SET unmapped_fields`). `tree`: the whole query. */
  constructor(readonly env: Environment, readonly nullify = false, private readonly tree: object = {}) {}

  /** Of an anonymous parameter its position among them: they are counted as they stand in the text, in whatever order they are read. */
  parameterName(p: Parameter): string {
    this.positions ??= this.surveyed();
    return p.name || String(this.positions.get(p.span.start) ?? 1);
  }

  private surveyed(): ReadonlyMap<number, number> {
    const all = parametersOf(this.tree);
    const first = all[0] && styleOf(all[0]);
    const other = all.find((p) => styleOf(p) !== first);
    if (other && first) this.report('parameter-styles', { first, other: styleOf(other) }, other.span);
    return new Map(all.filter((p) => p.name === '').map((p, i) => [p.span.start, i + 1]));
  }

  report<C extends Code>(code: C, params: Params<C>, span: Span, hint?: string): void {
    this.diagnostics.push(diagnostic(code, params, span, hint));
  }
}

/** All parameters of a query as they stand in its text. */
function parametersOf(tree: object): readonly Parameter[] {
  const found: Parameter[] = [];
  const visit = (node: object): void => {
    if ('kind' in node && node.kind === 'parameter') found.push(node as Parameter);
    eachInside(node, visit);
  };
  visit(tree);
  return found.sort((a, b) => a.span.start - b.span.start);
}

const styleOf = ({ name }: Parameter): 'anonymous' | 'positional' | 'named' => (name === '' ? 'anonymous' : /^\d/.test(name) ? 'positional' : 'named');

/** A pipeline as it grows, with the columns that its last stage gives. */
export class Building {
  readonly stages: Stage[] = [];
  schema: Schema;

  private readonly env: OutputEnv;

  /** `input`: what an `input` stage stands for. */
  constructor(readonly lowering: Lowering, input: Schema = closed([])) {
    this.schema = input;
    this.env = { ...lowering.env, refs: new Map(), input };
  }

  push(stage: Stage): void {
    this.schema = outputSchema(stage, this.schema, this.env);
    this.stages.push(stage);
  }

  pipeline(span: Span): Pipeline {
    return { stages: this.stages, span };
  }
}
