import type { FieldName, Identifier, NamePattern as PatternTree, Parameter } from '../../../../grammars/esql/leaves.js';
import type { IndexPattern } from '../../../../grammars/esql/syntax.js';
import type { NamePattern, TableRef } from '../../../ast/pipeline.js';
import { eachInside } from '../../../ast/walk.js';
import { howToGive, shownValue } from '../../../semantics/given.js';
import type { Lowering } from './context.js';

/** What `??name` stands for: one name, whatever signs are in it. Reports a missing one. */
function nameGiven(p: Parameter, lowering: Lowering): string {
  const name = lowering.parameterName(p);
  const value = lowering.env.parameters?.get(name);
  if (typeof value === 'string') return value;
  if (value === undefined) lowering.report('unknown-parameter', { name: written(p) }, p.span, `it stands for a name here, which is part of the query; ${howToGive(name)}`);
  else lowering.report('parameter-value', { name: written(p), value: shownValue(value), want: 'a name' }, p.span);
  return '';
}

export const written = (p: Parameter): string => `${p.doubled ? '??' : '?'}${p.name}`;

/** A field's name with parameters filled in. */
export function fieldName(f: FieldName, lowering: Lowering): string {
  if (f.kind === 'name') return f.text;
  return f.parts.map((p) => identifierText(p, lowering)).join('.');
}

export function identifierText(p: Identifier | Parameter, lowering: Lowering): string {
  return p.kind === 'identifier' ? p.name : nameGiven(p, lowering);
}

export function namePattern(p: PatternTree, lowering: Lowering): NamePattern {
  const name = p.pieces.map((x) => (x.kind === 'text' ? x.text : x.kind === 'wildcard' ? '*' : nameGiven(x, lowering))).join('');
  return { name, wildcard: p.pieces.some((x) => x.kind === 'wildcard'), span: p.span };
}

/** `a,b*,-c` in one quoted pattern is three. Date math and remote clusters stay part of the name. */
export function tableRefs(pattern: IndexPattern): TableRef[] {
  return pattern.text.split(',').map((part) => {
    const text = part.trim();
    const exclude = text.startsWith('-');
    const name = exclude ? text.slice(1) : text;
    return { name, wildcard: name.includes('*'), ...(exclude ? { exclude } : {}), span: pattern.span };
  });
}

/** Every field name in an expression. Parameterised names count as unknown, so they are left out. */
export function namesIn(e: object, into: string[] = []): string[] {
  if ('kind' in e && e.kind === 'name' && 'text' in e) into.push(String(e.text));
  else eachInside(e, namesIn, into);
  return into;
}
