import type { Expression } from '../../../../../grammars/esql/syntax.js';
import type { Call, Expr } from '../../../../ast/pipeline.js';
import { call, integer, text } from '../build.js';
import { refuse } from '../context.js';
import { needsFunction } from '../versions.js';
import { rangeValue } from '../ranges.js';
import { position } from './convert.js';
import { constantText } from './text.js';
import { firstMatch } from './matches.js';
import type { Handler, Handlers, Spell } from './handler.js';

/** Dynamic values. Paths over columns have become fields before (../paths.ts); what is left are elements and JSON texts. */

/** A last index picks one of the values. */
const element: Handler = (e, s) => {
  const [value, index] = e.args as [Expr, Expr];
  if (index.kind !== 'lit' || typeof index.value !== 'number') return refuse('a path that is not constant', 'ES|QL fields are named in the query', e.span);
  const first = index.value === 0 && value.kind === 'call' && value.op === 'regex.extractAll' ? firstMatch(value, s) : undefined;
  if (first) return first;
  const tree = s.value(value);
  if (index.value === 0) return call('MV_FIRST', tree);
  return index.value === -1 ? call('MV_LAST', tree) : call('MV_SLICE', tree, integer(index.value));
};

const member: Handler = (e) => refuse('a path', 'ES|QL reads paths of fields and of JSON texts', e.span);

function extractJson(e: Call, s: Spell): Expression {
  needsFunction('JSON_EXTRACT', 'a path into JSON text', e.span, s.scope.raising);
  constantText(e.args[0], 'a path that is not constant', e);
  return call('JSON_EXTRACT', s.value(e.args[1] as Expr), s.value(e.args[0] as Expr));
}

function pack(e: Call, s: Spell): Expression {
  if (e.args.length === 0) return refuse('an empty array', 'ES|QL has no empty multi-value', e.span);
  return e.args.map(s.value).reduce((a, b) => call('MV_APPEND', a, b));
}

/** JSON text; every value as a string. */
function packBag(e: Call, s: Spell): Expression {
  const parts: Expression[] = [];
  for (let i = 0; i + 1 < e.args.length; i += 2) {
    const key = constantText(e.args[i], 'a key that is not constant', e);
    const lead = `${i === 0 ? '{' : ', '}${JSON.stringify(key)}: "`;
    parts.push(text(i === 0 ? lead : `"${lead}`), call('COALESCE', call('TO_STRING', s.value(e.args[i + 1] as Expr)), text('')));
  }
  return call('CONCAT', ...parts, text('"}'));
}

function repeated(e: Call, s: Spell): Expression {
  if (e.args.length > 2) return refuse('strrep', 'ES|QL repeats a text without a delimiter', e.span);
  return call('REPEAT', s.value(e.args[0] as Expr), position(e.args[1] as Expr, s));
}

export const DYNAMIC_HANDLERS: Handlers = {
  'dynamic.member': member,
  'dynamic.index': element,
  'dynamic.parseJson': (e, s) => s.value(e.args[0] as Expr),
  'dynamic.pack': packBag,
  'dynamic.packArray': pack,
  'dynamic.extractJson': extractJson,
  'array.range': (e, s) => rangeValue(e, s.value),
  'array.length': (e, s) => call('MV_COUNT', s.value(e.args[0] as Expr)),
  'array.concat': pack,
  'array.slice': (e, s) => call('MV_SLICE', s.value(e.args[0] as Expr), position(e.args[1] as Expr, s), position(e.args[2] as Expr, s)),
  'array.indexOf': (e) => refuse('array_index_of', 'ES|QL does not tell places in a multi-value', e.span),
  'set.hasElement': (e, s) => call('MV_CONTAINS', ...e.args.map(s.value)),
  'set.union': (e, s) => call('MV_DEDUPE', pack(e, s)),
  'set.intersect': (e, s) => call('MV_INTERSECTION', ...e.args.map(s.value)),
  'set.difference': (e, s) => e.args.map(s.value).reduce((a, b) => call('MV_DIFFERENCE', a, b)),
  'string.repeat': repeated,
};
