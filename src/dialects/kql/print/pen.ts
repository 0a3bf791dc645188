import type { Column, Expression, Name, Parameter, Span, Statement } from '../../../../grammars/kql/syntax.js';
import { isBareName } from '../../../../grammars/kql/tokens.js';
import { encodeString } from '../../../../grammars/kql/strings.js';
import { concat, fill, group, hardline, indent, join, line, softline, type Doc } from '../../../text/layout.js';
import { atLineEnd, ownLines, type CommentReader } from './comments.js';

/** Columns of one step to the right. */
export const STEP = 4;
/** Lists longer than this never stand on one line; asking whether they fit would read them whole. */
export const LONG_LIST = 200;

/** What the parts of the printer share. The three functions break the circle between expressions, stages and statements. */
export interface Pen {
  readonly comments: CommentReader;
  /** Length from which lists are broken whatever the width. */
  readonly longList: number;
  /** An expression, in parentheses when it binds looser than `level`. */
  readonly expression: (expression: Expression, level: number) => Doc;
  /** An expression where a whole query may stand. */
  readonly query: (query: Expression) => Doc;
  readonly statements: (statements: readonly Statement[], value: Expression | null) => Doc;
}

/** Documents of list items with the comments between them. `commented`: each item needs its own line. */
export interface Listed {
  readonly docs: readonly Doc[];
  readonly commented: boolean;
}

/** `end`: comments up to there belong to the list. */
export function listed<T extends { readonly span: Span }>(pen: Pen, items: readonly T[], set: (item: T) => Doc, end?: number): Listed {
  const docs: Doc[] = [];
  let commented = false;
  let previous: number | null = null;
  for (const item of items) {
    const { trailing, leading } = pen.comments.before(item.span.start, previous);
    if (trailing.length > 0) docs.push(concat(docs.pop()!, atLineEnd(trailing)));
    docs.push(leading.length > 0 ? concat(ownLines(leading), set(item)) : set(item));
    commented ||= trailing.length + leading.length > 0;
    previous = item.span.end;
  }
  if (end === undefined || docs.length === 0) return { docs, commented };
  const { trailing, leading } = pen.comments.before(end, previous);
  if (trailing.length + leading.length === 0) return { docs, commented };
  docs.push(concat(docs.pop()!, atLineEnd(trailing), ...leading.flatMap((c) => [hardline, c.text])));
  return { docs, commented: true };
}

/** Documents in a row; in pieces, since a call takes only so many arguments. */
export function row(docs: readonly Doc[]): Doc {
  if (docs.length <= LONG_LIST) return concat(...docs);
  const pieces: Doc[] = [];
  for (let i = 0; i < docs.length; i += LONG_LIST) pieces.push(concat(...docs.slice(i, i + LONG_LIST)));
  return row(pieces);
}

/** `,` and a line break or blank between items. */
export function commas(docs: readonly Doc[]): Doc {
  const parts: Doc[] = [];
  for (const doc of docs) {
    if (parts.length > 0) parts.push(',', line);
    parts.push(doc);
  }
  return row(parts);
}

/** Items in brackets: on one line if they fit, or indented; `dense`: each line takes as many as fit; `broken`: never on one line. */
export function bracketed(pen: Pen, open: string, { docs, commented }: Listed, close: string, style?: 'dense' | 'broken'): Doc {
  if (docs.length === 0) return open + close;
  const edge = docs.length > pen.longList || (style === 'broken' && pen.longList < Infinity) ? hardline : softline;
  return group(open, indent(STEP, edge, style === 'dense' && !commented ? fill(docs, ',') : commas(docs)), edge, close);
}

/** The list behind the keyword of a stage: names flow, expressions stand one on a line when they do not fit. */
export function stageList({ docs, commented }: Listed, plain: boolean): Doc {
  if (docs.length === 0) return '';
  if (!commented && docs.length === 1) return concat(' ', docs[0]!);
  if (!commented && plain) return indent(STEP, ' ', fill(docs, ','));
  return group(indent(STEP, line, commas(docs)));
}

export const columnList = (pen: Pen, columns: readonly Column[]): Doc =>
  stageList(listed(pen, columns, (c) => columnDoc(pen, c)), columns.every((c) => c.names.length === 0 && c.value.kind === 'name'));

export function columnDoc(pen: Pen, { names, tuple, value }: Column): Doc {
  const written = value.kind === 'logical' ? indent(STEP, pen.expression(value, 1)) : pen.expression(value, 1);
  if (names.length === 0) return written;
  const left = names.map((n) => nameText(n, 'declaration')).join(', ');
  return concat(tuple ? `(${left})` : left, ' = ', written);
}

/** What a string holds without a backslash or a choice of quotes. */
const PLAIN = /^[^\u0000-\u001f\u2028\u2029\\"']*$/;

/** A name, in brackets where the author put them or where the language needs them. */
export function nameText({ text, bracketed: brackets }: Pick<Name, 'text' | 'bracketed'>, place: 'reference' | 'declaration'): string {
  // `by` may be declared, but `summarize by = …` would be read as another clause.
  if (!brackets && text !== 'by' && isBareName(text, place)) return text;
  return PLAIN.test(text) ? `['${text}']` : `[${encodeString(text)}]`;
}

export const parameterDocs = (pen: Pen, params: readonly Parameter[]): Doc => concat(...params.map((p) => concat(' ', parameterDoc(pen, p))));

export const parameterDoc = (pen: Pen, { name, values }: Parameter): Doc =>
  concat(name, '=', join(values.map((v) => (v.kind === 'name' && !v.bracketed ? v.text : pen.expression(v, 8))), ', '));

/** ` with (name=value, …)`, nothing for no options. */
export function optionDocs(pen: Pen, options: readonly Parameter[]): Doc {
  return options.length === 0 ? '' : concat(' with ', bracketed(pen, '(', listed(pen, options, (o) => parameterDoc(pen, o)), ')'));
}

/** A query in brackets, with the comments that follow it inside. */
export function enclosed(pen: Pen, open: string, query: Expression, close: string): Doc {
  const { trailing, leading } = pen.comments.before(query.span.start, null);
  const before = ownLines([...leading]);
  const body = pen.query(query);
  const after = pen.comments.directlyAfter(query.span.end);
  const [first, ...rest] = after;
  const atEnd = first && pen.comments.behindCode(first.span.start) ? first : undefined;
  const below = atEnd ? rest : after;
  return group(
    open, indent(STEP, softline, before, body, atLineEnd([...trailing, ...(atEnd ? [atEnd.text] : [])]), ...below.flatMap((c) => [hardline, c.text])),
    softline, close,
  );
}
