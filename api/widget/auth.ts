import type { RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { WIDGET_PASS_HEADER, WIDGET_TOKEN_HEADER } from '../middleware/headers.ts';
import { Problem } from '../problem.ts';
import type { Pass, Passes } from './pass.ts';
import { createTokenCheck, TokenRefused, type WidgetSettings, type WidgetUser } from './token.ts';
import type { UsedTokens } from './used-tokens.ts';

export interface WidgetAuthDeps {
  settings: WidgetSettings;
  usedTokens: UsedTokens;
  log: Logger;
  now: () => number | Promise<number>;
}

/** Lets in whom amoCRM's one-time token names, once for each token. Used up before anything is done, whatever comes of it then. */
export function requireToken({ settings, usedTokens, log, now }: WidgetAuthDeps): RequestHandler {
  const check = createTokenCheck(settings);
  return async (request, response, next) => {
    try {
      const user = await check(request.get(WIDGET_TOKEN_HEADER), await now());
      if (!(await usedTokens.use(user.tokenId))) throw new TokenRefused('Токен уже использован.');
      response.locals['widgetUser'] = user;
    } catch (error) {
      if (!(error instanceof TokenRefused)) throw error;
      log.warn({ why: error.message }, 'A token of the widget was refused');
      throw new Problem('WIDGET_TOKEN_REFUSED', error.message, { cause: error });
    }
    next();
  };
}

/** Of a request that a token let in. */
export const widgetUserOf = (response: Response): WidgetUser => response.locals['widgetUser'] as WidgetUser;

/** Lets in who got a pass with the card and looks whether it has changed. */
export function requirePass(passes: Passes, now: () => number | Promise<number>): RequestHandler {
  return async (request, response, next) => {
    const pass = await passes.open(request.get(WIDGET_PASS_HEADER), await now());
    if (pass === undefined) throw new Problem('WIDGET_TOKEN_REFUSED', 'Пропуск виджета не наш или его время вышло.');
    response.locals['widgetPass'] = pass;
    next();
  };
}

/** Of a request that a pass let in. */
export const widgetPassOf = (response: Response): Pass => response.locals['widgetPass'] as Pass;
