import { createHmac } from 'node:crypto';
import type { BotTurnAddress } from '../dialog-workflows.ts';
import { secretCheck } from '../middleware/same-secret.ts';

/** The address to which a bot that answered 202 sends its answer later (DESIGN §5). Nobody but us can make one. */
export function createCallbackUrl({ publicUrl, secret }: { publicUrl: string; secret: string }): (turn: BotTurnAddress) => string {
  return (turn) => {
    const url = new URL(`bot/turns/${encodeURIComponent(turn.turnId)}`, publicUrl.endsWith('/') ? publicUrl : `${publicUrl}/`);
    url.search = new URLSearchParams({
      workflowId: turn.workflowId,
      ...(turn.runId === undefined ? {} : { runId: turn.runId }),
      activityId: turn.activityId,
      sig: signatureOf(turn, secret),
    }).toString();
    return url.href;
  };
}

export function isSignedByUs(turn: BotTurnAddress, signature: string, secret: string): boolean {
  return secretCheck(signatureOf(turn, secret))(signature);
}

/** The ids as one list: no two different turns can be written alike. `bot-callback` keeps it apart from BOT_SECRET's other use, the signing of turns. */
function signatureOf({ turnId, workflowId, runId, activityId }: BotTurnAddress, secret: string): string {
  return createHmac('sha256', secret)
    .update(JSON.stringify(['bot-callback', turnId, workflowId, activityId, ...(runId === undefined ? [] : [runId])]))
    .digest('base64url');
}
