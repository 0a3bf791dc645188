import type { ProcessingCommand, Query } from '../../../../grammars/esql/syntax.js';
import type { Span } from '../../../base/source.js';
import { isMetadata } from '../../../semantics/scan-tables.js';
import { fieldOf } from '../../../semantics/schema.js';
import type { Building } from './context.js';

/** `SET unmapped_fields = "nullify"`; the last setting of a name counts. */
export function nullifies({ settings }: Query): boolean {
  const last = settings.findLast((s) => s.name.name.toLowerCase() === 'unmapped_fields');
  return last?.value.kind === 'string' && last.value.value.toLowerCase() === 'nullify';
}

/** Fields that the commands name and the source lacks are there, without a value. What a command behind KEEP or STATS names is theirs to give. */
export function nullified(commands: readonly ProcessingCommand[], b: Building, span: Span): void {
  if (b.schema.open) return;
  const end = commands.findIndex((c) => c.kind === 'stats' || c.kind === 'keep');
  const read = end < 0 ? commands : commands.slice(0, end + 1);
  const missing = [...new Set(namesIn(read))].filter((n) => n !== '' && !fieldOf(b.schema, n) && !isMetadata(n));
  if (missing.length === 0) return;
  const columns = missing.map((name) => ({ name, expr: { kind: 'lit' as const, type: 'null' as const, value: null, span }, span }));
  b.push({ kind: 'extend', columns, place: 'end', span });
}

/** Names and exact name patterns; a subquery has fields of its own. */
function namesIn(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  if (Array.isArray(node)) return node.flatMap(namesIn);
  if ('kind' in node && node.kind === 'query') return [];
  if ('kind' in node && node.kind === 'name' && 'text' in node) return [String(node.text)];
  if ('kind' in node && node.kind === 'name-pattern' && 'pieces' in node) return exact(node.pieces as readonly { kind: string; text?: string }[]);
  return Object.values(node).flatMap(namesIn);
}

const exact = (pieces: readonly { readonly kind: string; readonly text?: string }[]): string[] => (pieces.every((p) => p.kind === 'text') ? [pieces.map((p) => p.text).join('')] : []);
