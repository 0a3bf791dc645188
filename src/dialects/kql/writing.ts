/* What writes the language, in one piece, as `reading.ts` is what reads it. */
export { print } from './print.js';
export { lacksOf as lacks } from './products.js';
export { raise } from './raise.js';
