import { AmocrmError } from '../../activities/amocrm/errors.ts';

/** What amoCRM said no with, as one sentence for whoever sets the account up. Undefined: no refusal of amoCRM's. */
export function refusalInWords(error: unknown): string | undefined {
  if (!(error instanceof AmocrmError)) return undefined;
  switch (error.code) {
    case 'AMOCRM_UNAUTHORIZED':
      return 'amoCRM не приняла токен (401). Создайте в настройках интеграции новый долгосрочный токен и впишите его в AMOCRM_TOKEN; с OAuth подключите Эстафету заново по ссылке.';
    case 'AMOCRM_UNPAID':
      return 'Аккаунт amoCRM не оплачен (402): оплатите его и запустите команду снова.';
    case 'AMOCRM_BLOCKED':
      return 'amoCRM не пускает нас (403): либо адрес этого сервера не в белом списке аккаунта, либо запросов было слишком много; снимает это администратор или поддержка amoCRM.';
    case 'AMOCRM_RATE_LIMITED':
      return 'amoCRM просит подождать (429): запустите команду снова через минуту.';
    case 'AMOCRM_UNAVAILABLE':
      return 'amoCRM не ответила. Проверьте AMOCRM_BASE_URL и сеть и запустите команду снова: сначала она посмотрит, что уже есть.';
    case 'AMOCRM_MALFORMED':
      return 'Ответ не похож на amoCRM: проверьте AMOCRM_BASE_URL, например https://sanatorium.amocrm.ru.';
    case 'AMOCRM_UNCONFIGURED':
      return error.message;
    case 'AMOCRM_REJECTED':
      return error.status === 403
        ? 'У токена нет прав администратора amoCRM (403): войдите администратором, создайте токен заново или дайте права пользователю токена.'
        : `amoCRM отказала: ${error.message}. Число воронок (50), этапов (100) и полей в аккаунте ограничено.`;
  }
}

/** One thing was refused, others may be taken; everything else concerns them all. */
export const isAboutThisOnly = (error: unknown): boolean =>
  error instanceof AmocrmError && error.code === 'AMOCRM_REJECTED' && error.status !== 403;
