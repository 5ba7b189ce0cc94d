import { Router } from 'express';
import type { World } from '../../world/world.ts';
import { channelRoutes } from './channels.ts';
import { companyRoutes } from './companies.ts';
import { conversationRoutesV1 } from './conversations.ts';
import { messageRoutesV1 } from './messages.ts';

/** The deprecated API v1, which the vendor's own SDKs speak (facts/pact.md §2.7). It has no published limits. */
export function v1Routes(world: World): Router {
  const router = Router();
  router.use('/companies', companyRoutes(world));
  router.use('/companies/:companyId/channels', channelRoutes(world));
  router.use('/companies/:companyId/conversations/:conversationId/messages', messageRoutesV1(world));
  router.use('/companies/:companyId/conversations', conversationRoutesV1(world));
  return router;
}
