import { fileURLToPath } from 'node:url';
import { Failure } from '../../base/diagnostics.js';
import { scannedTables } from '../../ast/scans.js';
import { rowsDiffer } from '../../api/compare.js';
import { planOf } from '../../api/plan.js';
import { runTables } from '../../api/run.js';
import { openEnvironment } from '../../api/informed.js';
import { translate } from '../../api/translate.js';
import type { DialectId } from '../../catalogue/index.js';
import type { Table } from '../../data/table.js';
import { DIALECTS } from '../../dialects/registry.js';
import { writeTable } from '../../io/write.js';
import { expand, schemaOfFiles, sourceOf } from '../data.js';
import { nowOption } from '../options.js';
import { type LoadedQuery, queriesOf } from '../queries.js';
import { showFailure, showProblems } from '../report.js';
import { say, writeOut } from '../streams.js';
import { EXIT } from '../usage.js';

/** When the sample logs were taken. */
const NOW = '2026-01-20T12:00:00Z';
const corpus = (name: string): string => fileURLToPath(new URL(`../corpus/${name}`, import.meta.url));

/** Translates the sample rules, or those given, runs both texts over the sample logs and compares the rows. Exit code 1 when any two differ. */
export async function demo(rules = corpus('rules'), tables = corpus('tables'), flags: { readonly now?: string } = {}): Promise<number> {
  const files = expand(tables);
  const now = flags.now === undefined ? NOW : nowOption(flags.now);
  let failures = 0;
  for (const query of queriesOf(rules)) {
    const problem = await tryRule(query, { files, now });
    await writeOut([problem === undefined ? 'same rows on both sides\n\n' : `NOT the same: ${problem}\n\n`]);
    if (problem !== undefined) failures++;
  }
  await writeOut([failures === 0 ? 'every rule gave the same rows in both dialects\n' : `${failures} of the rules failed\n`]);
  return failures === 0 ? EXIT.done : EXIT.fault;
}

interface Logs {
  readonly files: readonly string[];
  readonly now: string;
}

async function tryRule(query: LoadedQuery, logs: Logs): Promise<string | undefined> {
  try {
    return await oneRule(query, logs);
  } catch (e) {
    if (!(e instanceof Failure)) throw e;
    showFailure(e);
    return e.diagnostics[0]?.message;
  }
}

async function oneRule(query: LoadedQuery, logs: Logs): Promise<string | undefined> {
  const to: DialectId = query.lang === 'kql' ? 'esql' : 'kql';
  await writeOut([`== ${query.name ?? query.origin.label} (${DIALECTS[query.lang].title} to ${DIALECTS[to].title})\n\n${query.text.trim()}\n\n`]);
  const here = rowsOf(query.text, query.lang, logs);
  await writeOut(writeTable(here, 'table', width));
  const result = translate(query.text, { from: query.lang, to, schema: schemaOfFiles(logs.files, query.lang) });
  if (!result.ok) {
    showProblems(query.origin, result.errors, () => 'error');
    return 'the translation was refused';
  }
  await writeOut([`\n-- in ${DIALECTS[to].title}\n\n${result.query.trimEnd()}\n\n`]);
  await writeOut(result.notes.map((n) => `${n.grade} (line ${query.origin.place(n).line}): ${n.message}\n`));
  if (result.notes.length > 0) say('');
  const there = rowsOf(result.query, to, logs);
  await writeOut(writeTable(there, 'table', width));
  await writeOut(['\n']);
  return rowsDiffer(here, there);
}

const width = { width: process.stdout.isTTY ? process.stdout.columns : 140 };

function rowsOf(text: string, lang: DialectId, { files, now }: Logs): Table {
  const refs = scannedTables(planOf(text, lang, openEnvironment({})).plan);
  return runTables(text, sourceOf({ named: new Map(), loose: files }, { lang, text }, refs), { lang, now }).table;
}
