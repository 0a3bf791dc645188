interface Row {
  readonly dialect: 'kql';
  readonly name: string;
  readonly reason: string;
}

const rows = (reason: string, names: string): readonly Row[] => names.trim().split(/\s+/).map((name) => ({ dialect: 'kql', name, reason }));

/** Functions of KQL without an entry. Those that the lowering takes apart (`pack_all`, `column_ifexists`, `table`, …) need none. */
export const NOT_YET_KQL: readonly Row[] = [
  ...rows('graphs that a cluster keeps are not read', 'graph'),
  ...rows('it asks the cluster about itself or about the caller', `
    current_cluster_endpoint current_database current_principal current_principal_details current_principal_is_member_of current_node_id
    extent_id extentid extent_tags row_id cursor_after cursor_before_or_at cursor_current current_cursor rowstore_ordinal_range entity_group`),
  ...rows('how the hashes are combined is not documented', 'hash_combine hash_many'),
  ...rows('recognising browsers needs a data base of patterns', 'parse_user_agent'),
  ...rows('how it finds periods and scores outliers is not published well enough to give the same numbers', `
    series_decompose series_decompose_forecast series_decompose_anomalies series_periods_detect series_periods_validate series_outliers`),
  ...rows('how its result is scaled is not documented', 'series_fft series_ifft'),
  ...rows('the bin size comes from options of the query', 'bin_auto'),
  ...rows('it works on the inner form of a sketch', 'percentrank_tdigest'),
  ...rows('it is an internal function of the engine', `
    __lz4_compress_dynamic_array_to_base64_string __hash_crc32 __hash_djb2 __hash_xxh64 __hash_many_crc32 __hll_normalize
    __geo_polygon_s2cell_covering_level __geo_polygon_validate __geo_line_s2cell_covering_level __geo_line_validate __geo_length_to_s2cell_level
    __ipv6_lookup_ranges __invoke __cast`),
];
