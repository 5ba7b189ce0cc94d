/** A refusal of the API's, or no answer at all, in a sentence for whoever clicked. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: string;

  constructor(code: string, sentence: string) {
    super(sentence);
    this.code = code;
  }
}

const OUR_WORDS: Readonly<Record<string, string>> = {
  UNAUTHORIZED: 'Токен неверный или отозван. Попросите новый у администратора Эстафеты.',
  TEMPORAL_AWAY: 'Temporal не отвечает. Сообщения гостей не пропадут; попробуйте через минуту.',
  NO_WORKER: 'Сервер диалогов не ответил вовремя. Обновите диалог, прежде чем повторить.',
  NO_JOURNAL: 'Журнал не подключён, поэтому считать не по чему. Его включает настройка DATABASE_URL.',
  JOURNAL_AWAY: 'Журнал не отвечает. Диалоги идут и без него; попробуйте через минуту.',
  UNKNOWN_DIALOG: 'Такого диалога нет.',
  CONFLICT: 'Диалог как раз меняется. Повторите через несколько секунд.',
  INTERNAL: 'Что-то сломалось у нас. Повторите; если не поможет, сообщите тем, кто следит за Эстафетой.',
};

interface ProblemBody {
  code?: string;
  title?: string;
  detail?: string;
}

/** A problem as a person reads it: our words where the API speaks to programs, its own where it already speaks to people. */
export function inWords({ code = 'INTERNAL', title, detail }: ProblemBody): Refusal {
  return new Refusal(code, OUR_WORDS[code] ?? detail ?? title ?? 'Сервер отказал без объяснений.');
}

/** Errors: Refusal. */
export async function ask<Answer>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<Answer> {
  const response = await fetch(path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  }).catch(() => {
    throw new Refusal('OFFLINE', 'Нет связи с Эстафетой. Проверьте сеть; ничего не отправлено.');
  });
  if (!response.ok) throw inWords((await response.json().catch(() => ({}))) as ProblemBody);
  return (response.status === 204 ? undefined : await response.json()) as Answer;
}

/** A command is carried out once, however often its answer is lost: the id is the browser's. */
export const command = (key: string, name: string, body: object = {}): Promise<unknown> => {
  const id = crypto.randomUUID();
  const send = (): Promise<unknown> =>
    fetch(`/dialogs/${encodeURIComponent(key)}/${name}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', 'idempotency-key': id },
    }).then(async (response) => {
      if (!response.ok) throw inWords((await response.json().catch(() => ({}))) as ProblemBody);
      return response.json();
    });
  // Once more where the line broke: the same id does the same thing once.
  return send().catch((error: unknown) => {
    if (error instanceof Refusal) throw error;
    return send().catch((again: unknown) => {
      if (again instanceof Refusal) throw again;
      throw new Refusal('OFFLINE', 'Нет связи с Эстафетой. Посмотрите на диалог, прежде чем повторить.');
    });
  });
};

export const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : 'Не получилось. Повторите.');
