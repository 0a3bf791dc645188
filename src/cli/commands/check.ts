import { explain } from '../../api/explain.js';
import { functionsOption, parametersOption, schemaOption, targetFor, targetOption } from '../options.js';
import { dialectOption, queriesOf, queryOfText } from '../queries.js';
import { exitOf, showErrors, showProblems, worse } from '../report.js';
import { say, writeOut } from '../streams.js';
import { EXIT, UsageError } from '../usage.js';

export interface CheckFlags {
  readonly lang?: string;
  readonly query?: string;
  readonly target?: string;
  readonly schema?: string;
  readonly functionDir?: string;
  readonly param?: readonly string[];
  readonly report?: string;
}

/** Names, types and syntax of queries; nothing is run. */
export async function check(paths: readonly string[], flags: CheckFlags): Promise<number> {
  const lang = dialectOption(flags.lang, '--lang');
  if (flags.query === undefined && paths.length === 0) throw new UsageError('no query: give a file, a folder, - for stdin, or -q TEXT');
  const queries = [...(flags.query === undefined ? [] : [queryOfText(flags.query, lang)]), ...paths.flatMap((p) => queriesOf(p, lang))];
  const target = targetOption(flags.target, lang);
  if (target !== undefined && queries.length > 0 && !queries.some((q) => targetFor(q.lang, target))) throw new UsageError(`--target ${target} does not speak the language of the query`);
  const schema = schemaOption(flags.schema);
  const functions = functionsOption(flags.functionDir);
  const parameters = parametersOption(flags.param);
  const results = queries.map((query) => ({
    query, answer: explain(query.text, { target: targetFor(query.lang, target), schema: schema(query.lang), parameters: parameters(query.lang), functions, lang: query.lang }),
  }));
  if (flags.report === 'json') {
    const rows = results.map(({ query, answer }) => ({ path: query.path, name: query.name, lang: query.lang, ok: answer.ok, errors: answer.ok ? [] : answer.errors }));
    await writeOut([`${JSON.stringify(rows, null, 2)}\n`]);
  } else {
    for (const { query, answer } of results) {
      if (answer.ok) showProblems(query.origin, answer.warnings, () => 'warning');
      else showErrors(query.origin, answer);
    }
    const bad = results.filter((r) => !r.answer.ok).length;
    say(`${results.length} ${results.length === 1 ? 'query' : 'queries'}, ${bad === 0 ? 'no problem' : `${bad} with problems`}`);
  }
  return results.reduce((code, { answer }) => worse(code, answer.ok ? EXIT.done : exitOf(answer)), EXIT.done as number);
}
