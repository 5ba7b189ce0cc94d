import { Router } from 'express';
import { z } from 'zod';
import { COMPANY_ID } from '../world/state.ts';
import { authView } from '../world/views.ts';
import type { World } from '../world/world.ts';
import { allowCompany, requireCompanyInPath } from '../http/access.ts';
import { notFound } from '../http/errors.ts';
import { idFrom, intList, pageOf, read } from '../http/input.ts';

const PER_PAGE = 25;

/** Auths are Pact's word for connected channels. */
export function authRoutes({ store, acts }: World): Router {
  const router = Router();

  router.get('/auths', (request, response) => {
    const { company_ids: companyIds } = read(request, z.object({ company_ids: intList.default([COMPANY_ID]) }));
    for (const id of companyIds) allowCompany(id);
    const { rows, meta } = pageOf(request, store.state.auths.rows, PER_PAGE);
    response.json({ auths: rows.map(authView), meta });
  });

  router.get('/companies/:companyId/auths', (request, response) => {
    requireCompanyInPath(request);
    const { rows, meta } = pageOf(request, store.state.auths.rows, PER_PAGE);
    response.json({ auths: rows.map(authView), meta });
  });

  for (const [verb, state] of [
    ['enable', 'enabled'],
    ['disable', 'disabled'],
  ] as const) {
    router.put(`/companies/:companyId/auths/:authId/${verb}`, async (request, response) => {
      requireCompanyInPath(request);
      const auth = store.state.auths.get(idFrom(request, 'authId'));
      if (auth === undefined) throw notFound('Auth not found');
      await acts.setChannelState(auth, state);
      response.json({ auth: authView(auth) });
    });
  }

  return router;
}
