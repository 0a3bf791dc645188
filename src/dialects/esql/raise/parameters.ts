import type { Constant, Expression } from '../../../../grammars/esql/syntax.js';
import { isParameter, parameterName } from '../../../ast/parameters.js';
import type { Call, Expr, Plan } from '../../../ast/pipeline.js';
import { NO_SPAN } from '../../../base/source.js';
import type { Ty } from '../../../data/types.js';
import type { RaiseOptions } from '../../dialect.js';
import { calledSo, freeName, type Renamed, refuseParameter, renamedParameters } from '../../parameters.js';
import { howToGive } from '../../../semantics/given.js';
import { call } from './build.js';
import { type Raising, refuse } from './context.js';

/** A plan whose parameters have names of ES|QL, and what is to be said of them. */
export interface Called {
  readonly plan: Plan;
  readonly options: RaiseOptions;
  readonly note: (raising: Raising) => void;
}

export function called(given: Plan, options: RaiseOptions): Called {
  const renamed = renamedParameters(given, (n, taken) => freeName(n.replace(/\W/g, '_').replace(/^(?=\d)/, '_'), taken));
  const note = (raising: Raising): void => {
    for (const r of renamed) noteParameter(r, raising);
    for (const { name, span } of given.placeholders ?? []) raising.opNote('different', name, 'taken for the text that it is: where a workbook puts another one there, write that in its place', span);
    for (const { name, span } of given.defaults ?? []) {
      raising.opNote('rewritten', name, `ES|QL parameters have no defaults, so that the default stands in its place; -p ${name}=VALUE puts another value there`, span);
    }
  };
  if (renamed.length === 0) return { plan: given, options, note };
  const types = new Map(renamed.map((r) => [r.to, { type: r.type }]));
  return { plan: calledSo(given, renamed), options: { ...options, env: { ...options.env, parameterTypes: types } }, note };
}

/** A value that is given as a text or a number is made one of the declared type. */
const CONVERTED: Partial<Record<Ty, string>> = { bool: 'TO_BOOLEAN', int: 'TO_INTEGER', long: 'TO_LONG', real: 'TO_DOUBLE', datetime: 'TO_DATETIME', timespan: 'TO_TIMEDURATION' };
const REFUSED: Partial<Record<Ty, string>> = { decimal: 'ES|QL has no decimals', dynamic: 'how a dynamic value is read hangs on the value' };

function noteParameter(r: Renamed, raising: Raising): void {
  const reason = REFUSED[r.type];
  if (reason !== undefined) return refuseParameter(r, reason, raising);
  if (r.from !== r.to) raising.opNote('rewritten', r.from, `names of ES|QL parameters are of letters, digits and _: it is called ${r.to}`, r.span);
  if (r.type === 'timespan') raising.opNote('rewritten', r.from, 'its value is written as in ES|QL, "6 hours" instead of 6h', r.span);
}

const bare = (e: Call): Constant & Expression => ({ kind: 'parameter', name: parameterName(e) ?? '', doubled: false, span: NO_SPAN });

/** A parameter as a value. ES|QL has durations beside dates only. */
export function parameterValue(e: Call): Expression {
  if (e.type === 'timespan') return refuse(`the timespan ${parameterName(e)}`, 'ES|QL has durations beside dates only', e.span, howToGive(parameterName(e) ?? ''));
  const converter = CONVERTED[e.type];
  return converter === undefined ? bare(e) : call(converter, bare(e));
}

/** The duration that moves a date, where a parameter does. */
export const durationOf = (e: Expr): Expression | undefined => (isParameter(e) && e.type === 'timespan' ? call('TO_TIMEDURATION', bare(e)) : undefined);

/** The number of rows, where a parameter says it. */
export const countOf = (e: Expr): Constant | undefined => (isParameter(e) ? bare(e) : undefined);
