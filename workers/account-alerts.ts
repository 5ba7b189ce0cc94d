import type { AccountTrouble } from '../activities/amocrm/errors.ts';
import type { RaisedAlert } from '../workflows/alerts/messages.ts';

const HOUR_MS = 3_600_000;

export interface AccountAlertsDeps {
  /** With OAuth an administrator agrees (again); a long-lived token is made anew. */
  withOAuth: boolean;
  raise: (alert: RaisedAlert) => void;
  now?: () => number;
}

const NOT_CONNECTED =
  'Estafeta не подключена к amoCRM: согласия ещё не было, оно отозвано или истекло. Администратору amoCRM нужно подключить её: npm run setup:amocrm покажет ссылку. Гостям бот отвечает, запись в CRM ждёт.';

const TEXTS: Readonly<Record<AccountTrouble, string>> = {
  AMOCRM_UNAUTHORIZED:
    'amoCRM не принимает токен Estafeta: он истёк, отозван или его пользователь удалён. Выпустите новый токен и перезапустите worker. Гостям бот отвечает, запись в CRM ждёт.',
  AMOCRM_UNPAID: 'Аккаунт amoCRM не оплачен. Гостям бот отвечает, запись в CRM ждёт оплаты.',
  AMOCRM_BLOCKED:
    'amoCRM закрыла нам доступ: слишком много запросов или адрес не в белом списке. Обратитесь в поддержку amoCRM. Гостям бот отвечает, запись в CRM ждёт.',
};

/** One alert a day for each trouble of the account, however many requests meet it; told again at most once an hour, should it not be stored. */
export function accountAlerts({ withOAuth, raise, now = Date.now }: AccountAlertsDeps): (trouble: AccountTrouble) => void {
  const texts = withOAuth ? { ...TEXTS, AMOCRM_UNAUTHORIZED: NOT_CONNECTED } : TEXTS;
  const toldAtMs = new Map<AccountTrouble, number>();
  return (trouble) => {
    const atMs = now();
    if (atMs - (toldAtMs.get(trouble) ?? -HOUR_MS) < HOUR_MS) return;
    toldAtMs.set(trouble, atMs);
    raise({ id: `${trouble}-${new Date(atMs).toISOString().slice(0, 10)}`, atMs, about: 'crmAccount', text: texts[trouble] });
  };
}
