import type { Expression } from '../../../../grammars/kql/syntax.js';
import type { Fork } from '../../../ast/pipeline.js';
import { NO_SPAN } from '../../../base/source.js';
import { call, column, extend, name, text } from './build.js';
import type { Spelling } from './context.js';
import { isAbsent } from './expressions.js';
import { nullOf } from './literals.js';
import type { Scope } from './scope.js';
import { pipelineOf } from './pipeline-tree.js';

/** The rows so far get a name, and the branches over them are united. */
export function forkStage(f: Fork, s: Spelling, scope: Scope): void {
  const rows = s.raising.fresh('rows');
  s.raising.lets.push({ name: rows, value: s.takePipeline() });
  s.raising.stageNote('rewritten', 'FORK', 'the branches are united', f.span);
  const branches = f.branches.map((b) => scope.branch(b.pipeline, name(rows)));
  const arrays = new Set(branches.flatMap((b) => [...b.arrays]));
  const tables = f.branches.map((b, i): Expression => {
    const inner = withArrays(branches[i] as Branch, arrays);
    return f.labelColumn ? pipelineOf(inner, [extend([column(text(b.name), f.labelColumn)])]) : inner;
  });
  s.startFrom(null);
  s.push({ kind: 'union', params: [], tables, span: NO_SPAN });
  s.arrays = arrays;
}

type Branch = ReturnType<Scope['branch']>;

/** A column that is an array in another branch: of two types `union` would make two columns. */
function withArrays({ tree, arrays, schema }: Branch, wanted: ReadonlySet<string>): Expression {
  const single = schema.fields.filter((x) => wanted.has(x.name) && !arrays.has(x.name));
  return single.length === 0 ? tree : pipelineOf(tree, [extend(single.map((x) => column(call('iff', isAbsent(name(x.name), x.type), nullOf('dynamic'), call('pack_array', name(x.name))), x.name)))]);
}
