export async function repl(_files: readonly string[], _flags: object): Promise<number> {
  return 0;
}
