import { LEVEL } from '../../../../grammars/kql/operators.js';
import type { Column, ExpandColumn, Expression, Pipeline, RowSchema, SortKey, Stage, TopNestedStage } from '../../../../grammars/kql/syntax.js';
import { concat, fill, group, hardline, indent, join, line, lineEnd, type Doc } from '../../../text/layout.js';
import { atLineEnd, ownLines } from './comments.js';
import { graphWriters } from './graphs.js';
import { declarationText, parametersDoc, schemaDoc } from './expressions.js';
import {
  bracketed, columnDoc, columnList, commas, enclosed, listed, nameText, optionDocs, parameterDoc, parameterDocs, row, stageList, STEP, type Pen,
} from './pen.js';

/** The member of the union with this kind, also where one interface has several kinds. */
type WithKind<S, K> = S extends { kind: infer SK } ? (K extends SK ? S : never) : never;
type Of<K extends Stage['kind']> = K extends unknown ? WithKind<Stage, K> : never;
type Writers = { readonly [K in Stage['kind']]: (pen: Pen, stage: Of<K>) => Doc };

/** A pipeline; `between` stands before each `|`. */
export function pipelineDoc(pen: Pen, { source, stages }: Pipeline, between: Doc): Doc {
  const parts: Doc[] = source ? [pen.expression(source, source.kind === 'dataScoped' ? 0 : 1)] : [];
  let previous = source?.span.end ?? null;
  for (const stage of stages) {
    if (stage.kind === 'missing' && stage.comment !== undefined) {
      parts.push(...stage.comment.split('\n').flatMap((l): Doc[] => [hardline, lineEnd(l)]), ...(stage === stages.at(-1) ? [hardline] : []));
      continue;
    }
    const { trailing, leading } = pen.comments.before(stage.span.start, previous);
    if (parts.length > 0) parts.push(atLineEnd(trailing), between, ownLines(leading), '| ');
    else parts.push(ownLines(leading));
    parts.push(stageDoc(pen, stage));
    previous = stage.span.end;
    const inside = pen.comments.before(stage.span.end, null).leading;
    parts.push(atLineEnd(inside.map((c) => c.text)));
  }
  return row(parts);
}

function stageDoc(pen: Pen, stage: Stage): Doc {
  const write = WRITERS[stage.kind] as (pen: Pen, s: Stage) => Doc;
  return write(pen, stage);
}

/** The one condition behind a keyword, with the comments before it. */
function conditionDoc(pen: Pen, start: number, write: () => Doc): Doc {
  const { leading } = pen.comments.before(start, null);
  return leading.length > 0 ? indent(STEP, hardline, ownLines(leading), write()) : concat(' ', write());
}

const clause = (pen: Pen, keyword: string, value: Expression | null): Doc => (value === null ? '' : concat(` ${keyword} `, pen.expression(value, 1)));

const columnsDoc = (pen: Pen, columns: readonly Column[]): Doc => commas(listed(pen, columns, (c) => columnDoc(pen, c)).docs);

function sortKeyDoc(pen: Pen, { column, order, nulls }: SortKey): Doc {
  return concat(columnDoc(pen, column), order ? ` ${order}` : '', nulls ? ` nulls ${nulls}` : '');
}

const sortKeys = (pen: Pen, keys: readonly SortKey[]): Listed => listed(pen, keys, (k) => sortKeyDoc(pen, k));
type Listed = ReturnType<typeof listed>;

const expandDoc = (pen: Pen, { column, to }: ExpandColumn): Doc => concat(columnDoc(pen, column), to ? concat(' to ', pen.expression(to, 1)) : '');

const expandList = (pen: Pen, columns: readonly ExpandColumn[]): Doc => stageList(listed(pen, columns, (c) => expandDoc(pen, c)), false);

function expressionList(pen: Pen, items: readonly Expression[]): Doc {
  const { docs, commented } = listed(pen, items, (e) => pen.expression(e, 1));
  return indent(STEP, commented ? commas(docs) : fill(docs, ','));
}

/** Tables of `union`, `find` and `search`: a pipeline that is a name with `as` needs no parentheses in the latter two. */
const sourcesDoc = (pen: Pen, sources: readonly Expression[]): Doc =>
  sources.length === 0 ? '' : concat(' in ', bracketed(pen, '(', listed(pen, sources, (s) => pen.expression(s, s.kind === 'pipeline' ? 0 : 1)), ')'));

/** `union` takes names and calls; anything else stands in parentheses. */
const ENTITIES = new Set<Expression['kind']>(['name', 'wildcard', 'call', 'path', 'element', 'pipeline']);

const entityDoc = (pen: Pen, table: Expression): Doc => (ENTITIES.has(table.kind) ? pen.expression(table, 1) : enclosed(pen, '(', table, ')'));

const scopeText = (scope: string | null): string => (scope === null ? '' : ` datascope=${scope}`);

function topNestedDoc(pen: Pen, { levels }: TopNestedStage): Doc {
  const docs = listed(pen, levels, ({ count, of, others, by }) => concat(
    'top-nested', count ? concat(' ', columnDoc(pen, count)) : '', ' of ', columnDoc(pen, of),
    others ? concat(' with others = ', pen.expression(others, 1)) : '', ' by ', sortKeyDoc(pen, by),
  )).docs;
  return group(indent(STEP, commas(docs)));
}

const isAssigned = ({ names, value }: Column): boolean => names.length > 0 || value.kind !== 'name';

function summarizeDoc(pen: Pen, { params, aggregates, by, bin }: Of<'summarize'>): Doc {
  const values = listed(pen, aggregates, (c) => columnDoc(pen, c));
  const keys = by ? listed(pen, by, (c) => columnDoc(pen, c)) : null;
  const alone = values.docs.length === 1 && !values.commented;
  return group(
    'summarize', parameterDocs(pen, params),
    values.docs.length === 0 ? '' : alone ? group(indent(STEP, line, values.docs[0]!)) : indent(STEP, line, commas(values.docs)),
    keys ? indent(STEP, values.docs.length === 0 ? ' ' : line, 'by ', group(indent(STEP, keys.commented || by?.some(isAssigned) ? commas(keys.docs) : fill(keys.docs, ',')))) : '',
    bin ? concat(' bin = ', pen.expression(bin, 1)) : '',
  );
}

function makeSeriesDoc(pen: Pen, s: Of<'make-series'>): Doc {
  const aggregates = listed(pen, s.aggregates.map((a) => ({ ...a, span: a.column.span })), ({ column, default: fallback }) =>
    concat(columnDoc(pen, column), fallback ? concat(' default=', columnDoc(pen, fallback)) : '')).docs;
  const on = concat('on ', columnDoc(pen, s.on));
  const range = s.inRange && s.from && s.to
    ? concat('in range(', pen.expression(s.from, 1), ', ', pen.expression(s.to, 1), ', ', pen.expression(s.step, 1), ')')
    : concat(s.from ? concat('from ', pen.expression(s.from, 1), ' ') : '', s.to ? concat('to ', pen.expression(s.to, 1), ' ') : '', 'step ', pen.expression(s.step, 1));
  const by = s.by.length > 0 ? [concat('by ', columnsDoc(pen, s.by))] : [];
  return group('make-series', parameterDocs(pen, s.params), indent(STEP, line, join([commas(aggregates), on, range, ...by], line)));
}

function parseDoc(pen: Pen, s: Of<'parse' | 'parse-where'>): Doc {
  const value = concat(s.kind, parameterDocs(pen, s.params), ' ', pen.expression(s.value, 1), ' with');
  const pieces = listed(pen, s.pattern, (p) =>
    (p.kind === 'columnDeclaration' ? declarationText(p) : p.kind === 'name' ? nameText(p, 'declaration') : pen.expression(p, 1)));
  if (pieces.docs.length === 0) return value;
  return concat(value, pieces.commented ? indent(STEP, hardline, join(pieces.docs, line)) : indent(STEP, ' ', fill(pieces.docs, '')));
}

function scanDoc(pen: Pen, s: Of<'scan'>): Doc {
  const steps = listed(pen, s.steps, (step) => concat(
    `step ${nameText(step.name, 'declaration')}`, step.optional ? ' optional' : '', step.output ? ` output=${step.output}` : '', ': ',
    pen.expression(step.condition, 1),
    step.assignments.length === 0 ? '' : concat(' => ', group(indent(STEP, commas(step.assignments.map((a) =>
      concat(nameText(a.name, 'declaration'), ' = ', pen.expression(a.value, 1))))))),
    ';',
  ), s.span.end).docs;
  return concat(
    'scan', parameterDocs(pen, s.params),
    s.orderBy.length > 0 ? concat(' order by ', join(sortKeys(pen, s.orderBy).docs, ', ')) : '',
    s.partitionBy.length > 0 ? concat(' partition by ', expressionList(pen, s.partitionBy)) : '',
    s.declare.length > 0 ? concat(' declare ', parametersDoc(pen, s.declare)) : '',
    ' with (', indent(STEP, hardline, join(steps, hardline)), hardline, ')',
  );
}

function findDoc(pen: Pen, s: Of<'find'>): Doc {
  const columns = (list: Of<'find'>['project']): Doc => join((list ?? []).map((c) =>
    (c.kind === 'packAll' ? 'pack(*)' : c.kind === 'columnDeclaration' ? declarationText(c) : pen.expression(c, 1))), ', ');
  return concat(
    'find', scopeText(s.scope), parameterDocs(pen, s.params), sourcesDoc(pen, s.sources),
    s.params.length + s.sources.length > 0 ? ' where' : '', conditionDoc(pen, s.condition.span.start, () => indent(STEP, pen.expression(s.condition, 1))),
    s.project ? concat(' project ', columns(s.project)) : '', s.projectSmart ? ' project-smart' : '',
    s.projectAway ? concat(' __projectAway ', columns(s.projectAway)) : '',
  );
}

/** `on (` has its own line when the columns have several. */
function mvApplyDoc(pen: Pen, s: Of<'mv-apply'>): Doc {
  const head = concat('mv-apply', parameterDocs(pen, s.params));
  const columns = listed(pen, s.columns, (c) => expandDoc(pen, c));
  const clauses = concat(clause(pen, 'limit', s.limit), clause(pen, 'id', s.id));
  const body = enclosed(pen, '(', s.body, ')');
  if (columns.docs.length === 1 && !columns.commented) return concat(head, ' ', columns.docs[0]!, clauses, ' on ', body);
  return concat(head, group(indent(STEP, line, commas(columns.docs), clauses), line), 'on ', body);
}

function renderDoc(pen: Pen, s: Of<'render'>): Doc {
  const old = s.params.map((p): Doc => {
    if (p.name === 'with' || p.name === 'by') return concat(` ${p.name} `, join(p.values.map((v) => (v.kind === 'name' ? nameText(v, 'declaration') : pen.expression(v, 1))), ', '));
    return concat(' ', parameterDoc(pen, p));
  });
  return concat(`render ${s.chart}`, ...old, optionDocs(pen, s.properties));
}

function joinDoc(pen: Pen, s: Of<'join' | 'lookup'>): Doc {
  const table = concat(s.kind, parameterDocs(pen, s.params), ' ', pen.expression(s.table, 1));
  return concat(table, s.on ? concat(' on ', expressionList(pen, s.on)) : '', s.kind === 'join' ? clause(pen, 'where', s.where) : '');
}

const WRITERS: Writers = {
  ...graphWriters,
  as: (pen, s) => concat('as', parameterDocs(pen, s.params), ' ', nameText(s.name, 'reference')),
  'assert-schema': (pen, s) => concat('assert-schema ', schemaDoc(pen, s.schema)),
  consume: (pen, s) => concat('consume', parameterDocs(pen, s.params)),
  count: (_, s) => (s.name ? `count as ${nameText(s.name, 'reference')}` : 'count'),
  distinct: (pen, s) => concat('distinct', parameterDocs(pen, s.params), columnList(pen, s.columns)),
  evaluate: (pen, s) => concat('evaluate', parameterDocs(pen, s.params), ' ', pen.expression(s.call, 1), schemaClause(pen, s.schema)),
  'execute-and-cache': () => '__executeAndCache',
  extend: (pen, s) => concat('extend', columnList(pen, s.columns)),
  facet: (pen, s) => concat('facet by ', expressionList(pen, s.columns), s.with ? concat(' with ', enclosed(pen, '(', s.with, ')')) : ''),
  find: findDoc,
  fork: (pen, s) => group('fork', indent(STEP, ...s.branches.flatMap(({ name, body }) =>
    [line, name ? `${nameText(name, 'reference')} = ` : '', enclosed(pen, '(', body, ')')]))),
  getschema: (pen, s) => concat('getschema', parameterDocs(pen, s.params)),
  invoke: (pen, s) => concat('invoke ', pen.expression(s.call, LEVEL.primary)),
  join: joinDoc,
  lookup: joinDoc,
  'make-series': makeSeriesDoc,
  'mv-apply': mvApplyDoc,
  'mv-expand': (pen, s) => concat('mv-expand', parameterDocs(pen, s.params), expandList(pen, s.columns), clause(pen, 'limit', s.limit)),
  parse: parseDoc,
  'parse-where': parseDoc,
  'parse-kv': (pen, s) => concat('parse-kv ', pen.expression(s.value, 1), ' as ', schemaDoc(pen, s.schema), optionDocs(pen, s.options)),
  'partition-by': (pen, s) => concat(
    '__partitionby', parameterDocs(pen, s.params), ' ', pen.expression(s.column, 1), clause(pen, 'id', s.id), ' ', enclosed(pen, '(', s.body, ')'),
  ),
  partition: (pen, s) => concat(
    'partition', parameterDocs(pen, s.params), ' by ', pen.expression(s.by, 1), clause(pen, 'in', s.scope), ' ',
    s.braces ? enclosed(pen, '{', s.body, '}') : enclosed(pen, '(', s.body, ')'),
  ),
  print: (pen, s) => concat('print', columnList(pen, s.columns)),
  project: (pen, s) => concat('project', columnList(pen, s.columns)),
  'project-rename': (pen, s) => concat('project-rename', columnList(pen, s.columns)),
  'project-away': (pen, s) => concat('project-away', stageList(listed(pen, s.columns, (c) => patternText(c)), true)),
  'project-keep': (pen, s) => concat('project-keep', stageList(listed(pen, s.columns, (c) => patternText(c)), true)),
  'project-by-names': (pen, s) => concat('project-by-names', stageList(listed(pen, s.names, (n) => pen.expression(n, 1)), false)),
  'project-reorder': (pen, s) => {
    const columns = s.columns.map((c) => ({ ...c, span: c.column.span }));
    return concat('project-reorder', stageList(listed(pen, columns, (c) => patternText(c.column) + (c.order ? ` ${c.order}` : '')), true));
  },
  range: (pen, s) => concat(
    `range ${nameText(s.name, 'reference')} from `, pen.expression(s.from, 1), ' to ', pen.expression(s.to, 1), ' step ', pen.expression(s.step, 1),
  ),
  raw: (pen, s) => {
    pen.comments.skip(s.span.end);
    return s.text;
  },
  reduce: (pen, s) => concat(
    'reduce', parameterDocs(pen, s.params), ' by ', columnDoc(pen, s.by),
    s.with.length > 0 ? concat(' with ', join(s.with.map((p) => parameterDoc(pen, p)), ', ')) : '',
  ),
  render: renderDoc,
  'sample-distinct': (pen, s) => concat('sample-distinct', parameterDocs(pen, s.params), ' ', columnDoc(pen, s.count), ' of ', columnDoc(pen, s.of)),
  scan: scanDoc,
  search: (pen, s) => concat(
    'search', parameterDocs(pen, s.params), scopeText(s.scope), sourcesDoc(pen, s.sources),
    conditionDoc(pen, s.condition.span.start, () => indent(STEP, pen.expression(s.condition, 1))),
  ),
  serialize: (pen, s) => concat('serialize', parameterDocs(pen, s.params), columnList(pen, s.columns)),
  sort: (pen, s) => concat(`${s.spelled ?? 'sort'}`, parameterDocs(pen, s.params), ' by', stageList(sortKeys(pen, s.keys), false)),
  summarize: summarizeDoc,
  take: (pen, s) => concat(s.spelled ?? 'take', parameterDocs(pen, s.params), ' ', columnDoc(pen, s.count)),
  sample: (pen, s) => concat('sample', parameterDocs(pen, s.params), ' ', columnDoc(pen, s.count)),
  'top-hitters': (pen, s) => concat('top-hitters ', columnDoc(pen, s.count), ' of ', columnDoc(pen, s.of), s.by ? concat(' by ', columnDoc(pen, s.by)) : ''),
  'top-nested': topNestedDoc,
  top: (pen, s) => concat('top', parameterDocs(pen, s.params), ' ', columnDoc(pen, s.count), ' by ', sortKeyDoc(pen, s.by)),
  union: (pen, s) => concat('union', parameterDocs(pen, s.params), stageList(listed(pen, s.tables, (t) => entityDoc(pen, t)), s.tables.every((t) => t.kind === 'name'))),
  where: (pen, s) => concat(s.spelled ?? 'where', parameterDocs(pen, s.params), conditionDoc(pen, s.condition.span.start, () => columnDoc(pen, s.condition))),
  missing: () => '',
};

const schemaClause = (pen: Pen, schema: RowSchema | null): Doc => (schema ? concat(' : ', schemaDoc(pen, schema)) : '');

const patternText = (column: Of<'project-away'>['columns'][number]): string => (column.kind === 'wildcard' ? column.pattern : nameText(column, 'reference'));

/** A query where nothing encloses it: a pipeline with each stage on its own line. */
export function queryDoc(pen: Pen, query: Expression, between: Doc): Doc {
  return query.kind === 'pipeline' ? pipelineDoc(pen, query, between) : pen.expression(query, 0);
}

