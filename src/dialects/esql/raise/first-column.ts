import type { Expression, Query } from '../../../../grammars/esql/syntax.js';
import type { Expr } from '../../../ast/pipeline.js';
import { isText, type Ty } from '../../../data/types.js';
import { call, evaluate, field, isNotNull, keep, name, text, where } from './build.js';
import { refuse, type Spelling } from './context.js';

/**
 * Kusto compares with the first column of several. A null among the rows would make every miss null, so that NOT IN drops all rows: a
 * missing text is "", as it is in Kusto, and other nulls, which equal nothing, are left out. Of an array the elements count. `subject`: the type of what is looked for.
 */
export function firstColumn(spelled: Spelling, subject: Ty, ignoreCase: boolean, e: Expr): Query {
  const { fields, open } = spelled.schema;
  const query = spelled.query();
  const column = fields[0];
  if (column === undefined || open) return refuse('in (subquery)', 'the column to compare with is not known', e.span, 'name it with project');
  const first = column.name;
  const commands = [...query.commands];
  if (fields.length > 1) commands.push(keep([first]));
  const type = comparedType(column.type, subject);
  const filled = type === 'unknown' ? textOfAny(name(first)) : spelled.facts.has(first) ? name(first) : isText(type) ? call('COALESCE', name(first), text('')) : undefined;
  if (!filled) commands.push(where(isNotNull(name(first))));
  if (column.type === 'dynamic') commands.push({ kind: 'mv-expand', field: name(first), span: e.span });
  const value = ignoreCase ? call('TO_LOWER', filled ?? name(first)) : (filled ?? name(first));
  if (value.kind !== 'name') commands.push(evaluate([field(value, first)]));
  return { ...query, commands };
}

/** Both sides of a comparison are of one type in Kusto, so that one tells that of the other. */
export const comparedType = (a: Ty, b: Ty): Ty => (a === 'unknown' ? b : a);

/** Where nothing tells the type the texts are compared, which is right for any. */
export const textOfAny = (tree: Expression): Expression => call('COALESCE', call('TO_STRING', tree), text(''));
