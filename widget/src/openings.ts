/** amoCRM may leave a card and come back to it at once, as it does when it draws it anew: that is one opening. */
const SAME_OPENING_WITHIN_MS = 5_000;

/** Which opening Estafeta was told of last. */
export class Openings {
  #last: { leadId: number; atMs: number } | undefined;

  isNew(leadId: number): boolean {
    return this.#last?.leadId !== leadId || Date.now() - this.#last.atMs > SAME_OPENING_WITHIN_MS;
  }

  told(leadId: number): void {
    this.#last = { leadId, atMs: Date.now() };
  }

  /** It did not arrive. */
  forget(): void {
    this.#last = undefined;
  }
}
