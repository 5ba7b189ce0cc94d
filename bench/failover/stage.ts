import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContactKey } from '../../contact/contact-key.ts';
import { PactPhone } from '../../local/cli/pact-phone.ts';
import type { Part } from '../../local/part.ts';
import { freePorts, Stack } from '../../local/stack.ts';
import { policyFile } from '../policy-file.ts';

/** The compiled product with two workers and no quiet time. */
export interface Stage {
  stack: Stack;
  /** Those that run now. */
  workers: Part[];
  end(): Promise<void>;
}

export async function setStage(): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'estafeta-failover-'));
  const stack = new Stack({
    folder,
    compiled: true,
    ports: await freePorts(),
    env: {
      POLICY_FILE: await policyFile(folder, { quiet: '0 s', quietMax: '1 s' }),
      PACT_PER_SECOND: '0',
      AMOCRM_PER_SECOND: '0',
      SIM_LIMITS: 'off',
      SIM_DATA_DIR: '', // they write their world whole at each change: not what is measured
      SIM_PACT_RETRY_SECONDS: '1',
      LOG_LEVEL: 'warn',
    },
  });
  const second = stack.anotherWorker('worker-2');
  const workers: Part[] = [stack.worker, second];
  const end = async (): Promise<void> => {
    await Promise.all(workers.map((worker) => worker.stop()));
    await stack.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await stack.start();
    await second.start();
  } catch (error) {
    await end();
    throw error;
  }
  return { stack, workers, end };
}

/** A guest with an open dialog; what was said, when, only Pact's simulator knows. */
export class Guest {
  /** Of the dialog. */
  readonly contactKey: string;
  private readonly pact: PactPhone;

  constructor(number: number, stack: Stack) {
    const phone = `7903${String(number).padStart(7, '0')}`;
    this.contactKey = createContactKey(stack.settings()['CONTACT_KEY_SECRET'] ?? '')({ phone });
    this.pact = new PactPhone({ url: stack.urls.pact, phone, name: 'Гость' });
  }

  async write(text: string): Promise<void> {
    await this.pact.write(text);
  }

  /** For each message of the guest's the time to the next one of ours; undefined while there is none. */
  async answeredAfterMs(): Promise<(number | undefined)[]> {
    const said = await this.pact.transcript();
    return said.flatMap(({ income, created_at: at }, place) => {
      if (!income) return [];
      const answer = said.slice(place + 1).find((later) => !later.income);
      return [answer && Date.parse(answer.created_at) - Date.parse(at)];
    });
  }
}
