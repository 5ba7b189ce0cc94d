import type { Dialog, State } from '../dialog.ts';
import type { Send } from '../outbox.ts';
import type { Moment, Policy } from '../policy.ts';
import { nameOf } from './holder.ts';
import { noted } from './notes.ts';

/** What is no decision of ours and belongs to the story of the dialog, so that a manager can read it without the messages. */

/** The client writes and the bot keeps silent; said once for as long as nothing else happens, so a burst is one note (SPEC D-42, D-50). */
export function botKeepsSilent(dialog: Dialog, { nowMs, policy }: Moment): Dialog {
  const why = silentBecause(dialog.state, policy);
  const last = dialog.decisions.at(-1);
  if (why === undefined || (last?.spec === why.spec && last.text === why.text)) return dialog;
  return noted(dialog, nowMs, why.spec, why.text);
}

function silentBecause(state: State, policy: Policy): { spec: string; text: string } | undefined {
  if (state.name === 'awaitingManager') return { spec: 'D-42', text: 'клиент пишет, бот молчит: ждём менеджера' };
  if (state.name !== 'withManager' || state.doubt) return undefined; // whose the words were is told already
  const name = nameOf(state.holder, policy);
  if (state.opening) return { spec: 'D-55', text: `клиент пишет, бот ждёт: сделку открыл(а) ${name}` };
  return { spec: 'D-50', text: `клиент пишет, бот молчит: диалог ведёт ${name}` };
}

/** A message of the bot's has reached the client: what it was for them (SPEC D-26, D-57, D-90). */
export function botWasHeard(dialog: Dialog, send: Send, nowMs: number): Dialog {
  const told = heardAs(send);
  const heard = told ? noted(dialog, nowMs, told.spec, told.text) : dialog;
  return send.whenSent.link ? noted(heard, nowMs, 'D-26', 'клиент получил ссылку на оплату') : heard;
}

function heardAs({ purpose, whenSent, withdrawn }: Send): { spec: string; text: string } | undefined {
  if (purpose === 'greeting') return { spec: 'D-57', text: 'бот написал, что снова на связи' };
  if (purpose !== 'answer' || whenSent.settlesSeq === undefined) return undefined;
  if (withdrawn) return { spec: 'D-50', text: 'ответ бота был уже в пути: клиент его получил' };
  return { spec: 'D-90', text: whenSent.clarified ? 'бот переспросил клиента' : 'бот ответил' };
}

/** A manager's word has answered what waited (SPEC D-51). */
export function managerWasHeard(before: Dialog, now: Dialog, nowMs: number): Dialog {
  return now.client.settledSeq === before.client.settledSeq ? now : noted(now, nowMs, 'D-51', 'менеджер ответил клиенту');
}
