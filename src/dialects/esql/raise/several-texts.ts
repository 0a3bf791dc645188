import type { Expression } from '../../../../grammars/esql/syntax.js';
import type { Call, Col, Expr } from '../../../ast/pipeline.js';
import { opOf } from '../../../catalogue/index.js';
import { resolve } from '../../../catalogue/resolve.js';
import { unconverted } from '../../../semantics/filled.js';
import { isText } from '../../../data/types.js';
import { requiredBy } from '../../../semantics/nullability.js';
import { boolean, call, compare, integer, NULL, text } from './build.js';
import { arraysBehind } from './arrays-behind.js';
import { elementKind } from './array-texts.js';
import { heldBy, severalIn } from './held.js';
import { makesArray } from './made-arrays.js';
import type { Scope } from './scope.js';

/**
 * Texts of a field that may have several values. Kusto has the JSON of an array there; a function of Elasticsearch gives null for such a
 * field, and TO_STRING several texts.
 */

/** The values as they stand in the JSON of an array, without its ends. */
export const joinedValues = (tree: Expression): Expression => call('MV_CONCAT', call('TO_STRING', tree), text('","'));

/** The JSON of several values, and the text of a single one. */
export function textOfSeveral(x: Expr, tree: Expression, scope: Scope): Expression | undefined {
  if (x.kind !== 'col' || heldBy(x, scope) !== 'several') return undefined;
  scope.raising.opNote('different', 'tostring', 'several values become the JSON of an array of texts, whatever they are; quotes and backslashes in them stay as they are', x.span);
  return call('CASE', compare('>', call('MV_COUNT', tree), integer(1)), call('CONCAT', text('["'), joinedValues(tree), text('"]')), call('TO_STRING', tree));
}

/** Whether a text stands between the signs of the JSON of an array as it stands in one of its elements. */
export const isPlain = (needle: string): boolean => !/["\\[\],\u0000-\u001f]/.test(needle);

/** A column that a text is asked of is its text, not each of its values. */
export function withTexts(e: Call, scope: Scope): Call {
  if (!e.args.some((a) => isBare(a, scope) && !(e.op.startsWith('compare.') && elementKind(a, scope)))) return e;
  const fit = resolve(opOf(e.op), e.args.map((a) => a.type));
  return { ...e, args: e.args.map((a, i) => (isBare(a, scope) && isText(fit?.casts[i] ?? 'dynamic') ? textCall(a, e) : a)) };
}

const isBare = (a: Expr, scope: Scope): boolean => a.kind === 'col' && heldBy(a, scope) === 'several';
const textCall = (a: Expr, e: Call): Call => ({ kind: 'call', op: 'convert.toString', args: [a], type: 'string', span: e.span });

/** Tests that the JSON of an array never passes, or always does, whatever is in it. */
export const NEVER_OF_ARRAYS: ReadonlySet<string> = new Set(['compare.equal', 'compare.equalIgnoringCase', 'list.in', 'list.inIgnoringCase', 'string.startswith', 'string.startswithCs', 'string.endswith', 'string.endswithCs']);
export const ALWAYS_OF_ARRAYS: ReadonlySet<string> = new Set(['compare.notEqual', 'compare.notEqualIgnoringCase', 'list.notIn', 'list.notInIgnoringCase', 'string.notStartswith', 'string.notStartswithCs', 'string.notEndswith', 'string.notEndswithCs']);

interface Test {
  /** The test of a single value. */
  readonly ofOne: Call;
  readonly ofSeveral: boolean;
}

/** A test of such a column that an array does not pass, or always passes; `undefined` where that depends on what is in the array. */
export function testOfWhole(e: Call, scope: Scope): Test | undefined {
  if (!NEVER_OF_ARRAYS.has(e.op) && !ALWAYS_OF_ARRAYS.has(e.op)) return undefined;
  const at = e.args.findIndex((a) => severalIn(a, scope));
  const tested = at < 0 ? undefined : severalIn(e.args[at] as Expr, scope);
  if (!tested || elementKind(tested, scope) || (at > 0 && !e.op.startsWith('compare.')) || !e.args.every((a, i) => i === at || isOfNoArray(a, e))) return undefined;
  if (e.args.some(isEmptyArray) && !isRequired(tested.name, scope)) scope.raising.opNote('different', 'an empty array', 'a field whose array is empty has no value in Elasticsearch, and counts as missing', e.span);
  return { ofOne: { ...e, args: e.args.map((a, i) => (i === at ? single(a, tested, e) : a)) }, ofSeveral: ALWAYS_OF_ARRAYS.has(e.op) };
}

/** The answer of such a test of an array that the query has made, in every row; an array has no order beside a number. */
export function testOfMade(e: Call, scope: Scope): Expression | undefined {
  const always = ALWAYS_OF_ARRAYS.has(e.op);
  const order = ORDERS.test(e.op);
  if (!always && !order && !NEVER_OF_ARRAYS.has(e.op)) return undefined;
  const [x, ...constants] = e.args as [Expr, ...Expr[]];
  if (!constants.every((a) => isOfNoArray(a, e) && !isEmptyArray(a)) || ((order || EQUALITIES.test(e.op)) && isText(constants[0]?.type ?? 'string'))) return undefined;
  if (!makesArray(unconverted(x), arraysBehind(scope.before, scope.raising).made)) return undefined;
  return order ? NULL : boolean(always);
}

/** The JSON of an array takes its place beside a text. */
const EQUALITIES = /^compare\.(equal|notEqual)$/;
const ORDERS = /^compare\.(less|greater)(OrEqual)?$/;

/** Whether rows without the column are left out in any case. */
const isRequired = (column: string, { facts, raising }: Scope): boolean =>
  facts.has(column) || (raising.current?.kind === 'filter' && requiredBy(raising.current.cond, raising.nullStrings).has(column));

/** A constant that is neither the JSON of an array nor, where parts are looked for, an end of one. */
export function isOfNoArray(e: Expr, test: Call): boolean {
  if (e.kind === 'call' && e.op === 'dynamic.packArray') return e.args.every((a) => isOfNoArray(a, test));
  if (e.kind !== 'lit' || e.value === null) return false;
  const values = Array.isArray(e.value) ? (e.value as readonly unknown[]) : [e.value];
  return !values.some((v) => Array.isArray(v) || (typeof v === 'string' && isOfArray(v, test.op.startsWith('string.'))));
}

/** What the JSON of several values is, or begins or ends with. */
const isOfArray = (v: string, part: boolean): boolean => (part ? v === '' || v.startsWith('[') || v.endsWith(']') : /^\[.*\]$/s.test(v) && v !== EMPTY);

/** An empty array, of which Elasticsearch keeps nothing. */
const EMPTY = '[]';
export const isEmptyArray = (e: Expr): boolean => e.kind === 'lit' && e.value === EMPTY;

/** The column as one of which nothing is known; parts are those of its text. */
function single(a: Expr, tested: Col, test: Call): Expr {
  const column: Col = { ...tested, type: 'unknown' };
  return a.kind === 'call' ? { ...a, args: [column] } : test.op.startsWith('string.') ? textCall(column, test) : a;
}

/** The test with what it answers for several values; what is false of them is told where that matters. */
export function wholeTest({ ofSeveral }: Test, tree: Expression, scope: Scope): Expression {
  if (ofSeveral) return call('COALESCE', tree, boolean(true));
  scope.raising.falseOfNothing.add(tree);
  return tree;
}
