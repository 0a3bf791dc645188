import { ADDRESS_HANDLERS } from './addresses.js';
import { ADDRESSES_IN_TEXT } from './addresses-in-text.js';
import { COMPARE_HANDLERS } from './compare.js';
import { CONVERT_HANDLERS } from './convert.js';
import { DYNAMIC_HANDLERS } from './dynamic.js';
import type { Handlers } from './handler.js';
import { MATCH_HANDLERS } from './matches.js';
import { PATTERN_HANDLERS } from './pattern.js';
import { TEXT_HANDLERS } from './text.js';
import { TIME_HANDLERS } from './time.js';
import { TIMESPAN_HANDLERS } from './timespans.js';
import { VALUE_HANDLERS } from './value.js';

/** Spellings that a template cannot say, by the operation's id. */
export const HANDLERS: Handlers = { ...COMPARE_HANDLERS, ...TEXT_HANDLERS, ...PATTERN_HANDLERS, ...MATCH_HANDLERS, ...VALUE_HANDLERS, ...CONVERT_HANDLERS, ...TIME_HANDLERS, ...TIMESPAN_HANDLERS, ...DYNAMIC_HANDLERS, ...ADDRESS_HANDLERS, ...ADDRESSES_IN_TEXT };
