/** The command line is at fault: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
/** By name: the commands are in another file, with a class of their own. */
export const isUsageError = (e: unknown): e is UsageError => e instanceof Error && e.name === 'UsageError';

export const EXIT = { done: 0, fault: 1, usage: 2, refused: 3 } as const;
