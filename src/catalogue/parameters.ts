import { PARAMETER } from '../ast/parameters.js';
import { scalar } from './define.js';
import { type Op, prepared, raise } from './entry.js';

/** The conversions of ES|QL by id: what stands in one is of the type that it gives, in whatever form. */
export const CONVERSIONS = /^esql\.to(?:String|Integer|Long|Datetime|DateNanos|Boolean|UnsignedLong|Double|Ip|Version|Text|TimeDuration|DatePeriod)$/;

/** What is given with a query from outside it. */
export const PARAMETER_OPS: readonly Op[] = [
  scalar(PARAMETER, 'The value of a query parameter, by its name: `declare query_parameters(n:long)` in KQL, `?n` in ES|QL.', raise('exact'), raise('exact'), [
    prepared(['string'], 'unknown', () => () => {
      throw new Error('a parameter without a value');
    }),
  ]),
];
