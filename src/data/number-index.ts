/** Numbers each distinct number by first appearance: an open-addressed table, several times faster than a Map of a million entries. */
export class NumberIndex {
  private keys = new Float64Array(1024);
  private ids = new Int32Array(1024).fill(-1);
  private mask = 1023;
  private none = -1;
  private notANumber = -1;
  size = 0;
  private stored = 0;
  private readonly float = new Float64Array(1);
  private readonly bits = new Uint32Array(this.float.buffer);

  /** The id of null. */
  nullId(): number {
    if (this.none < 0) this.none = this.size++;
    return this.none;
  }

  /** NaN equals itself here, and -0 equals 0. */
  idOf(key: number): number {
    if (key !== key) return this.nanId();
    let slot = this.slotOf(key);
    for (;;) {
      const id = this.ids[slot] as number;
      if (id < 0) return this.insert(slot, key);
      if (this.keys[slot] === key) return id;
      slot = (slot + 1) & this.mask;
    }
  }

  /** The id of a number that is there already, else -1. */
  find(key: number): number {
    if (key !== key) return this.notANumber;
    let slot = this.slotOf(key);
    for (;;) {
      const id = this.ids[slot] as number;
      if (id < 0 || this.keys[slot] === key) return id;
      slot = (slot + 1) & this.mask;
    }
  }

  private nanId(): number {
    if (this.notANumber < 0) this.notANumber = this.size++;
    return this.notANumber;
  }

  private slotOf(key: number): number {
    this.float[0] = key + 0;
    let h = Math.imul((this.bits[0] as number) ^ Math.imul(this.bits[1] as number, 0x9e3779b1), 0x85ebca6b);
    h ^= h >>> 15;
    return Math.imul(h, 0xc2b2ae35) >>> 7 & this.mask;
  }

  private insert(slot: number, key: number): number {
    this.keys[slot] = key;
    const id = this.size++;
    this.ids[slot] = id;
    if (++this.stored * 2 > this.mask) this.grow();
    return id;
  }

  private grow(): void {
    const { keys, ids } = this;
    const capacity = (this.mask + 1) * 4;
    this.keys = new Float64Array(capacity);
    this.ids = new Int32Array(capacity).fill(-1);
    this.mask = capacity - 1;
    for (let i = 0; i < ids.length; i++) {
      if ((ids[i] as number) < 0) continue;
      let slot = this.slotOf(keys[i] as number);
      while ((this.ids[slot] as number) >= 0) slot = (slot + 1) & this.mask;
      this.keys[slot] = keys[i] as number;
      this.ids[slot] = ids[i] as number;
    }
  }
}
