import type { ErrorRequestHandler, RequestHandler } from 'express';
import type * as z from 'zod';

/** What the room cannot do, in a sentence for whoever plays. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;

  constructor(status: number, sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.status = status;
  }
}

/** Errors: 400, with what is wrong. */
export function read<Value>(schema: z.ZodType<Value>, body: unknown): Value {
  const { success, data, error } = schema.safeParse(body ?? {});
  if (success) return data;
  throw new Refusal(400, `Не понять, что прислано: ${error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; ')}`);
}

export const answerRefusals: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) {
    next(error);
    return;
  }
  const status = error instanceof Refusal ? error.status : isHttpError(error) ? error.status : 502;
  response.status(status).json({ sentence: error instanceof Error ? error.message : String(error) });
};

/** Another site's page must not play with a room that this browser could reach. */
export const fromThisPageOnly: RequestHandler = (request, _response, next) => {
  const site = request.get('Sec-Fetch-Site') ?? 'none';
  if (request.method !== 'GET' && site !== 'same-origin' && site !== 'none') throw new Refusal(403, 'Это попросила чужая страница.');
  next();
};

/** As express' own body parser throws it. */
const isHttpError = (error: unknown): error is { status: number } =>
  error instanceof Error && 'status' in error && typeof error.status === 'number';
