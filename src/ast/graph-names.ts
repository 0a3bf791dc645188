/** How columns of a graph's matches are called in expressions; no property of the data begins so. */

/** Properties that every node has besides those of its row. */
export const NODE_ID = '#id';
export const DEGREE_IN = '#in';
export const DEGREE_OUT = '#out';

export const propertyColumn = (variable: string, property: string): string => `#${variable}.${property}`;

export const gatheredColumn = (index: number): string => `#${index}`;
