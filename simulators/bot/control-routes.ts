import express, { Router } from 'express';
import { z } from 'zod';
import type { SimulatorClock } from './clock.ts';
import { SettingsSchema } from './controls.ts';
import type { Controls } from './controls.ts';
import { FaultScriptSchema } from './faults.ts';
import type { Faults } from './faults.ts';
import type { GivenAnswers } from './given-answers.ts';
import type { Journal } from './journal.ts';
import { problemOf, sendProblem, sentenceOf } from './problem.ts';

export interface ControlDeps {
  controls: Controls;
  journal: Journal;
  given: GivenAnswers;
  clock: SimulatorClock;
  faults: Faults;
}

interface Control {
  what: string;
  example: unknown;
  body: z.ZodType;
  apply: (body: unknown, deps: ControlDeps) => unknown;
}

/** A POST control whose body is checked before it does anything. */
function control<Body extends z.ZodType>(
  what: string,
  example: z.input<Body>,
  body: Body,
  apply: (body: z.output<Body>, deps: ControlDeps) => unknown,
): Control {
  return { what, example, body, apply: (value, deps) => apply(body.parse(value), deps) };
}

const CONTROLS: Record<string, Control> = {
  reset: control(
    'Back to the beginning: settings, script, faults, outage, journal, given answers, clock.',
    {},
    z.unknown(),
    (_body, deps) => {
      deps.controls.reset();
      deps.journal.reset();
      deps.given.reset();
      deps.clock.reset();
      deps.faults.clear();
      return {};
    },
  ),
  outage: control('Every turn is answered 503 while on.', { on: true }, z.strictObject({ on: z.boolean() }), ({ on }, { controls }) => {
    controls.outage = on;
    return { on };
  }),
  settings: control(
    'delay_ms before each answer; answer at once (sync) or with 202 and a callback.',
    { delay_ms: 1500, answer: 'callback' },
    SettingsSchema.partial(),
    (settings, { controls }) => {
      controls.change(settings);
      return controls.settings;
    },
  ),
  script: control(
    'The next turns get exactly these: a body, a raw string, or { status, body, delay_ms }.',
    { answers: [{ actions: [{ type: 'reply', text: 'Добрый день!' }], state: null }, 'not json', { status: 500, body: {} }] },
    z.strictObject({ answers: z.array(z.unknown()) }),
    ({ answers }, { controls }) => {
      controls.play(answers);
      return { left: controls.scriptedLeft };
    },
  ),
  faults: control(
    'Requests to the bot that go wrong, see README.md; GET shows how often each fired, DELETE clears them.',
    { faults: [{ path: '/turn', kind: 'status', status: 503, times: 3 }] },
    FaultScriptSchema,
    (script, { faults }) => {
      faults.replace(script.faults);
      return { faults: faults.shown() };
    },
  ),
  clock: control(
    'Moves the journal’s clock, or lets it ask a URL for { nowMs }. The bot itself has no clock.',
    { advance_seconds: 60 },
    z.union([z.strictObject({ advance_seconds: z.number() }), z.strictObject({ follow: z.url() })]),
    async (body, { clock }) => {
      if ('follow' in body) clock.follow(body.follow);
      else clock.advance(body.advance_seconds);
      return { nowMs: await clock.nowMs() };
    },
  ),
};

/** The switches under /_sim; GET /_sim/ lists them. */
export function createControlRoutes(deps: ControlDeps): Router {
  const router = Router();
  router.get('/_sim/journal', (_req, res) => {
    res.json({ turns: deps.journal.all(), faults: deps.journal.allFaults() });
  });
  router.get('/_sim/faults', (_req, res) => {
    res.json({ faults: deps.faults.shown() });
  });
  router.delete('/_sim/faults', (_req, res) => {
    deps.faults.clear();
    res.json({ faults: deps.faults.shown() });
  });
  router.get('/_sim', (_req, res) => {
    const posts = Object.entries(CONTROLS).map(([name, { what, example }]) => ({ request: `POST /_sim/${name}`, what, example }));
    res.json({
      controls: [
        ...posts,
        { request: 'GET /_sim/journal', what: 'Every turn asked, in order, with its answer; and the requests that met a fault.' },
      ],
    });
  });
  for (const [name, { body, apply }] of Object.entries(CONTROLS)) {
    router.post(`/_sim/${name}`, express.json({ type: () => true, limit: '2mb' }), async (req, res) => {
      const value: unknown = req.body ?? {};
      const parsed = body.safeParse(value);
      if (!parsed.success) return sendProblem(res, problemOf(400, `POST /_sim/${name} cannot read ${sentenceOf(parsed.error)}.`));
      res.json(await apply(value, deps));
    });
  }
  return router;
}
