import type { Evaluate, Expr } from '../../ast/pipeline.js';
import { fail } from '../../base/diagnostics.js';
import type { Value } from '../../data/types.js';
import { uniqueName } from '../../semantics/names.js';
import { evaluateConstant } from '../eval.js';
import type { Frame, LazyColumn } from '../frame.js';
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

/** The left columns, then the right ones without hidden ones. */
export function sideBySide(left: Frame, right: Frame, hidden: readonly string[]): Frame {
  const taken = new Set(left.fields.map((f) => f.name));
  const kept = right.fields.flatMap((f, i) => (hidden.includes(f.name) ? [] : [i]));
  const fields = kept.map((i) => {
    const f = right.fields[i] as Frame['fields'][number];
    return { name: uniqueName(f.name, taken), type: f.type };
  });
  return { fields: [...left.fields, ...fields], cells: [...left.cells, ...kept.map((i) => right.cells[i] as LazyColumn)], length: left.length };
}
