/** Expressions whose types do not fit. Codes are sorted by name. */
export const TYPE_CODES = {
  'aggregate-misplaced': (p: { name: string }) => `${p.name} is an aggregate and stands only where rows are grouped`,
  'argument-count': (p: { name: string; got: number; want: string }) => `${p.name} takes ${p.want}, got ${p.got}`,
  'argument-type': (p: { name: string; types: string; want?: string }) =>
    `${p.name} does not take (${p.types})${p.want ? `; it takes ${p.want}` : ''}`,
  'type-mismatch': (p: { what: string; got: string; want: string }) => `${p.what} is ${p.got}, expected ${p.want}`,
};
