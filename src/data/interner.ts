/**
 * Codes for strings, equal ones sharing one. When nearly all strings turn out to be different (message texts, ids), looking each up costs
 * far more than it saves: from then on every string gets a code of its own, which dictionaries allow.
 */
export class Interner {
  readonly dict: string[] = [];
  private index: Map<string, number> | undefined = new Map();
  private asked = 0;
  private lastText: string | undefined;
  private lastCode = -1;

  codeOf(text: string): number {
    if (text === this.lastText) return this.lastCode;
    const code = this.index ? this.lookUp(this.index, text) : this.dict.push(text) - 1;
    this.lastText = text;
    this.lastCode = code;
    return code;
  }

  private lookUp(index: Map<string, number>, text: string): number {
    this.asked++;
    let code = index.get(text);
    if (code === undefined) {
      code = this.dict.push(text) - 1;
      index.set(text, code);
      if (index.size >= TRIAL && index.size > MOSTLY * this.asked) this.index = undefined;
    }
    return code;
  }
}

/** How many different strings are seen before giving up, and which share of all they must be. */
const TRIAL = 20_000;
const MOSTLY = 0.8;
