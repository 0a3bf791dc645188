/**
 * What the products that speak KQL have and others lack. Sources: "Log queries in Azure Monitor" (language differences), the pages of the
 * Kusto query reference that are for Azure Data Explorer and Fabric alone, those of advanced hunting and of watchlists. Plugins that only
 * compute are left out: the reference lists them for Azure Data Explorer, and Azure Monitor runs them.
 */
export type Product = 'kusto' | 'sentinel' | 'defender';

export interface ProductRow {
  readonly title: string;
  /** The column that says when, in its tables. */
  readonly time?: string;
  /** What a column or table may be called. */
  readonly name: RegExp;
}

export const KQL_PRODUCTS: Readonly<Record<Product, ProductRow>> = {
  kusto: { title: 'Azure Data Explorer', name: /^[\p{L}\p{N}_ .-]+$/u },
  sentinel: { title: 'Microsoft Sentinel', time: 'TimeGenerated', name: /^[A-Za-z_][A-Za-z0-9_]*$/ },
  defender: { title: 'Microsoft Defender', time: 'Timestamp', name: /^[A-Za-z_][A-Za-z0-9_]*$/ },
};

interface NamesRow {
  readonly names: readonly string[];
  readonly in: readonly Product[];
}

const row = (products: string, names: string): NamesRow => ({ in: products.split(' ') as Product[], names: names.split(/\s+/) });

/** Functions and plugins that only some products have, by their names. */
export const PRODUCT_FUNCTIONS: readonly NamesRow[] = [
  row('kusto', `cluster database external_table stored_query_result current_principal current_principal_details current_principal_is_member_of
    cursor_after cursor_before_or_at cursor_current current_cursor extent_id extent_tags`),
  row('kusto', `python r sql_request mysql_request postgresql_request cosmosdb_sql_request http_request http_request_post
    azure_digital_twins_query_request ai_chat_completion ai_chat_completion_prompt ai_embeddings infer_storage_schema infer_storage_schema_with_suggestions`),
  row('sentinel defender', 'workspace app resource adx arg'),
  row('sentinel defender', '_GetWatchlist _GetWatchlistAlias'),
  row('defender', 'FileProfile DeviceFromIP SeenBy AssignedIPAddresses'),
];

/** Statements by the kind of their node. */
export const PRODUCT_SYNTAX: Readonly<Record<string, readonly [what: string, products: readonly Product[]]>> = {
  alias: ['an alias statement', ['kusto']], declareParameters: ['declare query_parameters', ['kusto']],
};

const BY_NAME: ReadonlyMap<string, readonly Product[]> = new Map(PRODUCT_FUNCTIONS.flatMap((r) => r.names.map((n) => [n, r.in] as const)));

export const isProduct = (name: string): name is Product => Object.hasOwn(KQL_PRODUCTS, name);

/** The products that have a function or plugin, `undefined` where all do. */
export const productsOfFunction = (name: string): readonly Product[] | undefined => BY_NAME.get(name);
/** The same of the syntax that a kind of node stands for. */
export const productsOfSyntax = (kind: string): (typeof PRODUCT_SYNTAX)[string] | undefined => (Object.hasOwn(PRODUCT_SYNTAX, kind) ? PRODUCT_SYNTAX[kind] : undefined);
