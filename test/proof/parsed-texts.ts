import type { Stage } from '../../src/ast/pipeline.js';
import { type DissectPattern, parseDissect } from '../../src/text/dissect.js';
import type { Random } from './random.js';

/** A text that a parsing stage takes apart. `value`: what a column is to get. */
export function parseSamples(stage: Stage, r: Random, value: (column: string) => string | undefined = () => undefined): string {
  switch (stage.kind) {
    case 'parse':
      return stage.pieces.map((p) => (p.kind === 'text' ? p.text : p.kind === 'star' ? r.pick(['', 'zz ']) : value(p.name) ?? (p.type === 'string' ? r.pick(['abc', 'x y', '10.0.0.1']) : '42'))).join('');
    case 'dissect': {
      const pattern = parseDissect(stage.pattern);
      return pattern.ok ? dissected(pattern.value, r, value) : 'a b c';
    }
    case 'parseKv':
      return stage.fields.map((f) => `${f.name}${stage.kvDelimiter}${value(f.name) ?? (f.type === 'string' ? 'abc' : '42')}`).join(stage.pairDelimiter);
    default:
      return r.pick(['10.0.0.1 user=abc path=/a/b', 'S-1-5-21-1-2-3 "abc" 42', 'abc']);
  }
}

function dissected(p: DissectPattern, r: Random, value: (column: string) => string | undefined): string {
  return p.leading + p.pairs.map((x) => (value(x.key.name) ?? r.pick(['abc', 'x1', '42'])) + x.delimiter).join('');
}
