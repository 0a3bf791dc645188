import type { Call, Expr } from '../../../ast/pipeline.js';
import { chosenOf } from '../../../ast/choices.js';
import { opOf } from '../../../catalogue/index.js';
import { isInteger, isText } from '../../../data/types.js';
import { elementKind, type Elements } from './array-texts.js';
import { refuse } from './context.js';
import type { Scope } from './scope.js';
import { titleOf } from './titles.js';

/** What is joined into one array. */
const JOINS = /^(array\.concat|set\.(union|intersect|difference))$/;

type Kind = 'texts' | 'numbers' | 'others';

/** Dynamic values of KQL that a choice is among, or that are joined, have one type in ES|QL: a query that mixes them would be rejected. */
export function checkKinds(e: Call, scope: Scope): void {
  const values = chosenOf(e) ?? (JOINS.test(e.op) ? e.args : undefined);
  if (!values || isText(e.type) || !values.some((v) => v.type === 'dynamic')) return;
  const found = values.map((v) => kindOf(v, scope));
  const constants = values.flatMap((v) => constantKind(v) ?? []);
  const known = [...new Set([...found, ...constants])].filter((k) => k !== undefined);
  if (known.length > 1) refuse(`${titleOf(opOf(e.op))} of ${known.map((k) => WORDS[k]).join(' and of ')}`, 'ES|QL multi-values have one type', e.span);
  const [only] = found.filter((k) => k !== undefined);
  if (only !== undefined && only !== 'texts' && values.some((v, i) => found[i] === undefined && isWholeColumn(v))) {
    scope.raising.opNote('different', titleOf(opOf(e.op)), `nothing tells what the other values hold: ES|QL takes ${WORDS[only]} beside ${WORDS[only]} only`, e.span);
  }
}

const WORDS: Readonly<Record<Kind, string>> = { texts: 'texts', numbers: 'whole numbers', others: 'other values' };

/** A column of dynamic values, and no member of an object. */
const isWholeColumn = (v: Expr): boolean => v.kind === 'col' && v.type === 'dynamic' && !v.name.includes('.');

function constantKind(v: Expr): Kind | undefined {
  if (v.kind !== 'lit' || !Array.isArray(v.value) || v.value.length === 0) return undefined;
  return v.value.every((x) => typeof x === 'string') ? 'texts' : v.value.every((x) => Number.isInteger(x)) ? 'numbers' : undefined;
}

/** `undefined`: that is not known, or a constant. */
function kindOf(v: Expr, scope: Scope): Kind | undefined {
  if (v.kind === 'lit') return undefined;
  if (isText(v.type)) return 'texts';
  if (isInteger(v.type)) return 'numbers';
  if (v.type !== 'dynamic' && v.type !== 'unknown') return 'others';
  const elements = elementKind(v, scope);
  return elements && KINDS[elements];
}

const KINDS: Readonly<Record<Elements, Kind | undefined>> = { texts: 'texts', found: 'texts', numbers: 'numbers', reals: 'others', truths: 'others', dates: 'others', spans: 'others', unknown: undefined };
