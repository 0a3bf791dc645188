import type { Expression } from '../../../../../grammars/esql/syntax.js';
import type { Agg } from '../../../../ast/pipeline.js';
import type { Scope } from '../scope.js';

/** Aggregates that a call or a template cannot say, by the operation's id. */
export const AGGREGATE_HANDLERS: Readonly<Record<string, (e: Agg, scope: Scope) => Expression>> = {};
