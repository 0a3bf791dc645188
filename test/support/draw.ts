import fc from 'fast-check';

/** What is known of a column while a query is drawn. */
export type Kind = 'text' | 'long' | 'real' | 'moment' | 'span' | 'truth' | 'texts' | 'longs' | 'object' | 'json' | 'address';
export type Columns = ReadonlyMap<string, Kind>;

/**
 * Choices that a query is drawn by: numbers, 0 where there are no more. What is first in a list is the simplest, so that fast-check makes
 * a failing query simple by making its numbers small and few.
 */
export class Draw {
  private at = 0;
  private made = 0;
  constructor(private readonly numbers: readonly number[]) {}
  below(n: number): number {
    return (this.numbers[this.at++] ?? 0) % n;
  }
  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }
  /** One of so many. */
  chance(of: number): boolean {
    return this.below(of) === of - 1;
  }
  /** One of these, evaluated alone. */
  one(...makes: readonly (() => string)[]): string {
    return this.pick(makes)();
  }
  list(least: number, most: number, make: () => string): string[] {
    return Array.from({ length: least + this.below(most - least + 1) }, make);
  }
  /** A column of one of these kinds. */
  column(columns: Columns, ...kinds: readonly Kind[]): string | undefined {
    const found = [...columns].filter(([, k]) => kinds.includes(k)).map(([n]) => n);
    return found.length === 0 ? undefined : this.pick(found);
  }
  fresh(stem: string): string {
    return `${stem}${this.made++}`;
  }
}

/** Queries by a function of choices. */
export const drawn = (make: (d: Draw) => string): fc.Arbitrary<string> => fc.array(fc.nat(0xffff), { minLength: 4, maxLength: 60, size: 'max' }).map((numbers) => make(new Draw(numbers)));

export const without = (columns: Columns, ...names: readonly string[]): Columns => new Map([...columns].filter(([n]) => !names.includes(n)));
export const and = (columns: Columns, ...more: readonly (readonly [string, Kind])[]): Columns => new Map([...columns, ...more]);
export const only = (columns: Columns, names: readonly string[]): Columns => new Map([...columns].filter(([n]) => names.includes(n)));
