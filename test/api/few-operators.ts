import { hashOf, type NewOperator, type Operator, type Operators } from '../../api/operators/operators.ts';

/** Who may log in, in memory. */
export class FewOperators implements Operators {
  readonly all: Operator[] = [];

  /** Somebody of that role; they are `id-1`, `id-2`, … with `token-1`, `token-2`, …. */
  given(role: Operator['role'], name: string): string {
    const number = this.all.length + 1;
    const token = `token-${number}`;
    this.all.push({ id: `id-${number}`, name, role, amocrmUserId: 9500000 + number, tokenHash: hashOf(token), admittedAtMs: 1 });
    return token;
  }

  find(token: string): Promise<Operator | undefined> {
    return Promise.resolve(this.all.find(({ tokenHash, revokedAtMs }) => tokenHash === hashOf(token) && revokedAtMs === undefined));
  }

  list(): Promise<readonly Operator[]> {
    return Promise.resolve(this.all);
  }

  admit({ name, role, amocrmUserId }: NewOperator): Promise<{ operator: Operator; token: string }> {
    const token = this.given(role, name);
    const operator = this.all.at(-1);
    if (operator === undefined) throw new Error('Nobody was admitted');
    if (amocrmUserId !== undefined) operator.amocrmUserId = amocrmUserId;
    return Promise.resolve({ operator, token });
  }

  revoke(id: string): Promise<boolean> {
    const operator = this.all.find((one) => one.id === id);
    if (operator === undefined) return Promise.resolve(false);
    operator.revokedAtMs ??= 2;
    return Promise.resolve(true);
  }
}
