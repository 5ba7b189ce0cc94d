import type { Leader } from '../card.ts';
import type { Dialog, Manager } from '../dialog.ts';
import type { ManagerAct } from '../events.ts';
import type { Moment } from '../policy.ts';
import { settled, writtenBy } from './client-side.ts';
import { managerTakes, returnsToBot } from './manager-turn.ts';
import { noted } from './notes.ts';
import { marked } from './the-lead.ts';

/** The CRM says that a person took it: by «Ведёт диалог», or by completing our task (SPEC D-43, D-50). CRM events open no episode. */
export function managerTookInCrm(dialog: Dialog, act: ManagerAct, at: Moment): Dialog {
  if (act.via === 'task') {
    if (dialog.state.name === 'closed' || !isOurTask(dialog, act)) return dialog;
    const taken = takenUnforced(dialog, act.by, at, 'задача выполнена');
    return settled(taken, act.doneAtMs === undefined ? taken.client.seq : writtenBy(taken, act.doneAtMs), 'taken');
  }
  const news = fieldIsNews(dialog, act, 'manager');
  const known = withField(dialog, act, 'manager');
  return news && dialog.state.name !== 'closed' ? takenUnforced(known, act.by, at, 'поле «Ведёт диалог»') : known;
}

/** Nobody can be asked to confirm a second take here: the present holder stays, and it is an act all the same (SPEC D-51, D-54). */
function takenUnforced(dialog: Dialog, by: Manager, at: Moment, how: string): Dialog {
  const { state } = dialog;
  const held = state.name === 'withManager' && !state.opening;
  return managerTakes(dialog, held ? state.holder : by, at, how);
}

/** «Ведёт диалог» was set to «Бот» by a person (SPEC D-51). */
export function managerReleasedInCrm(dialog: Dialog, act: ManagerAct, at: Moment): Dialog {
  const news = fieldIsNews(dialog, act, 'bot');
  const known = withField(dialog, act, 'bot');
  const withPeople = dialog.state.name === 'withManager' || dialog.state.name === 'awaitingManager';
  if (!news || !withPeople) return known;
  return noted(returnsToBot(known, at, 'поле «Ведёт диалог»'), at.nowMs, 'D-51', 'менеджер вернул диалог в CRM');
}

/** Our own write coming back is no act, and neither is a value that stood there already or one on a closed lead (SPEC D-53). */
function fieldIsNews({ marks, outbox, crm }: Dialog, { leadId }: ManagerAct, leader: Leader): boolean {
  if (leadId === undefined || marks[String(leadId)]?.leader === leader) return false;
  const stage = crm.card?.leads.find(({ id }) => id === leadId)?.stage;
  if (stage === 'lost' || stage === 'closed') return false;
  const ours = outbox.writes.findLast(({ write }) => write.type === 'setLeader')?.write;
  return !(ours?.type === 'setLeader' && ours.leader === leader); // on its way there: the dialog is led so already
}

function withField(dialog: Dialog, { leadId }: ManagerAct, leader: Leader): Dialog {
  return leadId === undefined ? dialog : marked(dialog, String(leadId), { leader });
}

/** Our «WhatsApp» tasks end with the handoff's id, which begins with the dialog's (SPEC D-41). */
function isOurTask({ id }: Dialog, { taskText }: ManagerAct): boolean {
  return taskText?.includes(`#estafeta:${id}-h`) ?? false;
}
