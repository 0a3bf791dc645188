/** What stops a run. Codes are sorted by name. */
export const RUN_CODES = {
  'not-yet': (p: { what: string; reason?: string }) => `${p.what} is not supported yet${p.reason ? `: ${p.reason}` : ''}`,
  'run-failed': (p: { detail: string }) => p.detail,
};
