import type { Numbers } from '../../../api/numbers/numbers.schema.ts';
import { managerName } from '../session.ts';
import { duration } from '../time.ts';

const MINUTE_MS = 60_000;
const RETURN_WORDS: Readonly<Record<string, string>> = { silence: 'менеджер молчал', field: 'поле «Ведёт диалог»', button: 'кнопка' };

type Row = readonly [what: string, value: string | number];

export function Figures({ numbers }: { numbers: Numbers }) {
  const { now, dialogs, handoffs, toTake, toFirstHumanWord, returns, finalTouches, bookings } = numbers;
  return (
    <div class="figures">
      {now !== null && (
        <Table
          title="Сейчас"
          rows={[
            ['Ждут менеджера', now.awaitingManager],
            ['Ведут менеджеры', now.withManager],
            ['Ведёт бот', now.withBot],
          ]}
        />
      )}
      <Table
        title="Диалоги"
        rows={[
          ['Открыто', dialogs.opened],
          ['Из них пока без участия людей', share(dialogs.openedWithoutPeople, dialogs.opened)],
          ['Закрыто', dialogs.closed],
          ['Закрыл один бот', share(dialogs.closedByBotAlone, dialogs.closed)],
        ]}
      />
      <Table
        title="Передачи менеджеру"
        rows={[['Всего', handoffs.total], ...handoffs.byReason.map(({ words, count }): Row => [words, count])]}
      />
      <Table
        title="Как долго ждали, рабочее время"
        rows={[...waits('До «взял»', toTake), ...waits('До первого слова человека', toFirstHumanWord)]}
      />
      <Table
        title="Возвраты боту"
        rows={returns.length === 0 ? [['Не было', 0]] : returns.map(({ how, count }): Row => [RETURN_WORDS[how] ?? how, count])}
      />
      <Table
        title="Последнее касание"
        rows={[
          ['Отправлено', finalTouches.sent],
          ['Гость вернулся', share(finalTouches.cameBack, finalTouches.sent)],
          ['Не ответил', finalTouches.unanswered],
          ['Не вышло: звонит человек', finalTouches.failed],
        ]}
      />
      <Table
        title="Предоплаты по тому, кто вёл последним"
        rows={
          bookings.length === 0
            ? [['Не было', 0]]
            : bookings.map(({ owner, managerId, count }): Row => [ownerWords(owner, managerId), count])
        }
      />
    </div>
  );
}

function Table({ title, rows }: { title: string; rows: readonly Row[] }) {
  return (
    <table>
      <caption>{title}</caption>
      <tbody>
        {rows.map(([what, value]) => (
          <tr key={what}>
            <th scope="row">{what}</th>
            <td>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const share = (part: number, whole: number): string => (whole === 0 ? String(part) : `${part} (${Math.round((part / whole) * 100)} %)`);

function waits(what: string, { count, without, medianMs, p90Ms }: Numbers['toTake']): Row[] {
  const minutes = (ms: number | null): string => (ms === null ? '—' : duration(Math.round(ms / MINUTE_MS)));
  return [
    [`${what}: обычно`, minutes(medianMs)],
    [`${what}: 9 из 10 не дольше`, minutes(p90Ms)],
    [`${what}: дождались / нет`, `${count} / ${without}`],
  ];
}

const ownerWords = (owner: 'bot' | 'manager', managerId: number | null): string =>
  owner === 'bot' ? 'Бот' : (managerName(managerId) ?? 'Менеджер (WhatsApp)');
