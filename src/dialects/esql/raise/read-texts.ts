import type { Call, Expr, Lit } from '../../../ast/pipeline.js';
import { isText } from '../../../data/types.js';
import type { Raising } from './context.js';
import { readsTexts } from './meanings.js';
import { isStep, unwrapped } from './uses.js';

/** What compares texts sign by sign, so that quotes count. */
const COMPARES_TEXTS: ReadonlySet<string> = new Set(['compare.equal', 'compare.notEqual', 'compare.equalIgnoringCase', 'compare.notEqualIgnoringCase', 'list.in', 'list.notIn', 'list.inIgnoringCase', 'list.notInIgnoringCase']);

/**
 * `tostring(parse_json(tostring(x.a)))` of a member that is a text of JSON itself, as Entra ID logs `newValue: "\"Member\""`, is the text
 * without the quotes: `COALESCE(JSON_EXTRACT(x.a, "$"), x.a)`. Of what is no JSON it is the text as it stands.
 */
export function withReadTexts(e: Expr, raising: Raising, rewritten: (e: Expr) => Expr): Expr {
  if (e.kind !== 'call') return e;
  const [first] = e.args;
  if (e.op === 'convert.toString' && first && isReadText(first)) return textRead(first, raising, rewritten);
  if (!COMPARES_TEXTS.has(e.op) || !e.args.some(isReadText) || !e.args.every((a) => isReadText(a) || isText(a.type))) return e;
  return { ...e, args: e.args.map((a) => (isReadText(a) ? textRead(a, raising, rewritten) : a)) };
}

/** `parse_json(tostring(x.a))`. */
function isReadText(e: Expr): e is Call {
  const text = e.kind === 'call' && e.op === 'dynamic.parseJson' ? e.args[0] : undefined;
  return text?.kind === 'call' && text.op === 'convert.toString' && isStep(unwrapped(e));
}

function textRead(e: Call, raising: Raising, rewritten: (e: Expr) => Expr): Expr {
  const text = rewritten(e.args[0] as Expr);
  if (!readsTexts(raising)) {
    raising.opNote('different', 'parse_json', 'a member that is a text of JSON itself keeps its quotes', e.span);
    return text;
  }
  const whole: Lit = { kind: 'lit', type: 'string', value: '$', span: e.span };
  const read: Call = { kind: 'call', op: 'dynamic.extractJson', args: [whole, text], type: 'string', span: e.span };
  return { kind: 'call', op: 'esql.coalesce', args: [read, text], type: 'string', span: e.span };
}
