import { asyncLocalStorage } from '@temporalio/activity';
import { cancelled, remainingMs, whileHeartbeating } from '../running.ts';
import type { BotClient } from './client.ts';
import type { BotActivities } from './contract.ts';
import { BotError } from './errors.ts';

/** Where a bot that answers later brings its answer: the API completes the activity by these ids. */
export type CallbackUrl = (turn: { turnId: string } & ActivityIds) => string;

export interface BotActivityDeps {
  bot: BotClient;
  callbackUrl: CallbackUrl;
}

/** SPEC D-22, for a call outside a workflow, which has no deadline of its own. */
const DEFAULT_DEADLINE_MS = 45_000;

export function createBotActivities({ bot, callbackUrl }: BotActivityDeps): BotActivities {
  return {
    async askBot(request) {
      const startedAtMs = Date.now();
      const left = (): number => Math.max(1, remainingMs(startedAtMs) ?? DEFAULT_DEADLINE_MS - (Date.now() - startedAtMs));
      const turn = { ...request, callbackUrl: callbackUrl({ turnId: request.turnId, ...idsOfActivity() }) };
      return whileHeartbeating(async (signal) => {
        const answer = await bot.ask(turn, { timeoutMs: left(), signal });
        return answer === 'later' ? answerFromOutside(left()) : answer;
      });
    },
  };
}

interface ActivityIds {
  workflowId: string;
  /** Its ids are counted anew in each run: a late answer must not end another activity. */
  runId?: string;
  activityId: string;
}

function idsOfActivity(): ActivityIds {
  const info = asyncLocalStorage.getStore()?.info;
  const { workflowId = '', runId } = info?.workflowExecution ?? {};
  return { workflowId, ...(runId === undefined ? {} : { runId }), activityId: info?.activityId ?? '' };
}

/** The callback route completes the activity from outside, and then Temporal cancels this wait; until the deadline we go on heartbeating. */
async function answerFromOutside(waitMs: number): Promise<never> {
  let deadline: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    const lateness = new BotError('The bot promised an answer and did not bring it in time', { code: 'BOT_UNAVAILABLE' });
    deadline = setTimeout(() => reject(lateness), waitMs);
  });
  try {
    return await Promise.race([tooLate, cancelled()]);
  } finally {
    clearTimeout(deadline);
  }
}
