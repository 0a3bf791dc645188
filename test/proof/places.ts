import type { Place } from '../../src/catalogue/entry.js';
import { ipOfText, textOfIp } from '../../src/data/ip.js';
import { seedOf } from './random.js';

/** A made-up data base of places, the same for both sides of a proof: each address is in one of a few, some in none. */
const PLACES: readonly (Place | undefined)[] = [
  { country: 'United States', state: 'Washington', city: 'Redmond', latitude: 47.67, longitude: -122.12 },
  { country: 'Germany', state: 'Berlin', city: 'Berlin', latitude: 52.52, longitude: 13.4 },
  { country: 'Russia', state: 'Moscow', city: 'Moscow', latitude: 55.75, longitude: 37.62 },
  { country: 'Australia', latitude: -33.49, longitude: 143.21 },
  undefined,
];

export function placeOf(address: string): Place | undefined {
  const ip = ipOfText(address);
  return ip === undefined ? undefined : PLACES[Math.abs(seedOf(textOfIp(ip))) % PLACES.length];
}
