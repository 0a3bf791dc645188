import { CATALOGUE, type DialectId } from '../../catalogue/index.js';
import type { Op, Spelling } from '../../catalogue/entry.js';
import { DIALECTS } from '../../dialects/registry.js';
import { tableOfRows } from '../../data/table.js';
import { nearest } from '../../semantics/nearest.js';
import { writeTable } from '../../io/write.js';
import { dialectOption } from '../queries.js';
import { say, writeOut } from '../streams.js';
import { EXIT } from '../usage.js';
import { formatOption } from './run.js';

export interface FunctionsFlags {
  readonly lang?: string;
  readonly output?: string;
}

/** Every operation, or those of a name, with how each dialect says it. */
export async function functions(name: string | undefined, flags: FunctionsFlags): Promise<number> {
  const lang = dialectOption(flags.lang, '--lang');
  const ops = CATALOGUE.filter((op) => (lang === undefined || op[lang].kind !== 'refuse') && (name === undefined || isNamed(op, name)));
  if (ops.length === 0) {
    const near = nearest(name ?? '', CATALOGUE.flatMap((op) => [...namesOf(op.kql), ...namesOf(op.esql)]));
    say(`no function ${name}${near === undefined ? '' : `; did it mean ${near}?`}`);
    return EXIT.fault;
  }
  await writeOut(writeTable(listing(ops), formatOption(flags.output), { width: process.stdout.isTTY ? process.stdout.columns : undefined }));
  return EXIT.done;
}

const namesOf = (s: Spelling): readonly string[] => (s.kind === 'call' ? [s.name, ...(s.aliases ?? [])] : s.kind === 'infix' || s.kind === 'prefix' ? [s.symbol] : []);

function isNamed(op: Op, name: string): boolean {
  const wanted = name.toLowerCase();
  return op.id.toLowerCase() === wanted || (['kql', 'esql'] as const).some((d) => namesOf(op[d]).some((n) => n.toLowerCase() === wanted));
}

function listing(ops: readonly Op[]): ReturnType<typeof tableOfRows> {
  const fields = ['meaning', ...Object.values(DIALECTS).map((d) => d.title), 'what it does'].map((name) => ({ name, type: 'string' as const }));
  return tableOfRows(fields, ops.map((op) => [op.id, ...(Object.keys(DIALECTS) as DialectId[]).map((d) => spelling(op[d])), op.doc]));
}

export function spelling(s: Spelling): string {
  switch (s.kind) {
    case 'call':
      return `${s.name}()`;
    case 'infix':
    case 'prefix':
      return s.symbol;
    case 'template':
      return s.text;
    case 'raise':
      return s.note ?? 'rewritten';
    case 'refuse':
      return `no: ${s.reason}`;
  }
}
