/**
 * Reads the modules that the bundler defers (`scripts/deferred-modules.mjs`, which writes this function), for a Node that cannot load one
 * in the middle of a call (before 20.19, and 22 before 22.12).
 */
export const preload = (): Promise<unknown> => Promise.resolve();
