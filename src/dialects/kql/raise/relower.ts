import type { Expression } from '../../../../grammars/kql/syntax.js';
import type { Expr } from '../../../ast/pipeline.js';
import { remembered } from '../../../base/memo.js';
import type { Ty } from '../../../data/types.js';
import type { Schema } from '../../../semantics/schema.js';
import { lowerExpression } from '../lower/expression-only.js';
import type { Scope } from './scope.js';

/**
 * What the emitted expression means, read back by the dialect's own lowering, so that guards can compare both sides. `undefined` when
 * it reads other columns than the scope's (renamed ones, join sides).
 */
export function reLower(tree: Expression, scope: Scope): Expr | undefined {
  if (scope.names && scope.names.size > 0) return undefined;
  return lowerExpression(tree, inKql(scope.schema, scope.arrays), scope.raising.options.env);
}

/** Addresses, versions and analysed texts are texts in KQL, where a missing one is an empty text rather than null, and several values are a dynamic array. */
const TEXTS: ReadonlySet<Ty> = new Set<Ty>(['ip', 'version', 'text', 'geo']);
const known = new WeakMap<Schema, WeakMap<ReadonlySet<string>, Schema>>();

function inKql(schema: Schema, arrays: ReadonlySet<string>): Schema {
  if (!schema.fields.some((f) => TEXTS.has(f.type) || arrays.has(f.name))) return schema;
  const fields = (): Schema => ({ ...schema, fields: schema.fields.map((f) => (arrays.has(f.name) ? { ...f, type: 'dynamic' } : TEXTS.has(f.type) ? { ...f, type: 'string' } : f)) });
  return remembered(remembered(known, schema, () => new WeakMap()), arrays, fields);
}
