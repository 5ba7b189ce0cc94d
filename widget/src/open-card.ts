import type { WidgetCard } from '../../api/widget/card.schema.ts';
import { paint, type Painting } from './panel.ts';
import { Refused, type Service, type Shown } from './service.ts';
import { BUTTONS, LOOKING, NO_ANSWER, NO_ANSWER_DETAILS, wordsOf } from './words.ts';

const LOOK_EVERY_MS = 10_000;
const LOOK_AT_LEAST_EVERY_MS = 80_000;

/** One card on the screen: asks, shows, acts, and looks again while somebody can see it. */
export class OpenCard {
  readonly leadId: number;
  readonly #service: Service;
  /** Nobody has been told yet that the card was opened. */
  #toReport: boolean;
  #shown: Shown | undefined;
  #pass: string | undefined;
  #notice: string | undefined;
  #force = false;
  #busy = false;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #over = false;

  constructor(leadId: number, service: Service, report: boolean) {
    this.leadId = leadId;
    this.#service = service;
    this.#toReport = report;
    document.addEventListener('visibilitychange', this.#seenAgain);
    this.repaint();
    void this.#refresh();
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
    if (!document.hidden) void this.#refresh();
  };

  /** Not while the tab is hidden: an opening that nobody sees is none, and nobody looks on. */
  async #refresh(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#over || this.#busy || document.hidden) return;
    await this.#carryOut(() => this.#read());
  }

  async #read(): Promise<void> {
    if (this.#shown !== undefined && this.#pass !== undefined && !this.#toReport) {
      try {
        const { card, mark } = await this.#service.look(this.#pass, this.#shown.mark);
        if (card !== null) this.#show({ card, mark });
        return;
      } catch (error) {
        if (!(error instanceof Refused && error.status === 401)) throw error; // the pass is too old: a token brings a new one
      }
    }
    const { pass, ...shown } = await this.#service.card(this.leadId, this.#toReport);
    this.#toReport = false;
    this.#pass = pass;
    this.#show(shown);
  }

  async #press(): Promise<void> {
    const act = this.#act();
    if (act === undefined || this.#shown?.card.key == null) return this.#refresh();
    const { key } = this.#shown.card;
    const force = this.#force;
    clearTimeout(this.#timer);
    await this.#carryOut(async () => {
      this.#show(await (act === 'take' ? this.#service.take(this.leadId, key, force) : this.#service.release(this.leadId, key)));
    });
  }

  #act(): 'take' | 'release' | undefined {
    return this.#failures > 0 || this.#shown === undefined ? undefined : wordsOf(this.#shown.card, Date.now()).button;
  }

  async #carryOut(work: () => Promise<void>): Promise<void> {
    this.#busy = true;
    this.repaint();
    try {
      await work();
      this.#failures = 0;
    } catch (error) {
      this.#failed(error);
    }
    this.#busy = false;
    this.repaint();
    this.#lookLater();
  }

  /** A refusal is told beside the card, which is asked for anew; a second «Взять» then means it (SPEC D-54). */
  #failed(error: unknown): void {
    if (!(error instanceof Refused) || this.#shown === undefined) {
      this.#failures += 1;
      return;
    }
    this.#notice = error.message;
    this.#force = error.code === 'ALREADY_TAKEN';
  }

  #show(shown: Shown): void {
    this.#shown = shown;
    this.#notice = undefined;
    this.#force = false;
  }

  /** Where nothing answers the looks become rarer, up to one in 80 s. */
  #lookLater(): void {
    clearTimeout(this.#timer);
    if (this.#over || document.hidden) return;
    this.#timer = setTimeout(() => void this.#refresh(), Math.min(LOOK_EVERY_MS * 2 ** this.#failures, LOOK_AT_LEAST_EVERY_MS));
  }

  #painting(): Painting {
    const busy = this.#busy;
    if (this.#failures > 0) return { state: NO_ANSWER, details: [NO_ANSWER_DETAILS], button: BUTTONS.retry, busy };
    if (this.#shown === undefined) return { state: LOOKING };
    const { state, details, button } = wordsOf(this.#shown.card satisfies WidgetCard, Date.now());
    return { state, details, notice: this.#notice, button: this.#force ? BUTTONS.force : button && BUTTONS[button], busy };
  }
}
