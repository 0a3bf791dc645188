import type * as Syntax from '../../../../grammars/kql/syntax.js';
import type { Span } from '../../../base/source.js';
import { parse } from '../parse.js';
import { type Binding, type Context, report, Scope } from './context.js';

type FunctionBinding = Extract<Binding, { kind: 'function' }>;

/**
 * A function that the caller supplies: `(x:string) { … }`, one `let f = …;`, or a whole query, which is a function without parameters.
 * Its text is not the query's, so that every part gets the place of the call.
 */
export function readSupplied(name: string, at: Span, cx: Context): FunctionBinding | undefined {
  const text = cx.state.env.functions?.get(name);
  const lambda = text === undefined ? undefined : cx.state.read.get(name) ?? readLambda(name, text, at, cx);
  if (!lambda) return undefined;
  cx.state.read.set(name, lambda);
  return { kind: 'function', name, lambda, scope: new Scope() };
}

function readLambda(name: string, text: string, at: Span, cx: Context): Syntax.Lambda | undefined {
  const bare = /^\s*(view\s*)?\(/.test(text);
  const parsed = parse(bare ? `let ${BARE} = ${text.replace(/;\s*$/, '')}` : text);
  const [first] = parsed.diagnostics;
  if (!first) return lambdaOf(parsed.tree as Syntax.Script, at);
  report(cx, 'supplied-malformed', { name, detail: first.message }, at);
  return undefined;
}

const BARE = 'supplied';

function lambdaOf(script: Syntax.Script, at: Span): Syntax.Lambda {
  const tree = placed(script, at);
  const last = tree.statements[tree.statements.length - 1];
  if (last?.kind === 'let' && last.value.kind === 'lambda') {
    const before = tree.statements.slice(0, -1);
    return { ...last.value, body: { ...last.value.body, statements: [...before, ...last.value.body.statements] } };
  }
  const value = last?.kind === 'query' ? last.value : null;
  return { kind: 'lambda', view: false, params: [], body: { kind: 'body', statements: tree.statements.slice(0, -1), value, span: at }, span: at };
}

/** The same tree with all spans replaced. */
function placed<T>(node: T, at: Span): T {
  if (Array.isArray(node)) return node.map((n: unknown) => placed(n, at)) as T;
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(Object.entries(node).map(([k, v]) => [k, k === 'span' ? at : placed(v as unknown, at)])) as T;
}
