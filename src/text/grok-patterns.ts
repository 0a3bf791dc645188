/**
 * The pattern dictionary of GROK as ES|QL uses it: the ECS flavour of the well-known grok patterns. The expressions are
 * facts of the language: a different one would match different texts. Long ones are put together from their parts.
 * Product-specific patterns (AWS, Nagios, firewalls and the like) are not in it.
 */

const OCTET = '(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const DOTTED = `(${OCTET}(\\.${OCTET}){3})`;
const H16 = '[0-9A-Fa-f]{1,4}';

/** IPv6 addresses by how many groups stand before the gap: first the long forms, then those with `::`. */
function ipv6(): string {
  const forms = [`((${H16}:){7}(${H16}|:))`, `((${H16}:){6}(:${H16}|${DOTTED}|:))`];
  for (let before = 5; before >= 1; before--) {
    const inner = before === 5 ? '' : before === 4 ? `(:${H16})?` : `(:${H16}){0,${5 - before}}`;
    const dotted = before === 5 ? `:${DOTTED}` : `(${inner}:${DOTTED})`;
    forms.push(`((${H16}:){${before}}(((:${H16}){1,${7 - before}})|${dotted}|:))`);
  }
  forms.push(`(:(((:${H16}){1,7})|((:${H16}){0,5}:${DOTTED})|:))`);
  return `(${forms.join('|')})(%.+)?`;
}

const BYTE = '(?:[0-1]?[0-9]{1,2}|2[0-4][0-9]|25[0-5])';
const LABEL = '(?:[0-9A-Za-z][0-9A-Za-z-]{0,62})';
const MAIL = "[a-zA-Z0-9!#$%&'*+\\-/=?^_`{|}~]";

/** A quoted text: escapes are taken whole, and nothing in it is tried twice. */
const quoted = (quote: string): string => `(?>${quote}(?>\\\\.|[^\\\\${quote}]+)+${quote})|${quote}${quote}`;

const BASIC: Readonly<Record<string, string>> = {
  BASE10NUM: '(?<![0-9.+-])(?>[+-]?(?:(?:[0-9]+(?:\\.[0-9]+)?)|(?:\\.[0-9]+)))',
  BASE16FLOAT: '\\b(?<![0-9A-Fa-f.])(?:[+-]?(?:0x)?(?:(?:[0-9A-Fa-f]+(?:\\.[0-9A-Fa-f]*)?)|(?:\\.[0-9A-Fa-f]+)))\\b',
  BASE16NUM: '(?<![0-9A-Fa-f])(?:[+-]?(?:0x)?(?:[0-9A-Fa-f]+))',
  DATA: '.*?',
  EMAILADDRESS: '%{EMAILLOCALPART}@%{HOSTNAME}',
  EMAILLOCALPART: `${MAIL}{1,64}(?:\\.${MAIL}{1,62}){0,63}`,
  GREEDYDATA: '.*',
  INT: '(?:[+-]?(?:[0-9]+))',
  NONNEGINT: '\\b(?:[0-9]+)\\b',
  NOTSPACE: '\\S+',
  NUMBER: '(?:%{BASE10NUM})',
  POSINT: '\\b(?:[1-9][0-9]*)\\b',
  QS: '%{QUOTEDSTRING}',
  QUOTEDSTRING: `(?>(?<!\\\\)(?>${['"', "'", '`'].map(quoted).join('|')}))`,
  SPACE: '\\s*',
  URN: "urn:[0-9A-Za-z][0-9A-Za-z-]{0,31}:(?:%[0-9a-fA-F]{2}|[0-9A-Za-z()+,.:=@;$_!*'/?#-])+",
  USER: '%{USERNAME}',
  USERNAME: '[a-zA-Z0-9._-]+',
  UUID: '[A-Fa-f0-9]{8}-(?:[A-Fa-f0-9]{4}-){3}[A-Fa-f0-9]{12}',
  WORD: '\\b\\w+\\b',
};

const NETWORK: Readonly<Record<string, string>> = {
  CISCOMAC: '(?:(?:[A-Fa-f0-9]{4}\\.){2}[A-Fa-f0-9]{4})',
  COMMONMAC: '(?:(?:[A-Fa-f0-9]{2}:){5}[A-Fa-f0-9]{2})',
  HOSTNAME: `\\b${LABEL}(?:\\.${LABEL})*(\\.?|\\b)`,
  HOSTPORT: '%{IPORHOST}:%{POSINT}',
  IP: '(?:%{IPV6}|%{IPV4})',
  IPORHOST: '(?:%{IP}|%{HOSTNAME})',
  IPV4: `(?<![0-9])(?:${Array(4).fill(BYTE).join('[.]')})(?![0-9])`,
  IPV6: ipv6(),
  MAC: '(?:%{CISCOMAC}|%{WINDOWSMAC}|%{COMMONMAC})',
  PATH: '(?:%{UNIXPATH}|%{WINPATH})',
  TTY: '(?:/dev/(pts|tty([pq])?)(\\w+)?/?(?:[0-9]+))',
  UNIXPATH: '(/[\\p{Alphabetic}\\p{Nd}_%!$@:.,+~-]*)+',
  URI: '%{URIPROTO}://(?:%{USER}(?::[^@]*)?@)?(?:%{URIHOST})?(?:%{URIPATH}(?:\\?%{URIQUERY})?)?',
  URIHOST: '%{IPORHOST}(?::%{POSINT})?',
  URIPARAM: '\\?%{URIQUERY}',
  URIPATH: "(?:/[A-Za-z0-9$.+!*'(){},~:;=@#%&_\\-]*)+",
  URIPATHPARAM: '%{URIPATH}(?:\\?%{URIQUERY})?',
  URIPROTO: '[A-Za-z]([A-Za-z0-9+\\-.]+)+',
  URIQUERY: "[A-Za-z0-9$.+!*'|(){},~@#%&/=:;_?\\-\\[\\]<>]*",
  WINDOWSMAC: '(?:(?:[A-Fa-f0-9]{2}-){5}[A-Fa-f0-9]{2})',
  WINPATH: '(?>[A-Za-z]+:|\\\\)(?:\\\\[^\\\\?*]*)+',
};

const MONTHS = [
  '[Jj]an(?:uary|uar)?', '[Ff]eb(?:ruary|ruar)?', '[Mm](?:a|ä)?r(?:ch|z)?', '[Aa]pr(?:il)?', '[Mm]a(?:y|i)?', '[Jj]un(?:e|i)?',
  '[Jj]ul(?:y|i)?', '[Aa]ug(?:ust)?', '[Ss]ep(?:tember)?', '[Oo](?:c|k)?t(?:ober)?', '[Nn]ov(?:ember)?', '[Dd]e(?:c|z)(?:ember)?',
]; // prettier-ignore

const TIME: Readonly<Record<string, string>> = {
  DATE: '%{DATE_US}|%{DATE_EU}',
  DATESTAMP: '%{DATE}[- ]%{TIME}',
  DATESTAMP_EVENTLOG: '%{YEAR}%{MONTHNUM2}%{MONTHDAY}%{HOUR}%{MINUTE}%{SECOND}',
  DATESTAMP_OTHER: '%{DAY} %{MONTH} %{MONTHDAY} %{TIME} %{TZ} %{YEAR}',
  DATESTAMP_RFC2822: '%{DAY}, %{MONTHDAY} %{MONTH} %{YEAR} %{TIME} %{ISO8601_TIMEZONE}',
  DATESTAMP_RFC822: '%{DAY} %{MONTH} %{MONTHDAY} %{YEAR} %{TIME} %{TZ}',
  DATE_EU: '%{MONTHDAY}[./-]%{MONTHNUM}[./-]%{YEAR}',
  DATE_US: '%{MONTHNUM}[/-]%{MONTHDAY}[/-]%{YEAR}',
  DAY: '(?:Mon(?:day)?|Tue(?:sday)?|Wed(?:nesday)?|Thu(?:rsday)?|Fri(?:day)?|Sat(?:urday)?|Sun(?:day)?)',
  HOUR: '(?:2[0123]|[01]?[0-9])',
  HTTPDATE: '%{MONTHDAY}/%{MONTH}/%{YEAR}:%{TIME} %{INT}',
  ISO8601_SECOND: '%{SECOND}',
  ISO8601_TIMEZONE: '(?:Z|[+-]%{HOUR}(?::?%{MINUTE}))',
  MINUTE: '(?:[0-5][0-9])',
  MONTH: `\\b(?:${MONTHS.join('|')})\\b`,
  MONTHDAY: '(?:(?:0[1-9])|(?:[12][0-9])|(?:3[01])|[1-9])',
  MONTHNUM: '(?:0?[1-9]|1[0-2])',
  MONTHNUM2: '(?:0[1-9]|1[0-2])',
  SECOND: '(?:(?:[0-5]?[0-9]|60)(?:[:.,][0-9]+)?)',
  TIME: '(?!<[0-9])%{HOUR}:%{MINUTE}(?::%{SECOND})(?![0-9])',
  TIMESTAMP_ISO8601: '%{YEAR}-%{MONTHNUM}-%{MONTHDAY}[T ]%{HOUR}:?%{MINUTE}(?::?%{SECOND})?%{ISO8601_TIMEZONE}?',
  TZ: '(?:[APMCE][SD]T|UTC)',
  YEAR: '(?>\\d\\d){1,2}',
};

/** A level in its capitalised or lower-case form and in capitals. */
const level = (initials: string, rest: string): string => `[${initials}]${rest}|${initials[0]}${rest.toUpperCase()}`;

const LOGS: Readonly<Record<string, string>> = {
  COMBINEDAPACHELOG: '%{HTTPD_COMBINEDLOG}',
  COMMONAPACHELOG: '%{HTTPD_COMMONLOG}',
  CRONLOG: '%{SYSLOGBASE} \\(%{USER:user.name}\\) %{CRON_ACTION:system.cron.action} \\(%{DATA:message}\\)',
  CRON_ACTION: '[A-Z ]+',
  HTTPDERROR_DATE: '%{DAY} %{MONTH} %{MONTHDAY} %{TIME} %{YEAR}',
  HTTPDUSER: '%{EMAILADDRESS}|%{USER}',
  HTTPD_COMBINEDLOG: '%{HTTPD_COMMONLOG} "(?:-|%{DATA:http.request.referrer})" "(?:-|%{DATA:user_agent.original})"',
  HTTPD_COMMONLOG:
    '%{IPORHOST:source.address} (?:-|%{HTTPDUSER:apache.access.user.identity}) (?:-|%{HTTPDUSER:user.name}) \\[%{HTTPDATE:timestamp}\\] ' +
    '"(?:%{WORD:http.request.method} %{NOTSPACE:url.original}(?: HTTP/%{NUMBER:http.version})?|%{DATA})" ' +
    '(?:-|%{INT:http.response.status_code:int}) (?:-|%{INT:http.response.body.bytes:int})',
  LOGLEVEL: `(${[
    level('Aa', 'lert'), level('Tt', 'race'), level('Dd', 'ebug'), level('Nn', 'otice'), level('Ii', 'nfo?(?:rmation)?'), level('Ww', 'arn?(?:ing)?'),
    level('Ee', 'rr?(?:or)?'), level('Cc', 'rit?(?:ical)?'), level('Ff', 'atal'), level('Ss', 'evere'), 'EMERG(?:ENCY)?|[Ee]merg(?:ency)?',
  ].join('|')})`, // prettier-ignore
  PROG: '[\\x21-\\x5a\\x5c\\x5e-\\x7e]+',
  SYSLOG5424BASE:
    '%{SYSLOG5424PRI}%{NONNEGINT:system.syslog.version} +(?:-|%{TIMESTAMP_ISO8601:timestamp}) +(?:-|%{IPORHOST:host.hostname}) ' +
    '+(?:-|%{SYSLOG5424PRINTASCII:process.name}) +(?:-|%{POSINT:process.pid:int}) +(?:-|%{SYSLOG5424PRINTASCII:event.code}) ' +
    '+(?:-|%{SYSLOG5424SD:system.syslog.structured_data})?',
  SYSLOG5424LINE: '%{SYSLOG5424BASE} +%{GREEDYDATA:message}',
  SYSLOG5424PRI: '<%{NONNEGINT:log.syslog.priority:int}>',
  SYSLOG5424PRINTASCII: '[!-~]+',
  SYSLOG5424SD: '\\[%{DATA}\\]+',
  SYSLOGBASE: '%{SYSLOGTIMESTAMP:timestamp} (?:%{SYSLOGFACILITY} )?%{SYSLOGHOST:host.hostname} %{SYSLOGPROG}:',
  SYSLOGBASE2: '(?:%{SYSLOGTIMESTAMP:timestamp}|%{TIMESTAMP_ISO8601:timestamp})(?: %{SYSLOGFACILITY})?(?: %{SYSLOGHOST:host.hostname})?(?: %{SYSLOGPROG}:)?',
  SYSLOGFACILITY: '<%{NONNEGINT:log.syslog.facility.code:int}.%{NONNEGINT:log.syslog.priority:int}>',
  SYSLOGHOST: '%{IPORHOST}',
  SYSLOGLINE: '%{SYSLOGBASE2} %{GREEDYDATA:message}',
  SYSLOGPROG: '%{PROG:process.name}(?:\\[%{POSINT:process.pid:int}\\])?',
  SYSLOGTIMESTAMP: '%{MONTH} +%{MONTHDAY} %{TIME}',
};

/** Every pattern by name. References in them are written as in a GROK pattern. */
export const GROK_PATTERNS: ReadonlyMap<string, string> = new Map(Object.entries({ ...BASIC, ...LOGS, ...NETWORK, ...TIME }));
