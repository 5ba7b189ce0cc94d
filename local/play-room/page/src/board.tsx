import { signal } from '@preact/signals';
import type { BoardLead } from '../../messages.ts';
import { choose, chosen, guest, room } from './live.ts';
import { LeadCard } from './lead-card.tsx';
import { PEOPLE, type Person } from './people.ts';

/** In whose name the board acts. */
const actor = signal<Person>('anna');

/** amoCRM: the leads of the guest in question, ready to act on, then the whole funnel. */
export function Board() {
  const board = room.value?.board ?? [];
  const isOfGuest = ({ guests }: BoardLead): boolean => guests.some(({ phone }) => phone === chosen.value);
  const own = board.flatMap(({ name, leads }) => leads.filter(isOfGuest).map((lead) => ({ lead, stage: name })));
  return (
    <>
      <div class="board-head">
        <h2 id="board-title">amoCRM</h2>
        <label>
          Действует{' '}
          <select value={actor} onChange={({ currentTarget }) => (actor.value = currentTarget.value as Person)}>
            {Object.entries(PEOPLE).map(([person, name]) => (
              <option key={person} value={person}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </div>
      {room.value === undefined && <p class="empty">Смотрим в CRM…</p>}
      <div class="own-leads" data-testid="own-leads">
        {room.value !== undefined && own.length === 0 && (
          <p class="empty">У гостя {guest.value?.name || ''} сделки ещё нет: после первого сообщения её заведёт amoCRM.</p>
        )}
        {own.map(({ lead, stage }) => (
          <LeadCard key={lead.id} lead={lead} stage={stage} stages={board.map(({ name }) => name)} as={actor.value} />
        ))}
      </div>
      <h3>Вся воронка</h3>
      <ol class="stages">
        {board.map(({ name, leads }) => (
          <li key={name}>
            <h4>
              {name} <span class="count">{leads.length}</span>
            </h4>
            {leads.map((lead) => (
              <LeadRow key={lead.id} lead={lead} isOwn={isOfGuest(lead)} />
            ))}
          </li>
        ))}
      </ol>
    </>
  );
}

/** One line; it picks up the phone of its guest. */
function LeadRow({ lead: { guests, name, leader, tasks }, isOwn }: { lead: BoardLead; isOwn: boolean }) {
  const [first] = guests;
  return (
    <button
      type="button"
      class={`lead-row${isOwn ? ' is-own' : ''}`}
      disabled={first === undefined}
      onClick={() => first && choose(first.phone)}
    >
      <span>
        <b>{guests.map((one) => one.name).join(', ') || 'без контакта'}</b> <small>{name}</small>
      </span>
      {tasks.length > 0 && <span class="badge badge-tasks">задач {tasks.length}</span>}
      {leader !== null && <span class={`badge badge-${leader === 'Бот' ? 'bot' : 'person'}`}>{leader}</span>}
    </button>
  );
}
