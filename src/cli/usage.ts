/** The command line is at fault: exit code 2. */
export class UsageError extends Error {}

export const EXIT = { done: 0, fault: 1, usage: 2, refused: 3 } as const;
