import express, { Router } from 'express';
import type { Request, Response } from 'express';
import type { Webhook } from 'standardwebhooks';
import { answerTurn } from './answer-turn.ts';
import type { SimulatorClock } from './clock.ts';
import { TurnRequest } from './contract.ts';
import type { Controls, Delivery } from './controls.ts';
import { answerNow } from './deliver.ts';
import type { CallbackSender } from './deliver.ts';
import type { GivenAnswers } from './given-answers.ts';
import type { Journal, JournalEntry } from './journal.ts';
import type { Knowledge } from './knowledge.ts';
import type { Problem } from './problem.ts';
import { problemOf, sendProblem, sentenceOf } from './problem.ts';

export interface TurnRouteDeps {
  webhook: Webhook;
  knowledge: Knowledge;
  controls: Controls;
  journal: Journal;
  given: GivenAnswers;
  clock: SimulatorClock;
  callbacks: CallbackSender;
  stopped: AbortSignal;
}

/** POST /turn: verified, validated, answered at once or by callback, and written down. */
export function createTurnRoute(deps: TurnRouteDeps): Router {
  const { webhook } = deps;
  // Raw, because the signature covers the bytes that were sent and not what a parser made of them.
  return Router().post('/turn', express.raw({ type: () => true, limit: '2mb' }), async (req, res) => {
    const atMs = await deps.clock.nowMs();
    const read = readTurn(req, webhook, deps.controls.outage);
    if ('problem' in read) {
      const entry = deps.journal.add({ ...entryOf(req, atMs), status: read.problem.status, answer: read.problem });
      noteAnswered(entry, res);
      return sendProblem(res, read.problem);
    }
    await answer(read.turn, { ...entryOf(req, atMs), ...describe(read.turn) }, res, deps);
  });
}

async function answer(turn: TurnRequest, seen: JournalEntry, res: Response, deps: TurnRouteDeps): Promise<void> {
  const { given, controls, journal, knowledge, callbacks, stopped } = deps;
  const before = given.get(turn.turnId);
  const delivery: Delivery = before ?? controls.nextScripted() ?? { status: 200, body: answerTurn(turn, knowledge) };
  given.remember(turn.turnId, delivery);
  const delayMs = delivery.delayMs ?? controls.settings.delay_ms;
  const entry = journal.add({ ...seen, repeated: before !== undefined, status: delivery.status, answer: delivery.body });
  noteAnswered(entry, res);
  if (controls.settings.answer === 'sync' || delivery.status !== 200) return answerNow(res, delivery, delayMs, stopped);
  entry.status = 202;
  res.status(202).json({});
  entry.callback = (await callbacks.send({ url: turn.callbackUrl, turnId: turn.turnId, delivery, delayMs })) ?? null;
}

function noteAnswered(entry: JournalEntry, res: Response): void {
  res.once('close', () => {
    entry.answered = res.writableFinished;
  });
}

function readTurn(req: Request, webhook: Webhook, outage: boolean): { turn: TurnRequest } | { problem: Problem } {
  if (outage) return { problem: problemOf(503, 'The bot is out of service: POST /_sim/outage {"on":true} was sent.') };
  const raw = Buffer.isBuffer(req.body) ? req.body : Buffer.from('');
  try {
    webhook.verify(raw, headersOf(req), { jsonParse: false });
  } catch (error) {
    return {
      problem: problemOf(401, `The signature is not ours (Standard Webhooks): ${error instanceof Error ? error.message : 'unknown'}.`),
    };
  }
  const parsed = TurnRequest.safeParse(parseJson(raw.toString('utf8')));
  if (!parsed.success) return { problem: problemOf(400, `The request breaks the bot contract at ${sentenceOf(parsed.error)}.`) };
  if (parsed.data.turnId !== req.header('webhook-id')) {
    return { problem: problemOf(400, 'The request breaks the bot contract at turnId: it is not the webhook-id header.') };
  }
  return { turn: parsed.data };
}

function headersOf(req: Request): Record<string, string> {
  const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature'];
  return Object.fromEntries(names.map((name) => [name, req.header(name) ?? '']));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function entryOf(req: Request, atMs: number): JournalEntry {
  const turnId = req.header('webhook-id') ?? '';
  return {
    atMs,
    turnId,
    trigger: null,
    newMessageIds: [],
    requestKind: null,
    repeated: false,
    status: 0,
    answer: null,
    callback: null,
    answered: false,
  };
}

function describe({ trigger, newMessageIds, context }: TurnRequest): Pick<JournalEntry, 'trigger' | 'newMessageIds' | 'requestKind'> {
  return { trigger, newMessageIds, requestKind: context?.requestKind ?? null };
}
