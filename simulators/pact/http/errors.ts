import type { ErrorRequestHandler } from 'express';

/** A refusal in Pact's words (facts/pact.md §1.4). The envelope is documented for 401 and 429; elsewhere it is assumed to be the same. */
export class PactError extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;

  constructor(status: number, code: string, title: string, detail: string) {
    super(detail);
    this.name = 'PactError';
    this.status = status;
    this.code = code;
    this.title = title;
  }
}

export const badRequest = (detail: string): PactError => new PactError(400, 'bad_request', 'Bad Request', detail);
export const unauthorized = (detail: string): PactError => new PactError(401, 'unauthorized', 'Unauthorized', detail);
export const forbidden = (detail: string): PactError => new PactError(403, 'forbidden', 'Forbidden', detail);
export const notFound = (detail: string): PactError => new PactError(404, 'not_found', 'Not Found', detail);

/** «Please wait for 37 seconds» is all that Pact says; there is no Retry-After. */
export const tooManyRequests = (seconds: number): PactError =>
  new PactError(429, 'too_many_requests', 'Too many requests error', `Please wait for ${seconds} seconds`);

/** API v1 has an envelope of its own. */
export const answerErrorV1: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) {
    next(error);
    return;
  }
  const { status, message } = asPactError(error);
  response.status(status).json({ status: 'errored', errors: [message] });
};

export const answerError: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) {
    next(error);
    return;
  }
  const { status, code, title, message } = asPactError(error);
  response.status(status).json({ errors: [{ status, code, title, detail: message }] });
};

function asPactError(error: unknown): PactError {
  if (error instanceof PactError) return error;
  const detail = error instanceof Error ? error.message : 'unknown';
  if (error instanceof Error && error.name === 'MulterError') return badRequest(`Multipart body: ${detail}`);
  // body-parser's and express' own refusals (not JSON, too large, bad escape in the path) carry a 4xx status
  const status = error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : 500;
  if (status === 413) return new PactError(413, 'payload_too_large', 'Payload Too Large', detail);
  if (status >= 400 && status < 500) return badRequest(detail);
  return new PactError(500, 'internal_server_error', 'Internal Server Error', `The simulator itself failed: ${detail}`);
}
