import type { Op } from './entry.js';

/**
 * The traps of docs/semantics.md by number: their titles there, and the entries that they are about (`*` stands for any ending). A test holds
 * both to each other.
 */
export const RULES: Readonly<Record<string, { readonly title: string; readonly ops: readonly string[] }>> = {
  S1: { title: 'Comparisons with a missing value', ops: ['compare.*', 'esql.equal', 'esql.notEqual', 'esql.less*', 'esql.greater*', 'esql.in', 'list.*'] },
  S2: { title: 'KQL strings have no null', ops: ['condition.isEmpty', 'condition.isNotEmpty', 'esql.isNullText', 'esql.isNotNullText', 'esql.coalesce'] },
  S3: { title: 'Upper and lower case', ops: ['compare.equalIgnoringCase', 'compare.notEqualIgnoringCase', 'list.inIgnoringCase', 'list.notInIgnoringCase', 'string.contains', 'string.startswith', 'string.endswith'] },
  S4: { title: 'A term is a whole word', ops: ['string.has*', 'string.hasAny', 'string.hasAll'] },
  S5: { title: 'Order and the place of nulls', ops: [] },
  S6: { title: 'Joins', ops: [] },
  S7: { title: 'Names that nobody wrote', ops: [] },
  S8: { title: 'Weeks', ops: ['time.startOfWeek', 'time.endOfWeek', 'time.weekOfYear', 'time.dayOfWeek'] },
  S9: { title: 'Where bins begin', ops: ['time.bin*', 'math.bin*', 'esql.dateTrunc', 'esql.bucket'] },
  S10: { title: 'Whole numbers', ops: ['math.add', 'math.subtract', 'math.multiply', 'math.divide', 'math.remainder', 'esql.add*', 'esql.subtract*', 'esql.multiply*', 'esql.divide*', 'esql.modulo*'] },
  S11: { title: 'NaN and infinities', ops: ['math.log*', 'math.sqrt', 'math.exp*', 'math.pow', 'math.asin', 'math.acos'] },
  S12: { title: 'Multi-values and arrays', ops: ['esql.mv*', 'array.*'] },
  S13: { title: 'Paths are fields', ops: ['dynamic.member', 'dynamic.index'] },
  S14: { title: 'Spans of time', ops: ['time.ago', 'esql.addPeriod', 'esql.dateDiff', 'time.difference'] },
  S15: { title: 'Rows that Elasticsearch cuts', ops: [] },
  S16: { title: 'Regular expressions', ops: ['regex.*', 'esql.rlike', 'esql.replace', 'esql.mvRlike'] },
  S17: { title: 'LIKE is about the whole text', ops: ['esql.like', 'esql.mvLike'] },
  S18: { title: 'A search is true or false', ops: ['esql.kql', 'esql.qstr', 'esql.match*', 'esql.multiMatch'] },
  S19: { title: 'GROK patterns are those of ECS', ops: [] },
  S20: { title: 'The order of columns', ops: [] },
  S21: { title: 'Estimates', ops: ['aggregate.distinctCount', 'aggregate.percentile*', 'esql.countDistinct', 'esql.percentile', 'esql.median'] },
  S22: { title: 'What an assignment sees', ops: [] },
  S23: { title: 'Aggregates of nothing', ops: ['aggregate.sum*', 'aggregate.avg*', 'esql.sum', 'esql.avg'] },
  S24: { title: 'Sets of values', ops: ['aggregate.set*', 'aggregate.list*', 'esql.values'] },
  S25: { title: 'How fine a time is', ops: ['time.endOf*', 'esql.numberToDateNanos'] },
  S26: { title: 'Substrings and places', ops: ['string.substring', 'string.indexOf*', 'esql.substring', 'esql.locate'] },
  S27: { title: 'The window of a rule', ops: [] },
  S28: { title: 'Texts in quotes', ops: [] },
  S29: { title: 'IN with a null, and subqueries', ops: [] },
  S30: { title: 'Expanding arrays', ops: [] },
  S31: { title: 'Tables that disagree', ops: [] },
  S32: { title: 'Unknown columns', ops: [] },
  S33: { title: 'Texts beside numbers', ops: [] },
  S34: { title: 'What a name means in KQL', ops: [] },
  S35: { title: 'What KQL refuses by type', ops: [] },
  S36: { title: 'Words to search for', ops: [] },
  S37: { title: 'One kind of missing text', ops: [] },
  S38: { title: 'What a query leaves open', ops: [] },
  S39: { title: 'Shapes and cells on the earth', ops: ['geo.*'] },
  S40: { title: 'Graphs', ops: [] },
  S41: { title: 'Windows of activity', ops: [] },
  S42: { title: 'Packed texts', ops: ['compress.*'] },
  S43: { title: 'Values that are given with a query', ops: ['query.parameter'] },
};

const covers = (pattern: string, id: string): boolean => (pattern.endsWith('*') ? id.startsWith(pattern.slice(0, -1)) : pattern === id);

/** The rules that an entry is about, in the order of their numbers. */
export function rulesOf(op: Op): readonly string[] {
  return Object.keys(RULES).filter((r) => op.rules?.includes(r) || RULES[r]?.ops.some((p) => covers(p, op.id)));
}
