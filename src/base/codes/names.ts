/** Names that resolve to nothing, or to too much. Codes are sorted by name. */
export const NAME_CODES = {
  'ambiguous-column': (p: { name: string }) => `the column name ${p.name} is ambiguous`,
  'duplicate-column': (p: { name: string }) => `the column ${p.name} is defined twice`,
  'duplicate-name': (p: { name: string }) => `the name ${p.name} is defined twice`,
  'supplied-malformed': (p: { name: string; detail: string }) => `the supplied function ${p.name} cannot be read: ${p.detail}`,
  'unknown-column': (p: { name: string }) => `unknown column ${p.name}`,
  'unknown-function': (p: { name: string }) => `unknown function ${p.name}`,
  'unknown-parameter': (p: { name: string }) => `no value for the parameter ${p.name}`,
  'join-column-missing': (p: { name: string; side: 'left' | 'right' }) => `the ${p.side} input of the join has no column ${p.name}`,
  'option-unknown': (p: { name: string; value: string; want: string }) => `${p.name}=${p.value} is unknown; there are ${p.want}`,
  'pattern-unmatched': (p: { name: string }) => `the pattern ${p.name} has no case for these arguments`,
  'stage-misplaced': (p: { name: string }) => `${p.name} does not stand behind a |`,
  'stage-without-input': (p: { name: string }) => `${p.name} needs rows to work on`,
  'unknown-stage': (p: { name: string }) => `unknown stage ${p.name}`,
  'unknown-table': (p: { name: string }) => `unknown table ${p.name}`,
  'unknown-type': (p: { name: string }) => `unknown type ${p.name}`,
  'unknown-unit': (p: { unit: string }) => `unknown time unit ${p.unit}`,
};
