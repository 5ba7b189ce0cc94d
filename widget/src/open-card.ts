import type { Openings } from './openings.ts';
import { paint, type Painting } from './panel.ts';
import { Refused, type Service, type Shown } from './service.ts';
import { BUTTONS, isAnothers, LOOKING, refusalInWords, troubleInWords, wordsOf } from './words.ts';

const LOOK_EVERY_MS = 10_000;
const LOOK_AT_LEAST_EVERY_MS = 80_000;

/** One card on the screen: asks, shows, acts, and looks again while somebody can see it. */
export class OpenCard {
  readonly leadId: number;
  readonly #service: Service;
  readonly #openings: Openings;
  /** Nobody has been told yet that the card was opened. */
  #toReport = true;
  #shown: Shown | undefined;
  #pass: string | undefined;
  /** What a button was refused with. */
  #refusal: Refused | undefined;
  /** Why nothing can be shown. */
  #trouble: unknown;
  #failures = 0;
  #acts = 0;
  #busy = false;
  #looking = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #over = false;

  constructor(leadId: number, service: Service, openings: Openings) {
    this.leadId = leadId;
    this.#service = service;
    this.#openings = openings;
    document.addEventListener('visibilitychange', this.#seenAgain);
    this.repaint();
    void this.#look();
  }

  stop(): void {
    this.#over = true;
    clearTimeout(this.#timer);
    document.removeEventListener('visibilitychange', this.#seenAgain);
  }

  repaint(): void {
    if (!this.#over) paint(this.#painting(), () => void this.#press());
  }

  readonly #seenAgain = (): void => {
    if (!document.hidden) void this.#look();
  };

  /** Not while the tab is hidden: an opening that nobody sees is none, and nobody looks on. What an act has overtaken does not count. */
  async #look(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#over || this.#busy || this.#looking || document.hidden) return;
    this.#looking = true;
    const acts = this.#acts;
    const news = await this.#read().catch((error: unknown) => ({ error }));
    this.#looking = false;
    if (acts !== this.#acts) return;
    if (news !== undefined && 'error' in news) this.#failed(news.error);
    else this.#looked(news);
    this.#lookLater();
  }

  /** Nothing where it is as it was. */
  async #read(): Promise<Shown | undefined> {
    if (this.#shown !== undefined && this.#pass !== undefined && !this.#toReport) {
      try {
        const { card, mark } = await this.#service.look(this.#pass, this.#shown.mark);
        return card === null ? undefined : { card, mark };
      } catch (error) {
        if (!(error instanceof Refused && error.status === 401)) throw error; // the pass is too old: a token brings a new one
      }
    }
    const { pass, ...shown } = await this.#askAnew();
    this.#pass = pass;
    return shown;
  }

  async #askAnew(): Promise<Shown & { pass: string }> {
    const opened = this.#toReport && this.#openings.isNew(this.leadId);
    if (opened) this.#openings.told(this.leadId);
    try {
      const answer = await this.#service.card(this.leadId, opened);
      this.#toReport = false;
      return answer;
    } catch (error) {
      if (opened) this.#openings.forget();
      throw error;
    }
  }

  #looked(news: Shown | undefined): void {
    this.#failures = 0;
    if (news === undefined) return;
    this.#shown = news;
    if (!isAnothers(news.card)) this.#refusal = undefined; // else the question whether to take it all the same stands
  }

  #failed(error: unknown): void {
    this.#failures += 1;
    this.#trouble = error;
  }

  async #press(): Promise<void> {
    const shown = this.#shown;
    const button = shown === undefined || this.#failures > 0 ? undefined : wordsOf(shown.card, Date.now()).button;
    if (shown?.card.key == null || button === undefined) return this.#look();
    const { key } = shown.card;
    clearTimeout(this.#timer);
    this.#acts += 1;
    this.#busy = true;
    this.repaint();
    try {
      const force = this.#refusal?.code === 'ALREADY_TAKEN';
      this.#shown = await (button === 'take' ? this.#service.take(this.leadId, key, force) : this.#service.release(this.leadId, key));
      this.#refusal = undefined;
    } catch (error) {
      if (error instanceof Refused) this.#refusal = error;
      else this.#failed(error);
    }
    this.#busy = false;
    this.#lookLater();
  }

  /** Where nothing answers the looks become rarer, up to one in 80 s. */
  #lookLater(): void {
    this.repaint();
    clearTimeout(this.#timer);
    if (this.#over || document.hidden) return;
    this.#timer = setTimeout(() => void this.#look(), Math.min(LOOK_EVERY_MS * 2 ** this.#failures, LOOK_AT_LEAST_EVERY_MS));
  }

  #painting(): Painting {
    if (this.#failures > 0) return { ...troubleInWords(this.#trouble), button: BUTTONS.retry };
    if (this.#shown === undefined) return { state: LOOKING };
    const { state, details, button } = wordsOf(this.#shown.card, Date.now());
    const refusal = this.#refusal;
    const label = refusal?.code === 'ALREADY_TAKEN' ? BUTTONS.force : button && BUTTONS[button];
    return { state, details, notice: refusal && refusalInWords(refusal), button: label, busy: this.#busy };
  }
}
