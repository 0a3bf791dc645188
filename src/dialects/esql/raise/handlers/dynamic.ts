import type { Expression } from '../../../../../grammars/esql/syntax.js';
import type { Call, Expr } from '../../../../ast/pipeline.js';
import { call, integer, name, text } from '../build.js';
import { refuse } from '../context.js';
import type { Handler, Handlers, Spell } from './handler.js';

/** A path into a dynamic value: what it starts from, and its steps. */
interface DynamicPath {
  readonly root: Expr;
  readonly steps: readonly (string | number)[];
}

function pathOf(e: Expr): DynamicPath {
  if (e.kind !== 'call' || (e.op !== 'dynamic.member' && e.op !== 'dynamic.index')) return { root: unwrapped(e), steps: [] };
  const { root, steps } = pathOf(e.args[0] as Expr);
  const key = e.args[1] as Expr;
  if (key.kind !== 'lit' || (typeof key.value !== 'string' && typeof key.value !== 'number')) return refuse('a path that is not constant', 'ES|QL fields are named in the query', e.span);
  return { root, steps: [...steps, key.value] };
}

/** `parse_json(tostring(x))` of a value that is dynamic already is the value; an Elasticsearch field is never JSON text inside an object. */
function unwrapped(e: Expr): Expr {
  if (e.kind !== 'call') return e;
  const inner = e.args[0];
  if ((e.op === 'dynamic.parseJson' || e.op === 'convert.toString') && inner && isDynamicPath(inner)) return unwrapped(inner);
  if (e.op === 'dynamic.member' || e.op === 'dynamic.index') return e;
  return e;
}

function isDynamicPath(e: Expr): boolean {
  if (e.kind === 'col') return e.type === 'dynamic';
  if (e.kind !== 'call') return false;
  if (e.op === 'dynamic.member' || e.op === 'dynamic.index') return true;
  return (e.op === 'dynamic.parseJson' || e.op === 'convert.toString') && e.args[0] !== undefined && isDynamicPath(e.args[0]);
}

/** A path over a column is the field of the dotted name; over JSON text JSON_EXTRACT reads it. */
function path(e: Call, s: Spell): Expression {
  let { root, steps } = pathOf(e);
  while (root.kind === 'call' && (root.op === 'dynamic.member' || root.op === 'dynamic.index')) {
    const outer = pathOf(root);
    steps = [...outer.steps, ...steps];
    root = outer.root;
  }
  if (root.kind === 'col') return field(root.name, steps, e, s);
  if (root.kind === 'call' && root.op === 'dynamic.parseJson') return extract(root.args[0] as Expr, steps, e, s);
  if (root.kind === 'call' && steps.length === 1 && typeof steps[0] === 'number') return element(s.value(root), steps[0]);
  return refuse('a path', 'ES|QL reads paths of fields and of JSON texts', e.span);
}

/** An index inside a path is lost: Elasticsearch flattens arrays of objects. A last index picks one of the values. */
function field(column: string, steps: readonly (string | number)[], e: Call, s: Spell): Expression {
  const names = steps.filter((x): x is string => typeof x === 'string');
  const tree = name([column, ...names].join('.'));
  const last = steps[steps.length - 1];
  const inner = steps.slice(0, -1).some((x) => typeof x === 'number');
  if (inner) s.scope.raising.opNote('different', 'an index inside a path', 'Elasticsearch flattens arrays of objects: the values of all elements are one multi-value', e.span);
  return typeof last === 'number' ? element(tree, last) : tree;
}

/** The values of a multi-value keep the order of the document when read from it, but its field is not promised to. */
function element(tree: Expression, index: number): Expression {
  if (index === 0) return call('MV_FIRST', tree);
  if (index === -1) return call('MV_LAST', tree);
  return call('MV_SLICE', tree, integer(index));
}

function extract(json: Expr, steps: readonly (string | number)[], e: Call, s: Spell): Expression {
  if (!s.scope.raising.has('9.4')) return refuse('a path into JSON text', 'JSON_EXTRACT needs Elasticsearch 9.4', e.span);
  const path = steps.map((x) => (typeof x === 'number' ? `[${x}]` : /^[A-Za-z_]\w*$/.test(x) ? `.${x}` : `['${x.replace(/'/g, "\\'")}']`)).join('');
  return call('JSON_EXTRACT', s.value(json), text(`$${path}`));
}

const parseJson: Handler = (e, s) => {
  const inner = e.args[0] as Expr;
  if (isDynamicPath(inner)) return s.value(unwrapped(inner));
  return extract(inner, [], e, s);
};

function pack(e: Call, s: Spell): Expression {
  if (e.args.length === 0) return refuse('an empty array', 'ES|QL has no empty multi-value', e.span);
  return e.args.map(s.value).reduce((a, b) => call('MV_APPEND', a, b));
}

export const DYNAMIC_HANDLERS: Handlers = {
  'dynamic.member': path,
  'dynamic.index': path,
  'dynamic.parseJson': parseJson,
  'dynamic.packArray': pack,
  'dynamic.extractJson': (e, s) => call('JSON_EXTRACT', s.value(e.args[1] as Expr), s.value(e.args[0] as Expr)),
  'array.length': (e, s) => call('MV_COUNT', s.value(e.args[0] as Expr)),
  'array.concat': (e, s) => pack(e, s),
  'array.slice': (e, s) => call('MV_SLICE', ...e.args.map(s.value)),
  'array.indexOf': (e) => refuse('array_index_of', 'ES|QL does not tell places in a multi-value', e.span),
  'set.hasElement': (e, s) => call('MV_CONTAINS', ...e.args.map(s.value)),
  'set.union': (e, s) => call('MV_DEDUPE', pack(e, s)),
  'set.intersect': (e, s) => call('MV_INTERSECTION', ...e.args.map(s.value)),
  'string.repeat': (e, s) => call('REPEAT', ...e.args.slice(0, 2).map(s.value)),
};
