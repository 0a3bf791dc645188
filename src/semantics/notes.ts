import type { Grade } from '../catalogue/entry.js';
import type { Span } from '../base/source.js';

/** Something in a translation that is not exact. `refused`: no text was produced for it. */
export interface Note {
  readonly grade: Exclude<Grade, 'exact'> | 'refused';
  readonly code: NoteCode;
  readonly message: string;
  /** Into the text that was translated. */
  readonly span: Span;
  readonly hint?: string;
}

type Row<P> = readonly [grade: Note['grade'], message: (p: P) => string];
const row = <P>(grade: Note['grade'], message: (p: P) => string): Row<P> => [grade, message];

/** Every code of a translation's notes with its grade and message, sorted by code. */
const NOTE_CODES = {
  'map-clash': row('refused', (p: { name: string; to: string; reason: string }) => `${p.name} cannot be called ${p.to}: ${p.reason}`),
  'not-yet': row('refused', (p: { what: string; reason?: string }) => `${p.what} is not supported yet${p.reason ? `: ${p.reason}` : ''}`),
  'op-different': row('different', (p: { what: string; note: string }) => `${p.what}: ${p.note}`),
  'op-narrower': row('narrower', (p: { what: string; note: string }) => `${p.what}: ${p.note}`),
  'op-refused': row('refused', (p: { what: string; reason: string }) => `${p.what} cannot be said: ${p.reason}`),
  'op-rewritten': row('rewritten', (p: { what: string; note: string }) => `${p.what}: ${p.note}`),
  'op-wider': row('wider', (p: { what: string; note: string }) => `${p.what}: ${p.note}`),
  'product-names': row('rewritten', (p: { product: string; columns: string; tables: string }) =>
    `${p.product} has no such names: ${[p.columns && `columns ${p.columns}`, p.tables && `tables ${p.tables}`].filter(Boolean).join('; ')}`),
  'product-time': row('rewritten', (p: { from: string; to: string; product: string }) => `${p.from} is called ${p.to}, as in the tables of ${p.product}`),
  'stage-different': row('different', (p: { what: string; note: string }) => `${p.what}: ${p.note}`),
  'stage-narrower': row('narrower', (p: { what: string; note: string }) => `${p.what}: ${p.note}`),
  'stage-refused': row('refused', (p: { what: string; reason: string }) => `${p.what} cannot be said: ${p.reason}`),
  'stage-rewritten': row('rewritten', (p: { what: string; note: string }) => `${p.what}: ${p.note}`),
  'stage-wider': row('wider', (p: { what: string; note: string }) => `${p.what}: ${p.note}`),
  'unmapped-columns': row('rewritten', (p: { columns: string; tables: string }) =>
    `names that the map lacks are kept: ${[p.columns && `columns ${p.columns}`, p.tables && `tables ${p.tables}`].filter(Boolean).join('; ')}`),
};

export type NoteCode = keyof typeof NOTE_CODES;
type NoteParams<C extends NoteCode> = Parameters<(typeof NOTE_CODES)[C][1]>[0];

export function note<C extends NoteCode>(code: C, params: NoteParams<C>, span: Span, hint?: string): Note {
  const [grade, message] = NOTE_CODES[code] as unknown as Row<NoteParams<C>>;
  return { grade, code, message: message(params), span, ...(hint !== undefined && { hint }) };
}

/** Carries a refusal up to the stage or the query that it spoils. */
export class Refusal extends Error {
  constructor(readonly note: Note) {
    super(note.message);
    this.name = 'Refusal';
  }
}
