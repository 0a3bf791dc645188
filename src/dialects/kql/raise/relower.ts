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
  return lowerExpression(tree, inKql(scope.schema), scope.raising.options.env);
}

/** Addresses and versions are texts in KQL, where a missing one is an empty text rather than null. */
const TEXTS: ReadonlySet<Ty> = new Set<Ty>(['ip', 'version']);
const known = new WeakMap<Schema, Schema>();

function inKql(schema: Schema): Schema {
  if (!schema.fields.some((f) => TEXTS.has(f.type))) return schema;
  return remembered(known, schema, () => ({ ...schema, fields: schema.fields.map((f) => (TEXTS.has(f.type) ? { ...f, type: 'string' } : f)) }));
}
