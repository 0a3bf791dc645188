import { describe, expect, it } from 'vitest';
import { translate } from '../src/index.js';

const schema = { logs: { '@timestamp': 'date', user: 'keyword', host: 'keyword', ratio: 'double', address: 'ip', size: 'long', port: 'integer', sent: 'date' } };
const told = (query: string): string => {
  const r = translate(query, { from: 'esql', to: 'kql', schema });
  return r.ok ? r.query.replace(/\s+/g, ' ') : r.errors.map((e) => e.message).join('; ');
};

/** Queries that parse and that Elasticsearch does not run: a translation of them would not run either. */
describe('ES|QL that cannot run is refused', () => {
  it.each([
    ['FROM logs | STATS n = COUNT(*) BY user | KEEP agent, n', 'unknown column agent'],
    ['FROM logs | STATS n = COUNT(*) BY user | KEEP us*, ag*', 'unknown column ag*'],
    ['FROM logs | KEEP user | DROP size', 'unknown column size'],
    ['FROM logs | KEEP user | RENAME size AS bytes', 'unknown column size'],
    ['FROM logs | RENAME user AS u, u AS v | KEEP v, u', 'unknown column u'],
    ['FROM logs | WHERE size + 1', 'the condition is long, expected boolean'],
    ['FROM logs | STATS n = COUNT(*) WHERE user', 'the condition is keyword, expected boolean'],
    ['FROM logs | EVAL who = COALESCE(address, user)', 'COALESCE does not take (ip, keyword)'],
    ['FROM logs | EVAL who = COALESCE(address, "none")', 'COALESCE does not take (ip, keyword)'],
    ['FROM logs | EVAL who = CASE(size > 1, user, sent)', 'CASE does not take (boolean, keyword, date)'],
    ['FROM logs | EVAL n = ROUND(ratio, size)', 'ROUND to a number of decimals that is not constant cannot be said'],
    ['FROM logs | EVAL most = GREATEST(address, "10.0.0.1")', 'GREATEST does not take (ip, keyword)'],
    ['FROM logs | EVAL both = MV_APPEND(size, port)', 'MV_APPEND does not take (long, integer)'],
    ['FROM logs | EVAL d = 1 day', 'column d is date_period, expected a value that columns hold'],
    ['ROW h = 2 hours', 'column h is time_duration, expected a value that columns hold'],
    ['FROM logs | STATS n = COUNT(*) BY DATE_EXTRACT("hour", sent)', 'DATE_EXTRACT of hour cannot be said: ES|QL has no such part'],
  ])('%s', (query, message) => expect(told(query)).toContain(message));

  it.each([
    ['FROM logs | EVAL n = COALESCE(port, size, 0.5)', 'coalesce(port, size, 0.5)'],
    ['FROM logs | EVAL who = COALESCE(user, null, "none")', 'coalesce(user, "none")'],
    ['FROM logs | EVAL who = COALESCE(null, user)', 'who = user'],
    ['FROM logs | EVAL who = SUBSTRING(user, LOCATE(user, "@") + 1)', 'substring(user, indexof(user, "@") + 1)'],
    ['FROM logs | EVAL who = SUBSTRING(user, -3)', 'substring(user, max_of(strlen(user) - 3, 0))'],
    ['FROM logs | EVAL n = ROUND(size, 2)', 'n = size'],
    ['FROM logs | WHERE TRANGE(1700000000000, 1700000060000)', "['@timestamp'] > unixtime_milliseconds_todatetime(1700000000000)"],
    ['FROM logs | WHERE DATE_EXTRACT("minute_of_day", sent) > 5', 'tolong((sent - startofday(sent)) / 1m) > 5'],
    ['FROM logs | STATS n = COUNT(*) BY t = DATE_TRUNC(7 minutes, sent)', 't = bin_at(sent, 7m, datetime(1970-01-01))'],
    ['FROM logs | STATS n = COUNT(*) BY t = DATE_TRUNC("30 minutes", sent)', 't = bin(sent, 30m)'],
    ['FROM logs | WHERE COALESCE(user, host) != "x"', 'where coalesce(user, host) != "x" and isnotempty(coalesce(user, host))'],
    ['FROM logs | WHERE NOT CASE(size > 1, user, host) LIKE "x*"', 'and isnotempty(iff(size > 1, user, host))'],
    ['FROM logs | WHERE COALESCE(user, "-") != "x"', 'where coalesce(user, "-") != "x"'],
    ['FROM logs | EVAL n = LENGTH(COALESCE(user, host))', 'n = iff(isempty(coalesce(user, host)), int(null), strlen(coalesce(user, host)))'],
    ['FROM logs | EVAL n = ROUND(size, -2)', 'n = tolong(round(size, -2))'],
    ['FROM logs | EVAL n = ROUND_TO(ratio, 1, 5)', 'case(ratio >= 5, 5.0, 1.0)'],
    ['FROM logs | EVAL n = HYPOT(size, port)', 'n = sqrt(pow(size, 2) + pow(port, 2))'],
    ['FROM logs | STATS sd = STD_DEV(size)', 'sd = iff(countif(isnotnull(size)) > 0, stdevp(size), real(null))'],
    ['FROM logs | WHERE MV_LIKE(user, "a*")', 'where user startswith_cs "a"'],
    ['FROM logs | WHERE KQL("user: adm*")', 'where user startswith_cs "adm"'],
  ])('%s', (query, text) => expect(told(query)).toContain(text));

  it.each([
    ['T | project a, b1, b | project-away *1', 'FROM T | KEEP a, b1, b | DROP *1'],
    ['T | project-away _*', 'FROM T | EVAL __ = null | DROP `_`*'],
  ])('a pattern that no column matches is refused, so none is written: %s', (query, text) => {
    const r = translate(query, { from: 'kql', to: 'esql' });
    expect(r.ok && r.query.replace(/\s+/g, ' ')).toBe(text);
  });

  it('tests of each value are none of an array', () => {
    expect(told('FROM logs | STATS names = VALUES(user) | EVAL some = MV_LIKE(names, "a*")')).toContain('a test of each value cannot be said');
    expect(told('FROM logs | STATS sizes = VALUES(size) | EVAL some = MV_IN_RANGE(sizes, 2, 5)')).toContain('a test of each value cannot be said');
  });
});
