import type { DialogView } from '../../workflows/dialog/view.ts';
import type { KillGuest } from './guests.ts';
import type { Stage } from './stage.ts';

/** What the simulators saw, next to what the dialogs decided. */
export interface Checked {
  guests: number;
  messages: number;
  sends: number;
  handoffs: Readonly<Record<string, number>>;
  tasks: number;
  botQuestions: number;
  botQuestionsRepeated: number;
  violations: readonly string[];
}

interface PactJournal {
  sends: { message_id: number; phone: string; text: string }[];
  deliveries: { outcome: string; object_id: unknown }[];
}
interface BotJournal {
  turns: { turnId: string; newMessageIds: string[]; repeated: boolean; status: number }[];
}
interface AmocrmState {
  tasks: { type: string; text: string; on: string | null }[];
}
interface AmocrmJournal {
  entries: { method: string; path: string; status: number; body: unknown }[];
}
interface Conversation {
  messages: { id: number; income: boolean; text: string }[];
}

/** Asks the simulators what really happened. It shares no code with what it checks. */
export async function check(guests: readonly KillGuest[], { simulated, api, keyOf }: Stage): Promise<Checked> {
  const pact = await simulated<PactJournal>('pact', 'journal');
  const bot = await simulated<BotJournal>('bot', 'journal');
  const { tasks } = await simulated<AmocrmState>('amocrm', 'state');
  const { entries } = await simulated<AmocrmJournal>('amocrm', 'journal?method=POST&path=/api/v4/tasks');
  const asked = new Set(bot.turns.flatMap(({ newMessageIds }) => newMessageIds));
  const whatsapp = tasks.filter(({ type }) => type === 'WhatsApp');
  const handoffs: Record<string, number> = {};
  const violations = pact.deliveries
    .filter(({ outcome }) => outcome === 'lost')
    .map(() => 'Pact gave up a webhook: longer away than it repeats');
  let messages = 0;

  for (const guest of guests) {
    const view = await api.show(keyOf(guest.phone));
    const { messages: chat } = await simulated<Conversation>('pact', `conversation?phone=${guest.phone}`);
    messages += chat.filter(({ income }) => income).length;
    if (view.reason !== null) handoffs[view.reason] = (handoffs[view.reason] ?? 0) + 1;
    const own = whatsapp.filter(({ on }) => on === `leads/${view.leadId}`);
    const found = [
      ...answeredOnce(chat),
      ...sentAsDecided(
        view,
        pact.sends.filter(({ phone }) => phone === guest.phone),
      ),
      ...settled(view),
      ...(view.reason === null || own.length === 1 ? [] : [`${own.length} «WhatsApp» tasks for one handoff`]),
      ...chat.filter(({ id, income }) => income && !asked.has(String(id))).map(() => 'a message that the bot was never asked about'),
    ];
    violations.push(...found.map((what) => `guest ${guest.phone.slice(-3)}: ${what}`));
  }

  const handedOver = Object.values(handoffs).reduce((sum, count) => sum + count, 0);
  const markers = whatsapp.map(({ text }) => /#estafeta:\S+$/u.exec(text)?.[0] ?? text);
  if (new Set(markers).size !== markers.length) violations.push('one handoff has two tasks');
  if (whatsapp.length !== handedOver) violations.push(`${whatsapp.length} «WhatsApp» tasks for ${handedOver} handoffs`);
  const written = entries.filter(({ status }) => status < 300).length;
  if (written !== tasks.length) violations.push(`${written} tasks were written and ${tasks.length} are there`);
  return {
    guests: guests.length,
    messages,
    sends: pact.sends.length,
    handoffs,
    tasks: whatsapp.length,
    botQuestions: bot.turns.length,
    botQuestionsRepeated: bot.turns.filter(({ repeated }) => repeated).length,
    violations,
  };
}

/** The guest waited each time, so between two of their messages there is exactly one of ours, and no text comes twice. */
function answeredOnce(chat: Conversation['messages']): string[] {
  const found: string[] = [];
  let answers = 1;
  for (const { income } of [...chat, { income: true }]) {
    if (!income) answers += 1;
    else {
      if (answers === 0) found.push('a message without an answer');
      if (answers > 1) found.push(`${answers} messages to the guest for one turn`);
      answers = 0;
    }
  }
  const texts = chat.filter(({ income }) => !income).map(({ text }) => text);
  if (new Set(texts).size !== texts.length) found.push('the same text twice');
  return found;
}

/** One send in Pact's journal for each message that the dialog says it decided on, in its order. */
function sentAsDecided({ transcript }: DialogView, sends: PactJournal['sends']): string[] {
  const decided = transcript.filter(({ role }) => role === 'bot');
  const same = decided.length === sends.length && decided.every(({ text }, at) => text === sends[at]?.text);
  return same ? [] : [`${decided.length} decided messages, ${sends.length} sends (or other texts)`];
}

function settled({ unanswered, unknownEffects, owed }: DialogView): string[] {
  return [
    ...(unanswered.count === 0 || unanswered.owedBy === 'manager'
      ? []
      : [`${unanswered.count} messages that the bot still owes an answer`]),
    ...unknownEffects.map(({ what }) => `a ${what} of unknown fate`),
    ...owed.map(({ what, tries }) => `still owed after ${tries} tries: ${what}`),
  ];
}
