import type { Kuery, KueryText } from '../../src/text/kuery.js';

/** Writes a query; `parseKuery` gives the same tree back. */
export function printKuery(query: Kuery): string {
  switch (query.kind) {
    case 'all':
      return '*';
    case 'and':
      return query.items.map((i) => bracketed(i, i.kind === 'or' || i.kind === 'and')).join(' and ');
    case 'or':
      return query.items.map((i) => bracketed(i, i.kind === 'or')).join(' or ');
    case 'not':
      return `not ${bracketed(query.item, query.item.kind === 'or' || query.item.kind === 'and')}`;
    case 'exists':
      return `${printText(query.field)}: *`;
    case 'match':
      return query.field === null ? printText(query.value) : `${printText(query.field)}: ${printText(query.value)}`;
    case 'range':
      return `${printText(query.field)} ${query.comparison} ${printText(query.value)}`;
    case 'nested':
      return `${printText(query.field)}: { ${printKuery(query.item)} }`;
  }
}

const bracketed = (query: Kuery, needed: boolean): string => (needed ? `(${printKuery(query)})` : printKuery(query));

function printText(text: KueryText): string {
  if (text.kind === 'phrase') return `"${text.text.replace(/["\\]/g, '\\$&').replace(/\n/g, '\\n').replace(/\r/g, '\\r').replace(/\t/g, '\\t')}"`;
  if (text.kind === 'words') return /^(?:and|or|not)$/i.test(text.text) ? `\\${text.text}` : printWords(text.text);
  return text.pieces.map((p) => (p.kind === 'text' ? printWords(p.text) : '*')).join('');
}

/** Escapes what the language reserves, spaces too, so that any text comes back as it was. */
function printWords(text: string): string {
  return text
    .replace(/[\\():<>"*{}]/g, '\\$&')
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r')
    .replace(/\t/g, '\\t')
    .replace(/[^\S\n\r\t ]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replace(/ /g, '\\ ');
}
