import type { RequestHandler } from 'express';
import type { Registry } from 'prom-client';
import * as z from 'zod';
import { problems, type Endpoint } from '../endpoint.ts';

/** The API's own counters for Prometheus; those of the worker are on METRICS_PORT. */
export function getMetrics({ registry }: { registry: Registry }): Endpoint {
  const handle: RequestHandler = async (_request, response) => {
    response.set('Content-Type', registry.contentType).send(await registry.metrics());
  };
  return {
    method: 'get',
    path: '/metrics',
    access: 'admin',
    operation: {
      operationId: 'getMetrics',
      tags: ['Health'],
      summary: 'Counters for Prometheus',
      responses: {
        '200': { description: 'In the text format of Prometheus.', content: { 'text/plain': { schema: z.string() } } },
        ...problems('UNAUTHORIZED'),
      },
    },
    handlers: [handle],
  };
}
