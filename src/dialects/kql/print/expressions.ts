import { LEVEL } from '../../../../grammars/kql/operators.js';
import { encodeString } from '../../../../grammars/kql/strings.js';
import type {
  Binary, DynamicValue, Expression, FunctionBody, FunctionParameter, Logical, RowSchema, StringLiteral, TextLiteral, TypeName,
} from '../../../../grammars/kql/syntax.js';
import { NUMBERS } from '../../../../grammars/kql/tokens.js';
import { apart, concat, group, indent, join, line, softline, type Doc } from '../../../text/layout.js';
import { atLineEnd, ownLines } from './comments.js';
import { bracketed, columnDoc, enclosed, listed, nameText, optionDocs, parameterDocs, row, STEP, type Pen } from './pen.js';

type Of<K extends Expression['kind']> = Extract<Expression, { kind: K }>;
type Writers = { readonly [K in Expression['kind']]: (pen: Pen, expression: Of<K>) => Doc };

/** An expression, in parentheses when it binds looser than what stands around it. */
export function expressionDoc(pen: Pen, expression: Expression, level: number): Doc {
  if (expression.kind === 'pipeline') return level === 0 ? pen.query(expression) : enclosed(pen, '(', expression, ')');
  const write = WRITERS[expression.kind] as (pen: Pen, e: Expression) => Doc;
  const doc = write(pen, expression);
  if (levelOf(expression) >= level) return doc;
  return group('(', indent(STEP, softline, doc), softline, ')');
}

const OPERATOR_LEVELS: Readonly<Partial<Record<Binary['op'], number>>> = {
  '+': LEVEL.additive, '-': LEVEL.additive, '*': LEVEL.multiplicative, '/': LEVEL.multiplicative, '%': LEVEL.multiplicative,
  '==': LEVEL.equality, '!=': LEVEL.equality, '<': LEVEL.relational, '<=': LEVEL.relational, '>': LEVEL.relational, '>=': LEVEL.relational,
};

const binaryLevel = (op: Binary['op']): number => OPERATOR_LEVELS[op] ?? LEVEL.string;

function levelOf(expression: Expression): number {
  switch (expression.kind) {
    case 'binary': return binaryLevel(expression.op);
    case 'logical': return LEVEL[expression.op];
    case 'in': case 'between': return LEVEL.equality;
    case 'unary': return LEVEL.unary;
    case 'dataScoped': case 'lambda': case 'entityGroup': return 0;
    default: return LEVEL.primary;
  }
}

/** Only arithmetic may stand again on its own left side without parentheses. */
function binaryDoc(pen: Pen, { op, left, right }: Binary): Doc {
  const level = binaryLevel(op);
  const chains = level === LEVEL.additive || level === LEVEL.multiplicative;
  const docs = [pen.expression(left, chains ? level : level + 1), pen.expression(right, level + 1)] as const;
  return typeof docs[0] === 'string' ? concat(docs[0], ` ${op} `, docs[1]) : apart(STEP, docs[0], op, docs[1]);
}

/** Each operand on its own line when they do not fit, the operator in front. */
function logicalDoc(pen: Pen, { op, operands }: Logical): Doc {
  const parts: Doc[] = [];
  let previous: number | null = null;
  for (const operand of operands) {
    if (previous !== null) {
      const { trailing, leading } = pen.comments.before(operand.span.start, previous);
      parts.push(atLineEnd(trailing), line, ownLines(leading), `${op} `);
    }
    const written = pen.expression(operand, LEVEL[op] + 1);
    parts.push(op === 'or' && operand.kind === 'logical' && operand.op === 'and' ? indent(STEP, written) : written);
    previous = operand.span.end;
  }
  return group(row(parts));
}

const inline = (e: Expression): boolean => e.kind === 'string' || e.kind === 'literal' || e.kind === 'name';

const WRITERS: Writers = {
  name: (_, e) => nameText(e, 'reference'),
  wildcard: (_, e) => e.pattern,
  star: () => '*',
  literal: (_, e) => literalText(e),
  string: (_, e) => stringText(e),
  dynamic: (pen, e) => concat('dynamic(', dynamicDoc(pen, e.value), ')'),
  typeof: (pen, e) => concat('typeof(', e.type.kind === 'type' ? e.type.text : schemaItems(pen, e.type), ')'),
  path: (pen, e) => concat(targetDoc(pen, e.target), '.', e.member.kind === 'name' ? nameText(e.member, 'reference') : pen.expression(e.member, 0)),
  element: (pen, e) => concat(targetDoc(pen, e.target), '[', pen.expression(e.index, 1), ']'),
  call: (pen, e) => concat(nameText(e.name, 'reference'), bracketed(pen, '(', listed(pen, e.args, (a) => columnDoc(pen, a), e.span.end), ')')),
  unary: (pen, e) => concat(e.op, pen.expression(e.operand, LEVEL.primary)),
  binary: binaryDoc,
  logical: logicalDoc,
  in: (pen, e) => concat(pen.expression(e.left, LEVEL.equality + 1), ` ${e.op} `, itemsDoc(pen, e)),
  between: (pen, e) => concat(
    pen.expression(e.value, LEVEL.equality + 1), e.negated ? ' !between (' : ' between (', pen.expression(e.low, 1), ' .. ', pen.expression(e.high, 1), ')',
  ),
  pipeline: (pen, e) => pen.query(e),
  subquery: (pen, e) => concat(e.keyword, parameterDocs(pen, e.params), e.params.length > 0 ? ' ' : '', enclosed(pen, '(', e.body, ')')),
  datatable: (pen, e) => concat('datatable', parameterDocs(pen, e.params), ' ', schemaDoc(pen, e.schema), ' ', rowsDoc(pen, e)),
  externaldata: (pen, e) => concat(
    'externaldata', parameterDocs(pen, e.params), ' ', schemaDoc(pen, e.schema), ' ',
    bracketed(pen, '[', listed(pen, e.uris, (u) => pen.expression(u, LEVEL.unary)), ']'), optionDocs(pen, e.options),
  ),
  contextualDatatable: (pen, e) => concat('__contextual_datatable ', pen.expression(e.id, LEVEL.unary), ' ', schemaDoc(pen, e.schema)),
  materializedViewCombine: (pen, e) => concat(
    'materialized-view-combine ', enclosed(pen, '(', e.name, ')'), ' base ', enclosed(pen, '(', e.base, ')'),
    ' delta ', enclosed(pen, '(', e.delta, ')'), ' aggregations ', enclosed(pen, '(', e.aggregations, ')'),
  ),
  entityGroup: (pen, e) => concat('entity_group ', bracketed(pen, '[', listed(pen, e.entities, (x) => pen.expression(x, 1)), ']')),
  dataScoped: (pen, e) => concat(pen.expression(e.table, 1), ` datascope=${e.scope}`),
  lambda: (pen, e) => concat(e.view ? 'view ' : '', parametersDoc(pen, e.params), ' ', bodyDoc(pen, e.body)),
  missing: () => '',
};

/** What a `.` or `[` may follow: a number would take the dot. */
const targetDoc = (pen: Pen, target: Expression): Doc =>
  target.kind === 'literal' ? concat('(', literalText(target), ')') : pen.expression(target, LEVEL.primary);

function itemsDoc(pen: Pen, { items, span }: Of<'in'>): Doc {
  const only = items.length === 1 ? items[0] : undefined;
  if (only?.kind === 'pipeline') return enclosed(pen, '(', only, ')');
  return bracketed(pen, '(', listed(pen, items, (x) => pen.expression(x, 1), span.end), ')', items.every(inline) ? 'dense' : undefined);
}

// ---------------------------------------------------------------- literals

const BARE: Readonly<Partial<Record<TextLiteral['type'], RegExp>>> = {
  bool: /^(?:true|false)$/,
  long: new RegExp(`^(?:${NUMBERS.long})$`),
  real: new RegExp(`^(?:${NUMBERS.real})$`),
  timespan: new RegExp(`^${NUMBERS.timespan}$`),
};

/** Bare where that means the same, else with the type around it. */
function literalText({ type, text }: TextLiteral): string {
  return BARE[type]?.test(text) ? text : `${type}(${text})`;
}

const stringText = ({ value, hidden, raw }: StringLiteral): string => raw ?? (hidden ? 'h' : '') + encodeString(value);

function dynamicDoc(pen: Pen, value: DynamicValue): Doc {
  switch (value.kind) {
    case 'literal': return value.text.startsWith('-') && BARE[value.type]?.test(value.text.slice(1)) ? value.text : literalText(value);
    case 'string': return stringText(value);
    case 'dynamicNull': return 'null';
    case 'missing': return '';
    case 'dynamic': return concat('dynamic(', dynamicDoc(pen, value.value), ')');
    case 'dynamicArray': {
      const plain = value.items.every((x) => x.kind === 'literal' || x.kind === 'string' || x.kind === 'dynamicNull');
      return bracketed(pen, '[', listed(pen, value.items, (x) => dynamicDoc(pen, x), value.span.end), ']', plain ? 'dense' : undefined);
    }
    case 'dynamicObject': {
      const entries = value.entries.map((e) => ({ ...e, span: { start: e.name.span.start, end: e.value.span.end } }));
      return bracketed(pen, '{', listed(pen, entries, (e) => concat(stringText(e.name), ': ', dynamicDoc(pen, e.value)), value.span.end), '}');
    }
  }
}

/** One row of the table on each line. */
function rowsDoc(pen: Pen, { schema, values, span }: Of<'datatable'>): Doc {
  const { docs, commented } = listed(pen, values, (v) => pen.expression(v, LEVEL.unary), span.end);
  const width = schema.columns.length;
  if (width < 2) return bracketed(pen, '[', { docs, commented }, ']', 'dense');
  const rows: Doc[] = [];
  for (let i = 0; i < docs.length; i += width) rows.push(join(docs.slice(i, i + width), ', '));
  return bracketed(pen, '[', { docs: rows, commented }, ']', rows.length > 1 ? 'broken' : undefined);
}

// ---------------------------------------------------------------- schemas and functions

const typeDoc = (pen: Pen, type: TypeName | RowSchema): Doc => (type.kind === 'type' ? type.text : schemaDoc(pen, type));

export const declarationText = ({ name, type }: RowSchema['columns'][number]): string => `${nameText(name, 'declaration')}:${type.text}`;

function schemaItems(pen: Pen, { columns, open }: RowSchema): Doc {
  const items = listed(pen, columns, declarationText).docs;
  return join(open ? ['*', ...items] : items, ', ');
}

export function schemaDoc(pen: Pen, { columns, open, span }: RowSchema): Doc {
  const { docs, commented } = listed(pen, columns, declarationText, span.end);
  return bracketed(pen, '(', { docs: open ? ['*', ...docs] : docs, commented }, ')');
}

export const parametersDoc = (pen: Pen, params: readonly FunctionParameter[]): Doc =>
  bracketed(pen, '(', listed(pen, params, (p) => functionParameterDoc(pen, p)), ')');

function functionParameterDoc(pen: Pen, { name, type, default: fallback }: FunctionParameter): Doc {
  const declared = concat(nameText(name, 'declaration'), ':', typeDoc(pen, type));
  return fallback === null ? declared : concat(declared, '=', pen.expression(fallback, LEVEL.unary));
}

export function bodyDoc(pen: Pen, { statements, value, span }: FunctionBody): Doc {
  if (statements.length === 0 && value === null) return '{ }';
  const inside = pen.statements(statements, value);
  const { trailing, leading } = pen.comments.before(span.end, value?.span.end ?? null);
  return group('{', indent(STEP, line, inside, atLineEnd([...trailing, ...leading.map((c) => c.text)])), line, '}');
}
