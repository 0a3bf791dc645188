import type { Call, Col, Expr, Lit, MvApply, MvExpand, Named, Pipeline, Plan, Stage } from '../../../ast/pipeline.js';
import { children, isExpr, mapInside, withChildren } from '../../../ast/walk.js';
import type { Span } from '../../../base/source.js';
import { jsonPath as readJsonPath } from '../../../catalogue/dynamic.js';
import { neededBy } from '../../../semantics/needed.js';
import { type Raising, refuse } from './context.js';
import { keyOf } from './json-texts.js';
import { lift, type Lifted, liftedMember, type Meaning, type Names } from './lifted.js';
import { afterRight, isStep, isUnused, keepsElements, memberFields, membersRead, onlyMembers, pickedMembers, PICKS, readsJson, rootOf, stepsOf, throughExpansions, unwrapped, withoutUnusedPicks } from './object-uses.js';

/**
 * Elasticsearch has no objects in columns: `TargetResources[0].user.name` is the field `TargetResources.0.user.name`, and JSON in a text
 * is read by its path. This pass rewrites a plan that way before it is spelled, so that a path is a column like others: guards, facts and
 * projections know it by name.
 *
 * A name that the query gives to an object (`extend who = InitiatedBy.user`, `mv-expand r = TargetResources`) stands for its field.
 */
export function flattenPaths(plan: Plan, raising: Raising): Plan {
  return { ...plan, lets: plan.lets.map((l) => ({ ...l, pipeline: pipeline(l.pipeline, raising) })), body: pipeline(plan.body, raising) };
}

/** `after`: what follows the pipeline where it stands. */
function pipeline(p: Pipeline, raising: Raising, outer: Names = new Map(), after: readonly Stage[] = []): Pipeline {
  const names: Names = new Map(outer);
  const stages: Stage[] = [];
  const used = withoutUnusedPicks(p.stages, after);
  used.forEach((stage, i) => {
    const rest = [...used.slice(i + 1), ...after];
    raising.attempt(() => {
      const { before, stage: lifted, after: dropped } = lift(stage, names, raising, (e) => rewritten(e, names, raising));
      stages.push(...before, ...rewrite(lifted, names, rest, raising), ...(neededBy([stage, ...rest]) ? [] : dropped));
    });
  });
  return { ...p, stages };
}

function rewrite(stage: Stage, names: Names, rest: readonly Stage[], raising: Raising): Stage[] {
  switch (stage.kind) {
    case 'extend':
    case 'project':
      return assigned({ ...stage, columns: stage.columns.map((c) => (isLifted(c, names) ? c : (mapNode(c, names, raising) as Named))) }, names, rest, raising);
    case 'mvExpand':
      return [expandedUnder(mapped(stage, names, raising), names, rest, raising)];
    case 'mvApply':
      return [applied(stage, names, rest, raising)];
    case 'join':
      return [{ ...mapped({ ...stage, right: { ...stage.right, stages: [] } }, names, raising), right: pipeline(stage.right, raising, new Map(), afterRight(stage, rest)) }];
    case 'aggregate': {
      const lost = (c: Named): void => raising.opNote('narrower', c.name, 'of the object only the members that the query reads are kept', c.span);
      const picked = pickedMembers(stage, rest, (c) => objectPath(c, names, rest), lost);
      const out = mapped(picked, names, raising);
      names.clear();
      for (const c of out.aggregates) if (!answersRow(c)) names.set(c.name, { kind: 'computed' });
      return [out];
    }
    case 'makeSeries': {
      const out = mapped(stage, names, raising);
      names.clear();
      return [out];
    }
    default:
      return [mapped(stage, names, raising)];
  }
}

/** `arg_max(t, x)` gives `x` of a row as it is. */
const answersRow = (c: Named): boolean => c.expr.kind === 'agg' && PICKS.has(c.expr.op);

/** The parts of an address under their own name. */
function isLifted(c: Named, names: Names): boolean {
  const meaning = c.expr.kind === 'col' && c.expr.name === c.name ? names.get(c.name) : undefined;
  return meaning?.kind === 'field' && meaning.lifted !== undefined;
}

/* ---------------------------------------------------------------- names that stand for objects */

function assigned<S extends Extract<Stage, { kind: 'extend' | 'project' }>>(stage: S, names: Names, rest: readonly Stage[], raising: Raising): Stage[] {
  const given = stage.kind === 'project' ? new Map(names) : names;
  if (stage.kind === 'project') names.clear();
  const columns = stage.columns.flatMap((c): Named[] => {
    const meaning = meaningOf(c, given);
    if (!meaning) {
      names.delete(c.name);
      if (c.expr.kind === 'call') names.set(c.name, { kind: 'computed' });
      return [c];
    }
    names.set(c.name, meaning);
    if (meaning.kind === 'field' && isUnused(c.name, rest)) return [];
    if (meaning.kind === 'json') {
      if (holdsText(c.expr)) raising.jsonTexts.add(keyOf(c));
      return [{ ...c, expr: jsonText(c.expr) }];
    }
    if (meaning.kind !== 'field') return [c];
    if (meaning.lifted) return liftedColumn(c, meaning.lifted, rest, raising);
    const fields = stage.kind === 'project' ? memberFields(c, meaning.path, throughExpansions(c.name, rest)) : [];
    if (stage.kind === 'project' && !onlyMembers(c.name, rest) && meaning.path !== c.name) names.set(c.name, { ...meaning, column: true });
    if (!onlyMembers(c.name, rest)) return [c, ...fields];
    if (stage.kind === 'project') return fields;
    return neededBy(rest) === undefined ? shownMembers(c, meaning.path, rest, raising) : [];
  });
  if (columns.length === 0) return stage.kind === 'extend' ? [] : [stage];
  return [{ ...stage, columns }];
}

/** The parts themselves are below the name. */
function liftedColumn(c: Named, { what }: Lifted, rest: readonly Stage[], raising: Raising): Named[] {
  if (what === 'uri' && neededBy(rest) === undefined) raising.opNote('different', 'parse_url', `the parts below ${c.name} have the names that URI_PARTS gives them`, c.span);
  return [c];
}

function meaningOf(c: Named, names: Names): Meaning | undefined {
  if (c.expr.kind === 'call' && (c.expr.op === 'dynamic.parseJson' || c.expr.op === 'dynamic.extractJson')) return { kind: 'json' };
  const object = c.expr.kind === 'call' && c.expr.op === 'dynamic.toJson' ? (c.expr.args[0] as Expr) : c.expr;
  if (object.kind !== 'col') return undefined;
  const known = names.get(object.name);
  if (known) return known.kind === 'field' ? { ...known, column: false } : known;
  return isObject(object) ? { kind: 'field', path: object.name } : undefined;
}

/** `parse_json` of a constant is worked out, of an object it is the object. */
const holdsText = (e: Expr): boolean => e.kind === 'call' && (e.op === 'dynamic.extractJson' || (e.args[0]?.kind !== 'lit' && e.args[0]?.type === 'string'));

function objectPath(c: Col, names: Names, rest: readonly Stage[]): string | undefined {
  const known = names.get(c.name);
  return known?.kind === 'field' ? known.path : known === undefined && (isObject(c) || onlyMembers(c.name, rest)) ? c.name : undefined;
}

/** A path is an object until something converts it. */
const isObject = (e: Expr): boolean => e.kind === 'col' && (e.type === 'dynamic' || (e.type !== 'string' && e.name.includes('.')));

/** `parse_json(text)` is the text itself; what it holds is read where a path asks for it. */
const jsonText = (e: Expr): Expr => (e.kind === 'call' && e.op === 'dynamic.parseJson' ? (e.args[0] as Expr) : e);

/** In a result that has all columns, the members of an object that the query names have the name that it gives it. */
function shownMembers(c: Named, path: string, rest: readonly Stage[], raising: Raising): Named[] {
  if (c.name === path) return [];
  raising.opNote('rewritten', c.name, `the fields of ${path} have its members; those that the query reads are copied`, c.span);
  return memberFields(c, path, rest).map((m) => ({ ...m, name: `${c.name}${m.name.slice(path.length)}` }));
}

/** `mv-expand todynamic(x)` of a text: Elasticsearch would hold the array itself in the field. */
function arrayOf(e: Expr, raising: Raising): Expr {
  const inner = e.kind === 'call' && e.op === 'dynamic.parseJson' ? e.args[0] : undefined;
  if (inner?.kind !== 'col') return e;
  raising.opNote('different', 'parse_json', `the field ${inner.name} is taken for the array that the text holds in Kusto`, e.span);
  return { ...inner, type: 'dynamic' };
}

/** `mv-expand r = TargetResources`: the field is expanded, and `r` stands for it where members of it are read; else it is a column. */
function expandedUnder<S extends MvExpand | MvApply>(stage: S, names: Names, rest: readonly Stage[], raising: Raising): S {
  const columns = stage.columns.map((given) => {
    const c = { ...given, expr: arrayOf(given.expr, raising) };
    if (c.expr.kind === 'col' && names.get(c.expr.name)?.kind === 'json') raising.opNote('different', 'mv-expand', `the text in ${c.expr.name} is taken for one element: ES|QL does not take JSON arrays apart`, c.span);
    if (c.expr.kind !== 'col' || !(isObject(c.expr) || c.expr.type === 'unknown') || c.to !== undefined || c.name === c.expr.name || !membersRead(c.name, rest)) return c;
    names.set(c.name, { kind: 'field', path: c.expr.name });
    return { ...c, name: c.expr.name };
  });
  return { ...stage, columns };
}

function applied(stage: MvApply, names: Names, rest: readonly Stage[], raising: Raising): MvApply {
  const outer = mapped({ ...stage, body: { stages: [], span: stage.body.span } }, names, raising);
  const inner: Names = new Map(names);
  const keeps = keepsElements(stage);
  const out = expandedUnder(outer, inner, keeps ? [...stage.body.stages, ...rest] : stage.body.stages, raising);
  for (const c of keeps ? stage.columns : []) {
    const meaning = inner.get(c.name);
    if (meaning) names.set(c.name, meaning);
  }
  for (const c of stage.body.stages.flatMap((x) => (x.kind === 'aggregate' ? x.aggregates : []))) {
    if (c.expr.kind === 'agg' && c.expr.op === 'aggregate.bag') names.set(c.name, { kind: 'json' });
    else names.delete(c.name);
  }
  return { ...out, body: pipeline(stage.body, raising, inner) };
}

/* ---------------------------------------------------------------- paths */

/** Rewrites every expression of a stage; nested pipelines are rewritten as pipelines. */
function mapped<S extends Stage>(stage: S, names: Names, raising: Raising): S {
  return mapNode(stage, names, raising) as S;
}

function mapNode(node: unknown, names: Names, raising: Raising): unknown {
  if (typeof node !== 'object' || node === null || node instanceof Map) return node;
  if (Array.isArray(node)) return mapInside(node, (child) => mapNode(child, names, raising));
  if ('stages' in node) return pipeline(node as Pipeline, raising);
  if (isExpr(node)) return rewritten(node, names, raising);
  return mapInside(node, (child) => mapNode(child, names, raising));
}

function rewritten(e: Expr, names: Names, raising: Raising): Expr {
  if (isStep(e)) {
    const path = pathOf(e, names, raising);
    if (path) return path;
  }
  if (readsJson(e) && names.get(e.args[1].name)?.kind === 'field') {
    const field = ofColumn(e.args[1], readJsonPath(String(e.args[0].value)) ?? [], e, names, raising);
    if (field) return field;
  }
  const extracted = e.kind === 'call' && e.op === 'dynamic.extractJson' ? extractedField(e, names, raising) : undefined;
  if (extracted) return extracted;
  if (e.kind === 'col') {
    const meaning = names.get(e.name);
    if (meaning?.kind === 'field' && meaning.lifted) return refuse(e.name, 'ES|QL has the parts of an address alone, none for the whole', e.span);
    return meaning?.kind === 'field' && !meaning.column ? { ...e, name: meaning.path, type: 'unknown', member: true } : e;
  }
  if (e.kind === 'subquery') return { ...e, args: e.args.map((a) => rewritten(a, names, raising)), pipeline: pipeline(e.pipeline, raising) };
  const plain = e.kind === 'call' && e.op === 'dynamic.parseJson' ? unwrapped(e) : e;
  if (plain !== e) return rewritten(plain, names, raising);
  return withChildren(e, children(e).map((c) => rewritten(c, names, raising)));
}

function pathOf(e: Call, names: Names, raising: Raising): Expr | undefined {
  const root = rootOf(e);
  const steps = stepsOf(e);
  if (!steps) return undefined;
  if (root.kind === 'col') return ofColumn(root, steps, e, names, raising);
  if (root.kind === 'call' && root.op === 'dynamic.parseJson') return jsonPath(rewritten(root.args[0] as Expr, names, raising), steps, e.span);
  return undefined;
}

/** `extractjson("$.a.b", x)` of what is an object already. */
function extractedField(e: Call, names: Names, raising: Raising): Expr | undefined {
  const [path, from] = e.args as [Expr, Expr];
  const root = from.kind === 'col' && from.type === 'dynamic' ? from : undefined;
  const steps = path.kind === 'lit' && /^\$(\.[A-Za-z_]\w*)+$/.test(String(path.value)) ? String(path.value).split('.').slice(1) : undefined;
  return root && steps && ofColumn(root, steps, e, names, raising);
}

function ofColumn(root: Col, steps: readonly (string | number)[], e: Call, names: Names, raising: Raising): Expr | undefined {
  const known = names.get(root.name);
  if (known?.kind === 'json') return jsonPath(root, steps, e.span);
  if (known?.kind === 'computed') return steps.length === 1 && typeof steps[0] === 'number' ? undefined : refuse('a path', `${root.name} is computed, and ES|QL computes no objects`, e.span);
  const meaning = known?.kind === 'field' ? known : undefined;
  if (meaning?.lifted) return liftedMember(meaning.path, meaning.lifted, String(steps[0]), e.span);
  const last = steps[steps.length - 1];
  const inner = typeof last === 'number' ? steps.slice(0, -1) : steps;
  if (inner.some((x) => typeof x === 'number' && x < 0)) {
    raising.opNote('different', 'an index from the end', 'Elasticsearch flattens arrays of objects: the values of all elements are one multi-value', e.span);
  }
  const parts = inner.filter((x) => typeof x === 'string' || x >= 0);
  const field: Col = { kind: 'col', name: [meaning?.path ?? root.name, ...parts].join('.'), type: 'unknown', member: true, span: e.span };
  return typeof last === 'number' ? { ...e, args: [field, e.args[1] as Expr] } : field;
}

const NAME = /^[A-Za-z_]\w*$/;

function jsonPath(text: Expr, steps: readonly (string | number)[], span: Span): Call {
  const path = steps.map((x) => (typeof x === 'number' ? `[${x}]` : NAME.test(x) ? `.${x}` : `['${x.replace(/['\\]/g, '\\$&')}']`)).join('');
  const literal: Lit = { kind: 'lit', type: 'string', value: `$${path}`, span };
  return { kind: 'call', op: 'dynamic.extractJson', args: [literal, text], type: 'dynamic', span };
}
