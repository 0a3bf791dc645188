import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import type { Answer } from '../../api/answer.js';
import { translate as translateQuery, type Translated, type TranslateOptions } from '../../api/translate.js';
import type { Need } from '../../catalogue/esql-forms.js';
import type { DialectId } from '../../catalogue/index.js';
import { DIALECTS } from '../../dialects/registry.js';
import { isPreview, newestOf, reaches, spokenVersion } from '../../dialects/targets.js';
import { ruleExtension, ruleFault, writeRule } from '../../rules/write.js';
import { functionsOption, namesOption, parametersOption, schemaOption, targetFor, targetOption } from '../options.js';
import { KNOWN_COLUMNS } from '../../io/known-columns.js';
import { dialectOption, isFolder, type LoadedQuery, queriesOf, queryOfText } from '../queries.js';
import { exitOf, showErrors, showProblems, worse } from '../report.js';
import { say, writeOut } from '../streams.js';
import { EXIT, UsageError } from '../usage.js';

export interface TranslateFlags {
  readonly from?: string;
  readonly to?: string;
  readonly query?: string;
  readonly output?: string;
  readonly rule?: boolean;
  readonly target?: string;
  readonly strict?: boolean;
  readonly partial?: boolean;
  readonly assume?: readonly string[];
  readonly map?: readonly string[];
  readonly schema?: string;
  readonly knownColumns?: boolean;
  readonly implicitLimit?: boolean;
  readonly without?: readonly string[];
  readonly functionDir?: string;
  readonly param?: readonly string[];
  readonly report?: string;
}

interface Outcome {
  readonly query: LoadedQuery;
  readonly to: TranslateOptions['to'];
  readonly answer: Answer<Translated>;
}

export async function translate(paths: readonly string[], flags: TranslateFlags): Promise<number> {
  const from = dialectOption(flags.from, '--from');
  const to = dialectOption(flags.to, '--to');
  if (flags.query === undefined && paths.length === 0) throw new UsageError('no query: give a file, a folder, - for stdin, or -q TEXT');
  const queries = [...(flags.query === undefined ? [] : [queryOfText(flags.query, from)]), ...paths.flatMap((p) => queriesOf(p, from))];
  const options = optionsOf(flags, to);
  const targets = queries.map((q): DialectId => to ?? (q.lang === 'kql' ? 'esql' : 'kql'));
  if (options.target !== undefined && !targets.some((t) => targetFor(t, options.target))) throw new UsageError(`--target ${options.target} speaks the language that the query is in already`);
  const schema = schemaOption(flags.schema);
  const parameters = parametersOption(flags.param);
  const outcomes = queries.map((query): Outcome => {
    const target = to ?? (query.lang === 'kql' ? 'esql' : 'kql');
    return { query, to: target, answer: translateQuery(query.text, { ...options, schema: schema(query.lang), parameters: parameters(query.lang), from: query.lang, to: target, target: targetFor(target, options.target) }) };
  });
  await (flags.report === 'json' ? reportJson(outcomes) : reportText(outcomes, flags, paths));
  return outcomes.reduce((code, o) => worse(code, o.answer.ok ? (o.answer.notes.some((n) => n.grade === 'refused') ? EXIT.refused : EXIT.done) : exitOf(o.answer)), EXIT.done as number);
}

function assumptions(given: readonly string[] | undefined): TranslateOptions['assume'] {
  if (given === undefined) return undefined;
  const names = given.map((g) => /^text-field=(.+)$/.exec(g)?.[1] ?? badAssumption(g));
  return { textFields: names.flatMap((n) => n.split(',')) };
}

const badAssumption = (given: string): never => {
  throw new UsageError(`--assume is text-field=NAME, not ${given}`);
};

function optionsOf(flags: TranslateFlags, to: DialectId | undefined): Omit<TranslateOptions, 'from' | 'to'> {
  return {
    target: targetOption(flags.target, to),
    known: flags.knownColumns === false ? undefined : KNOWN_COLUMNS,
    strict: flags.strict,
    partial: flags.partial,
    assume: assumptions(flags.assume),
    map: flags.map?.map(namesOption),
    noImplicitLimit: flags.implicitLimit === false,
    without: flags.without,
    functions: functionsOption(flags.functionDir),
  };
}

async function reportJson(outcomes: readonly Outcome[]): Promise<void> {
  const rows = outcomes.map(({ query, to, answer }) => ({ path: query.path, name: query.name, from: query.lang, to, window: query.window, ...answer }));
  await writeOut([`${JSON.stringify(rows, null, 2)}\n`]);
}

async function reportText(outcomes: readonly Outcome[], flags: TranslateFlags, paths: readonly string[]): Promise<void> {
  for (const { query, answer } of outcomes) {
    if (!answer.ok) showErrors(query.origin, answer);
    showProblems(query.origin, (answer.ok ? answer.notes : answer.notes) ?? [], (p) => ('grade' in p ? String(p.grade) : 'note'));
    if (answer.ok) sayNeeds(query, answer.needs ?? [], flags.target);
    if (!flags.rule) sayWindow(query);
  }
  if (flags.map === undefined && flags.target === undefined) sayTime(outcomes);
  if (!flags.partial && !flags.strict && outcomes.some((o) => !o.answer.ok && o.answer.errors.every((e) => 'grade' in e))) say('--partial writes what can be said, with the rest as comments in their places');
  const done = outcomes.flatMap((o) => (o.answer.ok ? [{ ...o, text: o.answer.query }] : []));
  if (flags.output !== undefined) return writeFiles(done, flags, paths);
  if (flags.rule) done.forEach(sayFault);
  const many = outcomes.length > 1;
  await writeOut(done.map((o, i) => `${many ? `${i ? '\n' : ''}${flags.rule ? '#' : '//'} ${o.query.path ?? 'query'}${o.query.name ? `: ${o.query.name}` : ''}\n` : ''}${fileText(o, flags.rule)}`));
  if (many) say(`${done.length} of ${outcomes.length} translated`);
}

/** The window is outside the query in both products: it has to be carried over by hand, so it is said. */
function sayWindow({ window, origin }: LoadedQuery): void {
  if (!window?.lookback && !window?.every) return;
  say(`${origin.label}: the rule${window.lookback ? ` looks back ${window.lookback}` : ''}${window.every ? `${window.lookback ? ' and' : ''} runs every ${window.every}` : ''}; set the same in the target`);
}

/** The first name that is another in the other product; said once, however many queries there are. */
function sayTime(outcomes: readonly Outcome[]): void {
  const reads = (to: DialectId, name: RegExp): boolean => outcomes.some((o) => o.to === to && o.answer.ok && name.test(o.answer.query.replace(/"[^"]*"/g, '')));
  if (reads('kql', /\['@timestamp'\]/)) say('@timestamp is TimeGenerated in Sentinel and Timestamp in Defender: --target sentinel or defender writes it so, --map @timestamp=NAME any name');
  for (const name of ['TimeGenerated', 'Timestamp']) {
    if (reads('esql', new RegExp(`(?<![\\w.])${name}(?![\\w.])`))) say(`${name} is kept; where the data is in Elastic's fields, --map ${name}=@timestamp`);
  }
}

/** Which Elasticsearch the text needs, or for a version that was asked for, what is a technical preview in it. */
function sayNeeds({ origin }: LoadedQuery, needs: readonly Need[], target: string | undefined): void {
  const newest = target === undefined ? newestOf(needs.map((n) => n.since)) : undefined;
  const said = target === undefined ? needs.filter((n) => n.since === newest && !reaches(LONG_OUT, n.since)) : needs.filter((n) => isPreview(n, target));
  if (said.length === 0) return;
  const what = said.map((n) => n.what + (target === undefined && isPreview(n, target) ? ' (technical preview)' : '')).join(', ');
  say(`${origin.label}: ${newest === undefined ? `a technical preview in ${target}: ${what}` : `needs Elasticsearch ${spokenVersion(newest)}: ${what}`}`);
}

/** What all supported versions have is not worth a line. */
const LONG_OUT = '9.0';

type Done = Outcome & { readonly text: string };

/** The query, or with `--rule` a rule file of the target's product. */
const fileText = (o: Done, asRule = false): string => (asRule ? writeRule(o.to, o.query.rule, o.text) : `${o.text.trimEnd()}\n`);

function sayFault({ query, to, text }: Done): void {
  const fault = ruleFault(to, text);
  if (fault !== undefined) say(`${query.origin.label}: ${fault}`);
}

/** One file for one query; a folder for several, with the files' names and the target's extension. */
function writeFiles(done: readonly Done[], flags: TranslateFlags, paths: readonly string[]): void {
  const output = flags.output as string;
  if (done.length === 0) return;
  const folder = done.length > 1 || isFolder(output) || output.endsWith('/');
  const asRule = flags.rule || (!folder && /\.(toml|ya?ml)$/i.test(output));
  for (const o of done) {
    const path = folder ? join(output, `${nameIn(o.query, paths)}.${asRule ? ruleExtension(o.to) : o.to}`) : output;
    if (asRule) sayFault(o);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.tmp`, fileText(o, asRule));
    renameSync(`${path}.tmp`, path);
    say(`${path}: ${DIALECTS[o.to].title}`);
  }
}

/** The path below the folder that was given, so that files of equal names in different folders stay apart. */
function nameIn(query: LoadedQuery, paths: readonly string[]): string {
  const path = query.path ?? 'query';
  const root = paths.find((p) => isFolder(p) && path.startsWith(p));
  return (root ? relative(root, path) : basename(path)).replace(/\.[a-z]+$/i, '');
}
