/** Files and requests that cannot be read. Codes are sorted by name. */
export const INPUT_CODES = {
  'input-not-found': (p: { path: string }) => `no such file: ${p.path}`,
  'input-not-json': (p: { path: string; detail: string }) => `${p.path} is not JSON: ${p.detail}`,
  'request-malformed': (p: { detail: string }) => `malformed request: ${p.detail}`,
};
