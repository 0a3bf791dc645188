import type { Expression } from '../../../../grammars/kql/syntax.js';
import type { Expr, Join } from '../../../ast/pipeline.js';
import { NO_SPAN } from '../../../base/source.js';
import { pipelineSchema } from '../../../semantics/outputs.js';
import { fieldOf } from '../../../semantics/schema.js';
import { binary, name, projectAway } from './build.js';
import { refuse, type Spelling } from './context.js';
import type { Scope } from './scope.js';

const span = NO_SPAN;

/** LOOKUP JOIN: `lookup`, after the columns that the right side replaces have made room. */
export function joinStage(j: Join, s: Spelling, scope: Scope): void {
  if (j.join !== 'leftouter' || j.clash !== 'right') return refuse('join', 'no ES|QL query has it', j.span);
  if (j.condition) return refuse('LOOKUP JOIN', 'KQL joins on equalities only', j.span);
  const right = pipelineSchema(j.right, { ...s.raising.options.env, refs: s.raising.refs });
  const keys = new Set(j.on.flatMap((k) => [k.left, k.right]).map(columnOf));
  const replaced = right.fields.map((f) => f.name).filter((n) => !keys.has(n) && fieldOf(s.schema, n));
  if (replaced.length > 0) s.push(projectAway(replaced));
  if (right.open) s.raising.stageNote('rewritten', 'LOOKUP JOIN', 'columns of the lookup table must not have names that the rows have already', j.span);
  s.push({ kind: 'lookup', params: [], table: scope.pipeline(j.right), on: j.on.map((k) => key(columnOf(k.left), columnOf(k.right))), span });
}

const columnOf = (e: Expr): string => (e.kind === 'col' ? e.name : refuse('a join key', 'KQL joins on columns', e.span));

function key(left: string, right: string): Expression {
  if (left === right) return name(left);
  const side = (s: string, c: string): Expression => ({ kind: 'path', target: name(s), member: name(c), span });
  return binary('==', side('$left', left), side('$right', right));
}
