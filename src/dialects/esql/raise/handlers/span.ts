import type { Expression } from '../../../../../grammars/esql/syntax.js';
import type { Expr } from '../../../../ast/pipeline.js';
import { milliseconds } from '../literals.js';
import type { Spell } from './handler.js';

/** A timespan as a value: a number of milliseconds. */
export const millis = (e: Expr, s: Spell): Expression => (e.kind === 'lit' && e.value !== null ? milliseconds(e.value as number | bigint, e) : s.value(e));
