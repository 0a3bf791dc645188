import type { Expression } from '../../../../grammars/kql/syntax.js';

/**
 * The trees of templates by their text. Empty in the sources; the bundler (`scripts/prepared.mjs`) puts those of the whole
 * catalogue here, because building the parser only for them would take a third of a cold translation.
 */
export const TEMPLATE_TREES: Readonly<Record<string, Expression>> = {};
