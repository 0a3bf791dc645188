import { describe, nearestName, writtenNames } from '../../api/describe.js';
import { isNative } from '../../api/reference.js';
import type { Spelling } from '../../catalogue/entry.js';
import { CATALOGUE, type DialectId } from '../../catalogue/index.js';
import { LOWERED } from '../../catalogue/lowered.js';
import { NOT_YET } from '../../catalogue/not-yet.js';
import { type Table, tableOfRows } from '../../data/table.js';
import { DIALECTS } from '../../dialects/registry.js';
import { writeTable } from '../../io/write.js';
import { dialectOption } from '../queries.js';
import { say, writeOut } from '../streams.js';
import { EXIT } from '../usage.js';
import { formatOption } from './run.js';

export interface FunctionsFlags {
  readonly lang?: string;
  readonly output?: string;
}

/** Every operation in a table with how each dialect says it; of one name, all that is known. */
export async function functions(name: string | undefined, flags: FunctionsFlags): Promise<number> {
  const lang = dialectOption(flags.lang, '--lang');
  if (name !== undefined && (flags.output ?? 'table') === 'table') return described(name, lang);
  const rows = (lang === undefined ? IDS : [lang]).flatMap((d, i, all) => rowsOf(d, all.slice(0, i))).filter((r) => name === undefined || r.names.includes(name.toLowerCase()));
  if (rows.length === 0) return unknown(name ?? '', lang);
  await writeOut(writeTable(listing(rows), formatOption(flags.output), { width: process.stdout.isTTY ? process.stdout.columns : undefined }));
  return EXIT.done;
}

const IDS = Object.keys(DIALECTS) as DialectId[];

async function described(name: string, lang: DialectId | undefined): Promise<number> {
  const texts = describe(name, lang);
  if (texts.length === 0) return unknown(name, lang);
  await writeOut([`${texts.join('\n\n')}\n`]);
  return EXIT.done;
}

function unknown(name: string, lang: DialectId | undefined): number {
  const near = nearestName(name, lang);
  say(`no function ${name}${near === undefined ? '' : `; did it mean ${near}?`}`);
  return EXIT.fault;
}

interface Row {
  readonly names: readonly string[];
  readonly cells: readonly string[];
}

/** The operations of a dialect's own names, but for those of the dialects before, then the names that have no entry. */
function rowsOf(d: DialectId, before: readonly DialectId[]): Row[] {
  const own = CATALOGUE.filter((op) => isNative(op[d]) && !before.some((x) => isNative(op[x])));
  const lower = (names: readonly string[]): string[] => names.map((n) => n.toLowerCase());
  const inOwn = (text: string): string[] => IDS.map((x) => (x === d ? text : ''));
  return [
    ...own.map((op): Row => ({ names: lower([op.id, ...IDS.flatMap((x) => writtenNames(op, x))]), cells: [op.id, ...IDS.map((x) => spelling(op[x])), op.doc] })),
    ...LOWERED.filter((l) => l.dialect === d).map((l): Row => ({ names: lower([l.name]), cells: ['', ...inOwn(l.signature), l.doc] })),
    ...NOT_YET.filter((n) => n.dialect === d).map((n): Row => ({ names: lower([n.name]), cells: ['', ...inOwn(n.name), `Not yet: ${n.reason}.`] })),
  ];
}

function listing(rows: readonly Row[]): Table {
  const fields = ['meaning', ...IDS.map((d) => DIALECTS[d].title), 'what it does'].map((name) => ({ name, type: 'string' as const }));
  return tableOfRows(fields, rows.map((r) => r.cells));
}

function spelling(s: Spelling): string {
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
