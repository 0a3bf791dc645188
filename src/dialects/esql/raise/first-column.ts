import type { Query } from '../../../../grammars/esql/syntax.js';
import type { Expr } from '../../../ast/pipeline.js';
import { call, evaluate, field, keep, name } from './build.js';
import { refuse, type Spelling } from './context.js';

/** Kusto compares with the first column of several. */
export function firstColumn(spelled: Spelling, ignoreCase: boolean, e: Expr): Query {
  const { fields, open } = spelled.schema;
  const query = spelled.query();
  const first = fields[0]?.name;
  if (first === undefined || open) return refuse('in (subquery)', 'the column to compare with is not known', e.span, 'name it with project');
  const commands = [...query.commands];
  if (fields.length > 1) commands.push(keep([first]));
  if (ignoreCase) commands.push(evaluate([field(call('TO_LOWER', name(first)), first)]));
  return { ...query, commands };
}
