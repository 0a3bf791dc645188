import { INPUT_CODES } from './codes/input.js';
import { LIMIT_CODES } from './codes/limit.js';
import { NAME_CODES } from './codes/names.js';
import { RUN_CODES } from './codes/run.js';
import { SYNTAX_CODES } from './codes/syntax.js';
import { TRANSLATE_CODES } from './codes/translate.js';
import { TYPE_CODES } from './codes/types.js';

/** Every error code with its message, each written once in the file of its area. */
export const CODES = {
  ...INPUT_CODES,
  ...LIMIT_CODES,
  ...NAME_CODES,
  ...RUN_CODES,
  ...SYNTAX_CODES,
  ...TRANSLATE_CODES,
  ...TYPE_CODES,
};

export type Code = keyof typeof CODES;
export type Params<C extends Code> = Parameters<(typeof CODES)[C]>[0];
