/** Punycode (RFC 3492). Case of ASCII letters is kept. */

const BASE = 36;
const T_MIN = 1;
const T_MAX = 26;

function adapt(delta: number, count: number, first: boolean): number {
  let d = first ? Math.floor(delta / 700) : delta >> 1;
  d += Math.floor(d / count);
  let k = 0;
  for (; d > ((BASE - T_MIN) * T_MAX) >> 1; k += BASE) d = Math.floor(d / (BASE - T_MIN));
  return k + Math.floor(((BASE - T_MIN + 1) * d) / (d + 38));
}

const threshold = (k: number, bias: number): number => Math.min(T_MAX, Math.max(T_MIN, k - bias));
const digit = (v: number): string => String.fromCharCode(v < 26 ? v + 97 : v + 22);

/** `undefined` when the numbers grow too large. */
export function punycodeEncode(text: string): string | undefined {
  const points = Array.from(text, (c) => c.codePointAt(0) as number);
  const basic = points.filter((p) => p < 128);
  let out = basic.map((p) => String.fromCharCode(p)).join('') + (basic.length > 0 && basic.length < points.length ? '-' : '');
  let [n, delta, bias, done] = [128, 0, 72, basic.length];
  while (done < points.length) {
    const next = Math.min(...points.filter((p) => p >= n));
    delta += (next - n) * (done + 1);
    if (!Number.isSafeInteger(delta)) return undefined;
    n = next;
    for (const p of points) {
      if (p < n) delta++;
      if (p !== n) continue;
      out += number(delta, bias);
      bias = adapt(delta, done + 1, done === basic.length);
      delta = 0;
      done++;
    }
    delta++;
    n++;
  }
  return out;
}

function number(delta: number, bias: number): string {
  let out = '';
  let q = delta;
  for (let k = BASE; ; k += BASE) {
    const t = threshold(k, bias);
    if (q < t) return out + digit(q);
    out += digit(t + ((q - t) % (BASE - t)));
    q = Math.floor((q - t) / (BASE - t));
  }
}

function digitValue(c: string | undefined): number {
  const v = c === undefined ? Number.NaN : /[0-9]/.test(c) ? c.charCodeAt(0) - 22 : /[a-z]/i.test(c) ? c.toLowerCase().charCodeAt(0) - 97 : Number.NaN;
  return v;
}

/** `undefined` for a text that is no Punycode. */
export function punycodeDecode(text: string): string | undefined {
  const cut = text.lastIndexOf('-');
  const out = Array.from(cut > 0 ? text.slice(0, cut) : '');
  let [n, i, bias] = [128, 0, 72];
  for (let at = cut > 0 ? cut + 1 : 0; at < text.length; ) {
    const start = i;
    for (let w = 1, k = BASE; ; k += BASE) {
      const d = digitValue(text[at++]);
      if (Number.isNaN(d)) return undefined;
      i += d * w;
      const t = threshold(k, bias);
      if (d < t) break;
      w *= BASE - t;
    }
    bias = adapt(i - start, out.length + 1, start === 0);
    n += Math.floor(i / (out.length + 1));
    if (n > 0x10ffff) return undefined;
    i %= out.length + 1;
    out.splice(i++, 0, String.fromCodePoint(n));
  }
  return out.join('');
}

const LABEL_ENDS = /[.\u3002\uff0e\uff61]/;

/** `undefined` when a label that starts with `xn--` is no Punycode. */
export function domainFromPunycode(domain: string): string | undefined {
  const labels = domain.split(LABEL_ENDS).map((l) => (/^xn--/i.test(l) ? punycodeDecode(l.slice(4)) : l));
  return labels.includes(undefined) ? undefined : labels.join('.');
}

export const domainToPunycode = (domain: string): string =>
  domain.split(LABEL_ENDS).map((l) => (/[^\0-\x7f]/.test(l) ? `xn--${punycodeEncode(l) ?? ''}` : l)).join('.');
