import { parameterName } from '../../../ast/parameters.js';
import type { Call, Expr } from '../../../ast/pipeline.js';
import { isResult, resultsOf } from '../../../ast/choices.js';
import { isText, type Ty } from '../../../data/types.js';
import { isArray } from './arrays.js';

/**
 * Tests of computed texts for null. A KQL text has no null, so that `isempty` of what SUBSTRING gives is true of "" as well; the test is
 * written of what the text is computed from instead. Columns hold no "" (docs/semantics.md, S37).
 */

/** What gives a text, null only where an argument is. */
const STRICT: ReadonlySet<string> = new Set([
  'toLower', 'toUpper', 'trim', 'trimStart', 'trimEnd', 'reverse', 'concat', 'substring', 'left', 'right', 'replace', 'repeat', 'toBase64', 'dateFormat', 'length', 'byteLength', 'bitLength', 'locate',
  'toString', 'textToString', 'boolToString', 'dateToString', 'greatest', 'least', 'split', 'mvConcat', 'mvFirst', 'mvLast', 'mvMin', 'mvMax', 'mvSort', 'mvDedupe', 'mvAppend',
].map((op) => `esql.${op}`));

/** What may give "" of texts that are not empty. */
const SHORTENS: ReadonlySet<string> = new Set(['substring', 'left', 'right', 'trim', 'trimStart', 'trimEnd', 'replace', 'split'].map((op) => `esql.${op}`));

/** Texts that are "" only where a text in them is. */
const HANDS_ON: ReadonlySet<string> = new Set([
  'toLower', 'toUpper', 'reverse', 'repeat', 'toBase64', 'textToString', 'greatest', 'least', 'coalesce', 'mvConcat', 'mvFirst', 'mvLast', 'mvMin', 'mvMax', 'mvSort', 'mvDedupe', 'mvSlice',
].map((op) => `esql.${op}`));

/** Whether a text may be "" where no column is. A parameter may be, and is never null. */
export function mayBeEmpty(e: Expr): boolean {
  if (e.kind === 'lit') return e.value === '';
  if (e.kind === 'call' && parameterName(e) !== undefined) return isText(e.type) || e.type === 'unknown';
  if (e.kind !== 'call' || !isText(e.type)) return false;
  if (SHORTENS.has(e.op)) return true;
  if (e.op === 'esql.concat') return e.args.every(mayBeEmpty);
  if (e.op === 'esql.case') return resultsOf(e.args).some(mayBeEmpty);
  return HANDS_ON.has(e.op) && e.args.some(mayBeEmpty);
}

/** Whether a text that may be "" is null, or that it is not; `undefined`: it takes no other test than of the text itself. */
export function nullTest(e: Expr, isNull: boolean, arrays: ReadonlySet<string>): Expr | undefined {
  if (!mayBeEmpty(e)) return undefined;
  const found = tested(e, isNull, arrays);
  return found.kind === 'call' && TESTS.has(found.op) && found.args[0] === e ? undefined : found;
}

const TESTS: ReadonlySet<string> = new Set(['esql.isNull', 'esql.isNotNull', 'esql.isNullText', 'esql.isNotNullText']);

function tested(e: Expr, isNull: boolean, arrays: ReadonlySet<string>): Expr {
  const each = (args: readonly Expr[]): readonly Expr[] => args.map((a) => tested(a, isNull, arrays));
  if (e.kind === 'lit') return truth((e.value === null) === isNull, e);
  if (parameterName(e) !== undefined) return truth(!isNull, e);
  if (e.kind !== 'call') return plain(e, isNull);
  if (e.op === 'esql.coalesce') return joined(isNull ? 'logic.and' : 'logic.or', each(e.args), e);
  if (e.op === 'esql.case') return choice(e, isNull, arrays);
  if (e.op === 'esql.mvSlice' && e.args[1]?.kind === 'lit' && e.args[1].value === 0) return tested(e.args[0] as Expr, isNull, arrays);
  const several = !e.op.startsWith('esql.mv') && e.args.some((a) => isArray(a, arrays));
  return STRICT.has(e.op) && !several ? joined(isNull ? 'logic.or' : 'logic.and', each(e.args), e) : plain(e, isNull);
}

const plain = (e: Expr, isNull: boolean): Expr => ({ kind: 'call', op: `esql.is${isNull ? '' : 'Not'}Null${isText(e.type) ? 'Text' : ''}`, args: [e], type: 'bool', span: e.span });
const truth = (value: boolean, { span }: Expr): Expr => ({ kind: 'lit', type: 'bool', value, span });

/** The test of the value that is chosen. */
function choice(e: Call, isNull: boolean, arrays: ReadonlySet<string>): Expr {
  const args = e.args.map((a, i) => (isResult(e.args.length, i) ? tested(a, isNull, arrays) : a));
  if (args.length % 2 === 0) args.push(truth(isNull, e));
  return { ...e, args, type: 'bool' };
}

/** Tests joined, each once, without constants. */
function joined(op: 'logic.and' | 'logic.or', tests: readonly Expr[], e: Expr): Expr {
  const deciding = op === 'logic.or';
  if (tests.some((t) => t.kind === 'lit' && t.value === deciding)) return truth(deciding, e);
  const open = tests.filter((t, i) => t.kind !== 'lit' && tests.findIndex((o) => sameColumn(o, t)) === i);
  return open.length === 0 ? truth(!deciding, e) : open.reduce((a, b) => ({ kind: 'call', op, args: [a, b], type: 'bool', span: e.span }));
}

/** One test of one column; other tests are themselves alone. */
function sameColumn(a: Expr, b: Expr): boolean {
  const [x, y] = [a, b].map((t) => (t.kind === 'call' && t.args.length === 1 && t.args[0]?.kind === 'col' ? t.args[0].name : undefined));
  return a === b || (x !== undefined && x === y);
}

/** Whether a test is null where it is not true although its columns hold something: a null is in its list, and so among its alternatives, or a text is no address. */
export function misses(e: Expr): boolean {
  if (e.kind !== 'call') return e.kind === 'lit' && e.value === null;
  return e.op === 'esql.cidrMatch' ? e.args[0]?.kind === 'call' : e.op.startsWith('logic.') && e.args.some(misses);
}

/** Types whose missing value is an empty text; `isempty` serves every type, so it is taken where the type is not known. */
export const hasEmpty = (type: Ty): boolean => isText(type) || type === 'ip' || type === 'version' || type === 'geo' || type === 'unknown';
