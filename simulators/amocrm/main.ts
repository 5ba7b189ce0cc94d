import { startAmocrmSimulator } from './server.ts';

const DEFAULT_PORT = 4010;

/** A number from the environment; anything else stops the start with a sentence. */
function numberFrom(name: string): number | undefined {
  const text = process.env[name];
  if (text === undefined || text === '') return undefined;
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0) throw new Error(`${name} is «${text}», but it must be a number, for example ${name}=3.`);
  return value;
}

/** On unless switched off. */
function limitsFromEnvironment(): boolean {
  const text = process.env['SIM_LIMITS'] ?? '';
  if (!['', 'on', 'off'].includes(text)) throw new Error(`SIM_LIMITS is «${text}», but it must be on or off.`);
  return text !== 'off';
}

async function main(): Promise<void> {
  const dataDir = process.env['SIM_DATA_DIR'];
  const autoLeadSeconds = numberFrom('SIM_AMOCRM_AUTO_LEAD_SECONDS');
  const simulator = await startAmocrmSimulator({
    port: numberFrom('SIM_AMOCRM_PORT') ?? DEFAULT_PORT,
    limits: limitsFromEnvironment(),
    ...(dataDir === undefined || dataDir === '' ? {} : { dataDir }),
    ...(autoLeadSeconds === undefined ? {} : { autoLeadSeconds }),
  });
  console.log(`amoCRM simulator: ${simulator.url} (controls: ${simulator.url}/_sim/)`);
  const stop = (): void => {
    void simulator.stop().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
