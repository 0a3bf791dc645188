import type { Expression } from '../../../../grammars/kql/syntax.js';
import type { Col, Expr, Join, Pipeline, Stage } from '../../../ast/pipeline.js';
import { NO_SPAN } from '../../../base/source.js';
import type { Facts } from '../../../semantics/nullability.js';
import { pipelineSchema } from '../../../semantics/outputs.js';
import { fieldOf, type Schema } from '../../../semantics/schema.js';
import { binary, name, projectAway } from './build.js';
import { isArray } from './arrays.js';
import { refuse, type Spelling } from './context.js';
import type { Scope } from './scope.js';

const span = NO_SPAN;

/** LOOKUP JOIN: `lookup`, after the columns that the right side replaces have made room. */
export function joinStage(j: Join, s: Spelling, scope: Scope): void {
  if (j.join !== 'leftouter' || j.clash !== 'right') return refuse('join', 'no ES|QL query has it', j.span);
  if (j.condition) return refuse('LOOKUP JOIN', 'KQL joins on equalities only', j.span);
  const right = pipelineSchema(j.right, { ...s.raising.options.env, refs: s.raising.refs });
  const keys = new Set(j.on.flatMap((k) => [k.left, k.right]).map(columnOf));
  const several = j.on.some((k) => isArray(k.left, scope.arrays) || right.fields.some((f) => f.several && f.name === columnOf(k.right)));
  if (several) return refuse('LOOKUP JOIN on several values', 'KQL joins on single values', j.span);
  const replaced = right.fields.map((f) => f.name).filter((n) => !keys.has(n) && fieldOf(s.schema, n));
  if (replaced.length > 0) s.push(projectAway(replaced));
  if (right.open) s.raising.stageNote('rewritten', 'LOOKUP JOIN', 'columns of the lookup table must not have names that the rows have already', j.span);
  s.push({ kind: 'lookup', params: [], table: scope.pipeline(withKeys(j, s.facts, right)), on: j.on.map((k) => key(columnOf(k.left), columnOf(k.right))), span });
}

/**
 * The right side without the rows whose keys are missing: LOOKUP JOIN matches nothing on a null, while in KQL a null matches a null and
 * an empty text an empty one. Keys that the left side is known to have need no such test.
 */
function withKeys(j: Join, facts: Facts, { fields }: Schema): Pipeline {
  const open = j.on.filter((k) => !facts.has(columnOf(k.left))).map((k) => k.right as Col);
  const typed = open.map((c): Expr => ({ ...c, type: fields.find((f) => f.name === c.name)?.type ?? 'unknown' }));
  const tests = typed.map((c): Expr => ({ kind: 'call', op: 'esql.isNotNull', args: [c], type: 'bool', span: c.span }));
  if (tests.length === 0) return j.right;
  const cond = tests.reduce((a, b): Expr => ({ kind: 'call', op: 'logic.and', args: [a, b], type: 'bool', span: j.span }));
  return { ...j.right, stages: [...j.right.stages, { kind: 'filter', cond, span: j.span } satisfies Stage] };
}

const columnOf = (e: Expr): string => (e.kind === 'col' ? e.name : refuse('a join key', 'KQL joins on columns', e.span));

function key(left: string, right: string): Expression {
  if (left === right) return name(left);
  const side = (s: string, c: string): Expression => ({ kind: 'path', target: name(s), member: name(c), span });
  return binary('==', side('$left', left), side('$right', right));
}
