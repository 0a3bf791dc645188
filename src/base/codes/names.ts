/** Names that resolve to nothing, or to too much. Codes are sorted by name. */
export const NAME_CODES = {
  'ambiguous-column': (p: { name: string }) => `the column name ${p.name} is ambiguous`,
  'duplicate-column': (p: { name: string }) => `the column ${p.name} is defined twice`,
  'unknown-column': (p: { name: string }) => `unknown column ${p.name}`,
  'unknown-function': (p: { name: string }) => `unknown function ${p.name}`,
  'unknown-parameter': (p: { name: string }) => `no value for the parameter ${p.name}`,
  'unknown-stage': (p: { name: string }) => `unknown stage ${p.name}`,
  'unknown-table': (p: { name: string }) => `unknown table ${p.name}`,
  'unknown-type': (p: { name: string }) => `unknown type ${p.name}`,
  'unknown-unit': (p: { unit: string }) => `unknown time unit ${p.unit}`,
};
