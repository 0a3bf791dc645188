import { Command, CommanderError } from 'commander';
import { quietOnClosedPipe, say } from './streams.js';
import { EXIT, isUsageError } from './usage.js';

/**
 * The command line. Every command loads its code when it runs, so that `eskql --help` loads none of it.
 * Exit codes: 0 done, 1 the query or the data is at fault, 2 the command line is, 3 something was refused.
 */
export async function main(argv: readonly string[]): Promise<number> {
  quietOnClosedPipe();
  const state = { code: EXIT.done as number };
  try {
    await program(state).parseAsync(argv, { from: 'user' });
    return state.code;
  } catch (e) {
    return failed(e);
  }
}

async function failed(e: unknown): Promise<number> {
  if (e instanceof CommanderError) return e.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (isUsageError(e)) {
    say(`error: ${e.message}`);
    return EXIT.usage;
  }
  if (e instanceof Error && e.name === 'Failure') {
    const { showFailure } = await import('./report.js');
    showFailure(e as Parameters<typeof showFailure>[0]);
    return EXIT.fault;
  }
  say(`error[internal]: ${e instanceof Error ? e.message : String(e)}${process.env['ESKQL_DEBUG'] && e instanceof Error ? `\n${e.stack}` : '; ESKQL_DEBUG=1 shows where'}`);
  return EXIT.fault;
}

interface State {
  code: number;
}

const many = (value: string, before: string[] | undefined): string[] => [...(before ?? []), value];
const examples = (...lines: string[]): string => `\nExamples:\n${lines.map((l) => `  $ ${l}`).join('\n')}`;
const LANG = '--lang <dialect>';
const LANG_HELP = 'kql or esql; told from the file name or the text when left out';
const PARAM_HELP = 'the value of a query parameter, several times for several; name:type=value for another type of ES|QL than the value shows, 1=value for its position';
const FUNCTIONS_HELP = 'a folder whose query files are functions by their names';

function program(state: State): Command {
  const root = new Command('eskql')
    .description('Reads ES|QL and KQL security queries, translates each into the other with its meaning kept, and runs both over exported logs.')
    .version(process.env['ESKQL_VERSION'] ?? '0', '-V, --version')
    .exitOverride()
    .showHelpAfterError('(--help tells more)')
    .addHelpText('after', `\nExit codes: 0 done, 1 the query or the data is at fault, 2 the command line is, 3 something was refused.${examples('eskql translate rule.yaml --to esql', 'eskql run query.kql logs/*.ndjson.gz', 'eskql repl logs/*.ndjson.gz')}`);
  for (const add of [addTranslate, addRun, addRepl, addCheck, addFmt, addExplain, addFunctions, addBatch, addDemo]) add(root, state);
  return root;
}

function addTranslate(root: Command, state: State): void {
  root.command('translate')
    .description('write a query in the other dialect; what is not exact is said on stderr')
    .argument('[paths...]', 'query files, rule files (Elastic TOML, Sentinel YAML), folders of them, or - for stdin')
    .option('-t, --to <dialect>', 'kql or esql; the other one of the source when left out')
    .option('-f, --from <dialect>', LANG_HELP)
    .option('-q, --query <text>', 'the query itself')
    .option('-o, --output <path>', 'write to this file, or into this folder when there are several')
    .option('--rule', 'write rule files of the target product, with name, severity and window kept; -o FILE.toml or .yaml does so too')
    .option('--target <product>', 'what must understand the result: es:8.19, es:9.2, es:serverless; kusto, sentinel, defender')
    .option('--strict', 'refuse whatever is not exact or rewritten')
    .option('--partial', 'leave stages out that cannot be said, each as a comment in its place, instead of refusing the whole; exit code 3')
    .option('--assume <text-field=name>', 'a field that Elasticsearch analyses into words, so that has is MATCH; * in the name for many', many)
    .option('--map <names>', 'what a column is called on the other side, @timestamp=TimeGenerated; a table, table:logs-*=SigninLogs; or a JSON file of many, {"fields": {"DeviceName": "host.name"}, "tables": {…}}', many)
    .option('--schema <path>', 'tables, their columns and types as JSON, {"T": {"x": "long"}}, or data files that have them')
    .option('--no-known-columns', 'without --schema, do not take the columns of published tables (Sentinel, Defender, Elastic Common Schema) for granted')
    .option('--no-implicit-limit', 'do not carry over the 1,000 rows that ES|QL is limited to by default')
    .option('--without <stage>', 'leave out stages of this name, such as completion', many)
    .option('-p, --param <name=value>', PARAM_HELP, many)
    .option('--function-dir <folder>', FUNCTIONS_HELP)
    .option('--report <format>', 'json: one document with queries, notes and errors on stdout')
    .addHelpText('after', examples('eskql translate rule.yaml --to esql', 'eskql translate rules/ --to kql -o translated/', `eskql translate -q 'T | where x has "a" | count'`))
    .action(async (paths: string[], flags) => void (state.code = await (await import('./commands/translate.js')).translate(paths, flags)));
}

function addRun(root: Command, state: State): void {
  root.command('run')
    .description('run a query over files; the rows go to stdout')
    .argument('[args...]', 'the query or rule file (not with -q), then data files: csv, json, ndjson, plain or .gz; folders; - for stdin')
    .option('-q, --query <text>', 'the query itself; then all arguments are data')
    .option('-l, ' + LANG, LANG_HELP)
    .option('-o, --output <format>', 'table, csv, json, ndjson or markdown', 'table')
    .option('--table <name=file>', 'read a table from this file; several times for several files', many)
    .option('--now <time>', 'what now() is, ISO 8601; the clock when left out')
    .option('-p, --param <name=value>', PARAM_HELP, many)
    .option('--no-implicit-limit', 'do not cut an ES|QL result without LIMIT at 1,000 rows')
    .option('--without <stage>', 'skip stages of this name, such as completion', many)
    .option('--function-dir <folder>', FUNCTIONS_HELP)
    .addHelpText('after', examples('eskql run query.kql logs/*.ndjson.gz', `eskql run -q 'FROM logs | STATS n = COUNT(*) BY user.name | SORT n DESC' logs.ndjson`, 'eskql run rule.yaml --table SecurityEvent=events.csv --now 2026-01-31T12:00:00Z -o json'))
    .action(async (args: string[], flags) => void (state.code = await (await import('./commands/run.js')).run(args, flags)));
}

function addRepl(root: Command, state: State): void {
  root.command('repl')
    .description('explore files in a shell for both dialects')
    .argument('[files...]', 'data files; each is a table by its name')
    .option('-l, ' + LANG, 'the dialect to begin with', 'kql')
    .option('--table <name=file>', 'read a table from this file', many)
    .option('--now <time>', 'what now() is, ISO 8601; the clock when left out')
    .addHelpText('after', examples('eskql repl logs/*.ndjson.gz', `echo 'logs | take 3' | eskql repl logs.ndjson`))
    .action(async (files: string[], flags) => void (state.code = await (await import('../repl/repl.js')).repl(files, flags)));
}

function addCheck(root: Command, state: State): void {
  root.command('check')
    .description('check the syntax, names and types of queries without running them')
    .argument('[paths...]', 'query files, rule files, folders, or - for stdin')
    .option('-q, --query <text>', 'the query itself')
    .option('-l, ' + LANG, LANG_HELP)
    .option('--target <product>', 'what must understand it: es:8.19, es:9.2, es:serverless; kusto, sentinel, defender')
    .option('--schema <path>', 'tables, columns and types as JSON, or data files that have them; without it any column may exist')
    .option('-p, --param <name=value>', PARAM_HELP, many)
    .option('--function-dir <folder>', FUNCTIONS_HELP)
    .option('--report <format>', 'json: one document on stdout')
    .addHelpText('after', examples('eskql check rules/', `eskql check -q 'T | where x = 1'`))
    .action(async (paths: string[], flags) => void (state.code = await (await import('./commands/check.js')).check(paths, flags)));
}

function addFmt(root: Command, state: State): void {
  root.command('fmt')
    .description('lay a query out, one stage a line; comments are kept')
    .argument('[paths...]', 'query files, rule files, folders, or - for stdin')
    .option('-q, --query <text>', 'the query itself')
    .option('-l, ' + LANG, LANG_HELP)
    .option('--width <columns>', 'where lines break')
    .option('-w, --write', 'rewrite the files in place')
    .option('--check', 'write nothing; exit 1 when a file is not formatted')
    .addHelpText('after', examples('eskql fmt query.kql', 'eskql fmt -w queries/', 'pbpaste | eskql fmt -'))
    .action(async (paths: string[], flags) => void (state.code = await (await import('./commands/fmt.js')).fmt(paths, flags)));
}

function addExplain(root: Command, state: State): void {
  root.command('explain')
    .description('show what a query means: its stages, the columns and types after each, and what the other dialect cannot say')
    .argument('[paths...]', 'query files, rule files, or - for stdin')
    .option('-q, --query <text>', 'the query itself')
    .option('-l, ' + LANG, LANG_HELP)
    .option('--schema <path>', 'tables, columns and types as JSON, or data files that have them')
    .option('-p, --param <name=value>', PARAM_HELP, many)
    .option('--function-dir <folder>', FUNCTIONS_HELP)
    .addHelpText('after', examples('eskql explain rule.toml', `eskql explain -q 'T | summarize n = count() by bin(t, 1h)'`))
    .action(async (paths: string[], flags) => void (state.code = await (await import('./commands/explain.js')).explain(paths, flags)));
}

function addFunctions(root: Command, state: State): void {
  root.command('functions')
    .description('list the functions and operators with how each dialect says them, or tell all about one name')
    .argument('[name]', 'a function, an operator or a stage')
    .option('-l, ' + LANG, 'only what this dialect has')
    .option('-o, --output <format>', 'table, csv, json, ndjson or markdown', 'table')
    .addHelpText('after', examples('eskql functions has', 'eskql functions mv-expand', 'eskql functions --lang esql -o markdown'))
    .action(async (name: string | undefined, flags) => void (state.code = await (await import('./commands/functions.js')).functions(name, flags)));
}

function addBatch(root: Command, state: State): void {
  root.command('batch')
    .description('answer JSON requests, one a line on stdin, with one JSON answer a line on stdout')
    .addHelpText('after', examples(`echo '{"id":1,"op":"translate","from":"kql","to":"esql","query":"T | take 5"}' | eskql batch`))
    .action(async () => void (state.code = await (await import('./batch.js')).batch()));
}

function addDemo(root: Command, state: State): void {
  root.command('demo')
    .description('translate rules, run each in both dialects over logs and compare the rows; of the samples when nothing is given')
    .argument('[rules]', 'a query or rule file, or a folder of them')
    .argument('[logs]', 'a data file or a folder of them')
    .option('--now <time>', 'what now() is, ISO 8601; when the sample logs were taken when left out')
    .addHelpText('after', examples('eskql demo', 'eskql demo rules/ logs/ --now 2026-01-31T12:00:00Z'))
    .action(async (rules: string | undefined, logs: string | undefined, flags) => void (state.code = await (await import('./commands/demo.js')).demo(rules, logs, flags)));
}
