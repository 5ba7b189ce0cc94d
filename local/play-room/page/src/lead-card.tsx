import type { BoardLead, BoardTask } from '../../messages.ts';
import { act } from './acts.ts';
import type { Person } from './people.ts';
import { dayAndTimeOf } from './time.ts';

const LEADERS = ['Бот', 'Менеджер'] as const;
const UNSORTED = 'Неразобранное';
const rubles = new Intl.NumberFormat('ru');

interface LeadCardProps {
  lead: BoardLead;
  stage: string;
  stages: readonly string[];
  as: Person;
}

/** A lead as its manager has it open: everything that a dialog does to it, and what a person can do. */
export function LeadCard({ lead, stage, stages, as }: LeadCardProps) {
  const { id, name, price, responsible, leader, tasks, notes } = lead;
  return (
    <article class="lead" aria-label={`Сделка ${name}`}>
      <p class="lead-top">
        <b>{name}</b> <span class="quiet">ответственный {responsible}</span>
        {price > 0 && <span class="price">{rubles.format(price)} ₽</span>}
      </p>
      <label class="field">
        <span>Этап</span>
        <select
          value={stage}
          data-testid="lead-stage"
          onChange={({ currentTarget }) => void act('crm', { do: 'move', as, lead: id, stage: currentTarget.value })}
        >
          {stages.map((one) => (
            <option key={one} value={one} disabled={one === UNSORTED && stage !== UNSORTED}>
              {one}
            </option>
          ))}
        </select>
      </label>
      <div class="field" role="group" aria-label="Ведёт диалог">
        <span>Ведёт диалог{leader === null || leader === 'Бот' || leader === 'Менеджер' ? '' : `: ${leader}`}</span>
        <span class="pair">
          {LEADERS.map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={leader === one}
              onClick={() => void act('crm', { do: 'lead-dialog', as, lead: id, leader: one })}
            >
              {one}
            </button>
          ))}
        </span>
      </div>
      {tasks.map((task) => (
        <Task key={task.id} task={task} as={as} />
      ))}
      {notes.length > 0 && (
        <ul class="notes" aria-label="Последние примечания">
          {notes.map((note, place) => (
            <li key={place}>{note}</li>
          ))}
        </ul>
      )}
      {stage === 'Предварительная бронь' && (
        <button type="button" onClick={() => void act('crm', { do: 'pay', lead: id })}>
          Гость оплатил
        </button>
      )}
    </article>
  );
}

function Task({ task: { id, type, text, responsible, dueAtMs }, as }: { task: BoardTask; as: Person }) {
  return (
    <div class="task">
      <p>
        <b>{type}</b>{' '}
        <span class="quiet">
          {responsible}, до {dayAndTimeOf(dueAtMs)}
        </span>
      </p>
      <p class="task-text">{text}</p>
      <button type="button" onClick={() => void act('crm', { do: 'complete-task', as, task: id })}>
        Выполнить
      </button>
    </div>
  );
}
