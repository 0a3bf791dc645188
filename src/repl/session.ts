import { Failure } from '../base/diagnostics.js';
import { answer, type Answer } from '../api/answer.js';
import { completeIn } from '../api/complete.js';
import { describe, nearestName } from '../api/describe.js';
import { problemOf } from '../api/diagnose.js';
import { explainIn } from '../api/explain.js';
import { runTables, type TableRun } from '../api/run.js';
import { environmentOf, shaped, type TableSource, tableSource } from '../api/tables.js';
import { translate } from '../api/translate.js';
import { type DialectId } from '../catalogue/index.js';
import { frame, type Origin, plainLine, type Style } from '../cli/frame.js';
import { expand, stem } from '../cli/data.js';
import { parametersOption } from '../cli/options.js';
import type { Table } from '../data/table.js';
import { DIALECTS } from '../dialects/registry.js';
import { KNOWN_COLUMNS } from '../io/known-columns.js';
import { readExternal } from '../io/read-external.js';
import { readTables } from '../io/open.js';
import { writeTable } from '../io/write.js';
import type { Environment } from '../semantics/environment.js';
import type { ParameterValues } from '../semantics/environment.js';
import type { KnownColumns } from '../semantics/schema.js';
import { nearest } from '../semantics/nearest.js';

export interface SessionOptions {
  readonly lang: DialectId;
  /** What `now()` is for each query. */
  readonly now: () => string;
  readonly style: Style;
  readonly width?: number;
  /** Rows printed of a result; the rest is counted. */
  readonly maxRows: number;
}

/** What a shell does, without its terminal: text in, text out. */
export class ReplSession {
  lang: DialectId;
  private readonly files = new Map<string, readonly string[]>();
  private readonly sources: Partial<Record<DialectId, TableSource>> = {};
  private last: { readonly text: string; readonly lang: DialectId } | undefined;

  private readonly given = new Map<string, string>();

  constructor(private readonly options: SessionOptions) {
    this.lang = options.lang;
  }

  /** `NAME=VALUE` gives a query parameter its value, `NAME=` takes it away; nothing lists them. */
  parameter(rest: string): string {
    const at = rest.indexOf('=');
    if (rest !== '' && at <= 0) return 'NAME=VALUE gives a parameter its value';
    const name = rest.slice(0, at);
    if (rest !== '' && rest.length === at + 1) this.given.delete(name);
    else if (rest !== '') this.given.set(name, rest);
    return this.given.size === 0 ? 'no parameters; :param NAME=VALUE gives one' : [...this.given.values()].join('\n');
  }

  private parameters(lang: DialectId): ParameterValues | undefined {
    return parametersOption([...this.given.values()])(lang);
  }

  /** Adds tables: each file by its name, or all of them as one table. */
  load(paths: readonly string[], name?: string): string[] {
    const files = paths.flatMap(expand);
    const added = name === undefined ? files.map((f): [string, string[]] => [stem(f), [f]]) : [[name, files] as [string, string[]]];
    for (const [table, from] of added) this.files.set(table, from);
    delete this.sources.kql;
    delete this.sources.esql;
    return added.map(([table]) => table);
  }

  /** Tables are read when a query first needs them, in the shape that the dialect gives nested objects. */
  private source(lang: DialectId): TableSource {
    const shape = lang === 'kql' ? 'dynamic' : 'flat';
    return (this.sources[lang] ??= tableSource(new Map(Array.from(this.files, ([name, paths]): [string, () => Table] => [name, () => shaped(readTables(paths, { shape }), lang, '')]))));
  }

  private environment(lang = this.lang): Environment {
    return environmentOf(this.source(lang), { parameters: this.parameters(lang) });
  }

  complete(text: string, offset: number): { from: number; items: readonly string[] } {
    if (text.startsWith(':')) return { from: 0, items: [...COMMANDS.keys()].map((c) => `:${c}`).filter((c) => c.startsWith(text)) };
    try {
      const { from, items } = completeIn(text, offset, this.lang, this.environment());
      return { from, items: items.map((i) => i.text) };
    } catch (e) {
      if (e instanceof Failure) return { from: offset, items: [] };
      throw e;
    }
  }

  /** The answer to an input; 'quit' ends the shell. */
  handle(input: string): string | 'quit' {
    const text = input.trim();
    if (text === '') return '';
    const command = /^:(\w+)\s*([\s\S]*)$/.exec(text);
    try {
      return command ? this.command(command[1] as string, (command[2] as string).trim()) : this.run(text, this.lang);
    } catch (e) {
      if (e instanceof Failure) return e.diagnostics.map((d) => plainLine(d, 'error', this.options.style)).join('\n');
      throw e;
    }
  }

  private command(name: string, rest: string): string | 'quit' {
    const command = COMMANDS.get(name.toLowerCase());
    if (command) return command.run(this, rest);
    const near = nearest(name, COMMANDS.keys());
    return `no command :${name}${near === undefined ? '' : `; did it mean :${near}?`} (:help lists them)`;
  }

  /** A dialect's own command: switches to it, or runs one query in it. */
  in(lang: DialectId, text: string): string {
    if (text !== '') return this.run(text, lang);
    this.lang = lang;
    return DIALECTS[lang].title;
  }

  run(text: string, lang: DialectId): string {
    this.last = { text, lang };
    const result = answer<TableRun>(text, () => ({ ok: true, ...runTables(text, this.source(lang), { lang, now: this.options.now(), parameters: this.parameters(lang), external: readExternal }) }));
    if (!result.ok) return this.problems(text, result);
    const warnings = result.warnings.map((w) => frame(originOf(text), problemOf(text, w), 'warning', this.options.style));
    return [...warnings, this.rows(result.table)].join('\n');
  }

  private rows(table: Table): string {
    const { maxRows, width } = this.options;
    const shown = table.length > maxRows ? { ...table, length: maxRows } : table;
    const more = table.length - shown.length;
    const count = `${table.length} row${table.length === 1 ? '' : 's'}${more > 0 ? `, ${more} not shown` : ''}`;
    return `${[...writeTable(shown, 'table', { width })].join('')}${this.options.style.dim(count)}`;
  }

  private problems(text: string, result: Extract<Answer<unknown>, { ok: false }>): string {
    const origin = originOf(text);
    return result.errors.map((p) => (p.span[1] > 0 ? frame(origin, p, 'error', this.options.style) : plainLine(p, 'error', this.options.style))).join('\n');
  }

  /** The query that a command is about: the one given, else the last one. */
  private subject(given: string): { text: string; lang: DialectId } {
    return given === '' ? (this.last ?? { text: '', lang: this.lang }) : { text: given, lang: this.lang };
  }

  /** Loaded tables have the columns that their files have; others those that are published. */
  private known(lang: DialectId): KnownColumns {
    const loaded = (name: string): Readonly<Record<string, string>> | undefined => {
      const schema = this.files.has(name) ? this.source(lang).schema(name) : undefined;
      return schema && Object.fromEntries(schema.fields.map((f) => [f.name, DIALECTS[lang].typeName(f.type)]));
    };
    return { table: (name) => loaded(name) ?? KNOWN_COLUMNS.table(name), field: KNOWN_COLUMNS.field };
  }

  translate(rest: string): string {
    const { text, lang } = this.subject(rest);
    const result = translate(text, { from: lang, to: lang === 'kql' ? 'esql' : 'kql', known: this.known(lang), parameters: this.parameters(lang) });
    if (!result.ok) return this.problems(text, result);
    const notes = result.notes.map((n) => frame(originOf(text), n, n.grade, this.options.style));
    return [result.query.trimEnd(), ...notes].join('\n');
  }

  explain(rest: string): string {
    const { text, lang } = this.subject(rest);
    const result = explainIn(text, lang, this.environment(lang));
    return result.ok ? result.text : this.problems(text, result);
  }

  tables(): string {
    return this.files.size === 0 ? 'no tables; :load FILE adds one' : Array.from(this.files, ([name, paths]) => `${DIALECTS[this.lang].words.quote(name)}  (${paths.join(', ')})`).join('\n');
  }

  schema(name: string): string {
    const names = name === '' ? [...this.files.keys()] : [name.replace(/^\['(.*)'\]$|^`(.*)`$/, '$1$2')];
    return names.map((n) => this.schemaOf(n)).join('\n\n');
  }

  private schemaOf(name: string): string {
    const schema = this.environment().table(name);
    if (!schema) {
      const near = nearest(name, this.files.keys());
      return `no table ${name}${near === undefined ? '' : `; did it mean ${near}?`}`;
    }
    const { typeName, words } = DIALECTS[this.lang];
    return [this.options.style.strong(name), ...schema.fields.map((f) => `  ${words.quote(f.name)}: ${typeName(f.type)}`)].join('\n');
  }

  loaded(rest: string): string {
    const m = /^(.*?)(?:\s+as\s+(\S+))?$/i.exec(rest);
    if (!m?.[1]) return ':load FILE [as NAME]';
    return this.load([m[1]], m[2]).map((name) => `${name}: loaded`).join('\n');
  }

  help(name: string): string {
    if (name === '') return Array.from(COMMANDS, ([word, c]) => `:${word.padEnd(10)} ${c.help}`).join('\n');
    const wanted = name.replace(/\(\)$/, '');
    const texts = describe(wanted, this.lang);
    if (texts.length > 0) return texts.join('\n\n');
    const near = nearestName(wanted, this.lang);
    return `no function or stage ${wanted} in ${DIALECTS[this.lang].title}${near === undefined ? '' : `; did it mean ${near}?`}`;
  }
}

const originOf = (text: string): Origin => ({ label: 'input', text, place: (p) => p });

interface ReplCommand {
  readonly help: string;
  readonly run: (session: ReplSession, rest: string) => string | 'quit';
}

const COMMANDS: ReadonlyMap<string, ReplCommand> = new Map<string, ReplCommand>([
  ['kql', { help: 'switch to KQL, or run one query in it', run: (s, rest) => s.in('kql', rest) }],
  ['esql', { help: 'switch to ES|QL, or run one query in it', run: (s, rest) => s.in('esql', rest) }],
  ['translate', { help: 'the last query, or the one given, in the other dialect', run: (s, rest) => s.translate(rest) }],
  ['explain', { help: 'what the last query, or the one given, means', run: (s, rest) => s.explain(rest) }],
  ['param', { help: 'NAME=VALUE: the value of a query parameter; alone, all of them', run: (s, rest) => s.parameter(rest) }],
  ['tables', { help: 'the tables and their files', run: (s) => s.tables() }],
  ['schema', { help: 'the columns of a table, or of all', run: (s, rest) => s.schema(rest) }],
  ['load', { help: 'FILE [as NAME]: add a table', run: (s, rest) => s.loaded(rest) }],
  ['help', { help: 'this list, or what a function or stage does', run: (s, rest) => s.help(rest) }],
  ['quit', { help: 'leave; also Ctrl-D', run: () => 'quit' }],
]);
