import { parsed, refused, type Parsed } from './parsed.js';
import { parseRegex } from './regex-parse.js';
import { compileRegex } from './regex.js';

/** The pattern of KQL's `parse`: fixed text (a regular expression in regex mode), `*`, and columns with their Kusto type. */
export type ParsePiece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'skip' }
  | { readonly kind: 'column'; readonly type: string };

/**
 * What the pattern makes of a text: the raw text of each column in order, or null where the pattern does not fit. A null
 * inside (relaxed mode only) is a column whose type finds no text. Converting is the caller's: in simple and regex mode one
 * failed conversion fails the whole pattern, in relaxed mode it gives a null in that column.
 */
export type ParseMatcher = (text: string) => readonly (string | null)[] | null;

export type ParseMode = 'simple' | 'relaxed' | 'regex';

/**
 * Compiles a `parse` pattern. The pattern must fit the whole text. In simple and relaxed mode a column reaches to the
 * first occurrence of the fixed text behind it, and to the end of the text when it is last; before `*` a typed column takes
 * what looks like its type. In regex mode a column is greedy (flag `U` turns that round) and `*` is lazy.
 * A string column must be followed by fixed text or the end, which is refused as the engine does.
 * Source: the documentation of the operator and the engine's answers.
 */
export function compileParsePattern(pieces: readonly ParsePiece[], mode: ParseMode, flags = ''): Parsed<ParseMatcher> {
  const joined = mode === 'regex' ? pieces : joinTexts(pieces);
  const index = joined.findIndex((p, i) => isString(p) && i + 1 < joined.length && joined[i + 1]?.kind !== 'text');
  if (index >= 0) return refused('pattern-malformed', { language: 'parse pattern', detail: 'a string column needs fixed text behind it' });
  return mode === 'regex' ? compileRegexMode(joined, flags) : parsed(compileTextMode(joined, mode === 'relaxed'));
}

const isString = (piece: ParsePiece): boolean => piece.kind === 'column' && piece.type === 'string';

function joinTexts(pieces: readonly ParsePiece[]): ParsePiece[] {
  const out: ParsePiece[] = [];
  for (const piece of pieces) {
    const last = out[out.length - 1];
    if (piece.kind === 'text' && last?.kind === 'text') out[out.length - 1] = { kind: 'text', text: last.text + piece.text };
    else out.push(piece);
  }
  return out;
}

const INTEGER = '-?[0-9]+';
const REAL = '[-+]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][-+]?[0-9]+)?';
const CLOCK = '[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\\.[0-9]+)?)?';

/** What a value of a type looks like, for the places where nothing else says where it ends. */
export const VALUE_SHAPES: Readonly<Record<string, string>> = {
  bool: '(?:[tT][rR][uU][eE]|[fF][aA][lL][sS][eE]|[01])',
  datetime: `[0-9]{1,4}[-/][0-9]{1,2}[-/][0-9]{1,4}(?:[T ]${CLOCK}(?: ?(?:Z|[AP]M|[-+][0-9]{2}:?[0-9]{2}))?)?`,
  decimal: REAL,
  guid: '[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}',
  int: INTEGER,
  long: INTEGER,
  real: REAL,
  timespan: `-?(?:[0-9]+\\.)?${CLOCK}`,
};

/** One stretch of the text: from the current place over an optional column and gap to the fixed text behind. */
interface Step {
  readonly columns: readonly string[];
  readonly gap: boolean;
  /** The fixed text that ends the stretch, null at the end of the pattern. */
  readonly until: string | null;
}

function stepsOf(pieces: readonly ParsePiece[]): Step[] {
  const steps: Step[] = [];
  let columns: string[] = [];
  let gap = false;
  for (const piece of pieces) {
    if (piece.kind === 'column') columns.push(piece.type);
    else if (piece.kind === 'skip') gap = true;
    else {
      steps.push({ columns, gap, until: piece.text });
      columns = [];
      gap = false;
    }
  }
  steps.push({ columns, gap, until: null });
  return steps;
}

function compileTextMode(pieces: readonly ParsePiece[], relaxed: boolean): ParseMatcher {
  const steps = stepsOf(pieces);
  const readers = steps.map((step) => stretchReader(step, relaxed));
  return (text) => {
    const values: (string | null)[] = [];
    let at = 0;
    for (let i = 0; i < steps.length; i++) {
      const { until } = steps[i] as Step;
      const last = i === steps.length - 2 && endsHere(steps[i + 1] as Step);
      const stop = until === null ? text.length : last ? lastPlace(text, until, at) : text.indexOf(until, at);
      if (stop < 0 || !readers[i]?.(text.slice(at, stop), values)) return null;
      at = stop + (until?.length ?? 0);
    }
    return values;
  };
}

/** Nothing stands between the last fixed text and the end, so that text must end the whole. */
const endsHere = (step: Step): boolean => step.until === null && !step.gap && step.columns.length === 0;

function lastPlace(text: string, until: string, from: number): number {
  const at = text.length - until.length;
  return at >= from && text.endsWith(until) ? at : -1;
}

/** Splits one stretch over its columns; false when it does not fit. */
type StretchReader = (stretch: string, values: (string | null)[]) => boolean;

function stretchReader({ columns, gap }: Step, relaxed: boolean): StretchReader {
  if (columns.length === 0) return gap ? () => true : (stretch) => stretch === '';
  if (columns.length === 1 && !gap) {
    return (stretch, values) => {
      values.push(stretch);
      return true;
    };
  }
  const whole = new RegExp(`^${columns.map((type) => `\\s*(${VALUE_SHAPES[type] ?? '[^]*?'})`).join('')}${gap ? '' : '\\s*$'}`);
  return (stretch, values) => {
    const found = whole.exec(stretch);
    if (!found && !relaxed) return false;
    for (let i = 1; i <= columns.length; i++) values.push(found?.[i] ?? null);
    return true;
  };
}

function compileRegexMode(pieces: readonly ParsePiece[], flags: string): Parsed<ParseMatcher> {
  let pattern = '^';
  let groups = 0;
  const columns: number[] = [];
  for (const piece of pieces) {
    if (piece.kind === 'skip') pattern += '.*?';
    else if (piece.kind === 'text') {
      const own = parseRegex(piece.text, 'kusto');
      if (!own.ok) return own;
      groups += own.value.groupCount;
      pattern += `(?:${piece.text})`;
    } else {
      columns.push(++groups);
      pattern += `(${piece.type === 'string' ? '.*' : regexShape(piece.type)})`;
    }
  }
  const compiled = compileRegex(`${pattern}$`, flags === '' ? { dialect: 'kusto' } : { dialect: 'kusto', flags });
  if (!compiled.ok) return compiled;
  return parsed((text) => {
    const found = compiled.value.find(text);
    return found && columns.map((group) => found.groups[group] ?? '');
  });
}

/** Only numbers have a shape of their own in regex mode; other types take any text, which then must convert. */
const regexShape = (type: string): string => (type === 'int' || type === 'long' ? INTEGER : type === 'real' || type === 'decimal' ? REAL : '.*');
