import { settings } from '../session.ts';
import { when } from '../time.ts';
import { KIND_WORDS } from '../words.ts';
import type { View } from './open-dialog.tsx';

type Lead = NonNullable<View['card']>['leads'][number];

const money = new Intl.NumberFormat('ru-RU', { style: 'currency', currency: 'RUB', maximumFractionDigits: 0 });

/** What the CRM said, and when. */
export function Card({ view: { card, leadId, nowMs, requestKind } }: { view: View }) {
  return (
    <section aria-label="Карточка CRM">
      <h2>Карточка CRM</h2>
      <p>
        Обращение: <strong>{KIND_WORDS[requestKind] ?? requestKind}</strong>
      </p>
      {card === null ? (
        <p class="empty">Карточку ещё не прочитали.</p>
      ) : (
        <>
          <Contact contact={card.contact} />
          {card.leads.length === 0 && <p class="empty">Сделок нет.</p>}
          {card.leads.map((lead) => (
            <LeadCard key={lead.id} lead={lead} isTheOne={lead.id === leadId} />
          ))}
          <p class="quiet">Прочитано {when(card.readAtMs, nowMs)}</p>
        </>
      )}
    </section>
  );
}

function Contact({ contact }: { contact: NonNullable<View['card']>['contact'] }) {
  if (contact === null) return <p class="empty">Контакта в CRM нет.</p>;
  const name = [contact.firstName, contact.patronymic, contact.lastName].filter((part) => part !== undefined).join(' ');
  return (
    <>
      <p>{name === '' ? 'Без имени' : name}</p>
      {contact.notes.length > 0 && (
        <ul>
          {contact.notes.map((note, index) => (
            <li key={index}>{note}</li>
          ))}
        </ul>
      )}
    </>
  );
}

function LeadCard({ lead, isTheOne }: { lead: Lead; isTheOne: boolean }) {
  const { crmUrl, stages } = settings.value;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Этап', stages[lead.stage] ?? lead.stage],
    ['Заезд', lead.arrival],
    ['Выезд', lead.departure],
    ['Программа', lead.programme],
    ['Категория', lead.roomCategory],
    ['Гостей', lead.guests?.toString()],
    ['Сумма', lead.amountRub === undefined ? undefined : money.format(lead.amountRub)],
  ];
  const title = `Сделка ${lead.id}`;
  return (
    <article class={isTheOne ? 'lead current' : 'lead'}>
      <h3>
        {crmUrl === null ? (
          title
        ) : (
          <a href={`${crmUrl}/leads/detail/${lead.id}`} target="_blank" rel="noreferrer">
            {title}
          </a>
        )}
        {isTheOne && <span class="quiet"> · об этой идёт речь</span>}
      </h3>
      <dl>
        {facts.map(
          ([name, value]) =>
            value !== undefined && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
    </article>
  );
}
