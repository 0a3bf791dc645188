/** Text that the grammar does not accept. Codes are sorted by name. */
export const SYNTAX_CODES = {
  'management-command': (p: { name: string }) => `${p.name} is a management command, not a query`,
  'pattern-malformed': (p: { language: string; detail: string }) => `malformed ${p.language}: ${p.detail}`,
  'pattern-unsupported': (p: { language: string; what: string }) => `${p.language} has no ${p.what}`,
  'syntax-parameter': (p: { name: string }) => `${p.name} is a parameter of a workbook or dashboard, which puts text there before it sends the query`,
  'syntax-unexpected': (p: { found: string; expected?: string }) =>
    p.expected ? `unexpected ${p.found}, expected ${p.expected}` : `unexpected ${p.found}`,
  'syntax-unexpected-end': (p: { expected?: string }) => (p.expected ? `the query ends where ${p.expected} was expected` : 'the query ends too early'),
  'syntax-unterminated': (p: { what: string }) => `unterminated ${p.what}`,
  'text-placeholder': (p: { name: string }) => `${p.name} is taken for the text that it is, where a workbook would put another one`,
  'wrong-dialect': (p: { is: string; wanted: string }) => `this is ${p.is}, not ${p.wanted}`,
};
