import ipaddr from 'ipaddr.js';

/**
 * Addresses as the `ip` type holds them: 16 characters, one a byte, IPv4 mapped into IPv6 (`::ffff:a.b.c.d`), so that comparing the
 * strings orders the addresses.
 */

const PREFIX = '\0'.repeat(10) + '\xff\xff';
const IPV4 = /^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})$/;

/** Reads a dotted IPv4 or an IPv6 address; octal and shortened IPv4 forms and zones (`%eth0`) are refused, as in Elasticsearch. */
export function ipOfText(text: string): string | undefined {
  const four = IPV4.exec(text);
  if (four) {
    const bytes = [Number(four[1]), Number(four[2]), Number(four[3]), Number(four[4])];
    return bytes.every((b) => b < 256) ? PREFIX + String.fromCharCode(...bytes) : undefined;
  }
  if (text.length > 45 || !text.includes(':') || text.includes('%') || !ipaddr.IPv6.isValid(text)) return undefined;
  return String.fromCharCode(...ipaddr.IPv6.parse(text).toByteArray());
}

/** Dotted IPv4, or IPv6 in its shortest form (RFC 5952). */
export function textOfIp(ip: string): string {
  const bytes = Array.from(ip, (c) => c.charCodeAt(0));
  if (ip.startsWith(PREFIX)) return bytes.slice(12).join('.');
  return new ipaddr.IPv6(bytes).toRFC5952String();
}
