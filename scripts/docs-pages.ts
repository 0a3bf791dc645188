import { type Construct, constructOf, isNative, signaturesOf, stageConstruct, type Support } from '../src/api/reference.js';
import { AREAS } from '../src/catalogue/areas.js';
import type { CallSpelling, Op } from '../src/catalogue/entry.js';
import { CATALOGUE, type DialectId } from '../src/catalogue/index.js';
import { LOWERED } from '../src/catalogue/lowered.js';
import { NOT_YET } from '../src/catalogue/not-yet.js';
import { rulesOf } from '../src/catalogue/rules.js';
import { STAGE_GROUPS, STAGES, type StageRow } from '../src/catalogue/stages.js';
import { DIALECTS } from '../src/dialects/registry.js';
import { KQL_PRODUCTS, type Product, PRODUCT_FUNCTIONS, PRODUCT_SYNTAX } from '../src/catalogue/kql-products.js';
import { newestOf, reaches, spokenVersion } from '../src/dialects/targets.js';

/** The generated pages of docs/, by file name. `npm run docs` writes them, a test compares them. */
export function pages(): ReadonlyMap<string, string> {
  const ops = new Map(CATALOGUE.map((op) => [op, constructOf(op)]));
  const stages = STAGES.map((row) => ({ row, construct: stageConstruct(row) }));
  return new Map([['functions.md', functionsPage(ops)], ['stages.md', stagesPage(stages)], ['translation.md', translationPage(ops, stages)]]);
}

type Constructs = ReadonlyMap<Op, Construct>;
type Stages = readonly { readonly row: StageRow; readonly construct: Construct }[];

const DIALECT_IDS: readonly DialectId[] = ['kql', 'esql'];
const GENERATED = '<!-- Written by `npm run docs` from src/catalogue; edit it there. -->';
const LONGEST = 240;

/* ---------------------------------------------------------------- markdown */

const cell = (text: string): string => text.replace(/\|/g, '\\|').replace(/\n/g, ' ');

/** Code in a table cell. A long one is cut; docs/stages.md and `eskql translate` show all of it. */
function code(text: string | null): string {
  if (text === null) return '';
  const line = text.replace(/\s*\n\s*/g, ' ');
  const shown = line.length > LONGEST ? `${line.slice(0, LONGEST)} …` : line;
  const fence = shown.includes('`') ? '``' : '`';
  return cell(`${fence}${fence === '``' ? ' ' : ''}${shown}${fence === '``' ? ' ' : ''}${fence}`);
}

const grade = (s: Support | null): string => (s === null ? '' : s === 'exact' || s === 'rewritten' ? s : `**${s}**`);
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [`| ${head.join(' | ')} |`, `|${head.map(() => '---').join('|')}|`, ...rows.map((r) => `| ${r.join(' | ')} |`)].join('\n');
const anchor = (title: string): string => title.toLowerCase().replace(/[^\p{L}\p{N} -]/gu, '').replace(/ /g, '-');
const page = (parts: readonly string[]): string => `${parts.join('\n\n')}\n`;
const rules = (op: Op): string => rulesOf(op).map((r) => `[${r}](semantics.md#${r.toLowerCase()})`).join(' ');
const notes = (c: Construct, op?: Op): string => cell([...c.notes, ...(op ? [rules(op)] : [])].filter((x) => x !== '').join('; '));
const percent = (n: number, of: number): string => `${n} of ${of} (${Math.round((100 * n) / of)} %)`;

/* ---------------------------------------------------------------- translation.md */

const GRADES = table(['grade', 'means'], [
  ['exact', 'the target says the same thing'],
  ['rewritten', 'another shape, the same rows for any data'],
  ['**narrower**, **wider**, **different**', 'may lose rows, may add rows, may give other values; the note says when'],
  ['**not yet**', 'could be said, and is not yet'],
  ['**refused**', 'the other dialect cannot say it; no text is produced'],
]);

function translationPage(ops: Constructs, stages: Stages): string {
  const groups = Object.entries(STAGE_GROUPS).map(([id, title]) => ({ title, of: stages.filter((s) => s.row.group === id) }));
  const contents = ['KQL that only some products have', ...groups.map((g) => `Stages: ${g.title}`), ...AREAS.map((a) => a.title)].map((t) => `- [${t}](#${anchor(t)})`).join('\n');
  return page([
    '# KQL and ES|QL, construct by construct', GENERATED,
    'What each construct of one dialect becomes in the other, and how well that keeps its meaning. The texts are those that `eskql translate` writes for a table without a schema of its own: a column `x`, constants beside it. Guards for missing values are part of them; where a column is known to be there, they are left out.',
    'A grade stands in the column of its direction; an empty one means that the construct is not one of the source dialect. [Semantics](semantics.md) explains the traps by number, [functions](functions.md) lists every name of both dialects, [stages](stages.md) shows whole translations of stages.',
    'The column *from* names the version of Elasticsearch that the ES|QL text needs, where 8.18 and 9.0 are too old for it (8.19 and 9.1 were released together), and what of it is a technical preview. `--target` makes a translation keep to a version; without it the newest one is meant.',
    GRADES, summary(ops, stages), contents, ...PRODUCTS,
    ...groups.flatMap((g) => [`## Stages: ${g.title}`, table(HEAD, g.of.map(({ row, construct }) => stageRow(row, construct)))]),
    ...AREAS.flatMap((a) => [`## ${a.title}`, table(HEAD, merged(a.ops.map((op) => ({ op, c: ops.get(op) as Construct }))).map(({ op, c }) => [code(c.kql), code(c.esql), grade(c.toEsql), grade(c.toKql), version(c), notes(c, op)]))]),
  ]);
}

const PRODUCTS = [
  '## KQL that only some products have',
  '`--target kusto`, `sentinel` and `defender` refuse what the product lacks, as does `eskql check --target`. `@timestamp` is `TimeGenerated` in tables of Sentinel and `Timestamp` in those of Defender.',
  table(['only in', 'what'], [
    ...PRODUCT_FUNCTIONS.map((r) => [productTitles(r.in), r.names.map((n) => `\`${n}\``).join(', ')]),
    ...Object.values(PRODUCT_SYNTAX).map(([what, products]) => [productTitles(products), what]),
  ]),
];

function productTitles(products: readonly Product[]): string {
  return products.map((p) => KQL_PRODUCTS[p].title).join(', ');
}

const HEAD = ['KQL', 'ES\\|QL', 'KQL → ES\\|QL', 'ES\\|QL → KQL', 'from', 'notes'];

/** The version of Elasticsearch that has all of the text; what is a preview there, or was one until a later version, says so. */
function version({ needs }: Construct): string {
  const told = needs.filter((n) => !reaches('8.18', n.since) || n.ga !== undefined);
  const newest = newestOf(told.filter((n) => !reaches('8.18', n.since)).map((n) => n.since));
  const previews = told.filter((n) => n.ga !== undefined).map((n) => (n.ga === 'never' ? n.what : `${n.what} until ${spokenVersion(n.ga as string)}`));
  return cell([...(newest === undefined ? [] : [spokenVersion(newest)]), ...(previews.length > 0 ? [`(preview: ${previews.join(', ')})`] : [])].join(' '));
}

const stageRow = (row: StageRow, c: Construct): string[] => [code(c.kql ?? (row.kql.join(', ') || null)), code(c.esql ?? (row.esql.join(', ') || null)), grade(c.toEsql), grade(c.toKql), version(c), notes(c)];

/** Two entries that are written alike in both dialects are one row: each gives the grade of its direction. */
function merged(rows: readonly { op: Op; c: Construct }[]): { op: Op; c: Construct }[] {
  const out: { op: Op; c: Construct }[] = [];
  for (const r of rows) {
    if (r.c.kql === null && r.c.esql === null) continue;
    const same = out.findIndex((o) => o.c.kql === r.c.kql && o.c.esql === r.c.esql && (o.c.toEsql === null || r.c.toEsql === null) && (o.c.toKql === null || r.c.toKql === null));
    const old = out[same];
    if (!old) out.push(r);
    else out[same] = { op: old.op, c: { ...old.c, toEsql: old.c.toEsql ?? r.c.toEsql, toKql: old.c.toKql ?? r.c.toKql, notes: [...new Set([...old.c.notes, ...r.c.notes])] } };
  }
  return out;
}

function summary(ops: Constructs, stages: Stages): string {
  const count = (all: readonly (Support | null)[]): string[] => {
    const real = all.filter((s): s is Support => s !== null);
    const of = (...wanted: Support[]): string => percent(real.filter((s) => wanted.includes(s)).length, real.length);
    return [of('exact', 'rewritten'), of('narrower', 'wider', 'different'), of('not yet', 'refused')];
  };
  const all = [...ops.values()];
  return table(['', 'same rows', 'graded otherwise', 'no text'], [
    ['operations, KQL → ES\\|QL', ...count(all.map((c) => c.toEsql))], ['operations, ES\\|QL → KQL', ...count(all.map((c) => c.toKql))],
    ['stages, KQL → ES\\|QL', ...count(stages.map((s) => s.construct.toEsql))], ['stages, ES\\|QL → KQL', ...count(stages.map((s) => s.construct.toKql))],
  ]);
}

/* ---------------------------------------------------------------- functions.md */

function functionsPage(ops: Constructs): string {
  return page([
    '# Functions and operators', GENERATED,
    'Every name of both dialects: how it is called, what it does, what the other dialect says instead, and how well. A name that means several things by the types of its arguments has a row for each. `eskql functions NAME` prints the same for one name.',
    'Grades are those of [translation](translation.md). A type with `?` may be left out, one with `…` may come any number of times.',
    ...DIALECT_IDS.map((d) => `- ${DIALECTS[d].title}: ${counts(d)}`),
    ...DIALECT_IDS.flatMap((d) => [`## ${DIALECTS[d].title}`, ...dialectTables(d, ops)]),
  ]);
}

const own = (d: DialectId): readonly Op[] => CATALOGUE.filter((op) => isNative(op[d]));
const missing = (d: DialectId): readonly (typeof NOT_YET)[number][] => NOT_YET.filter((n) => n.dialect === d && !own(d).some((op) => nameOf(op, d).toLowerCase() === n.name.toLowerCase()));

/** Names that lowering takes apart and that have no row in the table. */
const taken = (d: DialectId): typeof LOWERED => LOWERED.filter((l) => l.dialect === d && !own(d).some((op) => nameOf(op, d) === l.name));

function counts(d: DialectId): string {
  const names = new Set(own(d).flatMap((op) => namesOf(op, d)));
  return `${names.size + taken(d).length} names are understood, ${missing(d).length} are not yet`;
}

function namesOf(op: Op, d: DialectId): readonly string[] {
  const s = op[d];
  return s.kind === 'call' ? [s.name, ...(s.aliases ?? [])] : s.kind === 'infix' ? [s.symbol, ...(s.aliases ?? [])] : s.kind === 'prefix' ? [s.symbol] : [];
}
const nameOf = (op: Op, d: DialectId): string => namesOf(op, d)[0] ?? op.id;

function dialectTables(d: DialectId, ops: Constructs): string[] {
  const other: DialectId = d === 'kql' ? 'esql' : 'kql';
  const to = d === 'kql' ? 'toEsql' : 'toKql';
  const head = ['signature', 'what it does', DIALECTS[other].title.replace('|', '\\|'), 'translates', 'notes'];
  const sorted = [...own(d)].sort((a, b) => compare(nameOf(a, d), nameOf(b, d)));
  const rows = sorted.map((op): string[] => {
    const c = ops.get(op) as Construct;
    const since = op[d].kind === 'call' ? sinceOf(op[d]) : '';
    const older = namesOf(op, d).slice(1);
    return [signaturesOf(op, d).map(code).join('<br>'), cell(`${op.doc}${older.length > 0 ? ` Also \`${older.join('`, `')}\`.` : ''}${since}`), code(c[other]), grade(c[to]), notes(c, op)];
  });
  const special = taken(d);
  const reasons = [...new Set(missing(d).map((n) => n.reason))];
  return [
    table(head, rows),
    ...(special.length > 0 ? [`### ${DIALECTS[d].title}: taken apart while reading`, 'What these mean depends on the columns and tables that there are, so that no function is left of them.', table(['signature', 'what it does'], special.map((l) => [code(l.signature), cell(l.doc)]))] : []),
    `### ${DIALECTS[d].title}: not yet`, table(['names', 'why'], reasons.map((why) => [missing(d).filter((n) => n.reason === why).map((n) => code(n.name)).join(' '), cell(why)])),
  ];
}

/** ` Since 9.4, a preview until 9.5.` */
function sinceOf({ since, ga }: CallSpelling): string {
  if (since === undefined) return '';
  return ` Since ${spokenVersion(since)}${ga === undefined ? '' : ga === 'never' ? ', a preview' : `, a preview until ${spokenVersion(ga)}`}.`;
}

/** By code point, so that no machine's language changes the order. */
const compare = (a: string, b: string): number => (a.toLowerCase() < b.toLowerCase() ? -1 : a.toLowerCase() > b.toLowerCase() ? 1 : a < b ? -1 : a > b ? 1 : 0);

/* ---------------------------------------------------------------- stages.md */

function stagesPage(stages: Stages): string {
  const matrix = stages.map(({ row, construct: c }) => [words(row, 'kql'), words(row, 'esql'), cell(row.doc), grade(c.toEsql), grade(c.toKql)]);
  const groups = Object.entries(STAGE_GROUPS).flatMap(([id, title]) => [`## ${title}`, ...stages.filter((s) => s.row.group === id).flatMap(({ row, construct }) => stageEntry(row, construct))]);
  return page([
    '# Stages', GENERATED,
    'What a pipeline can do, in both dialects. Below the matrix each stage has a smallest query and what a translation makes of it, over the tables `T (t: datetime, a: long, s: string, d: dynamic)` and `U (a: long, u: string)`. Grades are those of [translation](translation.md).',
    table(['KQL', 'ES\\|QL', 'what it does', 'KQL → ES\\|QL', 'ES\\|QL → KQL'], matrix), ...groups,
  ]);
}

const words = (row: StageRow, d: DialectId): string => (row[d].length > 0 ? row[d].map(code).join(' ') : d === 'kql' && row.samples.kql !== undefined ? '*a table’s name*' : '');

function stageEntry(row: StageRow, c: Construct): string[] {
  const title = [row.kql.join(', '), row.esql.join(', ')].filter((x) => x !== '').join(' — ');
  const samples = DIALECT_IDS.flatMap((d) => (c[d] === null ? [] : [`\`\`\`${d === 'kql' ? 'kusto' : 'esql'}\n${c[d]}\n\`\`\``]));
  const verdicts = [c.toEsql && `KQL → ES|QL: ${grade(c.toEsql)}`, c.toKql && `ES|QL → KQL: ${grade(c.toKql)}`].filter((x) => x).join(', ');
  return [`### ${title}`, row.doc, ...(verdicts ? [`${verdicts}.`] : []), ...(c.notes.length > 0 ? [c.notes.map((n) => `- ${n}`).join('\n')] : []), ...samples];
}
