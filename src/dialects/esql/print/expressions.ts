import type { Argument, Call, Constant, Expression, MapLiteral, Missing, Query } from '../../../../grammars/esql/syntax.js';
import { apart, concat, fill, group, indent, join, line, softline, widthOf, type Doc } from '../../../text/layout.js';
import type { Comments } from './comments.js';
import { dottedName, fieldName, identifier, parameter, quoteString } from './names.js';

/** What printing needs beside the tree. */
export interface Printing {
  readonly comments: Comments;
  /** A subquery in its parentheses. */
  readonly subquery: (query: Query, printing: Printing) => Doc;
}

/** How tight an expression binds; what binds looser than its place asks for goes into parentheses. */
export const LOOSEST = 0;
const OR = 1;
const AND = 2;
const NOT = 3;
const TEST = 4;
const COMPARISON = 5;
const SUM = 6;
const PRODUCT = 7;
const UNARY = 8;
export const PRIMARY = 9;

/** Levels of the kinds whose level does not hang on their operator. */
const LEVELS: Readonly<Record<Exclude<Expression['kind'], 'logical' | 'arithmetic'>, number>> = {
  boolean: PRIMARY,
  call: PRIMARY,
  cast: PRIMARY,
  comparison: COMPARISON,
  decimal: PRIMARY,
  in: TEST,
  'in-subquery': TEST,
  integer: PRIMARY,
  'is-null': TEST,
  like: TEST,
  'like-list': TEST,
  match: TEST,
  missing: PRIMARY,
  name: PRIMARY,
  not: NOT,
  null: PRIMARY,
  array: PRIMARY,
  parameter: PRIMARY,
  'parameterized-name': PRIMARY,
  quantity: PRIMARY,
  string: PRIMARY,
  unary: UNARY,
};

function levelOf(expression: Expression): number {
  if (expression.kind === 'logical') return expression.operator === 'or' ? OR : AND;
  if (expression.kind === 'arithmetic') return expression.operator === '+' || expression.operator === '-' ? SUM : PRODUCT;
  return LEVELS[expression.kind];
}

/** An expression where at least `level` must bind. */
export function expression(node: Expression, level: number, p: Printing): Doc {
  if (levelOf(node) >= level) return bare(node, p);
  return parenthesized(node.kind === 'logical' ? operands(node, p) : bare(node, p));
}

export const parenthesized = (doc: Doc): Doc => group('(', indent(2, softline, doc), softline, ')');

function bare(node: Expression, p: Printing): Doc {
  switch (node.kind) {
    case 'logical':
      return group(indent(2, operands(node, p)));
    case 'not':
      return concat('NOT ', expression(node.operand, NOT, p));
    case 'comparison':
      return sides(expression(node.left, SUM, p), node.operator, expression(node.right, SUM, p));
    case 'arithmetic': {
      const level = levelOf(node);
      return group(expression(node.left, level, p), indent(2, line, `${node.operator} `, expression(node.right, level + 1, p)));
    }
    case 'unary':
      return concat(node.operator, signed(node.operand, p));
    case 'cast':
      return concat(expression(node.value, PRIMARY, p), '::', identifier(node.type.name));
    case 'in':
      return group(expression(node.value, SUM, p), negated(node), ' IN (', list(node.list, inList(p), p), ')');
    case 'in-subquery':
      return concat(tuple(node.values, p), negated(node), ' IN ', p.subquery(node.query, p));
    case 'like':
      return sides(expression(node.value, SUM, p), `${negated(node).trim()} ${node.operator.toUpperCase()}`.trim(), expression(node.pattern, PRIMARY, p));
    case 'like-list': {
      const patterns = list(node.patterns, constant, p);
      return group(expression(node.value, SUM, p), negated(node), ` ${node.operator.toUpperCase()} (`, patterns, ')');
    }
    case 'is-null':
      return concat(expression(node.value, SUM, p), node.negated ? ' IS NOT NULL' : ' IS NULL');
    case 'match':
      return concat(expression(node.field, PRIMARY, p), ' : ', constant(node.query));
    case 'call':
      return call(node, p);
    case 'name':
    case 'parameterized-name':
      return fieldName(node);
    default:
      return constant(node);
  }
}

const sides = (left: Doc, operator: string, right: Doc): Doc => (typeof left === 'string' ? concat(left, ` ${operator} `, right) : apart(2, left, operator, right));

const negated = (node: { readonly negated: boolean }): string => (node.negated ? ' NOT' : '');

/** The operands of AND or OR with a place to break before each operator, not indented. */
export function operands(node: Logical, p: Printing): Doc {
  const level = levelOf(node) + 1;
  const word = `${node.operator.toUpperCase()} `;
  return concat(
    ...inGroups(node).map((operand, i) => {
      const { comments } = p;
      const doc = concat(comments.before(operand), expression(operand, level, p), comments.trailing(operand));
      return i === 0 ? concat(comments.above(operand), doc) : concat(line, comments.above(operand), word, doc);
    }),
  );
}

type Logical = Extract<Expression, { kind: 'logical' }>;

/** Elasticsearch reads a chain as deep as it is long, and 400 levels at most. */
export const LONGEST_CHAIN = 200;

/** The operands, those of a long chain in groups, which are printed in parentheses. */
function inGroups(node: Logical): readonly Expression[] {
  const { operands: all } = node;
  if (all.length <= LONGEST_CHAIN) return all;
  const size = Math.ceil(Math.sqrt(all.length));
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i): Expression => {
    const part = all.slice(i * size, (i + 1) * size);
    return part.length === 1 ? (part[0] as Expression) : { ...node, operands: part };
  });
}

/** What follows a sign. A number there would take the sign for its own, and so change what casts and names apply to. */
function signed(operand: Expression, p: Printing): Doc {
  return startsWithDigit(operand) ? parenthesized(bare(operand, p)) : expression(operand, UNARY, p);
}

function startsWithDigit(node: Expression): boolean {
  switch (node.kind) {
    case 'integer':
    case 'decimal':
      return !node.text.startsWith('-');
    case 'quantity':
      return !node.amount.startsWith('-');
    case 'cast':
      return startsWithDigit(node.value);
    default:
      return false;
  }
}

const tuple = (values: readonly Expression[], p: Printing): Doc =>
  values.length === 1
    ? expression(values[0] as Expression, SUM, p)
    : group('(', list(values, (value) => expression(value, COMPARISON, p), p), ')');

// ---- lists ----

/** Items inside brackets: as many on a line as fit when all are `short`, else each on its own line when they do not fit on one. */
export function list<T extends Expression | MapLiteral>(items: readonly T[], print: (item: T) => Doc, p: Printing, short: (item: T, doc: Doc) => boolean = isShort): Doc {
  if (items.length === 0) return '';
  const docs = items.map((item) => p.comments.around(item, print(item)));
  const plain = items.every((item, i) => short(item, docs[i] as Doc) && !p.comments.has(item));
  // A line break around a single name gains nothing.
  if (plain && docs.length === 1) return docs[0] as Doc;
  return concat(indent(2, softline, plain ? fill(docs, ',') : join(docs, concat(',', line))), softline);
}

/** What is set many to a line. */
const isShort = ({ kind }: { readonly kind: string }): boolean =>
  ['string', 'integer', 'decimal', 'boolean', 'null', 'quantity', 'name', 'parameter', 'star'].includes(kind);

/** The official lexer takes a list that begins with these letters for a subquery. */
const LOOKS_LIKE_SUBQUERY = /^(?:from|row|show|ts|promql)/i;

/** Values of an IN list. */
function inList(p: Printing): (value: Expression) => Doc {
  return (value) => {
    if (value.kind === 'name' && value.qualifier === undefined && LOOKS_LIKE_SUBQUERY.test(value.text)) return hidden(value.text);
    const doc = expression(value, COMPARISON, p);
    return LOOKS_LIKE_SUBQUERY.test(firstWord(value)) ? parenthesized(doc) : doc;
  };
}

/** A name whose first segment stands between back quotes. */
function hidden(text: string): string {
  const dot = text.indexOf('.');
  if (dot < 0 || text.includes('..') || text.endsWith('.')) return `\`${text.replaceAll('`', '``')}\``;
  return `\`${text.slice(0, dot).replaceAll('`', '``')}\`.${dottedName(text.slice(dot + 1))}`;
}

/** The name that the text of an expression begins with, or nothing. */
function firstWord(node: Expression): string {
  switch (node.kind) {
    case 'name':
      return node.qualifier === undefined ? node.text : '';
    case 'parameterized-name':
      return node.parts[0]?.kind === 'identifier' ? node.parts[0].name : '';
    case 'call':
      return node.name.name;
    case 'cast':
      return firstWord(node.value);
    case 'comparison':
    case 'arithmetic':
      return firstWord(node.left);
    default:
      return '';
  }
}

// ---- calls ----

/** What is put together is read in a row, and may have a hundred parts. */
const RUNS_ON = 'CONCAT';
const WIDEST_PART = 72;
const isPart = (_: unknown, doc: Doc): boolean => widthOf(doc) <= WIDEST_PART;

function call(node: Call, p: Printing): Doc {
  const name = functionName(node.name);
  const items: readonly (Argument | MapLiteral)[] = node.options === undefined ? node.arguments : [...node.arguments, node.options];
  if (items.length === 0) return `${name}()`;
  const print = (item: Argument | MapLiteral): Doc => (item.kind === 'map' ? map(item, p) : argument(item, p));
  return group(name, '(', list(items as readonly (Expression | MapLiteral)[], print, p, name === RUNS_ON ? isPart : isShort), ')');
}

/** FIRST and LAST need no back quotes before a parenthesis. */
function functionName(name: Call['name']): string {
  if (name.kind === 'parameter') return parameter(name);
  return name.name === 'FIRST' || name.name === 'LAST' ? name.name : identifier(name.name);
}

function argument(node: Argument, p: Printing): Doc {
  if (node.kind === 'star') return '*';
  if (node.kind !== 'lambda') return expression(node, LOOSEST, p);
  const names = node.parameters.map(({ name }) => identifier(name));
  const head = names.length === 1 ? names[0] : `(${names.join(', ')})`;
  return concat(`${head} -> `, expression(node.body, LOOSEST, p));
}

// ---- constants ----

export function map(node: MapLiteral, p: Printing): Doc {
  if (node.entries.length === 0) return '{}';
  const entries = node.entries.map((entry) => {
    const value = entry.value.kind === 'map' ? map(entry.value, p) : constant(entry.value);
    return p.comments.around(entry, concat(quoteString(entry.key.value), ': ', value));
  });
  return group('{', indent(2, softline, join(entries, concat(',', line))), softline, '}');
}

export function constant(node: Constant | Missing): Doc {
  switch (node.kind) {
    case 'null':
      return 'null';
    case 'boolean':
      return String(node.value);
    case 'integer':
    case 'decimal':
      return node.text;
    case 'quantity':
      return `${node.amount} ${node.unit}`;
    case 'string':
      return quoteString(node.value);
    case 'parameter':
      return parameter(node);
    case 'array':
      return group('[', indent(2, softline, fill(node.elements.map(constant), ',')), softline, ']');
    case 'missing':
      return '';
  }
}
