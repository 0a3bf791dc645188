import type * as Syntax from '../../../../../grammars/kql/syntax.js';
import type { Col } from '../../../../ast/pipeline.js';
import type { Ty } from '../../../../data/types.js';
import { fieldOf } from '../../../../semantics/schema.js';
import { append } from '../append.js';
import { type Context, report, type Tabular } from '../context.js';
import { column } from '../operations.js';
import { constantText } from '../special-calls.js';

/** Functions of the product that add what it knows from elsewhere: here columns of a table, or an enrich policy, by a key. */
interface Enrichment {
  /** The columns that are added, besides those that the rows have already (Microsoft Learn, "FileProfile()"). */
  readonly columns: Readonly<Record<string, Ty>>;
  readonly keys: readonly string[];
}

const ENRICHMENTS: Readonly<Record<string, Enrichment>> = {
  FileProfile: {
    keys: ['SHA1', 'SHA256', 'MD5'],
    columns: {
      GlobalPrevalence: 'int', GlobalFirstSeen: 'datetime', GlobalLastSeen: 'datetime', Signer: 'string', Issuer: 'string', SignerHash: 'string',
      IsCertificateValid: 'bool', IsRootSignerMicrosoft: 'bool', SignatureState: 'string', IsExecutable: 'bool', ThreatName: 'string',
      Publisher: 'string', SoftwareName: 'string', ProfileAvailability: 'string',
    },
  },
};

/** `invoke FileProfile(InitiatingProcessSHA256, 1000)`; `undefined` for other functions. The number of files that are looked up is not limited. */
export function enrichment(call: Syntax.Call, input: Tabular, span: Syntax.Span, cx: Context): Tabular | undefined {
  const name = call.name.text;
  const known = Object.hasOwn(ENRICHMENTS, name) ? ENRICHMENTS[name] : undefined;
  const first = known?.keys[0];
  if (!known || first === undefined) return undefined;
  const given = call.args[0]?.value;
  const on = given === undefined ? first : given.kind === 'name' ? given.text : constantText(given, 'the key of an enrichment', cx);
  if (on === undefined) return input;
  const key = known.keys.find((k) => on.endsWith(k)) ?? first;
  const columns = Object.entries(known.columns).map(([c, type]) => ({ name: c, from: c, type }));
  return append(input, { kind: 'enrich', policy: name, key, on: keyColumn(on, given?.span ?? span, input, cx), columns, span }, cx, false);
}

function keyColumn(name: string, span: Syntax.Span, input: Tabular, cx: Context): Col {
  const found = fieldOf(input.schema, name);
  if (!found && !input.schema.open) report(cx, 'unknown-column', { name }, span);
  return column(name, found?.type ?? 'string', span) as Col;
}
