import type { Evaluate, Expr } from '../../ast/pipeline.js';
import { fail } from '../../base/diagnostics.js';
import type { Value } from '../../data/types.js';
import { evaluateConstant } from '../eval.js';
import type { Frame } from '../frame.js';
import type { Session } from '../session.js';

export type Plugin = (s: Evaluate, input: Frame, session: Session) => Frame;

/** An argument by its name, else by its place among those without one. */
export function argument(s: Evaluate, name: string, place: number): Expr | undefined {
  const at = s.argNames?.indexOf(name.toLowerCase()) ?? -1;
  if (at >= 0) return s.args[at];
  return s.argNames?.[place] === undefined ? s.args[place] : undefined;
}

export function constantArgument(s: Evaluate, name: string, place: number, session: Session): Value | undefined {
  const e = argument(s, name, place);
  return e && e.kind !== 'col' ? evaluateConstant(e, session).value : undefined;
}

/** The name of a column that is given as an argument. */
export function columnArgument(s: Evaluate, place: number): string {
  const e = s.args[place];
  return e?.kind === 'col' ? e.name : fail('run-failed', { detail: `argument ${place + 1} of ${s.plugin} must be a column` }, e?.span ?? s.span);
}
