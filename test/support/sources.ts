import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's root folder. */
export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

export interface SourceFile {
  /** From the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** What it imports: files of ours from the root, packages by name. Type-only imports count as well. */
  readonly imports: readonly string[];
}

/** All TypeScript files below these folders. */
export function sourceFiles(...folders: readonly string[]): SourceFile[] {
  return folders.flatMap((f) => filesBelow(join(ROOT, f))).filter((f) => f.endsWith('.ts')).map(read);
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((n) => {
    const path = join(folder, n);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });
}

const IMPORT = /(?:^|\n)\s*(?:import|export)\s[^'";]*?from\s*'([^']+)'|(?:^|\n)\s*import\s*'([^']+)'|\bimport\('([^']+)'\)/g;

function read(path: string): SourceFile {
  const text = readFileSync(path, 'utf8');
  const imports = [...text.matchAll(IMPORT)].map((m) => target(path, (m[1] ?? m[2] ?? m[3]) as string));
  return { path: relative(ROOT, path).replaceAll('\\', '/'), text, imports };
}

function target(from: string, specifier: string): string {
  if (!specifier.startsWith('.')) return specifier;
  return relative(ROOT, normalize(join(dirname(from), specifier))).replaceAll('\\', '/').replace(/\.js$/, '.ts');
}
