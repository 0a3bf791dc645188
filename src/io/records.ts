import type { Field, Table } from '../data/table.js';
import { ColumnBuilder } from './builders.js';

/** How the rows of a table are gathered: its columns so far, by the order in which their names were first seen. */
export class Records {
  rows = 0;
  readonly columns: ColumnBuilder[] = [];
  readonly root = new ObjectNode();
  /** `needed`: the columns whose cells are asked for; all of them when absent. The others are there, and null. */
  constructor(readonly flat: boolean, private readonly needed?: ReadonlySet<string>) {}

  /** The field of an object by its key; a new one when the key is new. `prefix` is the dotted path of the object in flat form. */
  field(node: ObjectNode, key: string, prefix: string): FieldNode {
    const known = node.index.get(key);
    if (known !== undefined) {
      node.expect = known + 1;
      return node.fields[known] as FieldNode;
    }
    const field: FieldNode = { key, bytes: Buffer.from(`${key}"`), path: prefix ? `${prefix}.${key}` : key, column: undefined, object: undefined };
    node.index.set(key, node.fields.push(field) - 1);
    node.expect = node.fields.length;
    return field;
  }

  column(field: FieldNode): ColumnBuilder {
    if (field.column) return field.column;
    const same = this.columns.find((c) => c.name === field.path);
    field.column = same ?? new ColumnBuilder(field.path, this.flat, this.needed !== undefined && !this.needed.has(field.path));
    if (!same) this.columns.push(field.column);
    return field.column;
  }

  finish(numbers: boolean): Table {
    const columns = this.columns.map((c) => c.finish(this.rows, { numbers, addresses: this.flat }));
    const fields = columns.map((c, i): Field => ({ name: (this.columns[i] as ColumnBuilder).name, type: c.type }));
    return { fields, columns, length: this.rows };
  }
}

/** The keys that objects at one place have had. Records repeat their keys in order, so the next one is tried first. */
export class ObjectNode {
  readonly fields: FieldNode[] = [];
  readonly index = new Map<string, number>();
  expect = 0;
}

export interface FieldNode {
  readonly key: string;
  /** The key's UTF-8 bytes and the closing quote. */
  readonly bytes: Buffer;
  readonly path: string;
  column: ColumnBuilder | undefined;
  /** The node of nested objects, in flat form. */
  object: ObjectNode | undefined;
}
