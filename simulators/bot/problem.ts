import type { Response } from 'express';
import type { z } from 'zod';

const TITLES: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  404: 'Not Found',
  413: 'Payload Too Large',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

export interface Problem {
  title: string;
  status: number;
  detail: string;
}

export function problemOf(status: number, detail: string): Problem {
  return { title: TITLES[status] ?? 'Error', status, detail };
}

export function sendProblem(res: Response, problem: Problem): void {
  res.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}

/** One sentence that names the path: «context.leads[0].arrival: expected a date like 2026-07-10». No values, they may be personal. */
export function sentenceOf(error: z.ZodError): string {
  const [issue] = error.issues;
  const path = (issue?.path ?? []).map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return `${path.replace(/^\./, '') || 'body'}: ${issue?.message ?? 'does not fit'}`;
}
