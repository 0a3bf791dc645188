import type { Expression } from '../../../../grammars/kql/syntax.js';
import type { Fork } from '../../../ast/pipeline.js';
import { NO_SPAN } from '../../../base/source.js';
import { unitedBranches } from './branches.js';
import { column, extend, name, text } from './build.js';
import type { Spelling } from './context.js';
import type { Scope } from './scope.js';
import { pipelineOf } from './pipeline-tree.js';

/** The rows so far get a name, and the branches over them are united. */
export function forkStage(f: Fork, s: Spelling, scope: Scope): void {
  const rows = s.raising.fresh('rows');
  s.raising.lets.push({ name: rows, value: s.takePipeline() });
  s.raising.stageNote('rewritten', 'FORK', 'the branches are united', f.span);
  const branches = f.branches.map((b) => scope.branch(b.pipeline, name(rows)));
  const { trees, arrays } = unitedBranches(branches);
  const tables = f.branches.map((b, i): Expression => {
    const inner = trees[i] as Expression;
    return f.labelColumn ? pipelineOf(inner, [extend([column(text(b.name), f.labelColumn)])]) : inner;
  });
  s.startFrom(null);
  s.push({ kind: 'union', params: [], tables, span: NO_SPAN });
  s.arrays = arrays;
}
