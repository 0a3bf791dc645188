import type { Expression } from '../../../../grammars/esql/syntax.js';
import type { Expr, Named, Stage } from '../../../ast/pipeline.js';
import { isInteger, isText } from '../../../data/types.js';
import { quoteRegex } from '../../../text/regex-quote.js';
import { call, text } from './build.js';
import type { Scope } from './scope.js';

/**
 * What an array that the query makes holds: Kusto's text of it is JSON, while several values of a field have no text of their own. What is
 * `found` are texts as well, and no array where there is none.
 */
export type Elements = 'texts' | 'found' | 'numbers' | 'unknown';

/** Between the elements while they are one text: a symbol that logs do not hold. */
const BETWEEN = '␞';
const MAKES_TEXTS: ReadonlySet<string> = new Set(['string.split', 'array.split']);
const OF_ELEMENTS: ReadonlySet<string> = new Set(['dynamic.packArray', 'aggregate.set', 'aggregate.list', 'aggregate.setIf', 'aggregate.listIf']);
const OF_ARRAYS = /^(array\.(concat|slice|sortAscending|sortDescending|reverse|shiftLeft|shiftRight|rotateLeft|rotateRight)|set\.(union|intersect|difference))$/;

/** What an array of the query holds; `undefined`: not known. */
export const elementKind = (e: Expr, scope: Scope): Elements | undefined => elementsOf(e, scope.before, scope.before.length, scope);

/** The same of a column behind these stages. */
export const elementsBehind = (column: string, stages: readonly Stage[]): Elements | undefined => madeBefore(column, stages, stages.length);

/** The JSON of an array that the query has made, where its elements are known to be texts, or numbers. */
export function arrayText(e: Expr, tree: Expression, scope: Scope): Expression | undefined {
  const elements = e.type === 'dynamic' || e.type === 'unknown' ? elementsOf(e, scope.before, scope.before.length, scope) : undefined;
  if (!elements) return undefined;
  if (elements === 'unknown') {
    scope.raising.opNote('different', 'tostring', 'the elements of an array are written as texts, in quotes, whatever they are', e.span);
    return jsonOfTexts(call('TO_STRING', tree));
  }
  if (elements === 'numbers') return call('COALESCE', call('CONCAT', text('['), call('MV_CONCAT', call('TO_STRING', tree), text(',')), text(']')), text('[]'));
  return elements === 'found' ? listOfTexts(tree) : jsonOfTexts(tree);
}

const jsonOfTexts = (tree: Expression): Expression => call('COALESCE', listOfTexts(tree), text('[]'));

function listOfTexts(tree: Expression): Expression {
  const escaped = [['\\', '\\\\\\\\'], ['"', '\\\\"'], [BETWEEN, '","']].reduce<Expression>(
    (t, [from, to]) => call('REPLACE', t, text(quoteRegex(from as string)), text(to as string)), call('MV_CONCAT', tree, text(BETWEEN)));
  return call('CONCAT', text('["'), escaped, text('"]'));
}

/** Whether it is an element of an array of texts that the query has made, and so a text in any case. */
export const isElementText = (e: Expr, scope: Scope): boolean => e.kind === 'call' && e.op === 'dynamic.index' && TEXTS.has(elementsOf(e.args[0] as Expr, scope.before, scope.before.length, scope));
const TEXTS: ReadonlySet<Elements | undefined> = new Set(['texts', 'found']);

/** `n`: how many of the stages the rows have come through. */
function elementsOf(e: Expr, stages: readonly Stage[], n: number, scope?: Scope): Elements | undefined {
  const aggregate = e.kind === 'col' ? scope?.aggregates?.get(e.name) : undefined;
  if (aggregate) return elementsOf(aggregate, stages, n);
  if (e.kind === 'col') return madeBefore(e.name, stages, n);
  if (e.kind === 'lit' && Array.isArray(e.value)) return e.value.every((x) => typeof x === 'string') ? 'texts' : undefined;
  if (e.kind !== 'call' && e.kind !== 'agg') return undefined;
  if (MAKES_TEXTS.has(e.op) && e.args.length === 2) return 'texts';
  if (e.op === 'regex.extractAll') return 'found';
  if (OF_ELEMENTS.has(e.op)) return common(e.op === 'dynamic.packArray' ? e.args.map(kindOf) : [kindOf(originalOf(e.args[0] as Expr, stages, n))]);
  return OF_ARRAYS.test(e.op) ? common(e.args.filter((a) => a.type === 'dynamic').map((a) => elementsOf(a, stages, n, scope))) : undefined;
}

const kindOf = (e: Expr): Elements | undefined => (isText(e.type) ? 'texts' : isInteger(e.type) ? 'numbers' : e.type === 'unknown' && e.kind === 'col' ? 'unknown' : undefined);
const common = (kinds: readonly (Elements | undefined)[]): Elements | undefined => (kinds.every((k) => k === kinds[0]) ? kinds[0] : undefined);

/** A name that was given to a member stands for it. */
function originalOf(e: Expr, stages: readonly Stage[], n: number): Expr {
  if (e.kind !== 'col' || e.type !== 'dynamic') return e;
  for (let i = n - 1; i >= 0; i--) {
    const made = columnsOf(stages[i] as Stage).find((c) => c.name === e.name);
    if (made) return made.expr.kind === 'col' && made.expr.member ? made.expr : e;
  }
  return e;
}

function madeBefore(column: string, stages: readonly Stage[], n: number): Elements | undefined {
  let name = column;
  for (let i = n - 1; i >= 0; i--) {
    const stage = stages[i] as Stage;
    if (stage.kind === 'rename') name = stage.columns.find((c) => c.to === name)?.from ?? name;
    const made = columnsOf(stage).find((c) => c.name === name);
    if (made && !(made.expr.kind === 'col' && made.expr.name === name)) return elementsOf(made.expr, stages, i);
    if (stage.kind === 'join') return madeBefore(name, stages, i) ?? madeBefore(name, stage.right.stages, stage.right.stages.length);
    if (stage.kind === 'mvExpand' && stage.columns.some((c) => c.name === name)) return undefined;
  }
  return undefined;
}

function columnsOf(stage: Stage): readonly Named[] {
  if (stage.kind === 'extend' || stage.kind === 'project') return stage.columns;
  return stage.kind === 'aggregate' ? [...stage.keys, ...stage.aggregates] : [];
}
