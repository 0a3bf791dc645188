import type { Op } from '../catalogue/entry.js';
import { CATALOGUE, type DialectId, functionNames, opsByName } from '../catalogue/index.js';
import { LOWERED } from '../catalogue/lowered.js';
import { NOT_YET } from '../catalogue/not-yet.js';
import { rulesOf } from '../catalogue/rules.js';
import { STAGES, stagesByWord, type StageRow } from '../catalogue/stages.js';
import { DIALECTS } from '../dialects/registry.js';
import { nearest } from '../semantics/nearest.js';
import { type Construct, constructOf, isNative, signaturesOf, stageConstruct, type Support } from './reference.js';

const IDS = Object.keys(DIALECTS) as DialectId[];
const TITLE_WIDTH = 7;

/**
 * What a name means, a paragraph a meaning: signature, purpose, both spellings, how well each direction keeps it. The name is a function,
 * an operator, a stage or the id of an entry; `lang` leaves out what is not of that dialect. Empty for an unknown name.
 */
export function describe(name: string, lang?: DialectId): readonly string[] {
  const dialects = lang === undefined ? IDS : [lang];
  const wanted = name.toLowerCase();
  const of = (d: DialectId): string[] => [
    ...CATALOGUE.filter((op) => isNative(op[d]) && writtenNames(op, d).some((n) => n.toLowerCase() === wanted)).map((op) => operation(op, d)),
    ...stagesByWord(d, name).map((row) => stage(row, d)),
    ...LOWERED.filter((l) => l.dialect === d && l.name.toLowerCase() === wanted && opsByName(d, l.name).length === 0).map((l) => `${l.signature}  [${DIALECTS[d].title}]\n  ${l.doc}`),
    ...NOT_YET.filter((n) => n.dialect === d && n.name.toLowerCase() === wanted).map((n) => `${n.name}  [${DIALECTS[d].title}]\n  Not yet: ${n.reason}.`),
  ];
  const found = dialects.flatMap(of);
  const byId = CATALOGUE.find((op) => op.id === name);
  const own = byId && dialects.find((d) => isNative(byId[d]));
  return found.length === 0 && byId && own ? [operation(byId, own)] : [...new Set(found)];
}

/** The known name that an unknown one is most like. */
export function nearestName(name: string, lang?: DialectId): string | undefined {
  const dialects = lang === undefined ? IDS : [lang];
  return nearest(name, dialects.flatMap((d) => [...functionNames(d), ...STAGES.flatMap((s) => s[d]), ...LOWERED.filter((l) => l.dialect === d).map((l) => l.name)]));
}

export function writtenNames(op: Op, d: DialectId): readonly string[] {
  const s = op[d];
  return s.kind === 'call' || s.kind === 'infix' ? [s.kind === 'call' ? s.name : s.symbol, ...(s.aliases ?? [])] : s.kind === 'prefix' ? [s.symbol] : [];
}

function operation(op: Op, d: DialectId): string {
  const rules = rulesOf(op);
  const see = rules.length > 0 ? [`  docs/semantics.md ${rules.join(', ')}`] : [];
  return [`${signaturesOf(op, d).join('\n')}  [${DIALECTS[d].title}]`, `  ${op.doc}`, ...spellings(constructOf(op)), ...see].join('\n');
}

function stage(row: StageRow, d: DialectId): string {
  return [`${row[d].join(', ')}  [stage of ${DIALECTS[d].title}]`, `  ${row.doc}`, ...spellings(stageConstruct(row))].join('\n');
}

/** Each dialect's text, with the grade of the direction into it; then the notes. */
function spellings(c: Construct): string[] {
  const into = { kql: c.toKql, esql: c.toEsql } satisfies Record<DialectId, Support | null>;
  const texts = IDS.map((d) => {
    const lines = (c[d] ?? '-').split('\n').join(`\n  ${' '.repeat(TITLE_WIDTH)}`);
    return `  ${DIALECTS[d].title.padEnd(TITLE_WIDTH)}${lines}${into[d] === null ? '' : `  (${into[d]})`}`;
  });
  return [...texts, ...c.notes.map((n) => `  note: ${n}`)];
}
