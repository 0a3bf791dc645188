import fc from 'fast-check';

/**
 * Every property test of a plain `npm test` draws the same cases, so that a commit that passes once passes again. New cases come from
 * `FC_SEED=random npm test` and from `npm run laws:long`; a seed that failed is run again with `FC_SEED=<seed>`.
 */
const given = process.env['FC_SEED'];
if (given !== 'random') fc.configureGlobal({ seed: given === undefined ? 42 : Number(given) });
