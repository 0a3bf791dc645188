import { createRequire } from 'node:module';

interface List<T> {
  readonly Count: number;
  getItem(index: number): T;
}
interface KustoDiagnostic {
  readonly Message: string;
  readonly Start: number;
}
interface Kusto {
  readonly Language: { readonly KustoCode: { Parse(text: string): { GetSyntaxDiagnostics(): List<KustoDiagnostic> } } };
}

let kusto: Kusto | undefined;

/** Where the official parser finds its first syntax error, null if it finds none. It takes about a second to load. */
export function officialError(text: string): { readonly start: number; readonly message: string } | null {
  kusto ??= load();
  const all = kusto.Language.KustoCode.Parse(text).GetSyntaxDiagnostics();
  // No diagnostics at all is a plain array, which has no Count.
  if (!all.Count) return null;
  const first = all.getItem(0);
  return { start: first.Start, message: first.Message };
}

function load(): Kusto {
  const require = createRequire(import.meta.url);
  require('@kusto/language-service-next/bridge.min.js');
  require('@kusto/language-service-next/Kusto.Language.Bridge.min.js');
  return (globalThis as unknown as { Kusto: Kusto }).Kusto;
}
