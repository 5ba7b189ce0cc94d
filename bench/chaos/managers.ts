import { setTimeout as wait } from 'node:timers/promises';
import { PEOPLE } from '../../local/cli/people.ts';
import type { Act } from './asked.ts';
import type { ChaosGuest } from './guest.ts';
import type { Stage } from './stage.ts';

const ANNA = PEOPLE.anna;
/** A manager presses the button until it answers; outages are shorter. */
const PRESSES_WITHIN_MS = 60_000;
/** So long a person waits to see it before the guest writes on. */
const PATIENT_MS = 20_000;
const FOLLOWS_WITHIN_MS = 120_000;
/** No answer came of these: it may have been carried out, and is pressed again under the same key. */
const SILENT = [500, 502, 503, 504];

/** What a manager does about one guest; each act is written down with its instants. */
export class ChaosManager {
  private readonly guest: ChaosGuest;
  private readonly stage: Stage;
  private readonly key: string;

  constructor(guest: ChaosGuest, stage: Stage) {
    this.guest = guest;
    this.stage = stage;
    this.key = stage.keyOf(guest.asked.phone);
  }

  async takes(): Promise<void> {
    await this.noted({ what: 'take' }, async () => this.presses('take', {}));
  }

  async releases(): Promise<void> {
    await this.noted({ what: 'release' }, async (act) => {
      if ((await this.presses('release', {})) === 'refused') act.refused = true; // what took the dialog has not been heard of yet
    });
  }

  /** Through the product. */
  async says(text: string): Promise<void> {
    await this.noted({ what: 'say', text }, async () => this.presses('say', { text }));
  }

  /** Past the product. */
  async writes(text: string, surface: 'pact' | 'amo' | 'phone'): Promise<void> {
    await this.noted({ what: 'words', text }, async () => this.guest.pact.writeAsManager(text, surface));
  }

  /** «Ведёт диалог» in the card; waits until the dialog follows. */
  async setsField(value: 'Менеджер' | 'Бот'): Promise<void> {
    const leadId = await this.leadId();
    const act = await this.noted({ what: value === 'Бот' ? 'fieldBot' : 'fieldManager' }, async () =>
      this.stage.tell('amocrm', 'act', { as: 'anna', do: 'set-field', lead: leadId, field: 'Ведёт диалог', value }),
    );
    const followed = this.follows(act, value === 'Бот' ? 'withBot' : 'withManager');
    await Promise.race([followed, wait(PATIENT_MS)]);
  }

  /** Writes down when the dialog stood as the card says. */
  private async follows(act: Act, state: string): Promise<void> {
    for (const untilMs = Date.now() + FOLLOWS_WITHIN_MS; Date.now() < untilMs; await wait(200)) {
      const view = await this.stage.api.show(this.key).catch(() => undefined);
      if (this.guest.asked.acts.at(-1) !== act) return; // something else holds now
      if (view?.state !== state) continue;
      act.seenAtMs = Date.now();
      return;
    }
  }

  /** The lead must be there and known, else a person would have no card to work in. Errors: it never came. */
  private async leadId(): Promise<number> {
    for (const untilMs = Date.now() + PRESSES_WITHIN_MS; Date.now() < untilMs; await wait(300)) {
      const view = await this.stage.api.show(this.key).catch(() => undefined);
      if (view?.leadId != null) return view.leadId;
    }
    throw new Error(`Guest ${this.guest.asked.phone} has no lead after ${PRESSES_WITHIN_MS / 1_000} s`);
  }

  private async noted(act: Pick<Act, 'what' | 'text'>, carryOut: (act: Act) => Promise<unknown>): Promise<Act> {
    const noted: Act = { ...act, begunAtMs: Date.now(), doneAtMs: Infinity };
    this.guest.asked.acts.push(noted);
    await carryOut(noted);
    noted.doneAtMs = Date.now();
    return noted;
  }

  private async presses(name: 'take' | 'release' | 'say', fields: object): Promise<'done' | 'refused'> {
    const { urls, apiToken } = this.stage.stack;
    const pressed = `${name}-${this.guest.asked.phone}-${this.guest.asked.acts.length}`;
    const headers = { authorization: `Bearer ${apiToken}`, 'content-type': 'application/json', 'idempotency-key': pressed };
    const init = { method: 'POST', headers, body: JSON.stringify({ by: ANNA, ...fields }) };
    for (const untilMs = Date.now() + PRESSES_WITHIN_MS; Date.now() < untilMs; await wait(300)) {
      const answer = await fetch(`${urls.api}/dialogs/${this.key}/${name}`, { ...init, signal: AbortSignal.timeout(20_000) }).catch(
        () => undefined,
      );
      if (answer?.ok) return 'done';
      if (answer === undefined || SILENT.includes(answer.status)) continue;
      const { code } = (await answer.json()) as { code?: string };
      if (answer.status === 404 && code === 'UNKNOWN_DIALOG') continue; // its first message is still on the way
      if (name === 'release' && code === 'NOT_WITH_MANAGER') return 'refused';
      if (code === 'CONFLICT') continue;
      throw new Error(`${name} of ${this.guest.asked.phone} was refused: ${answer.status} ${code}`);
    }
    throw new Error(`${name} of ${this.guest.asked.phone}: no answer within ${PRESSES_WITHIN_MS / 1_000} s`);
  }
}
