import { KNOWN_COLUMNS } from '../../io/known-columns.js';
import { explain as explainQuery } from '../../api/explain.js';
import { translate } from '../../api/translate.js';
import { DIALECTS } from '../../dialects/registry.js';
import { functionsOption, parametersOption, schemaOption } from '../options.js';
import { dialectOption, type LoadedQuery, queriesOf, queryOfText } from '../queries.js';
import { exitOf, showErrors, showProblems, worse } from '../report.js';
import { writeOut } from '../streams.js';
import { EXIT, UsageError } from '../usage.js';

export interface ExplainFlags {
  readonly lang?: string;
  readonly query?: string;
  readonly schema?: string;
  readonly functionDir?: string;
  readonly param?: readonly string[];
}

export async function explain(paths: readonly string[], flags: ExplainFlags): Promise<number> {
  const lang = dialectOption(flags.lang, '--lang');
  if (flags.query === undefined && paths.length === 0) throw new UsageError('no query: give a file, - for stdin, or -q TEXT');
  const queries = [...(flags.query === undefined ? [] : [queryOfText(flags.query, lang)]), ...paths.flatMap((p) => queriesOf(p, lang))];
  let code: number = EXIT.done;
  for (const query of queries) code = worse(code, await one(query, flags));
  return code;
}

/** The plan with its types, then what a translation would have to say. */
async function one(query: LoadedQuery, flags: ExplainFlags): Promise<number> {
  const options = { schema: schemaOption(flags.schema)(query.lang), functions: functionsOption(flags.functionDir), parameters: parametersOption(flags.param)(query.lang) };
  const result = explainQuery(query.text, { ...options, lang: query.lang });
  if (!result.ok) {
    showErrors(query.origin, result);
    return exitOf(result);
  }
  const to = query.lang === 'kql' ? 'esql' : 'kql';
  const translation = translate(query.text, { ...options, known: KNOWN_COLUMNS, from: query.lang, to });
  const notes = translation.ok ? translation.notes : [...translation.errors, ...(translation.notes ?? [])];
  const verdict = translation.ok ? (notes.length === 0 ? 'exact' : `${notes.length} note${notes.length === 1 ? '' : 's'}`) : 'refused';
  await writeOut([`${DIALECTS[query.lang].title}${query.name ? `: ${query.name}` : ''}\n\n${result.text}\n\nIn ${DIALECTS[to].title}: ${verdict}\n`]);
  showProblems(query.origin, notes, (p) => ('grade' in p ? String(p.grade) : 'error'));
  return EXIT.done;
}
