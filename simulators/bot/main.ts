import { startBotSimulator } from './server.ts';

const LOCAL_SECRET = 'whsec_bG9jYWwtYm90LXNlY3JldC1lc3RhZmV0YQ==';

function portFromEnv(): number {
  const port = Number(process.env['SIM_BOT_PORT'] || '4030');
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new Error('SIM_BOT_PORT must be a port number, for example 4030.');
}

try {
  const dataDir = process.env['SIM_DATA_DIR'];
  const simulator = await startBotSimulator({
    port: portFromEnv(),
    secret: process.env['BOT_SECRET'] || LOCAL_SECRET,
    ...(dataDir ? { dataDir } : {}),
  });
  console.log(`Bot simulator listens on ${simulator.url}`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      void simulator.stop().then(() => process.exit(0));
    });
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
