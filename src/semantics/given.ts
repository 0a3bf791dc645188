import type { ParameterValue } from './environment.js';

/** For a parameter that has no value. */
export const howToGive = (name: string): string => `-p ${name}=VALUE gives it one, options.parameters in a request`;

const LONGEST_SHOWN = 60;

export function shownValue(value: ParameterValue): string {
  const text = JSON.stringify(value, (_, v: unknown) => (typeof v === 'bigint' ? String(v) : v)) ?? '';
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}

/** Whole numbers beyond 2^53 have lost digits before they came here. */
export const isInexact = (v: unknown): boolean => typeof v === 'number' && Number.isInteger(v) && !Number.isSafeInteger(v);
