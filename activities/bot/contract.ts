import type { BotAnswer, BotRequest } from '../../domain/dialog/bot.ts';

/** What we can ask of the bot (DESIGN §5). Errors: BotErrorCode of errors.ts; `BOT_MALFORMED` is not retried (D-22). */
export interface BotActivities {
  /** One turn. A 202 keeps the activity open, heartbeating, until the callback route completes it. */
  askBot(request: BotRequest): Promise<BotAnswer>;
}
