import { add, sub } from '../data/int64.js';
import { type Ticks, TICKS_PER_MINUTE, TICKS_PER_SECOND, unixMsOfTicks } from '../data/time.js';

/** Offsets of time zones by the platform's own data (Intl), which browsers have as well. */

const formats = new Map<string, Intl.DateTimeFormat | undefined>();

function formatOf(zone: string): Intl.DateTimeFormat | undefined {
  if (formats.has(zone)) return formats.get(zone);
  const format = makeFormat(zone);
  formats.set(zone, format);
  return format;
}

function makeFormat(zone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: zone, calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23', era: 'short', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
    });
  } catch {
    return undefined;
  }
}

/** Seconds east of UTC at a moment. */
function offsetSeconds(format: Intl.DateTimeFormat, ms: number): number {
  const whole = Math.floor(ms / 1000) * 1000;
  const parts = Object.fromEntries(format.formatToParts(whole).map((p) => [p.type, p.value]));
  const year = parts['era'] === 'BC' ? 1 - Number(parts['year']) : Number(parts['year']);
  const local = new Date(0);
  local.setUTCFullYear(year, Number(parts['month']) - 1, Number(parts['day']));
  local.setUTCHours(Number(parts['hour']), Number(parts['minute']), Number(parts['second']));
  return (local.getTime() - whole) / 1000;
}

/** The local time of a moment; `undefined` for an unknown zone. */
export function toLocal(t: Ticks, zone: string): Ticks | undefined {
  const format = formatOf(zone);
  return format && add(t, offsetSeconds(format, unixMsOfTicks(t).ms) * TICKS_PER_SECOND);
}

/** The moment of a local time: with the earlier offset where a time occurs twice, with the later one where it is skipped. */
export function toUtc(local: Ticks, zone: string): Ticks | undefined {
  const format = formatOf(zone);
  if (!format) return undefined;
  const { ms } = unixMsOfTicks(local);
  const day = 1440 * 60_000;
  const [before, after] = [offsetSeconds(format, ms - day), offsetSeconds(format, ms + day)];
  const fits = (seconds: number): boolean => offsetSeconds(format, ms - seconds * 1000) === seconds;
  const chosen = fits(before) ? before : after;
  return sub(local, (chosen / 60) * TICKS_PER_MINUTE);
}

/** All names that the platform knows, and UTC. */
export const timeZoneNames = (): readonly string[] => [...new Set([...Intl.supportedValuesOf('timeZone'), 'UTC'])].sort();
