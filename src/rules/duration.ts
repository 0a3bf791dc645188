/** Spans of time as rule files write them: `60m` and `now-60m` in Elastic's, ISO 8601 (`PT1H`, `P1D`) in Sentinel's. */

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
const ISO = /^P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)?$/i;

/** Seconds; `undefined` for what is neither form. */
export function secondsOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const short = /^(?:now-)?(\d{1,9})([smhdw])$/.exec(text.trim());
  if (short) return Number(short[1]) * (UNITS[short[2] as string] as number);
  const iso = text.length > 2 ? ISO.exec(text.trim()) : null;
  return iso ? [604_800, 86_400, 3600, 60, 1].reduce((sum, unit, i) => sum + unit * Number(iso[i + 1] ?? 0), 0) : undefined;
}

/** In the largest unit that says it as a whole: `90m`, `1d`. */
export function shortDuration(seconds: number): string {
  const unit = ['d', 'h', 'm'].find((u) => seconds % (UNITS[u] as number) === 0) ?? 's';
  return `${seconds / (UNITS[unit] as number)}${unit}`;
}

export function isoDuration(seconds: number): string {
  const text = shortDuration(seconds);
  return text.endsWith('d') ? `P${text.toUpperCase()}` : `PT${text.toUpperCase()}`;
}
