/* What reads the language, in one piece: loaded together, and only when a query of this language comes. */
export { lower } from './lower.js';
export { parse } from './parse.js';
