import type { Decisions } from '../prepared.js';

/** The decisions of the KQL grammar. The sources have none; the bundler (`scripts/prepared.mjs`) puts them here. */
export const DECISIONS: Decisions | undefined = undefined;
