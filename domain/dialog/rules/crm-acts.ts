import type { Lead, Leader } from '../card.ts';
import type { Dialog, Manager } from '../dialog.ts';
import type { ManagerAct } from '../events.ts';
import type { OwedWrite } from '../outbox.ts';
import type { Moment } from '../policy.ts';
import { settled, writtenBy } from './client-side.ts';
import { managerTakes, returnsToBot } from './manager-turn.ts';
import { leadKey, marked } from './the-lead.ts';

/** The CRM says that a person took it: by «Ведёт диалог», or by completing our task (SPEC D-43, D-50). CRM events open no episode. */
export function managerTookInCrm(dialog: Dialog, act: ManagerAct, at: Moment): Dialog {
  if (act.via === 'task') {
    if (dialog.state.name === 'closed' || !isOurTask(dialog, act)) return dialog;
    const taken = takenUnforced(dialog, act.by, at, 'задача менеджера выполнена');
    return settled(taken, act.doneAtMs === undefined ? taken.client.seq : writtenBy(taken, { sentAtMs: act.doneAtMs }), 'taken');
  }
  const news = fieldIsNews(dialog, act, 'manager');
  const known = withField(dialog, act, 'manager');
  if (!news || dialog.state.name === 'closed') return known;
  return fieldRestored(takenUnforced(known, act.by, at, 'в сделке «Ведёт диалог: Менеджер»'));
}

/** «Менеджер» stands there by a person's hand: ours only puts it back where an earlier write of ours went over it. */
function fieldRestored(dialog: Dialog): Dialog {
  const writes = dialog.outbox.writes.map((owed) => {
    const { write, inFlight } = owed;
    return write.type === 'setLeader' && write.leader === 'manager' && !inFlight
      ? { ...owed, write: { ...write, restores: true as const } }
      : owed;
  });
  return { ...dialog, outbox: { ...dialog.outbox, writes } };
}

/** Is it anybody's act, or does it only tell what stood there already? (SPEC D-43, D-53) */
export const isAct = (dialog: Dialog, act: ManagerAct, leader: 'manager' | 'bot'): boolean =>
  act.via === 'task' ? isOurTask(dialog, act) : fieldIsNews(dialog, act, leader);

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
  return returnsToBot(known, at, 'в сделке «Ведёт диалог: Бот»');
}

/** Our own write coming back is no act, and neither is a value that stood there already or one on a closed lead (SPEC D-53). */
function fieldIsNews({ marks, outbox, crm }: Dialog, { leadId }: ManagerAct, leader: Leader): boolean {
  if (leadId === undefined) return false;
  const stage = crm.card?.leads.find(({ id }) => id === leadId)?.stage;
  if (stage === 'lost' || stage === 'closed') return false;
  const ours = outbox.writes.flatMap(({ write, inFlight }) => (write.type === 'setLeader' ? [{ leader: write.leader, inFlight }] : []));
  if (ours.at(-1)?.leader === leader) return false; // on its way there: the dialog is led so already
  const maybeOverwritten = leader === 'manager' && ours.some(({ inFlight }) => inFlight); // or not yet: in doubt a person
  return maybeOverwritten || marks[String(leadId)]?.leader !== leader;
}

/** «Менеджер» of ours, or not any more. */
const IN_DOUBT = 'inDoubt';

/** A try to write something else over «Менеджер» has failed, and nobody knows whether it did: the next «Менеджер» is news, in doubt (SPEC D-50). */
export function fieldInDoubt(dialog: Dialog, { write }: OwedWrite): Dialog {
  if (write.type !== 'setLeader' || write.leader === 'manager') return dialog;
  const key = write.target === 'theLead' ? leadKey(dialog) : String(write.target.leadId);
  return dialog.marks[key]?.leader === 'manager' ? marked(dialog, key, { leader: IN_DOUBT }) : dialog;
}

/**
 * What a reading of the card shows in «Ведёт диалог»: known from now on, and no act of anybody's (SPEC D-53). But a «Менеджер» on a lead that
 * a person has changed since the episode began may be news that is still on its way to us: it stays an act (D-50).
 */
export function fieldsRead(dialog: Dialog, leads: readonly Lead[], isFirst: boolean): Dialog {
  return leads.reduce((result, lead) => {
    const { id, leader } = lead;
    const mark = isFirst ? undefined : result.marks[id]?.leader;
    const isKnown = mark !== undefined && (mark !== IN_DOUBT || leader === 'manager');
    return leader === undefined || isKnown || maybeJustTaken(result, lead) ? result : marked(result, String(id), { leader });
  }, dialog);
}

/**
 * Does the dialog know of a «Менеджер» there that is nobody's news? Ours may be written over, a person's not (SPEC D-50, D-53). What we wrote
 * last counts too: news that was read before it may come after it.
 */
export const knowsManager = ({ marks }: Dialog, leadId: number): boolean =>
  [marks[String(leadId)]?.leader, marks[String(leadId)]?.ownLeader].some((leader) => leader === 'manager' || leader === IN_DOUBT);

/** The CRM's clock knows whole seconds. */
function maybeJustTaken({ episode }: Dialog, { leader, personChangedAtMs, untouched }: Lead): boolean {
  const sinceMs = Math.min(episode.firstSentAtMs, episode.openedAtMs);
  return leader === 'manager' && !untouched && personChangedAtMs >= Math.floor(sinceMs / 1_000) * 1_000;
}

function withField(dialog: Dialog, { leadId }: ManagerAct, leader: Leader): Dialog {
  return leadId === undefined ? dialog : marked(dialog, String(leadId), { leader });
}

/** Our «WhatsApp» tasks end with the handoff's id, which begins with the dialog's (SPEC D-41). */
function isOurTask({ id }: Dialog, { taskText }: ManagerAct): boolean {
  return taskText?.includes(`#estafeta:${id}-h`) ?? false;
}
