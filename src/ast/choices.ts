import type { Call, Expr } from './pipeline.js';

/** Whether the argument at a place of `condition, value, …, else?` is a value: of iff, case and CASE alike. */
export const isResult = (count: number, at: number): boolean => at % 2 === 1 || at === count - 1;

/** The values among such arguments, of which one is taken. */
export const resultsOf = <T>(args: readonly T[]): readonly T[] => args.filter((_, i) => isResult(args.length, i));

const CHOICES: ReadonlySet<string> = new Set(['condition.iff', 'condition.case', 'condition.coalesce']);

/** A call of KQL that answers one of its arguments. */
export const isChoice = (e: Expr): e is Call => e.kind === 'call' && CHOICES.has(e.op);

/** Whether the argument of such a call is one that may be the answer. */
export const isChosen = ({ op, args }: Call, at: number): boolean => op === 'condition.coalesce' || isResult(args.length, at);

/** The arguments of such a call of which one is the answer; `undefined` of another expression. */
export const chosenOf = (e: Expr): readonly Expr[] | undefined => (isChoice(e) ? e.args.filter((_, i) => isChosen(e, i)) : undefined);
