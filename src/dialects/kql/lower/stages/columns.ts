import type * as Syntax from '../../../../../grammars/kql/syntax.js';
import type { NamePattern } from '../../../../ast/pipeline.js';
import { constantOf } from '../../../../catalogue/constant.js';
import { nameMatches } from '../../../../semantics/names.js';
import { fieldOf } from '../../../../semantics/schema.js';
import { append } from '../append.js';
import { namedColumns } from '../columns.js';
import { columnHint } from '../hints.js';
import { type Context, lowerExpr, report, type Tabular, withoutRow, withRow } from '../context.js';

/** Stages that add, choose, name and order columns. */
export const columnStages = {
  extend: (s: Syntax.ExtendStage, input: Tabular, cx: Context): Tabular => {
    const columns = namedColumns(s.columns, withRow(cx, input), 'other', input.schema.fields.map((f) => f.name));
    return append(input, { kind: 'extend', columns, place: 'keep', span: s.span }, cx);
  },
  project: (s: Syntax.ProjectStage, input: Tabular, cx: Context): Tabular =>
    append(input, { kind: 'project', columns: namedColumns(s.columns, withRow(cx, input), 'other'), span: s.span }, cx),
  'project-away': (s: Syntax.ColumnPatternStage, input: Tabular, cx: Context): Tabular =>
    append(input, { kind: 'drop', columns: patterns(s.columns, input, cx), strict: false, span: s.span }, cx),
  'project-keep': (s: Syntax.ColumnPatternStage, input: Tabular, cx: Context): Tabular =>
    append(input, { kind: 'keep', columns: patterns(s.columns, input, cx), order: 'input', span: s.span }, cx),
  'project-reorder': reorder,
  'project-rename': rename,
  'project-by-names': byNames,
  'assert-schema': (_s: Syntax.AssertSchemaStage, input: Tabular): Tabular => input,
  'execute-and-cache': (_s: Syntax.ExecuteAndCacheStage, input: Tabular): Tabular => input,
};

/** Names must exist; a pattern may match nothing only where the schema is open. */
function patterns(columns: readonly (Syntax.Name | Syntax.Wildcard)[], input: Tabular, cx: Context): NamePattern[] {
  return columns.map((c) => {
    const name = c.kind === 'name' ? c.text : c.pattern;
    const found = c.kind === 'name' ? fieldOf(input.schema, name) !== undefined : input.schema.fields.some((f) => nameMatches(name, f.name));
    if (!found && !input.schema.open) unknownColumn(name, c.span, input, cx);
    return { name, wildcard: c.kind === 'wildcard', span: c.span };
  });
}

function unknownColumn(name: string, at: Syntax.Span, input: Tabular, cx: Context): void {
  report(cx, 'unknown-column', { name }, at, columnHint(name, input.schema));
}

function reorder(s: Syntax.ProjectReorderStage, input: Tabular, cx: Context): Tabular {
  const names = patterns(s.columns.map((c) => c.column), input, cx);
  const columns = s.columns.map((c, i) => ({ ...(names[i] as NamePattern), ...(c.order && { order: c.order }) }));
  return append(input, { kind: 'reorder', columns, span: s.span }, cx);
}

function rename(s: Syntax.ProjectStage, input: Tabular, cx: Context): Tabular {
  const columns = s.columns.flatMap((c) => {
    const to = c.names[0]?.text;
    if (to === undefined || c.value.kind !== 'name') {
      report(cx, 'type-mismatch', { what: 'an item of project-rename', got: 'an expression', want: 'new = old' }, c.span);
      return [];
    }
    if (!input.schema.open && !fieldOf(input.schema, c.value.text)) unknownColumn(c.value.text, c.value.span, input, cx);
    return [{ from: c.value.text, to, span: c.span }];
  });
  const moved = new Set(columns.map((c) => c.from));
  const stay = new Set(input.schema.fields.filter((f) => !moved.has(f.name)).map((f) => f.name));
  for (const c of columns) {
    if (stay.has(c.to)) report(cx, 'duplicate-column', { name: c.to }, c.span);
    stay.add(c.to);
  }
  return append(input, { kind: 'rename', columns, clash: 'error', span: s.span }, cx);
}

/** Columns by constant names or arrays of names; those that do not exist are left out. */
function byNames(s: Syntax.ProjectByNamesStage, input: Tabular, cx: Context): Tabular {
  const names = s.names.flatMap((n) => {
    const value = constantOf(lowerExpr(n, withoutRow(cx)), cx.state.env.now);
    if (value === undefined) report(cx, 'not-constant', { what: 'the list of names' }, n.span);
    return (Array.isArray(value) ? (value as unknown[]) : [value]).filter((v): v is string => typeof v === 'string').map((name) => ({ name, span: n.span }));
  });
  const columns = names.flatMap(({ name, span }) => (name.includes('*') || input.schema.open || fieldOf(input.schema, name) ? [{ name, wildcard: name.includes('*'), span }] : []));
  return append(input, { kind: 'keep', columns, order: 'list', span: s.span }, cx);
}
