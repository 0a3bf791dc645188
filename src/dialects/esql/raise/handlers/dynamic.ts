import { resultsOf } from '../../../../ast/choices.js';
import type { Expression } from '../../../../../grammars/esql/syntax.js';
import type { Call, Expr } from '../../../../ast/pipeline.js';
import { isInteger, isNumeric, isText, type Ty } from '../../../../data/types.js';
import { arithmetic, call, compare, integer, like, NULL, text } from '../build.js';
import { elementKind, isElementText } from '../array-texts.js';
import { lowerExpression } from '../../lower/expression-only.js';
import { refuse } from '../context.js';
import { isMarked } from '../json-values.js';
import { isNullForNone } from '../arrays-behind.js';
import { isEmptyArray, readsOrEmpty } from '../made-arrays.js';
import { columnsHold, isPartial } from '../partial.js';
import { needsFunction } from '../versions.js';
import { rangeValue } from '../ranges.js';
import { position, textOf } from './convert.js';
import { constantText, foldedText } from './text.js';
import { firstMatch } from './matches.js';
import type { Handler, Handlers, Spell } from './handler.js';

/** Dynamic values. Paths over columns have become fields before (../paths.ts); what is left are elements and JSON texts. */

/** A last index picks one of the values. */
const element: Handler = (e, s) => {
  const [value, index] = e.args as [Expr, Expr];
  if (index.kind !== 'lit' || typeof index.value !== 'number') return refuse('a path that is not constant', 'ES|QL fields are named in the query', e.span);
  const first = index.value === 0 && value.kind === 'call' && value.op === 'regex.extractAll' ? firstMatch(value, s) : undefined;
  if (first) return first;
  // A text has no elements.
  if (isElementText(value, s.scope)) return NULL;
  const tree = s.value(value);
  if (index.value === 0) return call('MV_FIRST', tree);
  return index.value === -1 ? call('MV_LAST', tree) : call('MV_SLICE', tree, integer(index.value));
};

const member: Handler = (e) => refuse('a path', 'ES|QL reads paths of fields and of JSON texts', e.span);

function extractJson(e: Call, s: Spell): Expression {
  needsFunction('JSON_EXTRACT', 'a path into JSON text', e.span, s.scope.raising);
  constantText(e.args[0], 'a path that is not constant', e);
  return call('JSON_EXTRACT', s.value(e.args[1] as Expr), s.value(e.args[0] as Expr));
}

/** What multi-values do not mix; `undefined` where that is not known. */
function kindOf(type: Ty): 'text' | 'number' | Ty | undefined {
  if (type === 'dynamic' || type === 'unknown' || type === 'null') return undefined;
  return isText(type) || type === 'guid' ? 'text' : isNumeric(type) || type === 'timespan' ? 'number' : type;
}

function pack(e: Call, s: Spell): Expression {
  if (e.args.length === 0) return refuse('an empty array', 'ES|QL has no empty multi-value', e.span);
  if (new Set(e.args.flatMap((a) => kindOf(a.type) ?? [])).size > 1) return refuse('an array', 'ES|QL multi-values have one type', e.span);
  return appended(e, e.args, s);
}

/** One tree, and whether it always holds something where the texts in it do. */
interface Part {
  readonly tree: Expression;
  readonly there: boolean;
}

/** MV_APPEND of a null is null, where Kusto's array has the other elements: they stand alone then. A text that is missing is "". */
function appended(e: Call, args: readonly Expr[], s: Spell): Expression {
  const some = args.filter((a) => !isEmptyArray(a) && !(a.kind === 'lit' && a.value === null));
  const trees = ofOneKind(e, some.map(s.value), s);
  const parts = some.map((a, i): Part => {
    const [tree, there] = [trees[i] as Expression, isThere(a, s)];
    return !there && isText(a.type) ? { tree: call('COALESCE', tree, text('')), there: true } : { tree, there };
  });
  const kind = elementKind(e, s.scope);
  const many = parts.filter((p) => !p.there).length > MOST_MISSING;
  if (many && (kind === 'texts' || kind === 'numbers')) return cutFromText(kind, parts.map((p) => p.tree));
  if (many) s.scope.raising.opNote('narrower', 'an array', 'where one of its values is missing the others are too', e.span);
  return parts.length === 0 ? NULL : parts.reduce(both).tree;
}

/** ES|QL appends no integer to longs, and none of these to doubles. The elements of an array of numbers are mostly longs. */
function ofOneKind(e: Call, trees: readonly Expression[], { scope }: Spell): readonly Expression[] {
  const types = trees.map((t) => lowerExpression(t, { ...scope.schema, open: true }, scope.raising.options.env)?.type);
  const numeric = new Set(types.map((t) => (t === 'dynamic' ? 'long' : t)));
  const widest = numeric.has('real') ? 'real' : numeric.has('long') && numeric.has('int') ? 'long' : undefined;
  if (widest === 'real' && numeric.has('long')) scope.raising.opNote('different', 'an array', 'whole numbers beyond 2^53 lose digits beside doubles', e.span);
  return widest ? trees.map((t, i) => (types[i] === 'int' || (types[i] === 'long' && widest === 'real') ? call(widest === 'real' ? 'TO_DOUBLE' : 'TO_LONG', t) : t)) : trees;
}

/** What may be missing is written twice for each that follows. */
const MOST_MISSING = 4;

function both(a: Part, b: Part, i: number): Part {
  const tree = call('MV_APPEND', a.tree, b.tree);
  if ((a.there && b.there) || i > MOST_MISSING) return { tree, there: a.there && b.there };
  return { tree: call('COALESCE', tree, ...(a.there ? [a.tree] : b.there ? [b.tree] : [a.tree, b.tree])), there: a.there || b.there };
}

/** Whether one of the values of a choice is an array without elements, which is null in ES|QL. */
const choosesNone = (e: Expr): boolean => isEmptyArray(e) || (e.kind === 'call' && CHOICES.has(e.op) && resultsOf(e.args).some(choosesNone));
const CHOICES: ReadonlySet<string> = new Set(['condition.iff', 'condition.case']);

function isThere(a: Expr, s: Spell): boolean {
  if (readsOrEmpty(a) || choosesNone(a) || isNullForNone(a, s.scope.before, s.scope.raising) || isPartial(a, s.scope.signs.nonzero)) return false;
  return a.kind === 'lit' || (a.kind === 'col' && isText(a.type)) || columnsHold(a, s.scope);
}

/** Each element behind a mark, all in one text that is cut at the marks: a part of which there is nothing adds nothing. */
function cutFromText(kind: 'texts' | 'numbers', parts: readonly Expression[]): Expression {
  const marked = parts.map((p) => call('COALESCE', call('CONCAT', text(MARK), call('MV_CONCAT', kind === 'texts' ? p : call('TO_STRING', p), text(MARK))), text('')));
  const cut = call('MV_SLICE', call('SPLIT', call('CONCAT', ...marked), text(MARK)), integer(1), integer(MOST_ELEMENTS));
  return kind === 'texts' ? cut : call('TO_LONG', cut);
}

/** A symbol that logs do not hold. */
const MARK = '␞';
const MOST_ELEMENTS = 100_000;

/** A text of JSON. Numbers and booleans stand as they are, texts with what JSON escapes in them, but for control characters. */
function packBag(e: Call, s: Spell): Expression {
  const parts: Expression[] = [];
  let lead = '{';
  for (let i = 0; i + 1 < e.args.length; i += 2) {
    const key = foldedText(e.args[i]);
    const [before, tree, after] = jsonOf(e.args[i + 1] as Expr, s);
    parts.push(...(key === undefined ? [text(`${lead}"`), escaped(e.args[i] as Expr, s), text(`":${before}`)] : [text(`${lead}${JSON.stringify(key)}:${before}`)]), tree);
    lead = `${after},`;
  }
  return parts.length === 0 ? text('{}') : call('CONCAT', ...parts, text(`${lead.slice(0, -1)}}`));
}

function jsonOf(e: Expr, s: Spell): [before: string, tree: Expression, after: string] {
  if (e.kind === 'call' && e.op === 'dynamic.pack') return ['', call('COALESCE', s.value(e), text('null')), ''];
  if (isInteger(e.type) || e.type === 'real' || e.type === 'bool') return ['', call('COALESCE', call('TO_STRING', s.value(e)), text('null')), ''];
  if (e.type === 'unknown' || e.type === 'dynamic') s.scope.raising.opNote('different', 'bag_pack', 'a value whose type is not known stands as a text in the bag', e.span);
  return ['"', escaped(e, s), '"'];
}

function escaped(e: Expr, s: Spell): Expression {
  const tree = s.value(e);
  return call('COALESCE', call('REPLACE', isText(e.type) ? tree : e.type === 'datetime' ? textOf(e, s) : call('TO_STRING', tree), text('(["\\\\])'), text('\\\\$1')), text(''));
}

/** Arrays and bags inside the array are taken out from the innermost, this many one in another. */
const DEEPEST = 3;

/** How many elements an array in a text of JSON has: its texts and what is nested count for one piece between commas each. */
function lengthInText(json: Expression): Expression {
  const replaced = (tree: Expression, pattern: string, by: string): Expression => call('REPLACE', tree, text(pattern), text(by));
  const flat = replaced(replaced(json, '"(?:[^"\\\\]|\\\\.)*"', 's'), '^\\s*\\[|\\]\\s*$', '');
  const pieces = Array.from({ length: DEEPEST }).reduce<Expression>((tree) => replaced(tree, '[\\[{][^\\[\\]{}]*[\\]}]', 'o'), flat);
  const count = call('LENGTH', replaced(replaced(replaced(pieces, '\\s+', ''), '[^,]+', 'e'), ',', ''));
  return call('CASE', like(json, ['[*']), count);
}

function repeated(e: Call, s: Spell): Expression {
  if (e.args.length > 2) return refuse('strrep', 'ES|QL repeats a text without a delimiter', e.span);
  return call('REPEAT', s.value(e.args[0] as Expr), position(e.args[1] as Expr, s));
}

/** MV_SLICE takes two places that count from the same end, and a start outside of the values gives null. */
function slice(e: Call, s: Spell): Expression {
  const [array, from, to] = e.args as [Expr, Expr, Expr];
  const tree = s.value(array);
  const count = call('MV_COUNT', tree);
  const at = (x: Expr): Expression => position(x, s);
  const fromStart = (x: Expr): Expression => (x.kind === 'lit' ? arithmetic('-', count, integer(-Number(x.value))) : arithmetic('+', count, at(x)));
  const whereNegative = (x: Expr, then: Expression, otherwise: Expression): Expression => call('CASE', compare('<', s.value(x), integer(0)), then, otherwise);
  const first = (x: Expr): Expression => call('GREATEST', fromStart(x), integer(0));
  const last = (x: Expr): Expression => call('LEAST', arithmetic('-', at(x), count), integer(-1));
  const [a, b] = [sideOf(from), sideOf(to)];
  const cut = (start: Expression, end: Expression): Expression => call('MV_SLICE', tree, start, end);
  if (a === b && a) return cut(at(from), at(to));
  if (a === 'start') return cut(at(from), b ? fromStart(to) : whereNegative(to, fromStart(to), at(to)));
  if (a === 'end') return b ? cut(first(from), at(to)) : cut(at(from), whereNegative(to, at(to), last(to)));
  if (b === 'start') return cut(whereNegative(from, first(from), at(from)), at(to));
  if (b === 'end') return cut(whereNegative(from, at(from), arithmetic('-', at(from), count)), at(to));
  return cut(whereNegative(from, first(from), at(from)), whereNegative(to, fromStart(to), at(to)));
}

/** What a place is counted from; `undefined` where rows differ in that. */
const sideOf = (x: Expr): 'start' | 'end' | undefined => (x.kind === 'lit' && x.value !== null ? (Number(x.value) < 0 ? 'end' : 'start') : undefined);

const sorted = (order: 'ASC' | 'DESC'): Handler => (e, s) => {
  const arrays = e.args.filter((a) => a.type !== 'bool');
  if (arrays.length > 1) return refuse('the order of several arrays', 'ES|QL sorts one multi-value at a time', e.span);
  const tree = s.value(e.args[0] as Expr);
  return order === 'ASC' ? call('MV_SORT', tree) : call('MV_SORT', tree, text('DESC'));
};

/** Values as texts, which MV_CONCAT alone takes. */
const textsOf = (e: Expr, s: Spell): Expression => (isText(e.type) || elementKind(e, s.scope) === 'texts' ? s.value(e) : call('TO_STRING', s.value(e)));

export const DYNAMIC_HANDLERS: Handlers = {
  'dynamic.member': member,
  'dynamic.index': element,
  'dynamic.parseJson': (e, s) => s.value(e.args[0] as Expr),
  'dynamic.pack': packBag,
  'dynamic.packArray': pack,
  'dynamic.extractJson': extractJson,
  'array.range': (e, s) => rangeValue(e, s.value),
  'array.length': (e, s) => (isMarked(e.args[0] as Expr) ? lengthInText(s.value(e.args[0] as Expr)) : call('MV_COUNT', s.value(e.args[0] as Expr))),
  'array.concat': pack,
  'array.slice': slice,
  'array.sortAscending': sorted('ASC'),
  'array.sortDescending': sorted('DESC'),
  'string.joinArray': (e, s) => call('MV_CONCAT', textsOf(e.args[0] as Expr, s), s.value(e.args[1] as Expr)),
  'array.indexOf': (e) => refuse('array_index_of', 'ES|QL does not tell places in a multi-value', e.span),
  'set.hasElement': (e, s) => call('MV_CONTAINS', ...e.args.map(s.value)),
  'set.union': (e, s) => call('MV_DEDUPE', e.args.some((a) => readsOrEmpty(a) || choosesNone(a)) ? appended(e, e.args, s) : ofOneKind(e, e.args.map(s.value), s).reduce((a, b) => call('MV_APPEND', a, b))),
  'set.intersect': (e, s) => e.args.map(s.value).reduce((a, b) => call('MV_INTERSECTION', a, b)),
  'set.difference': (e, s) => e.args.map(s.value).reduce((a, b) => call('MV_DIFFERENCE', a, b)),
  'string.repeat': repeated,
};
