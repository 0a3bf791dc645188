import type { StageKind } from '../ast/pipeline.js';
import type { DialectId } from './index.js';

/**
 * The stages of a pipeline by what they do, one row a meaning: how each dialect begins them, what they are for, and a smallest query that
 * uses them. Completion, `:help`, `eskql functions`, docs/stages.md and docs/translation.md are derived from here. How well a stage
 * translates is not written down but found by translating its samples.
 */
export interface StageRow {
  readonly group: StageGroup;
  /** The stages of the pipeline AST that it becomes; several where one word does several things. */
  readonly kinds: readonly StageKind[];
  /** The words that begin it; none where the dialect has no such stage. */
  readonly kql: readonly string[];
  readonly esql: readonly string[];
  /** Spellings that are kept for old queries. */
  readonly older?: readonly string[];
  /** One line for people, ending in a full stop. */
  readonly doc: string;
  /** Smallest queries over the tables of `STAGE_TABLES`. */
  readonly samples: { readonly kql?: string; readonly esql?: string };
  readonly note?: string;
  /** It also begins a query, although it is no source alone. */
  readonly begins?: true;
}

export const STAGE_GROUPS = {
  sources: 'Sources',
  columns: 'Columns',
  rows: 'Rows and order',
  groups: 'Groups',
  joins: 'Joins and unions',
  arrays: 'Several values in one',
  texts: 'Cutting texts',
  series: 'Series and sequences',
  results: 'Results and the rest',
} as const;
export type StageGroup = keyof typeof STAGE_GROUPS;

/** The tables of the samples, in KQL's type names. */
export const STAGE_TABLES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  T: { t: 'datetime', a: 'long', s: 'string', d: 'dynamic' },
  U: { a: 'long', u: 'string' },
};

type Words = string | null;
type More = Partial<Pick<StageRow, 'older' | 'note' | 'begins'>>;
const split = (words: Words): string[] => (words === null ? [] : words.split('|'));

/** `kql` and `esql`: a sample, begun by the words before it, which `|` parts. */
function row(group: StageGroup, kinds: string, kql: readonly [words: Words, sample?: string], esql: readonly [words: Words, sample?: string], doc: string, more: More = {}): StageRow {
  return { group, kinds: kinds.split(' ') as StageKind[], kql: split(kql[0]), esql: split(esql[0]), doc, samples: { kql: kql[1], esql: esql[1] }, ...more };
}

const NONE: readonly [null] = [null];

const SOURCES: readonly StageRow[] = [
  row('sources', 'scan', [null, 'T'], ['FROM', 'FROM T'], 'The rows of tables by name.', { note: 'KQL begins with the name of a table.' }),
  row('sources', 'values', ['datatable', 'datatable (x: long) [1, 2]'], NONE, 'Constant rows.', { note: 'ES|QL has one row of constants only (`ROW`).' }),
  row('sources', 'values extend', ['print', 'print x = 1'], ['ROW', 'ROW x = 1'], 'One row of values.'),
  row('sources', 'range', ['range', 'range i from 1 to 3 step 1'], NONE, 'A column of numbers or times at equal distances.'),
  row('sources', 'union filter', ['find', 'find in (T) where a == 1'], NONE, 'Rows of several tables that a condition holds for.'),
  row('sources', 'external', ['externaldata', 'externaldata (x: long) ["f.csv"]'], ['EXTERNAL'], 'Rows of a file that the caller offers.'),
  row('sources', 'scan', NONE, ['TS', 'TS T'], 'The rows of time series indices.', { note: 'Their own functions (RATE, …) need a cluster.' }),
  row('sources', 'notYet', NONE, ['SHOW INFO'], 'What a cluster says of itself.', { note: 'It needs a cluster.' }),
  row('sources', 'notYet', NONE, ['EXPLAIN'], 'The plan of a cluster.', { note: 'It needs a cluster.' }),
  row('sources', 'notYet', NONE, ['PROMQL'], 'A metrics query.', { note: 'It needs a cluster.' }),
  row('sources', 'ref', ['let', 'let X = T | where a > 1; X'], NONE, 'A name for a value, for rows or for a function.', { note: 'Repeated where it is used: ES|QL has no names for rows.' }),
  row('sources', 'filter', ['declare query_parameters', 'declare query_parameters(n: long); T | where a > n'], NONE, 'Values that are given with a query, by name and type.', { note: 'In ES|QL `?name`, which shows its type by what it is compared with or converted to; a default stands in its place.' }),
  row('sources', 'scan', NONE, ['SET', 'SET time_zone = "UTC"; FROM T'], 'A setting of the query.'),
];

const COLUMNS: readonly StageRow[] = [
  row('columns', 'extend', ['extend', 'T | extend x = a + 1'], ['EVAL', 'FROM T | EVAL x = a + 1'], 'Adds or replaces columns.', { note: 'Assignments of one `extend` see the rows before all of them, those of `EVAL` what stands before.' }),
  row('columns', 'project keep', ['project', 'T | project a, s'], ['KEEP', 'FROM T | KEEP a, s'], 'Only the listed columns, in their order.'),
  row('columns', 'keep', ['project-keep', 'T | project-keep a*'], ['KEEP', 'FROM T | KEEP a*'], 'Only the columns that match, in the order they have.'),
  row('columns', 'drop', ['project-away', 'T | project-away s'], ['DROP', 'FROM T | DROP s'], 'All but the listed columns.'),
  row('columns', 'rename', ['project-rename', 'T | project-rename x = a'], ['RENAME', 'FROM T | RENAME a AS x'], 'Other names for columns.'),
  row('columns', 'reorder', ['project-reorder', 'T | project-reorder s, a'], NONE, 'Columns in another order.', { note: 'Column order carries no meaning in a translation.' }),
  row('columns', 'project', ['project-by-names'], NONE, 'The columns whose names an expression gives.'),
  row('columns', 'getschema', ['getschema', 'T | getschema'], NONE, 'The names and types of the columns as rows.'),
];

const ROWS: readonly StageRow[] = [
  row('rows', 'filter', ['where', 'T | where a > 1'], ['WHERE', 'FROM T | WHERE a > 1'], 'Rows that a condition is true for.', { older: ['filter'] }),
  row('rows', 'filter', ['search', 'search in (T) "x"'], NONE, 'Rows in which some text column has a term.', { begins: true, note: 'The columns have to be known.' }),
  row('rows', 'limit', ['take', 'T | take 5'], ['LIMIT', 'FROM T | LIMIT 5'], 'At most so many rows.', { older: ['limit'], note: 'The 1,000 rows that ES|QL takes by itself are not written into a translation.' }),
  row('rows', 'limit', NONE, ['LIMIT … BY', 'FROM T | LIMIT 2 BY s'], 'At most so many rows for each key.'),
  row('rows', 'sort', ['sort', 'T | sort by a desc, s asc'], ['SORT', 'FROM T | SORT a DESC, s'], 'Rows in order.', { older: ['order'], note: 'KQL sorts descending by default; both places of nulls are written where a null may be.' }),
  row('rows', 'sort limit', ['top', 'T | top 3 by a'], NONE, 'The first rows in an order.'),
  row('rows', 'distinct', ['distinct', 'T | distinct s'], NONE, 'Different values of columns, each once.'),
  row('rows', 'distinct', ['distinct *', 'T | project a, s | distinct *'], ['DEDUP', 'FROM T | KEEP a, s | DEDUP'], 'Different rows, each once.'),
  row('rows', 'sample', ['sample', 'T | sample 5'], NONE, 'So many rows at random.'),
  row('rows', 'sample', NONE, ['SAMPLE', 'FROM T | SAMPLE 0.5'], 'Each row with a probability.'),
  row('rows', 'sample', ['sample-distinct', 'T | sample-distinct 5 of s'], NONE, 'So many different values at random.'),
  row('rows', 'extend', ['serialize', 'T | serialize'], NONE, 'Marks the order of the rows as meaningful.'),
];

const GROUPS: readonly StageRow[] = [
  row('groups', 'aggregate', ['summarize', 'T | summarize n = count(), m = max(a) by s'], ['STATS', 'FROM T | STATS n = COUNT(*), m = MAX(a) BY s'], 'One row a group with aggregates of it.'),
  row('groups', 'aggregate', NONE, ['INLINE STATS', 'FROM T | INLINE STATS n = COUNT(*) BY s'], 'Aggregates of its group beside each row.'),
  row('groups', 'aggregate', ['count', 'T | count'], NONE, 'The number of rows.'),
  row('groups', 'topNested', ['top-nested', 'T | top-nested 2 of s by max(a)'], NONE, 'The greatest groups, and the greatest within them.'),
  row('groups', 'notYet', ['top-hitters'], NONE, 'The most frequent values, estimated.'),
  row('groups', 'partition', ['partition', 'T | partition by s (top 1 by a)'], NONE, 'A pipeline for the rows of each key.'),
  row('groups', 'reduce', ['reduce', 'T | reduce by s'], NONE, 'Groups of similar texts.'),
  row('groups', 'changePoint', NONE, ['CHANGE_POINT', 'FROM T | CHANGE_POINT a ON t'], 'Where a series of values changes.'),
];

const JOINS: readonly StageRow[] = [
  row('joins', 'join', ['join', 'T | join kind=inner (U) on a | project a, s, u'], NONE, 'Rows of two pipelines that agree on keys.', { note: 'Rows are packed, grouped by the key and expanded again; semi and anti joins are membership tests.' }),
  row('joins', 'join', ['lookup', 'T | lookup U on a | project a, s, u'], NONE, 'Columns of other rows by keys, beside each row.'),
  row('joins', 'join', NONE, ['LOOKUP JOIN', 'FROM T | LOOKUP JOIN U ON a'], 'Columns of a lookup index by keys, beside each row.'),
  row('joins', 'enrich', NONE, ['ENRICH', 'FROM T | ENRICH p ON s'], 'Columns of a policy’s table by a key.'),
  row('joins', 'union', ['union', 'union T, U'], ['FROM', 'FROM T, U'], 'Rows of several tables or pipelines, one under the other.', { begins: true }),
  row('joins', 'fork', ['fork', 'T | fork (where a > 1) (take 1)'], ['FORK', 'FROM T | FORK (WHERE a > 1) (LIMIT 1)'], 'Several pipelines over the same rows.', { note: 'Branches of ES|QL are united in one result; those of KQL are several results.' }),
  row('joins', 'fork', ['facet'], NONE, 'The frequent values of some columns, as several results.'),
  row('joins', 'graph', ['make-graph', 'T | make-graph s --> u | graph-to-table nodes'], NONE, 'A graph whose edges are the rows; a stage behind it makes rows again.'),
  row('joins', 'graph', ['graph-match', 'T | make-graph s --> u | graph-match (x)-[e]->(y) project e.a'], NONE, 'A row for each match of a pattern of nodes and edges.'),
  row('joins', 'graph', ['graph-shortest-paths', 'T | make-graph s --> u | graph-shortest-paths (x)-[e*1..3]->(y) project n = array_length(e)'], NONE, 'The shortest paths between pairs of nodes.'),
  row('joins', 'graph', ['graph-to-table', 'T | make-graph s --> u | graph-to-table edges'], NONE, 'The nodes or the edges of a graph.'),
  row('joins', 'graph', ['graph-mark-components', 'T | make-graph s --> u | graph-mark-components | graph-to-table nodes'], NONE, 'Numbers the connected components of a graph.'),
  row('joins', 'fuse', NONE, ['FUSE|RRF', 'FROM T METADATA _id, _index, _score | FORK (WHERE a > 1) (LIMIT 1) | FUSE'], 'One ranking out of several branches.'),
];

const ARRAYS: readonly StageRow[] = [
  row('arrays', 'mvExpand', ['mv-expand', 'T | mv-expand d'], ['MV_EXPAND', 'FROM T | MV_EXPAND s'], 'One row for each element.', { older: ['mvexpand'] }),
  row('arrays', 'mvApply', ['mv-apply', 'T | mv-apply d on (where d == "x")'], NONE, 'A pipeline over the elements of each row.', { older: ['mvapply'] }),
];

const TEXTS: readonly StageRow[] = [
  row('texts', 'parse', ['parse', 'T | parse s with * "id=" id " " rest'], NONE, 'Columns cut out of a text between known pieces.'),
  row('texts', 'parse', ['parse-where', 'T | parse-where s with "id=" id ";" *'], NONE, 'The same; rows whose text does not match go.'),
  row('texts', 'parseKv', ['parse-kv', 'T | parse-kv s as (x: string) with (pair_delimiter=";", kv_delimiter="=")'], NONE, 'Columns of keys and values in a text.'),
  row('texts', 'dissect', NONE, ['DISSECT', 'FROM T | DISSECT s "%{x} %{y}"'], 'Columns cut out of a text between delimiters.'),
  row('texts', 'grok', NONE, ['GROK', 'FROM T | GROK s "%{IP:ip} %{INT:n:int}"'], 'Columns out of a text by named patterns.'),
  row('texts', 'parts', NONE, ['URI_PARTS', 'FROM T | URI_PARTS p = s'], 'The parts of a URI.'),
  row('texts', 'parts', NONE, ['USER_AGENT', 'FROM T | USER_AGENT p = s'], 'Browser and system out of a user agent.'),
  row('texts', 'parts', NONE, ['REGISTERED_DOMAIN', 'FROM T | REGISTERED_DOMAIN p = s'], 'The registered domain of a host name.'),
  row('texts', 'parts', NONE, ['IP_LOCATION', 'FROM T | IP_LOCATION p = TO_IP(s)'], 'The place of an address, of which a run knows what its caller gives it.'),
];

const SERIES: readonly StageRow[] = [
  row('series', 'makeSeries', ['make-series', 'T | make-series n = count() on t from datetime(2026-01-01) to datetime(2026-01-02) step 1h'], NONE, 'Aggregates as arrays over a grid of times or numbers.'),
  row('series', 'scanSteps', ['scan', 'T | sort by t asc | scan with (step x: a > 1;)'], NONE, 'Matches sequences of rows by a state machine.'),
];

const RESULTS: readonly StageRow[] = [
  row('results', 'evaluate', ['evaluate', 'T | evaluate bag_unpack(d)'], NONE, 'A plugin over the rows.'),
  row('results', 'evaluate', ['invoke'], NONE, 'A function over the rows.'),
  row('results', 'as', ['as', 'T | as X'], NONE, 'A name for the rows so far.'),
  row('results', 'consume', ['consume', 'T | consume'], NONE, 'Reads all rows and gives none.'),
  row('results', 'render', ['render', 'T | render table'], NONE, 'How the result is drawn; no effect on the rows.'),
  row('results', 'notYet', ['assert-schema'], NONE, 'Checks the columns.'),
  row('results', 'notYet', ['macro-expand'], NONE, 'A query over a group of clusters.'),
  row('results', 'notYet', ['graph-where-nodes|graph-where-edges'], NONE, 'Parts of a graph.', { note: 'Read, and refused by name: they are not documented.' }),
  row('results', 'model', NONE, ['COMPLETION', 'FROM T | COMPLETION s WITH { "inference_id": "m" }'], 'The answer of a model to a text.', { note: 'No model is called here; `--without completion` leaves the stage out.' }),
  row('results', 'model', NONE, ['RERANK', 'FROM T | RERANK "x" ON s WITH { "inference_id": "m" }'], 'Rows ranked again by a model.', { note: 'No model is called here; `--without rerank` leaves the stage out.' }),
  row('results', 'notYet', NONE, ['HIGHLIGHT|INSIST|MMR|METRICS_INFO|TS_INFO|TS_COLLAPSE'], 'Previews, and questions to a cluster.', { note: 'Read, and refused by name.' }),
];

/** Every stage, in the order in which the documents list them. */
export const STAGES: readonly StageRow[] = [...SOURCES, ...COLUMNS, ...ROWS, ...GROUPS, ...JOINS, ...ARRAYS, ...TEXTS, ...SERIES, ...RESULTS];

/** The rows that a dialect begins by a word; old spellings too. */
export function stagesByWord(dialect: DialectId, word: string): readonly StageRow[] {
  const wanted = word.toLowerCase();
  return STAGES.filter((r) => [...r[dialect], ...(dialect === 'kql' ? (r.older ?? []) : [])].some((w) => w.toLowerCase() === wanted || w.toLowerCase().split(' ')[0] === wanted));
}

const offered = (rows: readonly StageRow[], dialect: DialectId): readonly string[] =>
  [...new Set(rows.filter((r) => !r.kinds.includes('notYet')).flatMap((r) => r[dialect]).filter((w) => !/[\u2026*]/.test(w)))];

/** What a query may begin with besides a table's name. */
export const sourceWords = (dialect: DialectId): readonly string[] => offered(STAGES.filter((r) => r.group === 'sources' || r.begins), dialect);

/** What may stand after a `|`, in alphabetical order. */
export const stageWords = (dialect: DialectId): readonly string[] => [...offered(STAGES.filter((r) => r.group !== 'sources'), dialect)].filter((w) => w !== 'FROM').sort();
