import { ticksOfIso } from '../../src/data/iso.js';
import type { Ticks } from '../../src/data/time.js';

export const NOW_TEXT = '2026-01-20T12:00:00Z';
export const NOW = ticksOfIso(NOW_TEXT) as Ticks;
