import { Failure } from '../../base/diagnostics.js';
import { neededColumns } from '../../ast/needed.js';
import { scannedTables } from '../../ast/scans.js';
import type { TableRef } from '../../ast/pipeline.js';
import { answer } from '../../api/answer.js';
import { problemOf } from '../../api/diagnose.js';
import { beginningsOf } from '../../api/paths.js';
import { planOf } from '../../api/plan.js';
import { runTables, type TableRun } from '../../api/run.js';
import { openEnvironment } from '../../api/informed.js';
import { readExternal } from '../../io/read-external.js';
import { FORMATS, type OutputFormat, writeTable } from '../../io/write.js';
import { type DataFiles, expand, sourceOf } from '../data.js';
import { functionsOption, nowOption, pair, parametersOption } from '../options.js';
import { dialectOption, type LoadedQuery, queriesOf, queryOfText } from '../queries.js';
import { exitOf, showErrors, showProblems, worse } from '../report.js';
import { say, writeOut } from '../streams.js';
import { EXIT, UsageError } from '../usage.js';

export interface RunFlags {
  readonly lang?: string;
  readonly query?: string;
  readonly output?: string;
  readonly now?: string;
  readonly table?: readonly string[];
  readonly param?: readonly string[];
  readonly implicitLimit?: boolean;
  readonly without?: readonly string[];
  readonly functionDir?: string;
}

export async function run(args: readonly string[], flags: RunFlags): Promise<number> {
  const lang = dialectOption(flags.lang, '--lang');
  const format = formatOption(flags.output);
  const [first, ...others] = args;
  if (flags.query === undefined && first === undefined) throw new UsageError('no query: give a file, - for stdin, or -q TEXT');
  const queries = flags.query === undefined ? queriesOf(first as string, lang) : [queryOfText(flags.query, lang)];
  const data = dataOf(flags.query === undefined ? others : args, flags.table ?? []);
  const options = {
    now: nowOption(flags.now), functions: functionsOption(flags.functionDir),
    without: flags.without, noImplicitLimit: flags.implicitLimit === false,
  };
  const parameters = parametersOption(flags.param);
  let code: number = EXIT.done;
  for (const query of queries) code = worse(code, await runOne(query, data, { ...options, parameters: parameters(query.lang) }, format, queries.length > 1));
  return code;
}

export function formatOption(value: string | undefined): OutputFormat {
  const format = value ?? (process.stdout.isTTY ? 'table' : 'table');
  if ((FORMATS as readonly string[]).includes(format)) return format as OutputFormat;
  throw new UsageError(`-o is one of ${FORMATS.join(', ')}, not ${format}`);
}

function dataOf(paths: readonly string[], tables: readonly string[]): DataFiles {
  const named = new Map<string, string[]>();
  for (const [name, path] of tables.map((t) => pair(t, '--table NAME=FILE'))) named.set(name, [...(named.get(name) ?? []), ...expand(path)]);
  return { named, loose: paths.flatMap(expand) };
}

type RunSettings = Omit<Parameters<typeof runTables>[2], 'lang'>;

async function runOne(query: LoadedQuery, data: DataFiles, settings: RunSettings, format: OutputFormat, titled: boolean): Promise<number> {
  const { lang, text } = query;
  const result = answer<TableRun>(text, () => {
    const { refs, needed } = readsOf(query, settings);
    const source = sourceOf(data, query, refs, needed);
    return { ok: true, ...runTables(text, source, { ...settings, lang, external: readExternal }) };
  });
  if (!result.ok) {
    showErrors(query.origin, result);
    return exitOf(result);
  }
  showProblems(query.origin, result.warnings.map((w) => problemOf(text, w)), () => 'warning');
  if (titled) say(`${query.origin.label}${query.name ? `: ${query.name}` : ''}`);
  await writeOut(writeTable(result.table, format, { width: process.stdout.isTTY ? process.stdout.columns : undefined }));
  if (process.stdout.isTTY) say(`${result.table.length} row${result.table.length === 1 ? '' : 's'}`);
  return EXIT.done;
}

/** What the query reads, as far as that can be told before its tables are known; its errors are told by the run itself. */
function readsOf(query: LoadedQuery, settings: RunSettings): { refs: readonly TableRef[]; needed?: ReadonlySet<string> } {
  try {
    const { plan } = planOf(query.text, query.lang, openEnvironment(settings));
    const needed = neededColumns(plan);
    return { refs: scannedTables(plan), needed: needed && new Set([...needed].flatMap((name) => [name, ...beginningsOf(name)])) };
  } catch (e) {
    if (e instanceof Failure) return { refs: [] };
    throw e;
  }
}
