import { DynamicScalar, type Dynamic } from '../data/types.js';

/** Whether a dynamic value is a whole number that was not written as a real. */
export const isInteger = (v: Dynamic): boolean => typeof v === 'bigint' || (typeof v === 'number' && Number.isInteger(v)) || (v instanceof DynamicScalar && v.type === 'timespan');
