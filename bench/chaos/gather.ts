import type { AskedGuest } from './asked.ts';
import type { BotAction, Evidence, GuestEvidence, Poll } from './check/evidence.ts';
import { crmOf, stagesAt, type CrmWorld } from './crm-evidence.ts';
import type { Passed } from './link.ts';
import type { Stage } from './stage.ts';

interface PactJournal {
  written: { message_id: number; conversation_id: number; phone: string }[];
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
/** The simulators forget the oldest of more; then nothing could be proved. */
const JOURNAL_HOLDS = { deliveries: 20_000, turns: 10_000 };
/** A poll reads one conversation after the other; what comes later is somebody else's look. */
const NEXT_READ_WITHIN_MS = 500;

/** Asks the simulators, the links and the dialogs for all that the checker needs. Errors: a journal that has run over. */
export async function gather(stage: Stage, guests: readonly AskedGuest[], outages: Evidence['outages']): Promise<Evidence> {
  const pact = await stage.look<PactJournal>('pact', 'journal');
  const bot = await stage.look<BotJournal>('bot', 'journal');
  const crm: CrmWorld = {
    stages: await stagesAt(stage.stack.urls.amocrm, stage.stack.settings()['AMOCRM_TOKEN'] ?? ''),
    state: await stage.look('amocrm', 'state'),
    journal: await stage.look('amocrm', 'journal'),
  };
  const passed = stage.links.pact.passed;
  const phones = new Map([...pact.written, ...pact.sends].map(({ conversation_id: id, phone }) => [String(id), phone]));
  return {
    guests: await Promise.all(guests.map(async (asked) => guestOf(asked, stage, { pact, bot, crm, passed }))),
    told: pact.deliveries
      .filter(({ event, type }) => event === 'create' && type === 'message')
      .map(({ at_ms: atMs, object_id: id, outcome }) => ({ atMs, messageId: String(id), outcome })),
    polls: pollsIn(passed, phones),
    outages,
  };
}

interface Journals {
  pact: PactJournal;
  bot: BotJournal;
  crm: CrmWorld;
  passed: readonly Passed[];
}

async function guestOf(asked: AskedGuest, { look, api, keyOf }: Stage, { pact, bot, crm, passed }: Journals): Promise<GuestEvidence> {
  const { messages } = await look<Conversation>('pact', `conversation?phone=${asked.phone}`);
  const chat = messages.map(({ id, income, author, text, created_at: at }) => ({
    id: String(id),
    income,
    author,
    text: text ?? '',
    atMs: Date.parse(at),
  }));
  const own = new Set(chat.map(({ id }) => id));
  const view = await api.show(keyOf(asked.phone)).catch(() => undefined);
  return {
    asked,
    chat,
    sends: pact.sends
      .filter(({ phone }) => phone === asked.phone)
      .map(({ message_id: id, conversation_id: conversation, at_ms: atMs, text, answered }) => ({
        id: String(id),
        text,
        atMs,
        answered,
        leftAtMs: leftAtMs(passed, conversation, atMs),
      })),
    turns: bot.turns
      .filter(({ newMessageIds }) => newMessageIds.some((id) => own.has(id)))
      .map(({ atMs, newMessageIds, answer }) => ({ atMs, messageIds: newMessageIds, actions: answer?.actions ?? [] })),
    dialog: view && {
      state: view.state,
      unanswered: view.unanswered,
      transcript: view.transcript,
      owed: view.owed,
      unknown: view.unknownEffects,
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

function pollsIn(passed: readonly Passed[], phones: ReadonlyMap<string, string>): Poll[] {
  const reads = passed.filter(({ method, path }) => method === 'GET' && SEND.test(path));
  return passed
    .filter(({ method, path, status }) => method === 'GET' && LIST.test(path) && status === 200)
    .map(({ atMs, answeredAtMs = atMs }) => {
      let untilMs = answeredAtMs;
      const read: Record<string, boolean> = {};
      for (const one of reads) {
        if (one.atMs < answeredAtMs) continue;
        if (one.atMs > untilMs + NEXT_READ_WITHIN_MS) break;
        untilMs = Math.max(untilMs, one.answeredAtMs ?? one.atMs);
        const phone = phones.get(SEND.exec(one.path)?.[1] ?? '');
        if (phone !== undefined) read[phone] = (read[phone] ?? true) && one.status === 200;
      }
      return { atMs, untilMs, read };
    });
}
