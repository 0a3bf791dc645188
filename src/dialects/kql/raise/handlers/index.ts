import { DATE_HANDLERS } from './date.js';
import { DATE_FORMAT_HANDLERS } from './date-format.js';
import { GEO_HANDLERS } from './geo.js';
import type { Handlers } from './handler.js';
import { LIST_HANDLERS } from './list.js';
import { PATTERN_HANDLERS } from './pattern.js';
import { TEXT_HANDLERS } from './text.js';
import { VALUE_HANDLERS } from './value.js';
import { WHOLE_HANDLERS } from './whole.js';

/** Spellings that a template cannot say, by the operation's id. */
export const HANDLERS: Handlers = { ...VALUE_HANDLERS, ...TEXT_HANDLERS, ...DATE_HANDLERS, ...GEO_HANDLERS, ...DATE_FORMAT_HANDLERS, ...PATTERN_HANDLERS, ...LIST_HANDLERS, ...WHOLE_HANDLERS };
