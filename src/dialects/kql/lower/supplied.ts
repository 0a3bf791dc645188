import type { Span } from '../../../base/source.js';
import type { Binding, Context } from './context.js';

/** A function that the caller supplies as text, by name. */
export function suppliedFunction(name: string, at: Span, cx: Context): Extract<Binding, { kind: 'function' }> | undefined {
  return cx.state.env.functions?.has(name) ? cx.state.lowerings.supplied(name, at, cx) : undefined;
}
