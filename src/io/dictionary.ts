/**
 * The distinct strings of a column, by code in order of first sight. Looked up by bytes, so that a cell whose text was seen before
 * costs no string.
 */
export class Dictionary {
  readonly values: string[] = [];
  private hashes = new Int32Array(64);
  /** Open addressing: code + 1, 0 where free. Its length is a power of two and at least twice the number of values. */
  private slots = new Int32Array(128);

  /** The code of the ASCII text `bytes[start..end)`, whose `hash` is that of `hashOfBytes`. */
  codeOfAscii(bytes: Buffer, start: number, end: number, hash: number): number {
    const mask = this.slots.length - 1;
    for (let slot = spread(hash) & mask; ; slot = (slot + 1) & mask) {
      const code = (this.slots[slot] as number) - 1;
      if (code < 0) return this.add(bytes.toString('latin1', start, end), hash, slot);
      if (this.hashes[code] === hash && sameAscii(this.values[code] as string, bytes, start, end)) return code;
    }
  }

  codeOf(text: string): number {
    const hash = hashOfText(text);
    const mask = this.slots.length - 1;
    for (let slot = spread(hash) & mask; ; slot = (slot + 1) & mask) {
      const code = (this.slots[slot] as number) - 1;
      if (code < 0) return this.add(text, hash, slot);
      if (this.hashes[code] === hash && this.values[code] === text) return code;
    }
  }

  private add(text: string, hash: number, slot: number): number {
    const code = this.values.push(text) - 1;
    if (code >= this.hashes.length) this.hashes = grown(this.hashes);
    this.hashes[code] = hash;
    this.slots[slot] = code + 1;
    if (this.values.length * 2 > this.slots.length) this.rehash();
    return code;
  }

  private rehash(): void {
    const slots = new Int32Array(this.slots.length * 4);
    const mask = slots.length - 1;
    for (let code = 0; code < this.values.length; code++) {
      let slot = spread(this.hashes[code] as number) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = code + 1;
    }
    this.slots = slots;
  }
}

function grown(old: Int32Array): Int32Array<ArrayBuffer> {
  const out = new Int32Array(old.length * 2);
  out.set(old);
  return out;
}

const spread = (hash: number): number => hash ^ (hash >>> 15);

export const HASH_SEED = 0x811c9dc5 | 0;
/** One step of the hash over the code units of a text. */
export const hashStep = (hash: number, unit: number): number => Math.imul(hash ^ unit, 0x01000193);

function hashOfText(text: string): number {
  let hash = HASH_SEED;
  for (let i = 0; i < text.length; i++) hash = hashStep(hash, text.charCodeAt(i));
  return hash;
}

function sameAscii(text: string, bytes: Buffer, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== bytes[start + i]) return false;
  return true;
}
