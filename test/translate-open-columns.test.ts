import { describe, expect, it } from 'vitest';
import { translate } from '../src/api/translate.js';

/** Columns of tables that are not known: only what the query names, never what it makes itself. */
const told = (query: string): { readonly text: string; readonly notes: readonly string[] } => {
  const a = translate(query, { from: 'kql', to: 'esql' });
  if (!a.ok) throw new Error(a.errors.map((e) => e.message).join('; '));
  return { text: a.query.replace(/\s+/g, ' '), notes: a.notes.filter((n) => n.grade !== 'rewritten').map((n) => n.message) };
};

describe('columns of open tables', () => {
  it('arg_max(x, *) gives the columns that later stages read', () => {
    const { text, notes } = told('T | summarize arg_max(At, *), count() by A | extend y = strcat(B, "x") | project A, y');
    expect(text).toContain('STATS count_ = COUNT(*), B = LAST(B, At) BY A');
    expect(notes).toEqual([]);
  });

  it('arg_max(x, *) with nothing that lists columns keeps what the query names, and says so', () => {
    const { text, notes } = told('T | where C == 1 | summarize arg_max(At, *), count() by A | where B == "x"');
    expect(text).toContain('STATS At = MAX(At), count_ = COUNT(*), B = LAST(B, At), C = LAST(C, At) BY A');
    expect(notes).toEqual([expect.stringContaining('only the columns that the query names')]);
  });

  it('never asks a table for a column that a later stage makes', () => {
    const { text } = told('T | where B == 1 | join kind=inner U on A | extend y = strcat(B, "x") | summarize z = count() by y | project y, z');
    expect(text).not.toContain('TO_STRING(y)');
  });

  it('takes x1 for the right x', () => {
    const { text } = told('T | where At > 1 | join kind=inner (U | where At > 2) on A | project At, At1');
    expect(text).toContain('_right = CONCAT(TO_STRING(At),');
    expect(text).toContain('%{At1}');
  });

  it('says where nothing tells which table has a column', () => {
    const { notes } = told('T | join kind=inner U on A | project A, B');
    expect(notes).toEqual([expect.stringContaining('B: which table has it is not known'), expect.stringContaining('A, B: nothing tells the type')]);
  });

  it('carries the members of an object that later stages read', () => {
    const { text } = told('T | extend p = parse_json(P) | summarize arg_max(At, *) by A | project A, x = tostring(p.x)');
    expect(text).not.toContain('`*`');
  });

  it('a column of a subquery is none of the table', () => {
    const { text } = told('T | summarize arg_max(At, *), count() by A | where A in ((U | project Q)) | project A, B');
    expect(text).toContain('STATS count_ = COUNT(*), B = LAST(B, At) BY A');
  });

  it('arg_max(x, *) alone keeps the row itself', () => {
    const { text, notes } = told('T | summarize arg_max(At, *) by A, K = tolower(B) | where C == 1');
    expect(text).toContain('EVAL K = TO_LOWER(B) | SORT At DESC NULLS LAST | LIMIT 1 BY A, K | WHERE C == 1');
    expect(notes).toEqual([]);
  });
});
