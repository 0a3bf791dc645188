/** Bounds that keep an untrusted query or log from exhausting the machine. Codes are sorted by name. */
export const LIMIT_CODES = {
  'too-deep': (p: { limit: number }) => `nested more than ${p.limit} levels deep`,
  'too-large': (p: { limit: number }) => `the query grows beyond ${p.limit} operations once its functions are written out`,
  'too-long': (p: { what: string; limit: number }) => `${p.what} is longer than ${p.limit} characters`,
  'too-many-paths': (p: { limit: number }) => `the pattern leads along more than ${p.limit} edges`,
  'too-many-rows': (p: { limit: number }) => `the result would have more than ${p.limit} rows`,
};
