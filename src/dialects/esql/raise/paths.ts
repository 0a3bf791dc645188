import type { Agg, Aggregate, Call, Col, Drop, Expr, Join, Keep, Lit, MvApply, Named, Pipeline, Plan, Project, Rename, Stage, Union } from '../../../ast/pipeline.js';
import { children, columnsIn, isExpr, mapInside, withChildren } from '../../../ast/walk.js';
import type { Span } from '../../../base/source.js';
import { jsonPath as readJsonPath } from '../../../catalogue/dynamic.js';
import { neededBy } from '../../../semantics/needed.js';
import { type Raising, refuse } from './context.js';
import { isChoice } from '../../../ast/choices.js';
import { chosenText } from './choices.js';
import { isOfSource, keepEnds, type Place } from './documents.js';
import { expandedUnder, withLastPlace } from './elements.js';
import { asJson, pathText, stepsTo, typedJson } from './json-values.js';
import { lift, type Lifted, liftedMember, type Meaning, type Names } from './lifted.js';
import { isObject, isText, meaningOf, readsTexts } from './meanings.js';
import { afterRight, isUnused, pickedMembers, withoutUnusedPicks } from './object-uses.js';
import { withReadTexts } from './read-texts.js';
import { isStep, keepsElements, memberFields, type Path, PICKS, readsJson, rootOf, stepsOf, unwrapped, usesOf } from './uses.js';

/**
 * Elasticsearch has no objects in columns: `TargetResources[0].user.name` is the field `TargetResources.0.user.name`, and JSON in a text
 * is read by its path. This pass rewrites a plan that way before it is spelled, so that a path is a column like others: guards, facts and
 * projections know it by name.
 *
 * A name that the query gives to an object (`extend who = InitiatedBy.user`, `mv-expand r = TargetResources`) stands for its field.
 */
export const flattenPaths = (plan: Plan, raising: Raising): Plan => ({ ...plan, body: pipeline(plan.body, raising) });

/** `after`: what follows the pipeline where it stands. */
const pipeline = (p: Pipeline, raising: Raising, after: readonly Stage[] = []): Pipeline => through(p, new Map(), raising, after);

/** The pipeline's stages over `names`, which then are those at its end. */
function through(p: Pipeline, names: Names, raising: Raising, after: readonly Stage[], outside: readonly Stage[] = []): Pipeline {
  const stages: Stage[] = [];
  const used = withoutUnusedPicks(p.stages, after);
  used.forEach((stage, i) => {
    const rest = [...used.slice(i + 1), ...after];
    raising.attempt(() => {
      const { before, stage: lifted, after: dropped } = lift(stage, names, raising, (e) => rewritten(e, names, raising));
      stages.push(...before, ...rewrite(lifted, names, { before: [...outside, ...stages], rest, raising }), ...(dropped.length === 0 || neededBy([stage, ...rest]) ? [] : dropped));
    });
  });
  return { ...p, stages };
}

function rewrite(stage: Stage, names: Names, at: Place): Stage[] {
  const { rest, raising } = at;
  switch (stage.kind) {
    case 'extend':
    case 'project':
      return assigned({ ...stage, columns: stage.columns.map((c) => (isLifted(c, names) ? c : (mapNode(c, names, raising) as Named))) }, names, at);
    case 'rename':
      return renamed(stage, names, at);
    case 'keep':
      return [keptColumns(stage, names, at)];
    case 'drop':
      return dropped(stage, names);
    case 'mvExpand':
      return [expandedUnder(mapped(stage, names, raising), stage, names, rest, at)];
    case 'mvApply':
      return [applied(stage, names, at)];
    case 'join':
      return [{ ...mapped({ ...stage, right: { ...stage.right, stages: [] } }, names, raising), right: joined(stage, names, at) }];
    case 'union':
      return [united(stage, at)];
    case 'aggregate':
      return [aggregated(stage, names, at)];
    case 'makeSeries': {
      const out = mapped(stage, names, raising);
      names.clear();
      return [out];
    }
    default:
      return [mapped(stage, names, raising)];
  }
}

function aggregated(stage: Aggregate, names: Names, { before, rest, raising }: Place): Aggregate {
  const texts = [...stage.keys, ...stage.aggregates].flatMap((c): [string, Meaning][] => {
    const meaning = collected(c.expr, names);
    return meaning ? [[c.name, meaning]] : [];
  });
  const fromSource = (c: Named, path: string): boolean => {
    if (!readsTexts(raising) || !isOfSource(path, before, raising)) return false;
    raising.wholes.add(path);
    texts.push([c.name, { kind: 'json' }]);
    return true;
  };
  const out = mapped(pickedMembers(stage, rest, { pathOf: (c) => objectPath(c, names, rest, raising), texts: readsTexts(raising), fromSource }), names, raising);
  if (!stage.inline) names.clear();
  for (const c of out.aggregates) if (!answersRow(c)) names.set(c.name, { kind: 'computed' });
  // Of an object that is picked by its members a JSON path reads those.
  for (const c of stage.aggregates) if (answersRow(c) && !out.aggregates.some((o) => o.name === c.name)) names.set(c.name, { kind: 'field', path: c.name });
  for (const [name, meaning] of texts) names.set(name, meaning);
  return out;
}

/** Texts of JSON that an aggregate hands on, or collects. */
function collected(e: Expr, names: Names): Meaning | undefined {
  if (isText(e, names)) return { kind: 'json' };
  const value = e.kind === 'agg' ? e.args[e.args.length - 1] : undefined;
  if (!value || !isText(value, names)) return undefined;
  if (PICKS.has((e as Agg).op)) return { kind: 'json' };
  return COLLECTS.has((e as Agg).op) ? { kind: 'jsons' } : undefined;
}

const COLLECTS: ReadonlySet<string> = new Set(['aggregate.list', 'aggregate.set', 'aggregate.listIf', 'aggregate.setIf']);

/** `arg_max(t, x)` gives `x` of a row as it is. */
const answersRow = (c: Named): boolean => c.expr.kind === 'agg' && PICKS.has(c.expr.op);

/** The right side of a join; texts of JSON are such behind it as well. */
function joined(stage: Join, names: Names, { rest, raising }: Place): Pipeline {
  const right: Names = new Map();
  const out = underOwnNames(stage.right, right, afterRight(stage, rest), raising);
  for (const [n, m] of right) if (!names.has(n) && m.kind !== 'field') names.set(n, m);
  return out;
}

function united(stage: Union, { rest, raising }: Place): Union {
  const branches = stage.inputs.map((): Names => new Map());
  const out = { ...stage, inputs: stage.inputs.map((p, i) => underOwnNames(p, branches[i] as Names, rest, raising, true)) };
  keepEnds(out, branches);
  return out;
}

/** A pipeline whose names are not known behind it: the members of an object that are read there stand below the name that it has. */
function underOwnNames(p: Pipeline, names: Names, after: readonly Stage[], raising: Raising, texts = false): Pipeline {
  const out = through(p, names, raising, after);
  const columns = [...names].flatMap(([name, m]): Named[] => {
    if (m.kind === 'json' && texts) return membersOfText(name, usesOf(name, after, readsTexts(raising)).paths, p.span);
    if (m.kind !== 'field' || m.lifted || m.path === name) return [];
    const named: Named = { name, expr: { kind: 'col', name, type: 'unknown', span: p.span }, span: p.span };
    return memberFields(usesOf(name, after, readsTexts(raising)), m.path, named).map((c) => ({ ...c, name: `${name}${c.name.slice(m.path.length)}` }));
  });
  return columns.length === 0 ? out : { ...out, stages: [...out.stages, { kind: 'extend', columns, place: 'end', span: p.span }] };
}

/** The parts of an address under their own name. */
function isLifted(c: Named, names: Names): boolean {
  const meaning = c.expr.kind === 'col' && c.expr.name === c.name ? names.get(c.name) : undefined;
  return meaning?.kind === 'field' && meaning.lifted !== undefined;
}

const membersOfText = (name: string, members: readonly Path[], span: Span): Named[] =>
  members.map((m) => ({ name: `${name}.${m.join('.')}`, expr: jsonPath({ kind: 'col', name, type: 'dynamic', span }, m, span), span }));

/* ---------------------------------------------------------------- names that stand for objects */

function assigned<S extends Extract<Stage, { kind: 'extend' | 'project' }>>(stage: S, names: Names, at: Place): Stage[] {
  const { before, rest, raising } = at;
  const given = stage.kind === 'project' ? new Map(names) : names;
  if (stage.kind === 'project') names.clear();
  const columns = stage.columns.flatMap((column): Named[] => {
    const c = withChosenText(column, given, at);
    const meaning = meaningOf(c, given, rest, raising);
    if (!meaning) {
      names.delete(c.name);
      if (c.expr.kind === 'call') names.set(c.name, { kind: 'computed' });
      return [c];
    }
    names.set(c.name, meaning);
    if (meaning.kind === 'field' && isUnused(c.name, rest)) return [];
    if (meaning.kind === 'json') return [{ ...c, expr: jsonText(c.expr) }];
    if (meaning.kind !== 'field') return [c];
    if (meaning.lifted) return liftedColumn(c, meaning.lifted, rest, raising);
    const uses = usesOf(c.name, rest, readsTexts(raising));
    const fields = stage.kind === 'project' ? memberFields(uses, meaning.path, c) : [];
    if (!uses.whole && uses.members.length > 0) return fields;
    if (stage.kind === 'project' && (fields.length > 0 || uses.together) && readsTexts(raising) && isOfSource(meaning.path, before, raising)) {
      raising.wholes.add(meaning.path);
      names.set(c.name, { kind: 'json' });
      return [c];
    }
    // Of an array whose elements alone are read the projection leaves nothing under its own name.
    if (stage.kind === 'project' && uses.members.length === 0 && c.expr.kind === 'col' && meaning.path !== c.name) names.set(c.name, { kind: 'computed' });
    else if (meaning.path !== c.name) names.set(c.name, { ...meaning, column: true });
    return [c, ...fields];
  });
  if (columns.length === 0) return stage.kind === 'extend' ? [] : [stage];
  const replaced = stage.kind === 'extend' && neededBy(rest) === undefined ? columns.filter(takesPlaceOfObject).map((c) => ({ name: `${c.name}.*`, wildcard: true, span: c.span })) : [];
  return [{ ...stage, columns }, ...(replaced.length > 0 ? [{ kind: 'drop' as const, columns: replaced, strict: false, span: stage.span }] : [])];
}

/** `extend who = tostring(who.name)`: the fields of the object would stay beside the text. */
const takesPlaceOfObject = (c: Named): boolean => [...columnsIn(c.expr)].some((read) => read.startsWith(`${c.name}.`));

/** `x = coalesce(a, b)` of objects, where members of x are read. */
function withChosenText(c: Named, names: Names, at: Place): Named {
  const texts = readsTexts(at.raising);
  const chosen = texts && isChoice(c.expr) && usesOf(c.name, at.rest, texts).members.length > 0 ? chosenText(c, names, at) : undefined;
  return chosen ? { ...c, expr: asJson(chosen) } : c;
}

/** The parts themselves are below the name. */
function liftedColumn(c: Named, { what }: Lifted, rest: readonly Stage[], raising: Raising): Named[] {
  if (what === 'uri' && neededBy(rest) === undefined) raising.opNote('different', 'parse_url', `the parts below ${c.name} have the names that URI_PARTS gives them`, c.span);
  return [c];
}

function objectPath(c: Col, names: Names, rest: readonly Stage[], raising: Raising): string | undefined {
  const known = names.get(c.name);
  if (c.type === 'string') return undefined;
  return known?.kind === 'field' ? known.path : known === undefined && (isObject(c) || usesOf(c.name, rest, readsTexts(raising)).members.length > 0) ? c.name : undefined;
}

/** `parse_json(text)` is the text itself; what it holds is read where a path asks for it. */
const jsonText = (e: Expr): Expr => (e.kind === 'call' && e.op === 'dynamic.parseJson' ? (e.args[0] as Expr) : e);

/** `project-rename who = InitiatedBy`: the fields of an object keep their names, and `who` stands for them. */
function renamed(stage: Rename, names: Names, at: Place): Stage[] {
  const { rest, raising } = at;
  const objects = stage.columns.filter((c) => {
    const known = names.get(c.from);
    return known ? known.kind === 'field' : usesOf(c.to, rest, readsTexts(raising)).members.length > 0;
  });
  for (const c of stage.columns.filter((x) => !objects.includes(x))) {
    const known = names.get(c.from);
    if (known) names.set(c.to, known);
    names.delete(c.from);
  }
  const columns = objects.map((c): Named => ({ name: c.to, expr: { kind: 'col', name: c.from, type: 'dynamic', span: c.span }, span: c.span }));
  if (columns.length > 0 && neededBy(rest) === undefined) raising.stageNote('wider', 'project-rename', `the fields of ${objects.map((c) => c.from).join(', ')} keep their names as well`, stage.span);
  const aliases = columns.length > 0 ? assigned({ kind: 'extend', columns, place: 'end', span: stage.span }, names, at) : [];
  const others = stage.columns.filter((c) => !objects.includes(c));
  return [...aliases, ...(others.length > 0 ? [{ ...stage, columns: others }] : [])];
}

/** `project-keep who` of an object: the members that are read, or its JSON. */
function keptColumns(stage: Keep, names: Names, at: Place): Keep {
  const columns = stage.columns.flatMap((c): Keep['columns'][number][] => {
    if (c.wildcard) return [c];
    const column: Named = { name: c.name, expr: { kind: 'col', name: c.name, type: 'unknown', span: c.span }, span: c.span };
    const projected = names.has(c.name) && names.get(c.name)?.kind !== 'field' ? [column] : (assigned({ kind: 'project', columns: [column], span: c.span }, new Map(names), at)[0] as Project).columns;
    return projected.map((x) => ({ name: x.name, wildcard: false, span: c.span }));
  });
  for (const c of stage.columns) if (columns.some((x) => x.name === c.name) && names.get(c.name) === undefined && at.raising.wholes.has(c.name)) names.set(c.name, { kind: 'json' });
  return { ...stage, columns };
}

/** Names that stand for fields are no columns. */
function dropped(stage: Drop, names: Names): Stage[] {
  const isAlias = (name: string): boolean => {
    const m = names.get(name);
    return m?.kind === 'field' && !m.lifted && !m.column && m.path !== name;
  };
  const columns = stage.columns.filter((c) => c.wildcard || !isAlias(c.name));
  for (const c of stage.columns) names.delete(c.name);
  return columns.length === 0 ? [] : [{ ...stage, columns }];
}

function applied(stage: MvApply, names: Names, at: Place): MvApply {
  const { rest, raising, before } = at;
  const outer = mapped({ ...stage, body: { stages: [], span: stage.body.span } }, names, raising);
  const inner: Names = new Map(names);
  const out = expandedUnder(outer, stage, inner, keepsElements(stage) ? [...stage.body.stages, ...rest] : stage.body.stages, at);
  const body = through(stage.body, inner, raising, rest, before);
  for (const c of stage.columns) names.delete(c.name);
  for (const [n, m] of inner) names.set(n, m);
  return { ...out, body };
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

function rewritten(given: Expr, names: Names, raising: Raising): Expr {
  const e = withReadTexts(withLastPlace(given), raising, (x) => rewritten(x, names, raising));
  if (isStep(e)) {
    const path = pathOf(e, names, raising);
    if (path) return path;
  }
  const tested = e.kind === 'call' && e.op === 'bag.hasKey' ? keyTest(e, names, raising) : undefined;
  if (tested) return tested;
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
  const inner = withChildren(e, children(e).map((c) => rewritten(c, names, raising)));
  return typedJson(asksForNull(inner) ? { ...inner, args: inner.args.map(asDynamic) } : inner, (x) => isText(x, names), raising);
}

/** A member is no text, which `isnull` would never find null. */
const asksForNull = (e: Expr): e is Call => e.kind === 'call' && (e.op === 'condition.isNull' || e.op === 'condition.isNotNull');
const asDynamic = (e: Expr): Expr => (e.kind === 'col' && e.member ? { ...e, type: 'dynamic' } : e);

/** `bag_has_key(x, "a")`: whether the member is there, which tells no null from none. */
function keyTest(e: Call, names: Names, raising: Raising): Call | undefined {
  const [bag, key] = e.args as [Expr, Expr];
  const path = key.kind === 'lit' && typeof key.value === 'string' ? (key.value.startsWith('$.') ? readJsonPath(key.value) : [key.value]) : undefined;
  const member = path?.reduce<Expr>((x, step) => ({ kind: 'call', op: 'dynamic.member', args: [x, { ...key, value: step } as Lit], type: 'dynamic', span: e.span }), bag);
  const found = member && rewritten(member, names, raising);
  if (!found || isStep(found)) return undefined;
  raising.opNote('different', 'bag_has_key', 'a key whose value is null counts as missing, and a bag that is missing as one without it', e.span);
  return { ...e, op: 'condition.isNotNull', args: [asDynamic(found)] };
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
  if (known?.kind === 'computed' || known?.kind === 'jsons') return steps.length === 1 && typeof steps[0] === 'number' ? undefined : refuse('a path', `${root.name} is computed, and ES|QL computes no objects`, e.span);
  const meaning = known?.kind === 'field' ? known : undefined;
  if (meaning?.lifted) return liftedMember(meaning.path, meaning.lifted, String(steps[0]), e.span);
  const last = steps[steps.length - 1];
  const inner = typeof last === 'number' ? steps.slice(0, -1) : steps;
  if (inner.some((x) => typeof x === 'number' && x < 0)) {
    raising.opNote('different', 'an index from the end', 'Elasticsearch flattens arrays of objects: the values of all elements are one multi-value', e.span);
  }
  const parts = inner.filter((x) => typeof x === 'string' || x >= 0);
  const field: Col = { kind: 'col', name: fieldOf(meaning?.path ?? root.name, parts, e.span, raising), type: 'unknown', member: true, span: e.span };
  return typeof last === 'number' ? { ...e, args: [field, e.args[1] as Expr] } : field;
}

/** The name of the field, with note of the steps to it. */
function fieldOf(object: string, parts: readonly (string | number)[], span: Span, raising: Raising): string {
  const name = [object, ...parts].join('.');
  const before = stepsTo(object, raising);
  const steps = before && [...before, ...parts];
  const known = raising.steps.has(name) ? raising.steps.get(name) : steps;
  const same = known && steps && pathText(known) === pathText(steps);
  if (known && steps && !same) raising.opNote('different', name, 'members of which one has dots in its own name are one field in Elasticsearch', span);
  raising.steps.set(name, same ? steps : undefined);
  return name;
}

function jsonPath(text: Expr, steps: readonly (string | number)[], span: Span): Call {
  const literal: Lit = { kind: 'lit', type: 'string', value: pathText(steps), span };
  return { kind: 'call', op: 'dynamic.extractJson', args: [literal, text], type: 'dynamic', span };
}
