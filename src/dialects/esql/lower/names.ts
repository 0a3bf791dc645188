import type { FieldName, Identifier, NamePattern as PatternTree, Parameter } from '../../../../grammars/esql/leaves.js';
import type { IndexPattern } from '../../../../grammars/esql/syntax.js';
import type { NamePattern, TableRef } from '../../../ast/pipeline.js';
import { eachInside } from '../../../ast/walk.js';
import type { Lowering } from './context.js';

type ParameterValue = string | number | boolean | null;

/** The value of `?`, `?name`, `?1`; reports a missing one. */
export function parameterValue(p: Parameter, lowering: Lowering): ParameterValue | undefined {
  const name = p.name === '' ? String(++lowering.anonymous) : p.name;
  const value = lowering.env.parameters?.get(name);
  if (value === undefined) lowering.report('unknown-parameter', { name: `?${p.name}` }, p.span);
  return value;
}

/** A field's name with parameters filled in. */
export function fieldName(f: FieldName, lowering: Lowering): string {
  if (f.kind === 'name') return f.text;
  return f.parts.map((p) => identifierText(p, lowering)).join('.');
}

export function identifierText(p: Identifier | Parameter, lowering: Lowering): string {
  return p.kind === 'identifier' ? p.name : String(parameterValue(p, lowering) ?? '');
}

export function namePattern(p: PatternTree, lowering: Lowering): NamePattern {
  const name = p.pieces.map((x) => (x.kind === 'text' ? x.text : x.kind === 'wildcard' ? '*' : String(parameterValue(x, lowering) ?? ''))).join('');
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
