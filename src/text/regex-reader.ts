import { refused } from './parsed.js';
import { EMPTY, type RegexNode } from './regex-ast.js';
import type { RegexDialect } from './regex-classes.js';

/** Flags in force at a place. */
export interface Flags {
  readonly fold: boolean;
  readonly dotAll: boolean;
  readonly multiline: boolean;
  readonly ungreedy: boolean;
  /** Java's `U`: its one-letter classes are Unicode's. */
  readonly unicode: boolean;
  /** Java's `d`: only `\n` ends a line. */
  readonly unixLines: boolean;
}

/** The state of one reading; `at` moves forward, the first problem stops everything. */
export interface PatternReader {
  readonly source: string;
  readonly dialect: RegexDialect;
  at: number;
  depth: number;
  groups: number;
  readonly names: Map<string, number[]>;
  flags: Flags;
  problem: ReturnType<typeof refused> | undefined;
}

const LANGUAGES: Readonly<Record<RegexDialect, string>> = {
  kusto: 'the regular expression language of Kusto',
  java: 'the subset of Java regular expressions',
  oniguruma: 'the subset of Oniguruma regular expressions',
};

/** Notes that a construct is not carried over. The rest of the pattern is not read. */
export function unsupported(reader: PatternReader, what: string, start: number, end: number): RegexNode {
  reader.problem ??= refused('pattern-unsupported', { language: LANGUAGES[reader.dialect], what }, start, Math.min(end, reader.source.length));
  return EMPTY;
}

/** Notes that the pattern is wrong at a place. */
export function malformed(reader: PatternReader, detail: string, start: number, end = start + 1): RegexNode {
  const { length } = reader.source;
  reader.problem ??= refused('pattern-malformed', { language: 'regular expression', detail }, Math.min(start, length), Math.min(end, length));
  return EMPTY;
}
