import type { Dialog } from '../../domain/dialog/dialog.ts';
import { nextDeadline } from '../../domain/dialog/decide.ts';
import type { Policy } from '../../domain/dialog/policy.ts';
import { nameOf } from '../../domain/dialog/rules/manager-turn.ts';
import { stageNow, theLead } from '../../domain/dialog/rules/the-lead.ts';

const MOSCOW_OFFSET_MS = 3 * 3_600_000;

/** One screen for the Web UI's tab *User Metadata*: who leads, what is awaited, why. Lists, because its tables have no borders. */
export function detailsOf(dialog: Dialog, policy: Policy): string {
  const { client } = dialog;
  const stage = stageNow(dialog);
  const next = nextDeadline(dialog, policy);
  const waiting = client.seq - client.settledSeq;
  return [
    `**${who(dialog, policy)}**`,
    '',
    `- Сделка: ${theLead(dialog)?.id ?? 'ещё нет'}${stage === undefined ? '' : `, «${policy.stageNames[stage]}»`}`,
    `- Клиент ждёт ответа: ${waiting === 0 ? 'нет' : `${waiting} сообщ. с ${time(client.pendingSinceMs)}`}`,
    `- Дальше: ${next === undefined ? 'ничего не запланировано' : `${next.why}, ${time(next.atMs)}`}`,
    `- Долг перед CRM: ${dialog.outbox.writes.length === 0 ? 'нет' : dialog.outbox.writes.map(({ write }) => write.type).join(', ')}`,
    ...(dialog.alerts.length === 0 ? [] : [`- Тревоги: ${dialog.alerts.map(({ text }) => text).join('; ')}`]),
    '',
    'Последние решения:',
    ...dialog.decisions.slice(-5).map(({ atMs, spec, text }) => `- ${time(atMs)} ${text} (${spec})`),
  ].join('\n');
}

function who({ state }: Dialog, policy: Policy): string {
  switch (state.name) {
    case 'withBot':
      return 'Ведёт бот';
    case 'awaitingManager':
      return `Ждёт менеджера с ${time(state.handoff.atMs)}: ${policy.reasonWords[state.handoff.reason]}`;
    case 'withManager':
      return `Ведёт ${nameOf(state.holder, policy)}${state.holdUntilMs === undefined ? '' : `, держит до ${time(state.holdUntilMs)}`}`;
    case 'closed':
      return 'Закрыт: ждёт нового сообщения';
  }
}

/** Day and minute in Moscow; the sandbox has no time zones worth trusting (facts/temporal.md §4). */
function time(atMs: number | undefined): string {
  if (atMs === undefined) return '—';
  const iso = new Date(atMs + MOSCOW_OFFSET_MS).toISOString();
  return `${iso.slice(8, 10)}.${iso.slice(5, 7)} ${iso.slice(11, 16)} МСК`;
}
