import { randomUUID } from 'node:crypto';
import cors from 'cors';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { DialogWorkflows } from '../dialog-workflows.ts';
import type { Endpoint } from '../endpoint.ts';
import type { Operators } from '../operators/operators.ts';
import { Problem } from '../problem.ts';
import { postWidgetRelease, postWidgetTake } from './acts.ts';
import { requirePass, requireToken } from './auth.ts';
import { Look } from './look.ts';
import { createPasses } from './pass.ts';
import { postCard } from './post-card.ts';
import { postLook } from './post-look.ts';
import type { WidgetSettings } from './token.ts';
import type { UsedTokens } from './used-tokens.ts';

export interface WidgetDeps {
  /** Absent: the widget is switched off. */
  widget: WidgetSettings | undefined;
  usedTokens: UsedTokens;
  dialogWorkflows: DialogWorkflows;
  operators: Pick<Operators, 'list'>;
  reasonWords: Readonly<Record<string, string>>;
  log: Logger;
  now: () => number | Promise<number>;
}

const switchedOff: RequestHandler = () => {
  throw new Problem('WIDGET_OFF', 'This API does not know the integration that the widget belongs to.');
};

/** The addresses of the widget in amoCRM's lead card; switched off they say so. */
export function widgetEndpoints({ widget: settings, usedTokens, log, now, ...deps }: WidgetDeps): readonly Endpoint[] {
  const look = new Look(deps);
  const passes = createPasses(settings?.clientSecret ?? randomUUID());
  const letIn = settings === undefined ? switchedOff : requireToken({ settings, usedTokens, log, now });
  const letLook = settings === undefined ? switchedOff : requirePass(passes, now);
  const all = { ...deps, look, passes, letIn, log, now };
  return [postCard(all), postLook({ look, letIn: letLook }), postWidgetTake(all), postWidgetRelease(all)];
}

/** Browsers hand the token out to pages of that one account only. Which headers they may send is left to them: amoCRM adds some of its own. */
export const widgetCors = ({ accountOrigin }: WidgetSettings): RequestHandler =>
  cors({ origin: [accountOrigin], methods: ['POST'], maxAge: 600 });
