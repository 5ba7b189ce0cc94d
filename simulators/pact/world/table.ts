export interface Row {
  id: number;
}

/** Rows with ascending ids that are never deleted, so a row is found by its place. */
export class Table<T extends Row> {
  readonly firstId: number;
  readonly rows: T[];

  constructor(firstId: number, rows: T[] = []) {
    this.firstId = firstId;
    this.rows = rows;
  }

  get nextId(): number {
    return this.firstId + this.rows.length;
  }

  add(fields: Omit<T, 'id'>): T {
    // TypeScript cannot see that Omit<T, 'id'> plus an id is a T again.
    const row = { id: this.nextId, ...fields } as unknown as T;
    this.rows.push(row);
    return row;
  }

  get(id: number): T | undefined {
    return this.rows[id - this.firstId];
  }
}
