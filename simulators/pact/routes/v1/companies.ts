import { Router, type Request } from 'express';
import { z } from 'zod';
import { companyV1 } from '../../world/v1-views.ts';
import { COMPANY_ID, type Company, type PactState } from '../../world/state.ts';
import type { World } from '../../world/world.ts';
import { notFound } from '../../http/errors.ts';
import { flag, idFrom, read } from '../../http/input.ts';
import { pageOfV1 } from '../../http/paging-v1.ts';
import { webhookAddress, mustAnswerPing } from '../webhooks.ts';

const name = z.string().min(1).max(255);
const fields = z.object({
  name: name.optional(),
  phone: z.string().nullish(),
  description: z.string().nullish(),
  webhook_url: z.union([z.literal('').transform(() => null), webhookAddress]).nullish(),
  hidden: flag.optional(),
});

export function findCompany(state: PactState, request: Request): Company {
  const id = idFrom(request, 'companyId');
  const company = state.companies.get(id);
  if (company === undefined) throw notFound(`Company ${id} not found`);
  return company;
}

/** Channels and conversations are the first company's; what others were made has none. */
export function rowsOf<T>(company: Company, rows: readonly T[]): readonly T[] {
  return company.id === COMPANY_ID ? rows : [];
}

export function companyRoutes({ store, delivery }: World): Router {
  const router = Router();

  router.get('/', (request, response) => {
    const { rows, next } = pageOfV1(request, store.state.companies.rows);
    response.json({ status: 'ok', data: { companies: rows.map(companyV1), ...next } });
  });

  router.post('/', async (request, response) => {
    const changes = { ...(await changesFrom(request)), ...read(request, z.object({ name })) };
    const company = store.state.companies.add({ phone: null, description: null, webhookUrl: null, hidden: false, ...changes });
    await store.save();
    response.json({ status: 'created', data: { external_id: company.id } });
  });

  router.put('/:companyId', async (request, response) => {
    const company = findCompany(store.state, request);
    Object.assign(company, await changesFrom(request, company.webhookUrl));
    await store.save();
    delivery.lookAgain();
    response.json({ status: 'updated', data: { external_id: company.id } });
  });

  /** Only what is named changes; a new address must answer the test request first. */
  async function changesFrom(request: Request, knownUrl: string | null = null): Promise<Partial<Omit<Company, 'id'>>> {
    const { name: title, phone, description, webhook_url: url, hidden } = read(request, fields);
    if (url != null && url !== knownUrl) await mustAnswerPing(url, store.state);
    return {
      ...(title === undefined ? {} : { name: title }),
      ...(phone === undefined ? {} : { phone }),
      ...(description === undefined ? {} : { description }),
      ...(url === undefined ? {} : { webhookUrl: url }),
      ...(hidden === undefined ? {} : { hidden }),
    };
  }

  return router;
}
