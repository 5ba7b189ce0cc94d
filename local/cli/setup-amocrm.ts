import { fileURLToPath } from 'node:url';
import { AmocrmClient } from '../../activities/amocrm/client.ts';
import { longLived } from '../../activities/amocrm/token-source.ts';
import { ConfigError, type SetupEnv } from '../../config/env.ts';
import { loadPolicyFile, PolicyError } from '../../config/policy.ts';
import { consentInWords } from '../setup/consent.ts';
import { keptTokens, type Kept } from '../setup/kept-tokens.ts';
import { terminalQuestion } from '../setup/question.ts';
import { setUp, type Outcome } from '../setup/set-up.ts';
import { settingsOf } from '../setup/settings.ts';
import { webhookAddress } from '../setup/wanted.ts';
import { argumentsIn } from './arguments.ts';

const HELP = `Сверяет аккаунт amoCRM с файлом правил (config/policy.yaml, раздел crm) и создаёт недостающее, спрашивая о каждом.

  npm run setup:amocrm              показать и спросить
  npm run setup:amocrm -- --check   только показать; код 1, если чего-то не хватает
  npm run setup:amocrm -- --yes     создать всё без вопросов

  --local   симулятор, который запускает «npm start» (порт SIM_AMOCRM_PORT, 4010); так же, если не задано ни одной AMOCRM_…

Настройки те же, что у worker: AMOCRM_BASE_URL, AMOCRM_TOKEN или AMOCRM_CLIENT_ID и AMOCRM_CLIENT_SECRET, AMOCRM_ACCOUNT_ID,
PUBLIC_URL, WEBHOOK_SECRET, POLICY_FILE. Нужен токен администратора. С OAuth команда покажет ссылку для подключения, а токен
прочтёт у worker через Temporal (TEMPORAL_ADDRESS).

Без терминала и без --yes команда только показывает. Ctrl-C в любой момент: начатое закончится, новое не начнётся.
Код выхода: 0 всё на месте, 1 чего-то не хватает, 2 проверить не удалось, 130 прервано.`;

/** The root of the project, and in the image of what was built. */
const ROOT = new URL('../../', import.meta.url);
/** amoCRM takes 7 requests a second of an integration; a running worker has 6 of them (facts/amocrm.md §2.1). */
const REQUESTS_PER_SECOND = 1;
const EXIT: Readonly<Record<Outcome, number>> = { complete: 0, incomplete: 1, failed: 2, interrupted: 130 };

const { values } = argumentsIn({
  options: {
    check: { type: 'boolean', default: false },
    yes: { type: 'boolean', default: false },
    local: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const interrupt = new AbortController();
const say = (line: string): void => console.log(line);

async function accessOf(env: SetupEnv): Promise<Kept> {
  if (env.AMOCRM_TOKEN !== undefined) return { tokens: longLived(env.AMOCRM_TOKEN) };
  const kept = await keptTokens(env);
  if ('without' in kept) say(`${kept.without}\n\n${consentInWords(env)}\n\nПотом запустите эту команду снова: она сверит аккаунт.`);
  return kept;
}

async function run(): Promise<Outcome> {
  const { env, isLocal } = settingsOf(process.env, values.local);
  const { crm: names } = loadPolicyFile(fileURLToPath(new URL(env.POLICY_FILE, ROOT)));
  const { AMOCRM_BASE_URL: baseUrl, PUBLIC_URL: publicUrl, WEBHOOK_SECRET: secret } = env;
  say(`amoCRM: ${new URL(baseUrl).host}${isLocal ? ' (симулятор; для настоящей задайте AMOCRM_BASE_URL и токен)' : ''}`);
  const access = await accessOf(env);
  if ('without' in access) return 'failed';
  const destination =
    publicUrl === undefined || secret === undefined ? undefined : webhookAddress({ PUBLIC_URL: publicUrl, WEBHOOK_SECRET: secret });
  return setUp({
    amocrm: new AmocrmClient({ baseUrl, token: access.tokens, requestsPerSecond: REQUESTS_PER_SECOND }),
    wanted: { names, destination, accountId: env.AMOCRM_ACCOUNT_ID },
    say,
    ask: question(),
    interrupted: interrupt.signal,
  });
}

function question(): ((words: string) => Promise<boolean>) | undefined {
  if (values.check) return undefined;
  if (values.yes) return () => Promise.resolve(true);
  return process.stdin.isTTY && process.stdout.isTTY
    ? terminalQuestion({ input: process.stdin, output: process.stdout }, interrupt)
    : undefined;
}

/** In a sentence what people can mend, with its place what is our own mistake. */
const wordsOf = (error: unknown): unknown => (error instanceof ConfigError || error instanceof PolicyError ? error.message : error);

if (values.help) say(HELP);
else {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupt.abort());
  try {
    process.exit(EXIT[await run()]);
  } catch (error) {
    console.error(wordsOf(error));
    process.exit(EXIT.failed);
  }
}
