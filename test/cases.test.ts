import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCase, renderCase, rowsApart } from './support/case-file.js';
import { officialError } from './support/kusto.js';

const filesIn = (folder: string): string[] => readdirSync(folder).filter((f) => f.endsWith('.case')).map((f) => join(folder, f)).sort();

describe.each(['corpus/cases', 'corpus/golden'])('%s', (folder) => {
  it.each(filesIn(folder))('%s', async (file) => {
    const c = readCase(file);
    await expect(renderCase(c)).toMatchFileSnapshot(resolve(file));
    expect(rowsApart(c)).toBeUndefined();
    const kql = /^-- kql\n([\s\S]*?)(?=^-- )/m.exec(`${renderCase(c)}-- `)?.[1] ?? '';
    if (!kql.startsWith('(refused)')) expect(officialError(kql)).toBeNull();
  });
});
