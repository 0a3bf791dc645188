import type { Expression } from '../../../../grammars/esql/syntax.js';
import { chosenOf } from '../../../ast/choices.js';
import type { Expr, Pipeline, Stage } from '../../../ast/pipeline.js';
import { NO_SPAN } from '../../../base/source.js';
import { dynamicNumber } from '../../../data/dynamic.js';
import { type Dynamic, DynamicScalar, isInteger, isText, type Ty } from '../../../data/types.js';
import { compileRegex } from '../../../text/regex.js';
import { quoteRegex } from '../../../text/regex-quote.js';
import { call, text } from './build.js';
import type { Raising, Spelling } from './context.js';
import { computedBy, lacks, lastMade, nameBefore } from './origin.js';
import type { Scope } from './scope.js';

/**
 * What an array that the query makes holds: Kusto's text of it is JSON, while several values of a field have no text of their own. What is
 * `found` are texts as well, and no array where there is none.
 */
export type Elements = 'texts' | 'found' | 'numbers' | 'reals' | 'truths' | 'dates' | 'spans' | 'unknown';

/** Between the elements while they are one text: a symbol that logs do not hold. */
const BETWEEN = '␞';
const MAKES_TEXTS: ReadonlySet<string> = new Set(['string.split']);
const OF_ELEMENTS: ReadonlySet<string> = new Set(['dynamic.packArray', 'aggregate.set', 'aggregate.list', 'aggregate.setIf', 'aggregate.listIf']);
const OF_ARRAYS = /^(array\.(concat|slice|sortAscending|sortDescending|reverse|shiftLeft|shiftRight|rotateLeft|rotateRight)|set\.(union|intersect|difference))$/;

/** What an array of the query holds; `undefined`: not known. */
export const elementKind = (e: Expr, scope: Scope): Elements | undefined => known(elementsOf(e, scope.before.length, { ...traceOf(scope.before, scope.raising), scope }));

/** The same of a column behind these stages. */
export const elementsBehind = (column: string, { stages, raising }: Pick<Spelling, 'stages' | 'raising'>): Elements | undefined => known(madeBehind(column, stages, raising));

/** Chains of `x = iff(…, array_concat(x, …), x)` read each column twice: what is found of one is kept. */
interface Trace {
  readonly stages: readonly Stage[];
  readonly raising: Raising;
  readonly found: Map<string, Held | undefined>;
  readonly scope?: Scope;
}

/** 'none': an array without elements, which is any kind. */
type Held = Elements | 'none';

const traceOf = (stages: readonly Stage[], raising: Raising): Trace => ({ stages, raising, found: new Map() });
const known = (held: Held | undefined): Elements | undefined => (held === 'none' ? 'texts' : held);

/** The JSON of an array that the query has made, where its elements are known to be texts, or numbers. */
export function arrayText(e: Expr, tree: Expression, scope: Scope): Expression | undefined {
  const elements = e.type === 'dynamic' || e.type === 'unknown' ? elementKind(e, scope) : undefined;
  if (!elements || OTHERS.has(elements)) return undefined;
  if (elements === 'unknown') {
    scope.raising.opNote('different', 'tostring', 'the elements of an array are written as texts, in quotes, whatever they are', e.span);
    return jsonOfTexts(call('TO_STRING', tree));
  }
  if (elements === 'numbers') return call('COALESCE', call('CONCAT', text('['), call('MV_CONCAT', call('TO_STRING', tree), text(',')), text(']')), text('[]'));
  return elements === 'found' ? listOfTexts(tree) : jsonOfTexts(tree);
}

const OTHERS: ReadonlySet<Elements> = new Set(['reals', 'truths', 'dates', 'spans']);

const jsonOfTexts = (tree: Expression): Expression => call('COALESCE', listOfTexts(tree), text('[]'));

function listOfTexts(tree: Expression): Expression {
  const escaped = [['\\', '\\\\\\\\'], ['"', '\\\\"'], [BETWEEN, '","']].reduce<Expression>(
    (t, [from, to]) => call('REPLACE', t, text(quoteRegex(from as string)), text(to as string)), call('MV_CONCAT', tree, text(BETWEEN)));
  return call('CONCAT', text('["'), escaped, text('"]'));
}

/** Whether it is an element of an array of texts that the query has made, and so a text in any case. */
export const isElementText = (e: Expr, scope: Scope): boolean => e.kind === 'call' && e.op === 'dynamic.index' && TEXTS.has(elementKind(e.args[0] as Expr, scope));
const TEXTS: ReadonlySet<Elements | undefined> = new Set(['texts', 'found']);

/** `n`: how many of the stages the rows have come through. */
function elementsOf(e: Expr, n: number, trace: Trace): Held | undefined {
  const aggregate = e.kind === 'col' ? trace.scope?.aggregates?.get(e.name) : undefined;
  if (aggregate) return elementsOf(aggregate, n, traceOf(trace.stages, trace.raising));
  if (e.kind === 'col') return madeBefore(e.name, n, trace);
  if (e.kind === 'lit' && Array.isArray(e.value)) return ofValues((e.value as readonly Dynamic[]).map(kindOfElement));
  if (e.kind !== 'call' && e.kind !== 'agg') return undefined;
  if (MAKES_TEXTS.has(e.op) && e.args.length === 2) return 'texts';
  if (e.op === 'regex.extractAll') return hasOneGroup(e.args) ? 'found' : undefined;
  if (OF_ELEMENTS.has(e.op)) return ofValues(e.op === 'dynamic.packArray' ? e.args.map(kindOf) : [kindOf(originalOf(e.args[0] as Expr, n, trace))]);
  const chosen = chosenOf(e);
  if (chosen) return common(chosen.map((a) => elementsOf(a, n, trace)));
  return OF_ARRAYS.test(e.op) ? common(e.args.filter((a) => a.type === 'dynamic').map((a) => elementsOf(a, n, trace))) : undefined;
}

/** The matches of several groups are arrays themselves. */
function hasOneGroup([pattern, groups, source]: readonly Expr[]): boolean {
  if (source && groups?.kind === 'lit' && Array.isArray(groups.value)) return groups.value.length === 1;
  const regex = pattern?.kind === 'lit' && typeof pattern.value === 'string' ? compileRegex(pattern.value, { dialect: 'kusto' }) : undefined;
  return regex?.ok === true && regex.value.groupCount === 1;
}

const kindOf = (e: Expr): Held | undefined => (isText(e.type) ? 'texts' : isInteger(e.type) ? 'numbers' : e.type === 'unknown' && e.kind === 'col' ? 'unknown' : TYPED[e.type]);
const TYPED: Partial<Record<Ty, Elements>> = { real: 'reals', bool: 'truths', datetime: 'dates', timespan: 'spans' };

/** An element of a constant array. */
function kindOfElement(v: Dynamic): Elements | undefined {
  if (v instanceof DynamicScalar) return TYPED[v.type];
  if (typeof v === 'string') return 'texts';
  if (typeof v === 'boolean') return 'truths';
  return typeof v === 'bigint' || Number.isInteger(v) ? 'numbers' : dynamicNumber(v) === undefined ? undefined : 'reals';
}

/** Whole numbers beside others become such in ES|QL. */
const ofValues = (kinds: readonly (Held | undefined)[]): Held | undefined => common(kinds.includes('reals') ? kinds.map((k) => (k === 'numbers' ? 'reals' : k)) : kinds);

function common(kinds: readonly (Held | undefined)[]): Held | undefined {
  const [first, ...others] = new Set(kinds.filter((k) => k !== 'none'));
  return first === undefined && !kinds.includes(undefined) ? 'none' : others.length === 0 ? first : undefined;
}

/** A name that was given to a member stands for it. */
function originalOf(e: Expr, n: number, { stages }: Trace): Expr {
  if (e.kind !== 'col' || e.type !== 'dynamic') return e;
  const made = lastMade(e.name, stages.slice(0, n))?.expr;
  return made?.kind === 'col' && made.member ? made : e;
}

const madeBehind = (column: string, stages: readonly Stage[], raising: Raising): Held | undefined => madeBefore(column, stages.length, traceOf(stages, raising));

function madeBefore(column: string, n: number, trace: Trace): Held | undefined {
  const key = `${n} ${column}`;
  if (!trace.found.has(key)) trace.found.set(key, findMade(column, n, trace));
  return trace.found.get(key);
}

function findMade(column: string, n: number, trace: Trace): Held | undefined {
  const { stages, raising } = trace;
  let name = column;
  for (let i = n - 1; i >= 0; i--) {
    const stage = stages[i] as Stage;
    name = nameBefore(stage, name);
    const made = computedBy(stage).find((c) => c.name === name);
    if (made && !(made.expr.kind === 'col' && made.expr.name === name)) return elementsOf(made.expr, i, { stages, raising, found: trace.found });
    if (stage.kind === 'join') return madeBefore(name, i, trace) ?? madeOnTheRight(nameOnTheRight(name, stages.slice(0, i), raising), stage.right, raising);
    if (stage.kind === 'union') return common(stage.inputs.map((p) => (lacks(p, name, raising) ? 'none' : madeBehind(name, p.stages, raising))));
    if (stage.kind === 'ref') return madeBehind(name, raising.plan.lets.find((l) => l.name === stage.name)?.pipeline.stages ?? [], raising);
    const bodies = bodiesOf(stage).filter((p) => lastMade(name, p.stages));
    if (bodies.length > 0) return common(bodies.map((p) => madeBehind(name, [...stages.slice(0, i), ...p.stages], raising)));
    if (givesAnew(stage, name)) return undefined;
  }
  return undefined;
}

/** What a stage does with its rows in pipelines of its own. */
const bodiesOf = (stage: Stage): readonly Pipeline[] => (stage.kind === 'mvApply' || stage.kind === 'partition' ? [stage.body] : stage.kind === 'fork' ? stage.branches.map((b) => b.pipeline) : []);

/** Nothing where the right side has no such column. */
const madeOnTheRight = (column: string, right: Pipeline, raising: Raising): Held | undefined => (lacks(right, column, raising) ? undefined : madeBehind(column, right.stages, raising));

/** `x1` is the right side's `x` where the left side has no column of that name. */
function nameOnTheRight(column: string, left: readonly Stage[], raising: Raising): string {
  const suffixed = column.endsWith('1') && lacks({ stages: left, span: NO_SPAN }, column, raising) && !lacks({ stages: left, span: NO_SPAN }, column.slice(0, -1), raising);
  return suffixed ? column.slice(0, -1) : column;
}

/** Whether a stage replaces the column by other means than an expression. */
function givesAnew(stage: Stage, column: string): boolean {
  switch (stage.kind) {
    case 'mvExpand':
    case 'mvApply':
      return stage.indexColumn === column || stage.columns.some((c) => c.name === column);
    case 'parse':
      return stage.pieces.some((p) => p.kind === 'column' && p.name === column);
    case 'parseKv':
      return stage.fields.some((f) => f.name === column);
    default:
      return false;
  }
}
