export type Format = 'csv' | 'json' | 'ndjson';

const EXTENSIONS: Readonly<Record<string, Format>> = { csv: 'csv', tsv: 'csv', psv: 'csv', json: 'json', ndjson: 'ndjson', jsonl: 'ndjson' };

/** The format that a file's name tells. */
export function formatOfName(path: string): Format | undefined {
  const extension = /\.([a-z]+)(?:\.gz)?$/i.exec(path)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(EXTENSIONS, extension) ? EXTENSIONS[extension] : undefined;
}

export const isDataFile = (path: string): boolean => formatOfName(path) !== undefined;
