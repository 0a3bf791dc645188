import { BoxColumn, type Column, ConstColumn, DictColumn } from './column.js';
import type { Value } from './types.js';

/** The column with "" for each null if it holds strings: in Kusto strings have no null. */
export function withoutNullStrings(column: Column): Column {
  if (column.type !== 'string') return column;
  if (column.kind === 'dict') return fillDict(column);
  if (column.kind === 'const') return column.value === null ? new ConstColumn('string', '', column.length) : column;
  if (column.kind === 'box') return column.values.includes(null) ? new BoxColumn('string', column.values.map(emptyForNull)) : column;
  return column;
}

const emptyForNull = (v: Value): Value => (v === null ? '' : v);

function fillDict(column: DictColumn): Column {
  if (!column.codes.includes(-1)) return column;
  const known = column.dict.indexOf('');
  const empty = known < 0 ? column.dict.length : known;
  const codes = column.codes.map((code) => (code < 0 ? empty : code));
  return new DictColumn('string', codes, known < 0 ? [...column.dict, ''] : column.dict);
}
