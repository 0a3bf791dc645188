/**
 * eskql: reads ES|QL and KQL, translates each into the other, and runs both over tables. Everything here works in a browser as well:
 * nothing reads a file, a clock or the network. Bad queries and bad data are answered (`ok: false`), never thrown.
 */
export { type Answer, type NoteProblem, type Refusal } from './api/answer.js';
export { complete, type CompleteOptions, type Completion, type Suggestion } from './api/complete.js';
export type { Problem } from './api/diagnose.js';
export { explain, type Explained, type ExplainOptions } from './api/explain.js';
export { run, type Rows, type RunOptions } from './api/run.js';
export type { SchemaInput } from './api/schema.js';
export { format, type FormatOptions, parse, type ParseOptions } from './api/syntax.js';
export type { InlineTable } from './dialects/typed-table.js';
export type { FieldMap } from './api/field-map.js';
export { translate, type Translated, type TranslateOptions } from './api/translate.js';
export type { DialectId } from './catalogue/index.js';
