import type { WidgetCard } from '../../api/widget/card.schema.ts';
import type { AmocrmWidget } from './amocrm.ts';

/** Estafeta said no; `message` is its sentence for people. Everything else that goes wrong is a plain Error: it does not answer. */
export class Refused extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, detail: string) {
    super(detail);
    this.status = status;
    this.code = code;
  }
}

export interface Shown {
  card: WidgetCard;
  mark: string;
}

/** A person waits in front of the card. */
const ANSWER_WITHIN_MS = 15_000;

/** Estafeta's addresses for the widget. */
export class Service {
  readonly #widget: AmocrmWidget;
  readonly #address: string;

  constructor(widget: AmocrmWidget, address: string) {
    this.#widget = widget;
    this.#address = address;
  }

  /** `opened`: report the opening too. The pass is for `look`. */
  card(leadId: number, opened: boolean): Promise<Shown & { pass: string }> {
    return this.#withToken('card', { leadId, opened });
  }

  take(leadId: number, key: string, force: boolean): Promise<Shown> {
    return this.#withToken('take', { leadId, key, ...(force ? { force } : {}) });
  }

  release(leadId: number, key: string): Promise<Shown> {
    return this.#withToken('release', { leadId, key });
  }

  /** Whether the card has changed since `mark`; uses up no token. `card` is null where it has not. */
  async look(pass: string, mark: string): Promise<{ card: WidgetCard | null; mark: string }> {
    const ending = new AbortController();
    const timer = setTimeout(() => ending.abort(), ANSWER_WITHIN_MS);
    try {
      const response = await fetch(`${this.#address}/widget/look`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-Widget-Pass': pass },
        body: JSON.stringify({ mark }),
        signal: ending.signal,
      });
      if (!response.ok) throw refusalIn(response.status, await response.text());
      return (await response.json()) as { card: WidgetCard | null; mark: string };
    } finally {
      clearTimeout(timer);
    }
  }

  /** amoCRM fetches a new one-time token for each of these. */
  #withToken<Answer>(path: string, body: unknown): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#widget
        .$authorizedAjax({
          url: `${this.#address}/widget/${path}`,
          method: 'POST',
          contentType: 'application/json',
          dataType: 'json',
          data: JSON.stringify(body),
          timeout: ANSWER_WITHIN_MS,
        })
        .done((answer) => resolve(answer as Answer))
        .fail((failed) => reject(refusalIn(failed?.status ?? 0, failed?.responseText ?? '')));
    });
  }
}

/** Of 500 and above nobody but Estafeta's own log can tell more: it does not answer. */
function refusalIn(status: number, text: string): Error {
  if (status < 400 || status >= 500) return new Error(`No answer (${status})`);
  try {
    const { code, detail } = JSON.parse(text) as { code?: unknown; detail?: unknown };
    if (typeof code === 'string' && typeof detail === 'string') return new Refused(status, code, detail);
  } catch {
    // not Estafeta's
  }
  return new Error(`No answer (${status})`);
}
