import { renameSync, writeFileSync } from 'node:fs';
import { format } from '../../api/syntax.js';
import { dialectOption, type LoadedQuery, queriesOf, queryOfText } from '../queries.js';
import { exitOf, showErrors, worse } from '../report.js';
import { say, writeOut } from '../streams.js';
import { EXIT, UsageError } from '../usage.js';

export interface FmtFlags {
  readonly lang?: string;
  readonly query?: string;
  readonly width?: string;
  readonly write?: boolean;
  readonly check?: boolean;
}

export async function fmt(paths: readonly string[], flags: FmtFlags): Promise<number> {
  const lang = dialectOption(flags.lang, '--lang');
  if (flags.query === undefined && paths.length === 0) throw new UsageError('no query: give a file, a folder, - for stdin, or -q TEXT');
  const width = flags.width === undefined ? undefined : Number(flags.width);
  if (width !== undefined && !(Number.isInteger(width) && width >= 20)) throw new UsageError('--width is a number of columns, at least 20');
  const queries = [...(flags.query === undefined ? [] : [queryOfText(flags.query, lang)]), ...paths.flatMap((p) => queriesOf(p, lang))];
  let code: number = EXIT.done;
  for (const query of queries) code = worse(code, await one(query, width, flags, queries.length > 1));
  return code;
}

async function one(query: LoadedQuery, width: number | undefined, flags: FmtFlags, titled: boolean): Promise<number> {
  const result = format(query.text, { lang: query.lang, width });
  if (!result.ok) {
    showErrors(query.origin, result);
    return exitOf(result);
  }
  const text = `${result.query.trimEnd()}\n`;
  if (flags.check) {
    if (text === query.text) return EXIT.done;
    say(`${query.origin.label}: not formatted`);
    return EXIT.fault;
  }
  if (flags.write) return rewrite(query, text);
  await writeOut([titled ? `// ${query.origin.label}\n${text}\n` : text]);
  return EXIT.done;
}

/** Only files that are nothing but a query. */
function rewrite(query: LoadedQuery, text: string): number {
  const path = query.path;
  if (path === undefined || path === '-' || !/\.(kql|kusto|csl|esql|txt)$/i.test(path)) throw new UsageError(`${query.origin.label}: -w rewrites plain query files only`);
  if (text === query.text) return EXIT.done;
  writeFileSync(`${path}.tmp`, text);
  renameSync(`${path}.tmp`, path);
  say(`${path}: formatted`);
  return EXIT.done;
}
