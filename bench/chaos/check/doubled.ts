import { GREETING, HANDOFF } from '../words.ts';
import type { GuestEvidence } from './evidence.ts';

/** Whatever happened more than once although it was decided once (SPEC D-91). */
export function doubled(guest: GuestEvidence): string[] {
  return [...sends(guest), ...texts(guest), ...crm(guest)];
}

/** Each message that Pact accepted is one that the dialog knows as its own, or one of unknown fate that people see. */
function sends({ sends: accepted, dialog }: GuestEvidence): string[] {
  const unknown = (dialog?.unknown ?? []).map(({ text }) => text);
  return accepted.flatMap(({ id, text }) => {
    const own = dialog?.transcript.filter((message) => message.id === id) ?? [];
    if (own.length === 1 && own[0]?.text === text) return [];
    const place = unknown.findIndex((excerpt) => text.startsWith(excerpt.replace(/…$/u, '')));
    if (own.length === 0 && place >= 0) {
      unknown.splice(place, 1);
      return [];
    }
    return [`«${text}» was sent, and the dialog knows it ${own.length} times as its own`];
  });
}

/** Every answer has a text of its own here; what is said to everybody alike has an occasion each time. */
function texts({ sends: accepted, asked, crm: { tasks } }: GuestEvidence): string[] {
  const occasions = (text: string): number => {
    if (HANDOFF.test(text)) return tasks.filter(({ type }) => type === 'WhatsApp').length;
    return GREETING.test(text) ? asked.acts.filter(({ what }) => what === 'release' || what === 'fieldBot').length : 1;
  };
  return [...new Set(accepted.map(({ text }) => text))].flatMap((text) => {
    const times = accepted.filter((send) => send.text === text).length;
    return times > occasions(text) ? [`«${text}» was sent ${times} times`] : [];
  });
}

function crm({ crm: { contactIds, leads, tasks, notes, writes } }: GuestEvidence): string[] {
  const found: string[] = [];
  if (contactIds.length > 1) found.push(`${contactIds.length} contacts for one guest`);
  if (leads.length > 1) found.push(`${leads.length} leads for one guest`);
  for (const [what, texts_] of [
    ['tasks', tasks],
    ['notes', notes],
  ] as const) {
    const markers = texts_.flatMap(({ text }) => markerOf(text) ?? []);
    for (const marker of new Set(markers)) {
      const times = markers.filter((one) => one === marker).length;
      if (times > 1) found.push(`${times} ${what} with the marker ${marker}`);
    }
  }
  const moves = writes.filter(({ what }) => what === 'move').map(({ on, stage }) => `${on} to «${stage}»`);
  for (const move of new Set(moves)) {
    const times = moves.filter((one) => one === move).length;
    if (times > 1) found.push(`${move} was moved ${times} times`);
  }
  return found;
}

export const markerOf = (text: string): string | undefined => /#estafeta:(\S+)\s*$/u.exec(text)?.[1];
