import { startJournalServer } from './journal-server.ts';

/** The journal's database as a process of its own, until SIGTERM: `node local/journal/main.ts <folder> <port>`. */
const [folder = '', port = ''] = process.argv.slice(2);
const server = await startJournalServer({ folder, port: Number(port) });
process.send?.('ready');
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void server.stop().then(() => process.exit(0)));
