/**
 * When Elasticsearch got a function or a form of ES|QL. `8.19` means 8.19 and 9.1 on: those two were released together, and 9.0 is older
 * than both. Sources: the `applies_to` lines of the Elasticsearch reference, its release notes, the pages of the 8.x branch.
 */
export interface Release {
  /** The first version that has it. */
  readonly since: string;
  /** The version where its technical preview ended, `never` where it has not; absent where there was none. */
  readonly ga?: string;
}

/** A function or form in a text that not every version of Elasticsearch has. */
export interface Need extends Release {
  readonly what: string;
}

/** What is no function: a command, an operator, or a way to write one. */
export interface Form extends Release {
  readonly title: string;
}

const form = (title: string, since: string, ga?: string): Form => ({ title, since, ...(ga !== undefined && { ga }) });

/** Forms that came after the first releases, by the names that `constructsOf` finds them under. */
export const ESQL_FORMS = {
  changePoint: form('CHANGE_POINT', '8.19', '9.2'),
  changePointBy: form('CHANGE_POINT … BY', '9.5'),
  completion: form('COMPLETION', '9.1', '9.3'),
  dedup: form('DEDUP', '9.6', 'never'),
  grokPatterns: form('GROK with several patterns', '9.3'),
  fork: form('FORK', '9.1', 'never'),
  fromNested: form('a subquery of FROM inside another', '9.6'),
  fromRow: form('ROW or TS in a subquery', '9.5'),
  fromSubquery: form('a subquery of FROM', '9.4', '9.5'),
  fuse: form('FUSE', '9.2', '9.5'),
  highlight: form('HIGHLIGHT', '9.6', 'never'),
  inSubquery: form('IN (subquery)', '9.5', 'never'),
  inSubqueryColumns: form('IN (subquery) of several columns', '9.6', 'never'),
  inSubqueryValue: form('IN (subquery) as a value', '9.6', 'never'),
  inlineStats: form('INLINE STATS', '9.2', '9.3'),
  ipLocation: form('IP_LOCATION', '9.5', 'never'),
  joinExpression: form('LOOKUP JOIN on conditions', '9.2', 'never'),
  joinFields: form('LOOKUP JOIN on several fields', '9.2'),
  likeList: form('LIKE with a list', '8.19'),
  limitBy: form('LIMIT … BY', '9.4', 'never'),
  lookupJoin: form('LOOKUP JOIN', '8.18', '8.19'),
  matchOperator: form('the operator :', '8.17', '8.19'),
  metricsInfo: form('METRICS_INFO', '9.4'),
  mmr: form('MMR', '9.4', 'never'),
  mvExpand: form('MV_EXPAND', '8.11', '9.4'),
  promql: form('PROMQL', '9.4', 'never'),
  registeredDomain: form('REGISTERED_DOMAIN', '9.4', 'never'),
  rerank: form('RERANK', '9.2', '9.4'),
  rlikeList: form('RLIKE with a list', '9.2'),
  rowReferences: form('a field of ROW that reads another', '9.4'),
  sample: form('SAMPLE', '8.19', 'never'),
  set: form('SET', '9.3', 'never'),
  statsWhere: form('STATS … WHERE', '8.16'),
  tsCollapse: form('TS_COLLAPSE', '9.5'),
  tsInfo: form('TS_INFO', '9.4'),
  ts: form('TS', '9.2', '9.4'),
  uriParts: form('URI_PARTS', '9.4', 'never'),
  userAgent: form('USER_AGENT', '9.4', 'never'),
} satisfies Readonly<Record<string, Form>>;

export type FormId = keyof typeof ESQL_FORMS;
