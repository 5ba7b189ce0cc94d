import { setTimeout as wait } from 'node:timers/promises';

/** A line of a conversation, as the Pact simulator's control tells it. */
export interface PhoneMessage {
  kind: string;
  id: number;
  income: boolean;
  text: string | null;
  created_at: string;
  status: string;
  author: string;
  attachments: readonly unknown[];
}

/** A guest's phone on the Pact simulator, with WhatsApp unless another messenger is named: writes as a guest or as a manager past us, and hears what comes. */
export class PactPhone {
  private readonly url: string;
  private readonly phone: string;
  private readonly name: string;
  private readonly provider: string;

  constructor({ url, phone, name, provider = 'whatsapp' }: { url: string; phone: string; name: string; provider?: string }) {
    this.url = url;
    this.phone = phone;
    this.name = name;
    this.provider = provider;
  }

  /** The guest writes. Errors: a sentence with the remedy when the simulator is away. */
  async write(text: string): Promise<void> {
    await this.post('guest-message', { phone: this.phone, name: this.name, provider: this.provider, text });
  }

  /** The guest sends a picture, without a word unless one is given. */
  async sendPhoto(text: string | null = null): Promise<void> {
    const { phone, name, provider } = this;
    await this.post('guest-message', { phone, name, provider, text, attachments: [{ kind: 'photo' }] });
  }

  /** A manager writes past us: from Pact, the CRM card or the phone. */
  async writeAsManager(text: string, surface: 'pact' | 'amo' | 'phone' = 'pact'): Promise<void> {
    await this.post('manager-message', { phone: this.phone, text, surface });
  }

  /** Everything said so far, oldest first. */
  async transcript(): Promise<PhoneMessage[]> {
    const response = await this.reach(`conversation?phone=${this.phone}&provider=${this.provider}`);
    const { messages } = (await response.json()) as { messages: PhoneMessage[] };
    return messages;
  }

  /** Hears each new message until `signal` ends it; a simulator that restarts is listened to again. */
  async listen(heard: (message: PhoneMessage) => void, signal: AbortSignal, lost: (sentence: string) => void): Promise<void> {
    for (let told = false; !signal.aborted;) {
      try {
        const response = await this.reach(`events?phone=${this.phone}`, { signal });
        told = false;
        await readEvents(response, heard);
      } catch (error) {
        if (signal.aborted) return;
        if (!told) lost(error instanceof Error ? error.message : String(error));
        told = true;
      }
      await wait(1_000, undefined, { signal }).catch(() => undefined);
    }
  }

  private async post(control: string, body: object): Promise<void> {
    const response = await this.reach(control, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`Симулятор Pact не принял сообщение (${response.status}): ${(await response.text()).slice(0, 300)}`);
  }

  private async reach(control: string, init?: RequestInit): Promise<Response> {
    try {
      return await fetch(`${this.url}/_sim/${control}`, init);
    } catch (error) {
      if (init?.signal?.aborted) throw error;
      throw new Error(`Симулятор Pact не отвечает по адресу ${this.url}. Запустите «npm start» в другом окне и повторите.`, {
        cause: error,
      });
    }
  }
}

async function readEvents(response: Response, heard: (message: PhoneMessage) => void): Promise<void> {
  if (response.body === null) return;
  let pending = '';
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    const events = (pending + chunk).split('\n\n');
    pending = events.pop() ?? '';
    for (const event of events) {
      const data = event.split('\n').find((line) => line.startsWith('data: '));
      if (data) heard(JSON.parse(data.slice('data: '.length)) as PhoneMessage);
    }
  }
}
