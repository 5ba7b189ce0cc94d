import { startPactSimulator } from './server.ts';

const env = (name: string): string | undefined => process.env[name] || undefined;

function numberFrom(name: string, fallback: number): number {
  const value = Number(env(name) ?? fallback);
  if (!Number.isFinite(value) || value < 0) throw new Error(`${name} must be a number, for example ${fallback}.`);
  return value;
}

function limitsFromEnv(): boolean {
  const word = env('SIM_LIMITS') ?? 'on';
  if (word !== 'on' && word !== 'off') throw new Error('SIM_LIMITS must be on or off, for example SIM_LIMITS=off.');
  return word === 'on';
}

/** Started together with the amoCRM simulator (`--with-amocrm`), Pact is linked to it as the real one is. */
function amocrmUrl(): string | undefined {
  const port = env('SIM_AMOCRM_PORT') ?? '4010';
  const neighbour = process.argv.includes('--with-amocrm') && port !== '0' ? `http://127.0.0.1:${port}` : undefined;
  return env('SIM_AMOCRM_URL') ?? neighbour;
}

try {
  const simulator = await startPactSimulator({
    port: numberFrom('SIM_PACT_PORT', 4020),
    dataDir: env('SIM_DATA_DIR'),
    webhookUrl: env('SIM_PACT_WEBHOOK_URL'),
    amocrmUrl: amocrmUrl(),
    retrySeconds: numberFrom('SIM_PACT_RETRY_SECONDS', 60),
    limits: limitsFromEnv(),
  });
  console.log(`Pact simulator listens on ${simulator.url}`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      void simulator.stop().then(() => process.exit(0));
    });
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
