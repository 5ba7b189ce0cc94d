import type { RefusalCode } from '../workflows/dialog/messages.ts';

/** Every way this API says no. The codes are part of its contract: callers branch on them. */
export type ProblemCode =
  | RefusalCode
  | 'MALFORMED_BODY'
  | 'MALFORMED_QUERY'
  | 'UNAUTHORIZED'
  | 'FORBIDDEN'
  | 'UNKNOWN_OPERATOR'
  | 'WIDGET_OFF'
  | 'WIDGET_TOKEN_REFUSED'
  | 'NOT_FOUND'
  | 'UNKNOWN_DIALOG'
  | 'TEMPLATE_NEEDED'
  | 'BODY_TOO_LARGE'
  | 'UNREADABLE_REQUEST'
  | 'MEDIA_GONE'
  | 'MEDIA_HOST_REFUSED'
  | 'MEDIA_TYPE_REFUSED'
  | 'MEDIA_TOO_LARGE'
  | 'MEDIA_UNREACHABLE'
  | 'MEDIA_TOO_SLOW'
  | 'CALLBACK_NOT_SIGNED'
  | 'BOT_MALFORMED'
  | 'TURN_OVER'
  | 'REFUSED'
  | 'CONFLICT'
  | 'NO_WORKER'
  | 'CRM_AWAY'
  | 'TEMPORAL_AWAY'
  | 'NO_JOURNAL'
  | 'JOURNAL_AWAY'
  | 'INTERNAL';

interface ProblemKind {
  status: number;
  title: string;
  /** What the caller does next: the last sentence of every detail. */
  next: string;
}

export const PROBLEMS: Readonly<Record<ProblemCode, ProblemKind>> = {
  // A manager reads these: the dialog says in Russian what happened and mostly what to do (domain/dialog/rules/commands.ts).
  ALREADY_TAKEN: { status: 409, title: 'Диалог ведёт другой менеджер', next: '' },
  NOT_WITH_MANAGER: { status: 409, title: 'Диалог не у менеджера', next: 'Обновите диалог на экране.' },
  NOT_RESPONSIBLE: { status: 409, title: 'Сделка другого менеджера', next: 'Чтобы вести диалог, возьмите его кнопкой.' },
  NO_SUCH_EFFECT: { status: 409, title: 'Отмечать нечего', next: 'Обновите диалог на экране.' },
  HOLD_TOO_LONG: { status: 422, title: 'Слишком долго', next: 'Назовите время ближе.' },
  HOLD_IN_PAST: { status: 422, title: 'Время уже прошло', next: '' },
  TEXT_EMPTY: { status: 422, title: 'Текст пуст', next: '' },
  TEXT_TOO_LONG: { status: 422, title: 'Текст слишком длинный', next: '' },
  MALFORMED: { status: 422, title: 'Команда составлена неверно', next: 'Сообщите тем, кто следит за Эстафетой.' },
  MALFORMED_BODY: {
    status: 400,
    title: 'The body is not what this address takes',
    next: 'Compare it with /docs, correct it and send it again.',
  },
  MALFORMED_QUERY: {
    status: 400,
    title: 'The query is not what this address takes',
    next: 'Compare it with /docs, correct it and send it again.',
  },
  UNAUTHORIZED: { status: 401, title: 'Who are you?', next: 'Log in, or send the header "Authorization: Bearer <token>".' },
  FORBIDDEN: { status: 403, title: 'Нет прав', next: 'Права даёт администратор Эстафеты.' },
  WIDGET_OFF: {
    status: 404,
    title: 'The widget of the amoCRM card is switched off',
    next: 'Set AMOCRM_CLIENT_ID, AMOCRM_CLIENT_SECRET and AMOCRM_BASE_URL for the API (docs/widget.md).',
  },
  WIDGET_TOKEN_REFUSED: { status: 401, title: 'amoCRM не подтвердила, кто вы', next: 'Обновите карточку и попробуйте ещё раз.' },
  UNKNOWN_OPERATOR: { status: 404, title: 'No such operator', next: 'GET /operators lists them.' },
  NOT_FOUND: { status: 404, title: 'Nothing is here', next: 'The addresses are listed under /docs.' },
  UNKNOWN_DIALOG: { status: 404, title: 'No such dialog', next: 'GET /dialogs lists them; GET /dialogs?phone=… tells the key of a phone.' },
  TEMPLATE_NEEDED: { status: 422, title: 'Нужен шаблон', next: 'Когда гость напишет сам, ответьте в его диалоге.' },
  BODY_TOO_LARGE: { status: 413, title: 'The body is too large', next: 'Send at most 1 MB.' },
  UNREADABLE_REQUEST: { status: 400, title: 'The request cannot be read', next: 'Send it once more as plain, complete HTTP.' },
  MEDIA_GONE: { status: 404, title: 'The file is gone', next: 'Look for it in Pact.' },
  MEDIA_HOST_REFUSED: {
    status: 403,
    title: 'The file lies where we do not fetch',
    next: 'Look for it in Pact; MEDIA_HOSTS lists the hosts that are asked.',
  },
  MEDIA_TYPE_REFUSED: { status: 415, title: 'Not a kind of file that is handed on', next: 'Look at it in Pact.' },
  MEDIA_TOO_LARGE: { status: 413, title: 'The file is too large', next: 'Look at it in Pact, or raise MEDIA_MAX_MB.' },
  MEDIA_UNREACHABLE: { status: 502, title: 'The file cannot be fetched', next: 'Try again in a moment, or look at it in Pact.' },
  MEDIA_TOO_SLOW: { status: 504, title: 'The file did not come in time', next: 'Try again in a moment, or look at it in Pact.' },
  CALLBACK_NOT_SIGNED: {
    status: 403,
    title: 'This callback address is not ours',
    next: 'Use callbackUrl of the turn exactly as it was given.',
  },
  BOT_MALFORMED: {
    status: 400,
    title: 'The answer does not follow the bot contract',
    next: 'The turn has gone to a manager; correct the bot.',
  },
  TURN_OVER: { status: 409, title: 'The turn is over', next: 'Do not repeat it: what is unanswered is asked again or is with a manager.' },
  REFUSED: { status: 422, title: 'The dialog refused the command', next: 'Read the dialog and decide again.' },
  CONFLICT: { status: 409, title: 'The dialog could not take this just now', next: 'Repeat it with the same Idempotency-Key.' },
  NO_WORKER: {
    status: 504,
    title: 'Nobody answered in time',
    next: 'It may still be carried out: read the dialog before you repeat it, or repeat it with the Idempotency-Key you gave.',
  },
  CRM_AWAY: { status: 503, title: 'amoCRM не отвечает', next: 'Поищите по телефону или повторите через минуту.' },
  TEMPORAL_AWAY: {
    status: 503,
    title: 'Temporal cannot be reached',
    next: 'Repeat it in a moment: a webhook as it is, a command with the Idempotency-Key you gave or after a look at the dialog.',
  },
  NO_JOURNAL: {
    status: 503,
    title: 'There is no journal',
    next: 'Set DATABASE_URL for API and worker and start them again; `npm run journal:rebuild` tells what was before.',
  },
  JOURNAL_AWAY: { status: 503, title: 'The journal cannot be read', next: 'Repeat it in a moment; the dialogs go on without it.' },
  INTERNAL: { status: 500, title: 'Something went wrong on our side', next: 'Look for the request id in the log of the API.' },
};

interface ProblemOptions {
  /** Members of the answer besides the standard ones (RFC 9457 §3.2). */
  extras?: Readonly<Record<string, unknown>>;
  retryAfterSeconds?: number;
  cause?: unknown;
}

/** A refusal as the caller reads it: application/problem+json (RFC 9457). `because` is what happened and why, in one or two sentences. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;
  readonly status: number;
  readonly retryAfterSeconds: number | undefined;
  readonly #extras: Readonly<Record<string, unknown>>;

  constructor(code: ProblemCode, because: string, { extras = {}, retryAfterSeconds, cause }: ProblemOptions = {}) {
    super(because, { cause });
    this.code = code;
    this.status = PROBLEMS[code].status;
    this.retryAfterSeconds = retryAfterSeconds;
    this.#extras = extras;
  }

  body(): Record<string, unknown> {
    const { status, title, next } = PROBLEMS[this.code];
    return {
      ...this.#extras,
      type: `urn:estafeta:problem:${this.code}`,
      title,
      status,
      detail: `${this.message} ${next}`.trim(),
      code: this.code,
    };
  }
}
