import { fileURLToPath } from 'node:url';
import { ensureConsole } from './console-build.ts';
import { ensureLogins, type Login } from './logins.ts';
import { JOURNAL_PORT } from './journal/url.ts';
import { startPlayRoom, type PlayRoom } from './play-room/server.ts';
import { Stack, type Ports } from './stack.ts';
import { AWAITING_MANAGER, webUiList } from './web-ui.ts';
import { mustBeFree } from './temporal/ports.ts';

/** `npm start`: the whole product on this machine, until Ctrl-C; the next start goes on where this one ended. */
const NODE_NEEDED = [20, 19] as const;
const DATA = fileURLToPath(new URL('../.data/', import.meta.url));

function mustBeThisNode(): void {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [neededMajor, neededMinor] = NODE_NEEDED;
  if (major > neededMajor || (major === neededMajor && minor >= neededMinor)) return;
  throw new Error(
    `Node ${process.versions.node} is too old: Estafeta needs ${NODE_NEEDED.join('.')} or newer. Install it and start again.`,
  );
}

function portsFromEnvironment(): Ports & { playRoom: number } {
  const port = (name: string, standard: number): number => {
    const given = process.env[name];
    if (given === undefined || given === '') return standard;
    const value = Number(given);
    if (!Number.isInteger(value) || value < 1 || value > 65_535)
      throw new Error(`${name} must be a port number, for example ${name}=${standard}.`);
    return value;
  };
  return {
    api: port('PORT', 3000),
    metrics: port('METRICS_PORT', 9464),
    temporal: port('TEMPORAL_PORT', 7233),
    temporalUi: port('TEMPORAL_UI_PORT', 8233),
    amocrm: port('SIM_AMOCRM_PORT', 4010),
    pact: port('SIM_PACT_PORT', 4020),
    bot: port('SIM_BOT_PORT', 4030),
    journal: port('JOURNAL_PORT', JOURNAL_PORT),
    playRoom: port('PLAY_ROOM_PORT', 3010),
  };
}

/** The list without the short workflows: news of the CRM, and the look for missed webhooks each minute. */
const DIALOGS_ONLY = "WorkflowType='dialogWorkflow'";

const ROLES = { viewer: 'наблюдатель', manager: 'менеджер', admin: 'администратор' } as const;

function whatRunsWhere({ urls, apiToken, namespace, temporalAddress }: Stack, playRoom: PlayRoom, logins: readonly Login[]): string {
  const list = (query: string): string =>
    urls.temporalUi === undefined ? temporalAddress : webUiList({ base: urls.temporalUi, namespace }, query);
  return `
Эстафета работает. Ctrl-C останавливает всё; следующий запуск продолжит каждый диалог.

  Игровая комната      ${playRoom.url}
  Консоль              ${urls.api}/
${logins.map(({ name, role, token }) => `    ${name.padEnd(10)}${ROLES[role].padEnd(15)}${token}`).join('\n')}
  Диалоги в Temporal   ${list(DIALOGS_ONLY)}
  Ждут менеджера       ${list(AWAITING_MANAGER.query)}
  API и документация   ${urls.api}/docs   (Authorization: Bearer ${apiToken})
  amoCRM (симулятор)   ${urls.amocrm}/_sim/state
  Pact (симулятор)     ${urls.pact}/_sim/
  Бот (симулятор)      ${urls.bot}/_sim/
  Журналы процессов    .data/logs/

Дальше: откройте игровую комнату, в ней телефон гостя, консоль менеджера, amoCRM и часы. То же из терминала:
  npm run guest                     написать санаторию с телефона гостя
  npm run manager -- list           посмотреть диалоги глазами менеджера
  npm run demo                      все сценарии, около двух минут
`;
}

async function main(): Promise<void> {
  mustBeThisNode();
  const say = (line: string): void => console.log(line);
  const { playRoom: playRoomPort, ...ports } = portsFromEnvironment();
  const temporalAddress = process.env['TEMPORAL_ADDRESS'] || undefined;
  let playRoom: PlayRoom | undefined;
  const stack = new Stack({
    folder: DATA,
    ports,
    timeSkipping: true,
    temporalAddress,
    say,
    onUnexpectedEnd: (sentence) => {
      console.error(`${sentence}\nОстанавливаем остальное; подробности в .data/logs/.`);
      void stop(1);
    },
  });
  let stopping = false;
  async function stop(code: number): Promise<void> {
    if (stopping) return;
    stopping = true;
    await playRoom?.stop();
    await stack.stop();
    process.exit(code);
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (!stopping) console.log('\nОстанавливаем…');
      void stop(0);
    });
  }
  say('Запускаем Temporal, симуляторы, worker и API…');
  try {
    await ensureConsole();
    await mustBeFree(playRoomPort, 'the play room', 'PLAY_ROOM_PORT');
    await stack.start();
    playRoom = await startPlayRoom({ stack, port: playRoomPort, folder: DATA, isTemporalForeign: temporalAddress !== undefined });
  } catch (error) {
    if (stopping) return;
    console.error(error instanceof Error ? error.message : error);
    await stop(1);
    return;
  }
  const logins = await ensureLogins({ api: stack.urls.api, apiToken: stack.apiToken, folder: DATA });
  console.log(whatRunsWhere(stack, playRoom, logins));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
