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
  readonly Language: {
    readonly KustoCode: {
      Parse(text: string): { GetSyntaxDiagnostics(): List<KustoDiagnostic> };
      ParseAndAnalyze(text: string): { readonly ResultType: { readonly Columns?: unknown } | null };
    };
  };
}
interface Bridge {
  getEnumerator(list: unknown): { moveNext(): boolean; readonly Current: { readonly Name: string; readonly Type: { readonly Name: string } } };
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

/** The columns that the official language service computes for a self-contained query, as `name:type`. */
export function officialColumns(text: string): string {
  kusto ??= load();
  const { Bridge } = globalThis as unknown as { Bridge: Bridge };
  const columns = kusto.Language.KustoCode.ParseAndAnalyze(text).ResultType?.Columns;
  const out: string[] = [];
  for (const each = Bridge.getEnumerator(columns); each.moveNext(); ) out.push(`${each.Current.Name}:${each.Current.Type.Name}`);
  return out.join(' ');
}
