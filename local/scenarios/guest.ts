import type { PactPhone } from '../cli/pact-phone.ts';
import { isOpen } from './crm-guest.ts';
import type { Observer } from './observer.ts';
import type { PassingTime } from './passing-time.ts';

/** The guest with the phone in the hand. */
export class Guest {
  private readonly phone: PactPhone;
  private readonly observer: Observer;
  private readonly time: PassingTime;

  constructor(phone: PactPhone, observer: Observer, time: PassingTime) {
    this.phone = phone;
    this.observer = observer;
    this.time = time;
  }

  /** Writes and waits for the answer: the pause after which the bot speaks passes. */
  async writes(text: string): Promise<void> {
    await this.sends(text);
    await this.time.quiet();
  }

  /** Writes; no time passes but what it takes to reach the dialog. amoCRM makes a newcomer's lead before that. */
  async sends(text: string): Promise<void> {
    const { observer } = this;
    const isFirst = !observer.messages.some(({ income }) => income);
    const makesLead = isFirst && !observer.crm.leads.some(isOpen);
    await this.phone.write(text);
    await observer.eventually(
      () => (!makesLead || observer.crm.leads.some(isOpen)) && this.isTakenIn(),
      () => `сообщение гостя «${text}» в диалоге${makesLead ? ' и сделка в amoCRM' : ''}`,
    );
  }

  private isTakenIn(): boolean {
    const { messages, view } = this.observer;
    const last = messages.findLast(({ income }) => income);
    return view?.transcript.some(({ id }) => id === String(last?.id)) ?? false;
  }
}
