import { describe, expect, it } from 'vitest';
import { sourceFiles, type SourceFile } from './support/sources.js';

/**
 * The rules that keep the layers apart. A folder may import itself, and folders of a lower layer. `dialects/kql` and `dialects/esql`
 * are siblings that never meet; the engine has never heard of a dialect.
 */
const LAYERS: readonly (readonly string[])[] = [
  ['src/base'],
  ['src/data', 'src/ast', 'grammars'],
  ['src/text'],
  ['src/catalogue'],
  ['src/semantics'],
  ['src/dialects', 'src/engine'],
  ['src/translate', 'src/rules', 'src/io'],
  ['src/api'],
  ['src/index.ts'],
  ['src/cli', 'src/repl'],
];

const files = sourceFiles('src', 'grammars');
const layerOf = (path: string): number => LAYERS.findIndex((l) => l.some((f) => path === f || path.startsWith(`${f}/`)));
const folderOf = (path: string): string => LAYERS.flat().find((f) => path === f || path.startsWith(`${f}/`)) ?? '';
const ours = (f: SourceFile): string[] => f.imports.filter((i) => i.startsWith('src/') || i.startsWith('grammars/'));

/** Folders of one layer that may not import each other, and pairs that may not although the layers would allow it. */
const FORBIDDEN: readonly (readonly [from: string, to: string])[] = [
  ['src/engine', 'src/dialects'], ['src/dialects', 'src/engine'], ['src/dialects/kql', 'src/dialects/esql'], ['src/dialects/esql', 'src/dialects/kql'],
  ['grammars', 'src'], ['src/ast', 'grammars'], ['src/data', 'grammars'], ['src/catalogue', 'src/dialects'], ['src/translate', 'src/io'],
];

function violations(f: SourceFile): string[] {
  return ours(f).filter((to) => {
    if (layerOf(to) > layerOf(f.path)) return true;
    return FORBIDDEN.some(([a, b]) => f.path.startsWith(`${a}/`) && to.startsWith(`${b}/`));
  }).map((to) => `${f.path} imports ${to}`);
}

describe('architecture', () => {
  it('knows the layer of every file', () => {
    expect(files.filter((f) => layerOf(f.path) < 0).map((f) => f.path)).toEqual([]);
  });

  it('imports only downwards', () => {
    expect(files.flatMap(violations)).toEqual([]);
  });

  it('has no import cycles', () => {
    expect(cycles()).toEqual([]);
  });

  it('keeps Node out of the core', () => {
    const allowed = ['src/io', 'src/cli', 'src/repl', 'src/rules'];
    const guilty = files.filter((f) => f.imports.some((i) => i.startsWith('node:')) && !allowed.includes(folderOf(f.path)));
    expect(guilty.map((f) => f.path)).toEqual([]);
  });

  it('keeps Chevrotain and Ohm inside grammars and the parse files', () => {
    const guilty = files.filter((f) => f.imports.some((i) => i === 'chevrotain' || i.startsWith('ohm-js')) && !f.path.startsWith('grammars/') && !/dialects\/\w+\/(parse|expected)\.ts$/.test(f.path));
    expect(guilty.map((f) => f.path)).toEqual([]);
  });

  it('loads large packages when a query first needs them', () => {
    const guilty = files.filter((f) => f.path !== 'src/text/packages.ts' && /^import (?!type ).*'(?:h3-js|pako|re2js|smol-toml|yaml)'|\b(?:import|require)\('(?:h3-js|pako|re2js|smol-toml|yaml)'\)/m.test(f.text));
    expect(guilty.map((f) => f.path)).toEqual([]);
  });

  it('evaluates no text as code and reads no clock in the core', () => {
    const guilty = files.filter((f) => /\bnew Function\(|\beval\(/.test(code(f)) || (/\bDate\.now\(\)|\bnew Date\(\)/.test(code(f)) && !/^src\/(cli|repl)\//.test(f.path)));
    expect(guilty.map((f) => f.path)).toEqual([]);
  });

  it('has no any', () => {
    expect(files.filter((f) => /[:<,(|]\s*any\b(?!\s*[:'(])|\bas any\b/.test(code(f))).map((f) => f.path)).toEqual([]);
  });

  it('has no default exports', () => {
    expect(files.filter((f) => /^export default/m.test(f.text)).map((f) => f.path)).toEqual([]);
  });

  it('has files of at most 600 lines, nine in ten of at most 400', () => {
    const lines = files.map((f) => ({ path: f.path, lines: f.text.split('\n').length }));
    expect(lines.filter((l) => l.lines > 600)).toEqual([]);
    expect(percentile(lines.map((l) => l.lines), 0.9)).toBeLessThanOrEqual(400);
  });

  it('has functions of at most 80 lines, nine in ten of at most 30', () => {
    const all = files.flatMap((f) => functionsOf(f));
    expect(all.filter((x) => x.lines > 80)).toEqual([]);
    expect(percentile(all.map((x) => x.lines), 0.9)).toBeLessThanOrEqual(30);
  });
});

/** Without comments and string contents, so that words in them do not count. */
function code(f: SourceFile): string {
  return f.text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '').replace(/'(?:[^'\\\n]|\\.)*'/g, "''").replace(/`(?:[^`\\]|\\.)*`/g, '``');
}

function cycles(): string[] {
  const graph = new Map(files.map((f) => [f.path, ours(f)]));
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) {
      found.push([...trail.slice(trail.indexOf(path)), path].join(' > '));
      return;
    }
    if (done.has(path)) return;
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  return found;
}

function percentile(values: readonly number[], p: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * p)] ?? 0;
}

/** Functions and methods that start a line and end with a brace at the same indentation: an estimate that needs no compiler. */
function functionsOf(f: SourceFile): { path: string; name: string; lines: number }[] {
  const lines = f.text.split('\n');
  const out: { path: string; name: string; lines: number }[] = [];
  lines.forEach((line, i) => {
    const m = /^(\s*)(?:export )?(?:async )?(?:function\*? |(?:private |protected |override |static |readonly )*)([\w$]+)(?:<[^(]*>)?\([^;]*\{$/.exec(line);
    if (!m || /^\s*(if|for|while|switch|catch|return)\b/.test(line)) return;
    const end = lines.findIndex((l, k) => k > i && l.startsWith(`${m[1]}}`));
    if (end > 0) out.push({ path: f.path, name: m[2] as string, lines: end - i + 1 });
  });
  return out;
}
