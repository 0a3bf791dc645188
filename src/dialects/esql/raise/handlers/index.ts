import { COMPARE_HANDLERS } from './compare.js';
import type { Handlers } from './handler.js';
import { TEXT_HANDLERS } from './text.js';

/** Spellings that a template cannot say, by the operation's id. */
export const HANDLERS: Handlers = { ...COMPARE_HANDLERS, ...TEXT_HANDLERS };
