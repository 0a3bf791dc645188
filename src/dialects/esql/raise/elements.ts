import type { Call, Expr, MvApply, MvExpand, Stage } from '../../../ast/pipeline.js';
import { chosenText } from './choices.js';
import { type Raising, refuse } from './context.js';
import { isDocuments, lacksMembers, pathsInSource, type Place } from './documents.js';
import { asJson, isMarked } from './json-values.js';
import type { Names } from './lifted.js';
import { isObject, isText, readsTexts } from './meanings.js';
import { aggregatesElements, keptTogether, usesOf } from './uses.js';

type Column = MvExpand['columns'][number];

/**
 * The columns of an expansion. `mv-expand r = TargetResources`: the field of one member is expanded, and `r` stands for the object; where
 * several members are read the elements are those of the array's JSON, which keeps them together, as are those of any text of JSON.
 */
export function expandedUnder<S extends MvExpand | MvApply>(stage: S, given: S, names: Names, rest: readonly Stage[], at: Place): S {
  return { ...stage, columns: stage.columns.map((c) => expanded(c, given, names, rest, at)) };
}

function expanded(c: Column, stage: MvExpand | MvApply, names: Names, rest: readonly Stage[], at: Place): Column {
  const { before, raising } = at;
  const texts = readsTexts(raising);
  const chosen = texts ? chosenText(c, names, at) : undefined;
  if (chosen) {
    names.set(c.name, { kind: 'json' });
    return { ...c, expr: asJson(chosen) };
  }
  const text = isText(c.expr, names);
  const e = text && !texts ? arrayOf(c.expr, names, raising) : ofPath(c.expr, names);
  const known = e.kind === 'col' ? names.get(e.name)?.kind : text ? undefined : 'computed';
  names.delete(c.name);
  if ((text && texts) || known === 'jsons') {
    names.set(c.name, { kind: 'json' });
    return text ? { ...c, expr: asJson(e) } : c;
  }
  if (known === 'computed' || e.kind !== 'col') {
    names.set(c.name, { kind: 'computed' });
    return c;
  }
  const uses = c.to === undefined && (isObject(e) || e.type === 'unknown') ? usesOf(c.name, rest, texts) : undefined;
  if (!uses || uses.members.length === 0) return text ? { ...c, expr: e } : c;
  const together = texts && keptTogether(stage, uses);
  const paths = together && (!aggregatesElements(stage) || areTold(before)) ? pathsInSource(e.name, before, raising) : undefined;
  if (paths) {
    for (const path of paths) raising.wholes.add(path);
    names.set(c.name, { kind: 'json' });
    return { ...c, expr: asJson({ ...e, type: 'dynamic' }) };
  }
  if (together && lacksMembers(e.name, before)) return refuse(stage.kind === 'mvApply' ? 'mv-apply' : 'mv-expand', `not all branches of the union have the members of ${e.name} as fields, or its JSON`, stage.span);
  if (c.name !== e.name) names.set(c.name, { kind: 'field', path: e.name });
  return { ...c, expr: e, name: e.name };
}

/** A column that stands for an object beside its fields is the object. */
function ofPath(e: Expr, names: Names): Expr {
  const meaning = e.kind === 'col' ? names.get(e.name) : undefined;
  return e.kind === 'col' && meaning?.kind === 'field' ? { ...e, name: meaning.path } : e;
}

/** `mv-expand todynamic(x)` of a text that the target cannot take apart: Elasticsearch would hold the array itself in the field. */
function arrayOf(e: Expr, names: Names, raising: Raising): Expr {
  const inner = isMarked(e) ? e.args[0] : undefined;
  if (inner?.kind !== 'col' || names.has(inner.name)) return refuse('mv-expand of a text of JSON', 'JSON_EXTRACT needs Elasticsearch 9.4', e.span);
  raising.opNote('different', 'parse_json', `the field ${inner.name} is taken for the array that the text holds in Kusto`, e.span);
  return { ...inner, type: 'dynamic' };
}

/** Whether something tells the rows apart behind these stages (joins-identity.ts): each is a document, or a group. */
function areTold(before: readonly Stage[]): boolean {
  const grouped = before.findLastIndex((s) => s.kind === 'aggregate' && !s.inline && !s.wholeRow);
  const [start, after] = grouped < 0 ? [before[0], before.slice(1)] : [before[grouped], before.slice(grouped + 1)];
  const known = start?.kind === 'aggregate' ? start.keys.length > 0 : start !== undefined && isDocuments(start);
  return known && !after.some((s) => s.kind === 'mvExpand' || (s.kind === 'mvApply' && !aggregatesElements(s)) || s.kind === 'join' || s.kind === 'union' || s.kind === 'distinct');
}

/** `x[array_length(x) - 1]` is `x[-1]`, of an array without elements too. */
export function withLastPlace(e: Expr): Expr {
  const [array, at] = e.kind === 'call' && e.op === 'dynamic.index' ? e.args : [];
  return array && at && isLast(array, at) ? { ...(e as Call), args: [array, { kind: 'lit', type: 'long', value: -1, span: at.span }] } : e;
}

function isLast(array: Expr, at: Expr): boolean {
  if (at.kind === 'call' && /^convert\.to(Int|Long)$/.test(at.op)) return isLast(array, at.args[0] as Expr);
  const [length, one] = at.kind === 'call' && at.op === 'math.subtract' ? at.args : [];
  const counted = length?.kind === 'call' && length.op === 'array.length' ? length.args[0] : undefined;
  return one?.kind === 'lit' && Number(one.value) === 1 && array.kind === 'col' && counted?.kind === 'col' && counted.name === array.name;
}
