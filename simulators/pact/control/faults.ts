import { Router } from 'express';
import { readStrictly } from '../http/input.ts';
import { faultScriptSchema, faultsView, noFaults, scriptOf } from '../world/faults.ts';
import type { World } from '../world/world.ts';

/** The script of faults: replaced as a whole, shown with how often each fired, cleared. */
export function faultRoutes({ store }: World): Router {
  const router = Router();

  router.get('/', (_request, response) => {
    response.json(faultsView(store.state.faults));
  });

  router.post('/', async (request, response) => {
    store.state.faults = scriptOf(readStrictly(request, faultScriptSchema));
    await store.save();
    response.json(faultsView(store.state.faults));
  });

  router.delete('/', async (_request, response) => {
    store.state.faults = noFaults();
    await store.save();
    response.json(faultsView(store.state.faults));
  });

  return router;
}
