/** What amoCRM gives a widget, as far as this one uses it. */
export interface AmocrmWidget {
  callbacks?: Readonly<Record<string, (...args: never[]) => unknown>>;
  system(): { area?: string };
  get_settings(): Readonly<Record<string, unknown>>;
  render_template(panel: { caption: { class_name: string }; body: string; render: string }): unknown;
  /** As jQuery's `$.ajax`; sent with a one-time token that says who is looking. */
  $authorizedAjax(request: Readonly<Record<string, unknown>>): AjaxAnswer;
}

export interface AjaxAnswer {
  done(take: (body: unknown) => void): AjaxAnswer;
  fail(take: (failed: FailedAjax | undefined) => void): AjaxAnswer;
}

export interface FailedAjax {
  status?: number;
  responseText?: string;
}

interface AmocrmPage {
  APP?: { data?: { current_card?: { id?: unknown } } };
}

/** The lead whose card is open. None outside of cards (there is no `current_card`) and on a new card that is not saved yet (its id is 0). */
export function leadOnScreen(widget: AmocrmWidget): number | undefined {
  if (widget.system().area !== 'lcard') return undefined;
  const id = Number((globalThis as AmocrmPage).APP?.data?.current_card?.id);
  return Number.isInteger(id) && id > 0 ? id : undefined;
}

/** Where Estafeta is, as the administrator wrote it into the widget's settings; nothing where that is no address. */
export function addressIn(settings: Readonly<Record<string, unknown>>): string | undefined {
  const { address } = settings;
  if (typeof address !== 'string') return undefined;
  const trimmed = address.trim().replace(/\/+$/u, '');
  return /^https?:\/\/[^/\s]+/u.test(trimmed) ? trimmed : undefined;
}
