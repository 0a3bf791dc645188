/** What a person could do about what ES|QL cannot say, by what is refused; the first that fits. Sorted from the special to the general. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/^evaluate pivot/, 'where the values are known, STATS says it with an aggregate for each: a = COUNT(*) WHERE k == "a"'],
  [/^evaluate bag_unpack/, 'name the members that are read by their paths, x.a'],
  [/^evaluate ipv[46]_lookup/, 'ENRICH with a policy of ranges looks addresses up'],
  [/^evaluate /, 'its result can be computed elsewhere and read as an index of its own'],
  [/^series_decompose/, 'an anomaly detection job of Elasticsearch answers the same question'],
  [/^(make-series|series_)/, 'STATS … BY BUCKET(time, step) gives the bins that have rows'],
  [/^(prev|next|row_)/, 'where the neighbours belong to one key, INLINE STATS … BY key brings their figures to every row'],
  [/^scan/, 'STATS … BY key with the first and last times of each step tells an order of events'],
  [/^partition/, 'STATS … BY key and LIMIT … BY key work on each key'],
  [/^top-nested/, 'a query for each level says it'],
  [/^(bag_|make_bag|a property bag|treepath|zip)/, 'read the members by their paths, x.a, which are fields of their own in Elasticsearch'],
  [/^mv-apply/, 'MV_EXPAND gives a row for each element, and STATS puts them together again'],
  [/^mv-expand of a value/, 'expand the members that are read, each by its path'],
  [/^a path/, 'read the member where its object is still a field of the table'],
  [/^(a key|a pattern|a list|a search|a replacement).* not constant/, 'write the values out, or join with an index that has them'],
  [/^parse_user_agent/, 'the user_agent processor of an ingest pipeline writes these fields'],
  [/^geo_info_from_ip_address/, 'the geoip processor of an ingest pipeline writes these fields'],
  [/^a (cross join|join condition|join without keys)/, 'join on a key that both sides have, and filter behind the join'],
];

export const adviceOn = (refused: string): string | undefined => ADVICE.find(([what]) => what.test(refused))?.[1];
