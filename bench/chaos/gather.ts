import { setTimeout as wait } from 'node:timers/promises';
import type { AskedGuest } from './asked.ts';
import type { BotAction, Evidence, GuestEvidence, Poll } from './check/evidence.ts';
import { crmOf, stagesAt, type CrmWorld } from './crm-evidence.ts';
import { givenOut, pollsOf } from './given-out.ts';
import type { Passed } from './link.ts';
import type { Stage } from './stage.ts';

interface PactJournal {
  written: { message_id: number; conversation_id: number; phone: string; at_ms: number }[];
  sends: { message_id: number; conversation_id: number; phone: string; at_ms: number; text: string; answered: boolean }[];
  deliveries: { at_ms: number; event: string; type: string; object_id: number; outcome: string }[];
}
interface BotJournal {
  turns: { atMs: number; newMessageIds: string[]; status: number; answer: { actions?: BotAction[] } | null }[];
}
interface Conversation {
  messages: { id: number; income: boolean; author: string; text: string | null; created_at: string }[];
}

const SEND = /^\/api\/p2\/conversations\/(\d+)\/messages/u;
const LIST = /^\/api\/p2\/conversations\?/u;

/** Asks the simulators, the links and the dialogs for all that the checker needs. Errors: a journal that has run over. */
export async function gather(stage: Stage, guests: readonly AskedGuest[], outages: Evidence['outages']): Promise<Evidence> {
  const pact = await stage.look<PactJournal>('pact', 'journal');
  const bot = await stage.look<BotJournal>('bot', 'journal');
  const crm: CrmWorld = {
    stages: await stagesAt(stage.stack.urls.amocrm, stage.stack.settings()['AMOCRM_TOKEN'] ?? ''),
    state: await stage.look('amocrm', 'state'),
    journal: await stage.look('amocrm', 'journal'),
  };
  if (!wholeJournal(pact)) throw new Error('The journal of the Pact simulator has run over: fewer schedules on a stage');
  const written = crm.journal.entries.filter(({ executed }) => executed);
  const passed = stage.links.pact.passed;
  return {
    guests: await Promise.all(guests.map(async (asked) => guestOf(asked, stage, { pact, bot, crm, passed }))),
    told: pact.deliveries
      .filter(({ event, type }) => event === 'create' && type === 'message')
      .map(({ at_ms: atMs, object_id: id, outcome }) => ({ atMs, messageId: String(id), outcome })),
    polls: {
      pact: pollsIn(await pollsOf(stage.client, 'pollPact'), passed),
      amocrm: (await pollsOf(stage.client, 'pollAmocrm')).map((poll) => ({ ...poll, answered: true })),
    },
    crmWrites: {
      executed: written.length,
      unanswered: written.filter(({ answered }) => !answered).length,
    },
    outages,
  };
}

interface Journals {
  pact: PactJournal;
  bot: BotJournal;
  crm: CrmWorld;
  passed: readonly Passed[];
}

async function guestOf(
  asked: AskedGuest,
  { look, api, client, keyOf }: Stage,
  { pact, bot, crm, passed }: Journals,
): Promise<GuestEvidence> {
  const { messages } = await look<Conversation>('pact', `conversation?phone=${asked.phone}`);
  const chat = messages.map(({ id, income, author, text, created_at: at }) => ({
    id: String(id),
    income,
    author,
    text: text ?? '',
    atMs: Date.parse(at),
  }));
  const own = new Set(chat.map(({ id }) => id));
  const given = await givenOut(client, keyOf(asked.phone));
  const view = await shown(async () => api.show(keyOf(asked.phone)));
  return {
    asked,
    chat,
    sends: pact.sends
      .filter(({ phone }) => phone === asked.phone)
      .map(({ message_id: id, conversation_id: conversation, at_ms: atMs, text, answered }) => {
        const left = leftAtMs(passed, conversation, atMs);
        const decidedAtMs = given.findLast((one) => one.text === text && one.atMs <= left)?.atMs ?? left;
        return { id: String(id), text, atMs, answered, decidedAtMs, leftAtMs: left };
      }),
    turns: bot.turns
      .filter(({ newMessageIds }) => newMessageIds.some((id) => own.has(id)))
      .map(({ atMs, newMessageIds, answer }) => ({ atMs, messageIds: newMessageIds, actions: answer?.actions ?? [] })),
    dialog: view && {
      state: view.state,
      unanswered: view.unanswered,
      transcript: view.transcript,
      owed: view.owed,
      unknown: view.unknownEffects,
      decisions: view.decisions,
    },
    crm: crmOf(asked.phone, crm),
  };
}

/** The request that Pact had accepted by then: a dialog has one send under way at the most. */
function leftAtMs(passed: readonly Passed[], conversation: number, atMs: number): number {
  const left = passed.filter(
    (request) => request.method === 'POST' && SEND.exec(request.path)?.[1] === String(conversation) && request.atMs <= atMs,
  );
  return left.at(-1)?.atMs ?? atMs;
}

/** What Pact answered while each run looked; one that found nothing new reads no conversation. */
function pollsIn(runs: readonly { atMs: number; untilMs: number }[], passed: readonly Passed[]): Poll[] {
  return runs.map(({ atMs, untilMs }) => {
    const asked = passed.filter((one) => one.atMs >= atMs && one.atMs <= untilMs && one.method === 'GET');
    const answered = asked.some(({ path }) => LIST.test(path)) && asked.every(({ status }) => status === 200);
    return { atMs, untilMs, answered };
  });
}

/** Is the first of all still there? */
const wholeJournal = ({ written: [first], deliveries }: PactJournal): boolean =>
  first === undefined || deliveries.some(({ object_id: id }) => id === first.message_id);

/** A worker that has just come back may not answer at once. */
async function shown<View>(show: () => Promise<View>): Promise<View | undefined> {
  for (let tries = 0; tries < 20; tries += 1) {
    const view = await show().catch(() => undefined);
    if (view !== undefined) return view;
    await wait(500);
  }
  return undefined;
}
