/** Files and requests that cannot be read. Codes are sorted by name. */
export const INPUT_CODES = {
  'input-cell-count': (p: { path: string; row: number; got: number; want: number }) =>
    `${p.path}, row ${p.row}: ${p.got} cell${p.got === 1 ? '' : 's'} where there are ${p.want} columns`,
  'input-cell-type': (p: { path: string; row: number; column: string; type: string; value: string }) =>
    `${p.path}, row ${p.row}: ${p.value} in column ${p.column} is not of type ${p.type}`,
  'input-compressed': (p: { path: string; detail: string }) => `${p.path} cannot be decompressed: ${p.detail}`,
  'input-empty': (p: { path: string }) => `${p.path} is empty`,
  'input-encoding': (p: { path: string; line: number }) => `${p.path}, line ${p.line}: not valid UTF-8`,
  'input-malformed': (p: { path: string; line: number; detail: string }) => `${p.path}, line ${p.line}: ${p.detail}`,
  'input-not-found': (p: { path: string }) => `no such file: ${p.path}`,
  'input-not-json': (p: { path: string; detail: string }) => `${p.path} is not JSON: ${p.detail}`,
  'input-not-records': (p: { path: string; found: string }) => `${p.path} holds ${p.found}, not objects that could be rows`,
  'input-too-large': (p: { path: string; limit: string }) => `${p.path} is larger than ${p.limit}`,
  'input-unreadable': (p: { path: string; detail: string }) => `${p.path} cannot be read: ${p.detail}`,
  'input-unterminated': (p: { path: string; line: number; what: string }) => `${p.path}, line ${p.line}: unterminated ${p.what}`,
  'map-malformed': (p: { detail: string }) => `the map of names cannot be read: ${p.detail}`,
  'request-malformed': (p: { detail: string }) => `malformed request: ${p.detail}`,
  'rule-malformed': (p: { path: string; detail: string }) => `${p.path} is not a rule file that can be read: ${p.detail}`,
  'target-lacks': (p: { what: string; reason: string }) => `${p.what}: ${p.reason}`,
  'target-unknown': (p: { target: string; language: string; targets: string }) => `nothing that speaks ${p.language} is called ${p.target}; targets are ${p.targets}`,
};
