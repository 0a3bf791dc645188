import type * as Syntax from '../../../../../grammars/kql/syntax.js';
import type { Expr, Named } from '../../../../ast/pipeline.js';
import type { Field } from '../../../../data/table.js';
import { nameMatches } from '../../../../semantics/names.js';
import { fieldOf } from '../../../../semantics/schema.js';
import { append, brokenTable } from '../append.js';
import { type Context, report, type Tabular, withRow } from '../context.js';
import { declaredType } from '../declared.js';
import { column, literal, namedCall } from '../operations.js';
import { wordOption } from '../special-calls.js';
import { searchCondition } from './search-terms.js';
import { nameOf, unionInputs, uniteInputs } from './union.js';

/** `find`: rows of many tables under the columns that matter, and all the rest in a bag. */

interface Input {
  readonly name: string;
  readonly table: Tabular;
}

export function findRows(s: Syntax.FindStage, cx: Context): Tabular {
  const sourceColumn = wordOption(s.params, 'withsource', cx) ?? 'source_';
  const named: readonly Syntax.Expression[] = s.sources.length > 0 ? s.sources : [{ kind: 'wildcard', pattern: '*', span: s.span }];
  const inputs = unionInputs(named, false, cx).flatMap((i) => singleTables(i, cx)).map((i, at) => ({ ...i, name: i.name || nameOf(i.table, at) }));
  if (inputs.length === 0) return brokenTable(s.span);
  if (inputs.some((i) => i.table.schema.open)) return findOpen(s, inputs, sourceColumn, cx);
  const mentioned = namesIn(s.condition);
  const kept = inputs.filter((i) => [...mentioned].every((n) => !anyHas(inputs, n) || fieldOf(i.table.schema, n) !== undefined));
  for (const n of mentioned) if (!anyHas(inputs, n)) report(cx, 'unknown-column', { name: n }, s.condition.span);
  const columns = wanted(s, kept, mentioned, cx);
  return uniteInputs(kept.map((i) => ({ name: i.name, table: narrowed(s, i.table, columns, cx) })), { columns: 'outer', sourceColumn, span: s.span }, cx);
}

const anyHas = (inputs: readonly Input[], name: string): boolean => inputs.some((i) => fieldOf(i.table.schema, name) !== undefined);

/** A wildcard's scan, taken apart into its tables. */
function singleTables(i: Input, cx: Context): Input[] {
  const only = i.table.stages[0];
  if (only?.kind !== 'scan' || !only.tables.some((t) => t.wildcard) || cx.state.env.tables.length === 0) return [i];
  return only.tables.flatMap((t) => unionNames(t.name, cx).map((name) => ({
    name, table: uniteInputs(unionInputs([{ kind: 'name', text: name, bracketed: false, span: t.span }], false, cx), { columns: 'outer', span: t.span }, cx),
  })));
}

const unionNames = (pattern: string, cx: Context): string[] => cx.state.env.tables.filter((n) => nameMatches(pattern, n));

interface Wanted {
  readonly columns: readonly Field[];
  readonly pack: boolean;
}

/** The `project` clause, or the columns of the condition and those that all tables have. */
function wanted(s: Syntax.FindStage, inputs: readonly Input[], mentioned: ReadonlySet<string>, cx: Context): Wanted {
  if (s.project) return listed(s.project, inputs, cx);
  const all = new Map(inputs.flatMap((i) => i.table.schema.fields.map((f) => [f.name, f] as const)));
  const away = new Set((s.projectAway ?? []).flatMap((c) => (c.kind === 'name' ? [c.text] : [])));
  const columns = [...all.values()].filter((f) => !away.has(f.name) && (mentioned.has(f.name) || inputs.every((i) => fieldOf(i.table.schema, f.name) !== undefined)));
  return { columns, pack: columns.length < [...all.keys()].filter((n) => !away.has(n)).length };
}

function listed(project: readonly Syntax.FindColumn[], inputs: readonly Input[], cx: Context): Wanted {
  const columns = project.flatMap((c): Field[] => {
    if (c.kind === 'columnDeclaration') return [{ name: c.name.text, type: declaredType(c.type, cx) }];
    if (c.kind !== 'name') return [];
    const found = inputs.map((i) => fieldOf(i.table.schema, c.text)).find((f) => f !== undefined);
    if (!found) report(cx, 'unknown-column', { name: c.text }, c.span);
    return [found ?? { name: c.text, type: 'unknown' }];
  });
  return { columns, pack: project.some((c) => c.kind === 'packAll' || c.kind === 'star') };
}

function narrowed(s: Syntax.FindStage, table: Tabular, { columns, pack }: Wanted, cx: Context): Tabular {
  const row = withRow(cx, table);
  const cond = searchCondition(s.condition, { columns: table.schema.fields, caseSensitive: false }, row);
  const rows = append(table, { kind: 'filter', cond, span: s.span }, cx);
  const shown = columns.map((f): Named => ({ name: f.name, expr: columnOrNull(f, table, s.span), span: s.span }));
  const rest = table.schema.fields.filter((f) => !columns.some((c) => c.name === f.name));
  const packed: Named[] = pack ? [{ name: 'pack_', expr: bag(rest, s.span, cx), span: s.span }] : [];
  return append(rows, { kind: 'project', columns: [...shown, ...packed], span: s.span }, cx);
}

function columnOrNull(f: Field, table: Tabular, span: Syntax.Span): Expr {
  const own = fieldOf(table.schema, f.name);
  return own ? column(own.name, own.type, span) : literal(f.type, null, span);
}

const bag = (fields: readonly Field[], span: Syntax.Span, cx: Context): Expr =>
  fields.length === 0 ? literal('dynamic', new Map(), span) : namedCall('bag_pack', fields.flatMap((f) => [literal('string', f.name, span), column(f.name, f.type, span)]), span, cx);

/** Without schemas only the filter and the listed columns can be said. */
function findOpen(s: Syntax.FindStage, inputs: readonly Input[], sourceColumn: string, cx: Context): Tabular {
  const rows = uniteInputs(inputs, { columns: 'outer', sourceColumn, span: s.span }, cx);
  const cond = searchCondition(s.condition, { columns: rows.schema.fields, caseSensitive: false }, withRow(cx, rows));
  const found = append(rows, { kind: 'filter', cond, span: s.span }, cx);
  if (!s.project) return found;
  const names = s.project.flatMap((c) => (c.kind === 'columnDeclaration' ? [c.name.text] : c.kind === 'name' ? [c.text] : []));
  const columns = [sourceColumn, ...names].map((name): Named => ({ name, expr: column(name, fieldOf(rows.schema, name)?.type ?? 'unknown', s.span), span: s.span }));
  return append(found, { kind: 'project', columns, span: s.span }, cx);
}

/** Names that the condition mentions as columns. */
function namesIn(e: unknown, out = new Set<string>()): Set<string> {
  if (Array.isArray(e)) for (const x of e) namesIn(x, out);
  else if (typeof e === 'object' && e !== null) {
    const node = e as { kind?: string; text?: string };
    if (node.kind === 'name' && node.text !== undefined) out.add(node.text);
    else if (node.kind === 'call') namesIn((e as Syntax.Call).args.map((a) => a.value), out);
    else if (node.kind === 'path') namesIn((e as Syntax.Path).target, out);
    else for (const v of Object.values(e)) namesIn(v, out);
  }
  return out;
}
