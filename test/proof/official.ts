import { createRequire } from 'node:module';
import type { Schema } from './prove.js';

/** The official Kusto parser with the query's tables in scope: what it says of a text, errors only. */
interface List<T> {
  readonly Count?: number;
  getItem(i: number): T;
}
interface Diagnostic {
  readonly Message: string;
  readonly Severity: string;
  readonly Start: number;
}
interface Code {
  GetDiagnostics(): List<Diagnostic>;
}
interface Kusto {
  readonly Language: {
    readonly KustoCode: { ParseAndAnalyze(text: string, globals: unknown): Code };
    readonly GlobalState: { readonly Default: { WithDatabase(d: unknown): unknown } };
    readonly Symbols: {
      readonly TableSymbol: { readonly $ctor4: new (name: string, columns: unknown[]) => unknown };
      readonly ColumnSymbol: new (name: string, type: unknown, a: null, b: null, c: null, d: null) => unknown;
      readonly DatabaseSymbol: { readonly $ctor1: new (name: string, members: unknown[], isOpen: boolean) => unknown };
      readonly ScalarTypes: Record<string, unknown>;
    };
  };
}

let kusto: Kusto | undefined;

export function load(): Kusto {
  const require = createRequire(import.meta.url);
  require('@kusto/language-service-next/bridge.min.js');
  require('@kusto/language-service-next/Kusto.Language.Bridge.min.js');
  return (globalThis as unknown as { Kusto: Kusto }).Kusto;
}

export function officialErrors(text: string, schema: Schema): string[] {
  kusto ??= load();
  const { Symbols, GlobalState, KustoCode } = kusto.Language;
  const types: Record<string, string> = { bool: 'Bool', int: 'Int', long: 'Long', real: 'Real', decimal: 'Decimal', string: 'String', datetime: 'DateTime', timespan: 'TimeSpan', guid: 'Guid', dynamic: 'Dynamic' };
  const tables = Object.entries(schema).map(([t, columns]) =>
    new Symbols.TableSymbol.$ctor4(t, Object.entries(columns).map(([c, type]) => new Symbols.ColumnSymbol(c, Symbols.ScalarTypes[types[type] ?? 'Dynamic'], null, null, null, null))));
  const database = new Symbols.DatabaseSymbol.$ctor1('db', tables, false);
  const code = KustoCode.ParseAndAnalyze(text, GlobalState.Default.WithDatabase(database));
  const found = code.GetDiagnostics();
  const out: string[] = [];
  for (let i = 0; i < (found.Count ?? 0); i++) {
    const d = found.getItem(i);
    if (d.Severity === 'Error') out.push(d.Message);
  }
  return out;
}
