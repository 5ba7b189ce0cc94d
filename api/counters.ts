import { Counter, Registry } from 'prom-client';
import type { RequestHandler } from 'express';

/** Counts what came of a webhook. */
export type WebhookCounter = (source: 'pact' | 'amocrm', outcome: string) => void;

export interface ApiCounters {
  registry: Registry;
  webhook: WebhookCounter;
  answers: RequestHandler;
}

/** The API's own numbers (GET /metrics); those of the worker are Temporal's. Labels are closed lists: no ids in them. */
export function createApiCounters(): ApiCounters {
  const registry = new Registry();
  const webhooks = new Counter({
    name: 'estafeta_webhook_events_total',
    help: 'Webhook events by what became of them',
    labelNames: ['source', 'outcome'] as const,
    registers: [registry],
  });
  const answers = new Counter({
    name: 'estafeta_api_answers_total',
    help: 'Answers of the API by address and status',
    labelNames: ['method', 'path', 'status'] as const,
    registers: [registry],
  });
  return {
    registry,
    webhook: (source, outcome) => webhooks.inc({ source, outcome }),
    answers: (request, response, next) => {
      response.once('finish', () => {
        const route: unknown = request.route;
        const path = typeof route === 'object' && route !== null && 'path' in route ? String(route.path) : 'none';
        answers.inc({ method: request.method, path, status: String(response.statusCode) });
      });
      next();
    },
  };
}
