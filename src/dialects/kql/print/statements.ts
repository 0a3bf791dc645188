import type { Expression, Name, PatternDefinition, Span, Statement } from '../../../../grammars/kql/syntax.js';
import { concat, group, hardline, indent, join, line, type Doc } from '../../../text/layout.js';
import type { Comment } from '../../dialect.js';
import { atLineEnd } from './comments.js';
import { bodyDoc, declarationText, parametersDoc } from './expressions.js';
import { bracketed, listed, nameText, optionDocs, row, STEP, type Pen } from './pen.js';
import { pipelineDoc, queryDoc } from './stages.js';

type Writers = { readonly [K in Statement['kind']]: (pen: Pen, statement: Extract<Statement, { kind: K }>) => Doc };

/** Statements each on their lines, `;` between them. A blank line that the author left stays. */
export function statementsDoc(pen: Pen, statements: readonly Statement[], value: Expression | null): Doc {
  const entries: readonly { readonly span: Span; readonly write: () => Doc }[] = [
    ...statements.map((s) => ({ span: s.span, write: () => statementDoc(pen, s) })),
    ...(value ? [{ span: value.span, write: () => queryDoc(pen, value, statements.length > 0 ? hardline : line) }] : []),
  ];
  const parts: Doc[] = [];
  let previous: number | null = null;
  for (const { span, write } of entries) {
    const { trailing, leading } = pen.comments.before(span.start, previous);
    if (previous !== null) {
      parts.push(';', atLineEnd(trailing), hardline);
      if (pen.comments.blankBefore(leading[0]?.span.start ?? span.start)) parts.push(hardline);
    }
    parts.push(commentLines(pen, leading, span.start), write());
    previous = span.end;
  }
  return row(parts);
}

/** Comments on their own lines before something, with the blank lines between them. */
function commentLines(pen: Pen, comments: readonly Comment[], next: number): Doc {
  return concat(...comments.flatMap((c, i) => {
    const follower = comments[i + 1]?.span.start ?? next;
    return pen.comments.blankBefore(follower) ? [c.text, hardline, hardline] : [c.text, hardline];
  }));
}

/** What is left of the comments, behind the last statement. */
export function lastComments(pen: Pen, previous: number | null): Doc {
  const { trailing, leading } = pen.comments.before(Infinity, previous);
  const lines = leading.flatMap((c, i): Doc[] => {
    const first = previous === null && i === 0;
    return [first ? '' : hardline, !first && pen.comments.blankBefore(c.span.start) ? hardline : '', c.text];
  });
  return concat(atLineEnd(trailing), ...lines);
}

const assigned = (keyword: string, name: Name, value: Doc): Doc => concat(`${keyword} ${nameText(name, 'reference')} = `, value);

function statementDoc(pen: Pen, statement: Statement): Doc {
  const write = WRITERS[statement.kind] as (pen: Pen, s: Statement) => Doc;
  return write(pen, statement);
}

/** A pipeline of several stages begins on the next line. */
function letDoc(pen: Pen, name: Name, value: Expression): Doc {
  if (value.kind !== 'pipeline') return assigned('let', name, pen.expression(value, 0));
  const many = value.stages.length > (value.source ? 1 : 2);
  const between = many ? hardline : line;
  return group(`let ${nameText(name, 'reference')} =`, indent(STEP, between, pipelineDoc(pen, value, between)));
}

function patternDoc(pen: Pen, { params, path, matches }: PatternDefinition): Doc {
  const lines = matches.map((m) => concat(
    bracketed(pen, '(', listed(pen, m.args, (a) => pen.expression(a, 1)), ')'), m.path ? concat('.[', pen.expression(m.path, 1), ']') : '', ' = ', bodyDoc(pen, m.body), ';',
  ));
  return concat(
    ` = (${params.map(declarationText).join(', ')})`, path ? `[${declarationText(path)}]` : '', ' {', indent(STEP, hardline, join(lines, hardline)), hardline, '}',
  );
}

const WRITERS: Writers = {
  alias: (pen, s) => assigned('alias database', s.name, pen.expression(s.value, 1)),
  declareParameters: (pen, s) => concat('declare query_parameters', parametersDoc(pen, s.params)),
  declarePattern: (pen, s) => concat(`declare pattern ${nameText(s.name, 'reference')}`, s.definition ? patternDoc(pen, s.definition) : ''),
  let: (pen, s) => letDoc(pen, s.name, s.value),
  query: (pen, s) => queryDoc(pen, s.value, hardline),
  restrict: (pen, s) => concat('restrict access to ', bracketed(pen, '(', listed(pen, s.entities, (e) => pen.expression(e, 1)), ')'), optionDocs(pen, s.options)),
  set: (pen, s) => (s.value ? assigned('set', s.name, pen.expression(s.value, 1)) : `set ${nameText(s.name, 'reference')}`),
};
