import { type Position, positionAt } from '../base/source.js';
import type { Problem } from '../api/diagnose.js';
import { displayWidth, printable } from '../io/values.js';

/** Where a query came from: a label for people and the place of each of its positions in its file. */
export interface Origin {
  readonly label: string;
  readonly text: string;
  readonly place: (inQuery: Position) => Position;
}

export interface Style {
  readonly strong: (text: string) => string;
  readonly error: (text: string) => string;
  readonly note: (text: string) => string;
  readonly dim: (text: string) => string;
}

const plain = (text: string): string => text;
const code = (n: number) => (text: string): string => `\u001b[${n}m${text}\u001b[0m`;
export const PLAIN: Style = { strong: plain, error: plain, note: plain, dim: plain };
const COLOURED: Style = { strong: code(1), error: code(31), note: code(36), dim: code(2) };

/** The style for a stream: colours on a terminal only, and never when NO_COLOR is set. */
export const styleFor = (stream: { readonly isTTY?: boolean }): Style => (stream.isTTY && !process.env['NO_COLOR'] ? COLOURED : PLAIN);

/** A line of the source that is longer is cut to a window around the span. */
const WINDOW = 110;

/**
 * A diagnostic with the source line it is about and carets under the span:
 *
 *     error[unknown-column]: unknown column Foo
 *       --> rule.yaml:12:9
 *        |
 *     12 |   | where Foo == 1
 *        |           ^^^
 *        = did you mean Food?
 */
export function frame(origin: Origin, p: Problem, kind: string, style: Style, also: readonly number[] = []): string {
  const paint = kind === 'error' ? style.error : style.note;
  const head = `${paint(`${kind}[${p.code}]`)}${style.strong(`: ${printable(p.message)}`)}`;
  const inQuery = positionAt(origin.text, p.span[0]);
  const at = origin.place(inQuery);
  const number = String(at.line);
  const margin = ' '.repeat(number.length);
  const bar = style.dim('|');
  const { line, carets } = excerpt(origin.text, p.span, inQuery);
  const lines = [
    head,
    `${margin}${style.dim('-->')} ${origin.label}:${at.line}:${at.column}`,
    `${margin} ${bar}`,
    `${style.dim(number)} ${bar} ${line}`,
    `${margin} ${bar} ${paint(carets)}`,
  ];
  if (p.hint !== undefined) lines.push(`${margin} ${style.dim('=')} ${printable(p.hint)}`);
  if (also.length > 0) lines.push(`${margin} ${style.dim('=')} ${elsewhere(origin, also)}`);
  return lines.map((l) => l.trimEnd()).join('\n');
}

/** As many further places of one message as are worth reading. */
const MOST_PLACES = 8;

function elsewhere(origin: Origin, offsets: readonly number[]): string {
  const places = offsets.slice(0, MOST_PLACES).map((o) => origin.place(positionAt(origin.text, o))).map((at) => `${at.line}:${at.column}`);
  const rest = offsets.length - places.length;
  return `also at ${places.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

/** The line of the span's start, and carets below it up to the span's end or the line's. */
function excerpt(text: string, span: readonly [number, number], at: Position): { line: string; carets: string } {
  const start = span[0] - (at.column - 1);
  const end = text.indexOf('\n', start);
  const whole = text.slice(start, end < 0 ? text.length : end).replace(/\r$/, '');
  const column = at.column - 1;
  const from = whole.length > WINDOW ? Math.max(0, Math.min(column - 40, whole.length - WINDOW)) : 0;
  const shown = whole.slice(from, from + WINDOW);
  const marked = shown.slice(column - from, Math.max(column - from, Math.min(shown.length, span[1] - start - from)));
  const lead = from > 0 ? '…' : '';
  const tail = from + WINDOW < whole.length ? '…' : '';
  const indent = displayWidth(lead + spaced(shown.slice(0, column - from)));
  return { line: lead + spaced(shown) + tail, carets: ' '.repeat(indent) + '^'.repeat(Math.max(1, displayWidth(spaced(marked)))) };
}

const spaced = (text: string): string => printable(text.replaceAll('\t', '    '));

/** Diagnostics about files and the command line: no place in a query. */
export const plainLine = (p: Pick<Problem, 'code' | 'message' | 'hint'>, kind: string, style: Style): string =>
  `${(kind === 'error' ? style.error : style.note)(`${kind}[${p.code}]`)}${style.strong(`: ${printable(p.message)}`)}${p.hint === undefined ? '' : `\n  = ${printable(p.hint)}`}`;
