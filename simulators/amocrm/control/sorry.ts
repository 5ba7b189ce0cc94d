/** A control that cannot do what it was asked: 409 and one sentence, or 400 for a body that makes no sense. */
export class Sorry extends Error {
  override readonly name = 'Sorry';
  readonly status: number;

  constructor(message: string, status = 409) {
    super(message);
    this.status = status;
  }
}
