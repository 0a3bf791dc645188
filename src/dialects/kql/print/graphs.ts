import type {
  GraphEdge, GraphMarkComponentsStage, GraphMatchStage, GraphNode, GraphOutput, GraphPattern, GraphToTableStage, MakeGraphStage,
} from '../../../../grammars/kql/syntax.js';
import { concat, group, hardline, indent, join, line, type Doc } from '../../../text/layout.js';
import { atLineEnd, ownLines } from './comments.js';
import { columnDoc, commas, enclosed, listed, nameText, parameterDocs, type Pen, STEP } from './pen.js';

/** Stages over graphs. */
export const graphWriters = {
  'make-graph': makeGraphDoc,
  'graph-match': graphMatchDoc,
  'graph-shortest-paths': graphMatchDoc,
  'graph-to-table': (pen: Pen, s: GraphToTableStage): Doc => concat('graph-to-table ', join(listed(pen, s.outputs, (o) => outputDoc(pen, o)).docs, ', ')),
  'graph-mark-components': (pen: Pen, s: GraphMarkComponentsStage): Doc => concat('graph-mark-components', parameterDocs(pen, s.params)),
};

function makeGraphDoc(pen: Pen, s: MakeGraphStage): Doc {
  const nodes = listed(pen, s.nodes.map((n) => ({ ...n, span: n.table.span })), (n) => concat(pen.expression(n.table, 1), ` on ${nameText(n.key, 'reference')}`)).docs;
  return concat(
    'make-graph', parameterDocs(pen, s.hints), ` ${nameText(s.source, 'reference')} ${s.directed ? '-->' : '--'} ${nameText(s.target, 'reference')}`,
    parameterDocs(pen, s.params), nodes.length > 0 ? concat(' with ', group(indent(STEP, commas(nodes)))) : '',
    s.partitionedBy ? concat(' partitioned-by ', pen.expression(s.partitionedBy.column, 1), ' ', enclosed(pen, '(', s.partitionedBy.body, ')')) : '',
  );
}

/** The clauses stand below the pattern, as the documentation writes them, unless everything fits one line. */
function graphMatchDoc(pen: Pen, s: GraphMatchStage): Doc {
  const patterns = listed(pen, s.patterns, (p) => patternDoc(pen, p)).docs;
  const clauses: Doc[] = [];
  if (s.where) clauses.push(line, commented(pen, s.where.span.start), 'where ', indent(STEP, pen.expression(s.where, 1)));
  if (s.project) clauses.push(line, 'project ', group(indent(STEP, commas(listed(pen, s.project, (c) => columnDoc(pen, c)).docs))));
  return group(concat(s.kind, parameterDocs(pen, s.params)), ' ', join(patterns, ', '), indent(STEP, ...clauses));
}

function commented(pen: Pen, start: number): Doc {
  const { trailing, leading } = pen.comments.before(start, null);
  return trailing.length + leading.length > 0 ? concat(atLineEnd(trailing), hardline, ownLines(leading)) : '';
}

const patternDoc = (pen: Pen, p: GraphPattern): Doc => concat(...p.elements.map((e) => (e.kind === 'graphNode' ? nodeText(e) : edgeDoc(pen, e))));

const nodeText = (n: GraphNode): string => `(${n.name ? nameText(n.name, 'declaration') : ''})`;

function edgeDoc(pen: Pen, e: GraphEdge): Doc {
  const range = e.range ? concat('*', pen.expression(e.range.from, 8), '..', pen.expression(e.range.to, 8)) : '';
  const inner = e.name || e.range ? concat('[', e.name ? nameText(e.name, 'declaration') : '', range, ']') : '';
  return concat(e.direction === 'left' ? '<-' : '-', inner, e.direction === 'right' ? '->' : '-');
}

const outputDoc = (pen: Pen, o: GraphOutput): Doc => concat(o.of, o.as ? ` as ${nameText(o.as, 'reference')}` : '', parameterDocs(pen, o.params));
