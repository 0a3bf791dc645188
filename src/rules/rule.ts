import type { Position } from '../base/source.js';
import type { DialectId } from '../catalogue/index.js';

/** A query as it stands in a file, with what the file says about it. */
export interface RuleQuery {
  readonly text: string;
  /** Absent when neither the file's format nor its name tells. */
  readonly lang?: DialectId;
  readonly name?: string;
  readonly id?: string;
  readonly description?: string;
  /** In the file's own words: `low`, `High`, `Informational`. */
  readonly severity?: string;
  readonly tags?: readonly string[];
  /** When the rule runs and how far back it looks, as the file writes it (`now-60m`, `PT1H`). */
  readonly window?: RuleWindow;
  /** Where a place of the query is in the file. */
  readonly place: (inQuery: Position) => Position;
}

export interface RuleWindow {
  /** How far back each run looks. */
  readonly lookback?: string;
  /** How often it runs. */
  readonly every?: string;
}

/**
 * Places of a query that begins at or after `fromLine` of a file (counted from 0). Formats cut indentation off and may fold or escape
 * lines; each line is found by its text, and a line that is not found again is given the place of the query's beginning.
 */
export function placeIn(file: string, query: string, fromLine: number): RuleQuery['place'] {
  const fileLines = file.split(/\r?\n/);
  const queryLines = query.split(/\r?\n/);
  const start = startLine(fileLines, queryLines, fromLine);
  return ({ line, column }) => {
    const at = start + line - 1;
    const offset = fileLines[at]?.indexOf(queryLines[line - 1] ?? '') ?? -1;
    return offset < 0 ? { line: start + 1, column: 1 } : { line: at + 1, column: offset + column };
  };
}

/** The first line from which all lines of the query follow; the first that has its first word otherwise. */
function startLine(fileLines: readonly string[], queryLines: readonly string[], fromLine: number): number {
  const first = queryLines.findIndex((l) => l.trim() !== '');
  for (let at = fromLine; at < fileLines.length; at++) {
    if (first >= 0 && fileLines[at + first]?.includes(queryLines[first] as string)) return at;
  }
  return fromLine;
}

export const textIn = (v: unknown): string | undefined => (typeof v === 'string' ? v : undefined);
export const textsIn = (v: unknown): string[] => (Array.isArray(v) ? v.filter((x) => typeof x === 'string') : []);
