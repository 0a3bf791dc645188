/** Why no text can be produced in the other dialect. Codes are sorted by name. */
export const TRANSLATE_CODES = {
  'untranslatable': (p: { what: string; why: string }) => `${p.what} cannot be said in the target dialect: ${p.why}`,
};
