import { ipOfText } from './ip.js';

/** The address with all bits after the first `bits` cleared; `bits` counts from the start of the 16 bytes. */
export function maskIp(ip: string, bits: number): string {
  let out = '';
  for (let i = 0; i < 16; i++) {
    const keep = Math.max(0, Math.min(8, bits - 8 * i));
    out += String.fromCharCode(ip.charCodeAt(i) & (0xff00 >> keep) & 0xff);
  }
  return out;
}

export interface Network {
  readonly base: string;
  /** Of the 16 bytes: an IPv4 network `/24` has 120. */
  readonly bits: number;
}

/** Reads `address/prefix` or a plain address (a network of one); `undefined` when malformed. */
export function parseNetwork(text: string): Network | undefined {
  const slash = text.indexOf('/');
  const ip = ipOfText(slash < 0 ? text : text.slice(0, slash));
  if (ip === undefined) return undefined;
  if (slash < 0) return { base: ip, bits: 128 };
  const width = text.includes(':') ? 128 : 32;
  const prefix = /^\d{1,3}$/.test(text.slice(slash + 1)) ? Number(text.slice(slash + 1)) : 999;
  if (prefix > width) return undefined;
  const bits = prefix + 128 - width;
  return { base: maskIp(ip, bits), bits };
}

/** Whole bytes first, then the bits of the next one. */
export function inNetwork(ip: string, network: Network): boolean {
  const bytes = network.bits >> 3;
  for (let i = 0; i < bytes; i++) if (ip.charCodeAt(i) !== network.base.charCodeAt(i)) return false;
  const mask = (0xff00 >> (network.bits & 7)) & 0xff;
  return (ip.charCodeAt(bytes) & mask) === (network.base.charCodeAt(bytes) & mask);
}

/** Whether an address is IPv4 (mapped into IPv6). */
export const isV4 = (ip: string): boolean => ip.startsWith('\0\0\0\0\0\0\0\0\0\0\xff\xff');
