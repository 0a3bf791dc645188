import type { DialectId } from '../catalogue/index.js';
import type { Dialect } from './dialect.js';
import { ESQL } from './esql/index.js';
import { KQL } from './kql/index.js';

/** Every dialect. A third one is a third row. */
export const DIALECTS: Readonly<Record<DialectId, Dialect>> = { kql: KQL, esql: ESQL };

export const isDialectId = (text: unknown): text is DialectId => typeof text === 'string' && Object.hasOwn(DIALECTS, text);
