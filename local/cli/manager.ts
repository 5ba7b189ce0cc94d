import type { Manager } from '../../domain/dialog/dialog.ts';
import { ApiClient } from './api-client.ts';
import { argumentsIn } from './arguments.ts';
import { clock, listOf, stateWords, viewOf } from './manager-screens.ts';
import { PactPhone } from './pact-phone.ts';
import { isPerson, PEOPLE } from './people.ts';

const HELP = `Дела менеджера из терминала.

  npm run manager -- list                            диалоги (первые 50), ждущие менеджера сверху
  npm run manager -- show <телефон>                  переписка, что дальше и почему
  npm run manager -- take <телефон> [--force]        взять диалог (--force: забрать у другого)
  npm run manager -- hold <телефон> --minutes 90     держать: молчание не вернёт раньше
  npm run manager -- release <телефон>               вернуть боту
  npm run manager -- say <телефон> "текст"           написать клиенту через Эстафету
  npm run manager -- first <телефон> "текст"         написать первым: гость ещё не писал (--name "Ольга")
  npm run manager -- write <телефон> "текст"         написать мимо Эстафеты: из Pact (--surface amo|phone|pact)
  npm run manager -- open <телефон> --lead 42000001  ответственный открыл сделку
  npm run manager -- settle <телефон> --effect id --happened yes|no
  npm run manager -- crm                             что сейчас в симуляторе amoCRM
  npm run manager -- move <сделка> "этап"            передвинуть сделку в amoCRM
  npm run manager -- pay <сделка>                    робот amoCRM: предоплата получена
  npm run manager -- field <сделка> "Бот|Менеджер"   поле «Ведёт диалог»
  npm run manager -- done <задача>                   выполнить задачу
  npm run manager -- alerts                          тревоги

  --as anna|boris|senior             кто действует; по умолчанию anna
  --api, --token, --amocrm, --pact   адреса и токен, если они не местные

Вместо телефона годится ключ диалога из list.`;

const { values, positionals } = argumentsIn({
  allowPositionals: true,
  options: {
    as: { type: 'string', default: 'anna' },
    force: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '60' },
    lead: { type: 'string' },
    effect: { type: 'string' },
    happened: { type: 'string' },
    name: { type: 'string' },
    surface: { type: 'string', default: 'pact' },
    api: { type: 'string', default: `http://127.0.0.1:${process.env['PORT'] ?? 3000}` },
    token: { type: 'string', default: process.env['API_TOKEN'] ?? 'local-api-token' },
    amocrm: { type: 'string', default: `http://127.0.0.1:${process.env['SIM_AMOCRM_PORT'] ?? 4010}` },
    pact: { type: 'string', default: `http://127.0.0.1:${process.env['SIM_PACT_PORT'] ?? 4020}` },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

const api = new ApiClient({ url: values.api, token: values.token });
const [command = 'help', subject = '', text = ''] = positionals;

function actor(): Manager {
  if (!isPerson(values.as)) throw new Error(`--as ${values.as}: такого менеджера нет, есть ${Object.keys(PEOPLE).join(', ')}.`);
  return PEOPLE[values.as];
}

async function tell(name: string, fields: object = {}): Promise<void> {
  const { state, previous, holder } = await api.command(await keyOf(), name, actor(), fields);
  console.log(`Было: ${stateWords(previous)}. Стало: ${stateWords(state)}${holder?.name === undefined ? '' : `, ${holder.name}`}.`);
}

async function keyOf(): Promise<string> {
  if (subject === '') throw new Error('Назовите телефон гостя, например: npm run manager -- show 79000000999');
  return /^[+\d\s()-]+$/u.test(subject) ? api.keyOf(subject) : subject;
}

async function amocrm(control: string, init?: RequestInit): Promise<Response> {
  try {
    return await fetch(`${values.amocrm}/_sim/${control}`, init);
  } catch (error) {
    throw new Error(`Симулятор amoCRM не отвечает по адресу ${values.amocrm}. Запустите «npm start» в другом окне и повторите.`, {
      cause: error,
    });
  }
}

/** A person's act in the CRM itself. */
async function inCrm(control: string, body: object): Promise<void> {
  const response = await amocrm(control, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`Симулятор amoCRM ответил ${response.status}: ${answer.slice(0, 300)}`);
  console.log('Сделано.');
}

async function run(): Promise<void> {
  switch (command) {
    case 'list':
      return console.log(listOf((await api.list()).dialogs, Date.now()));
    case 'show':
      return console.log(viewOf(await api.show(await keyOf())));
    case 'alerts':
      return console.log(
        (await api.alerts()).alerts
          .map(({ atMs, about, contactKey = '', text: words }) => [clock(atMs), about, contactKey, words].join('  '))
          .join('\n') || 'Тревог нет.',
      );
    case 'take':
      return tell('take', { force: values.force });
    case 'release':
      return tell('release');
    case 'hold':
      return tell('hold', { untilMs: (await api.show(await keyOf())).nowMs + Number(values.minutes) * 60_000 });
    case 'say':
      return tell('say', { text });
    case 'first': {
      const { key, state } = await api.writeFirst({
        by: actor(),
        phone: subject,
        text,
        ...(values.name === undefined ? {} : { name: values.name }),
      });
      return console.log(`Диалог ${key}. Стало: ${stateWords(state)}.`);
    }
    case 'open':
      return tell('card-opened', { leadId: Number(values.lead) });
    case 'settle':
      if (values.happened !== 'yes' && values.happened !== 'no')
        throw new Error('Укажите --happened yes (ушло) или --happened no (не ушло).');
      return tell('settle', { effectId: values.effect, happened: values.happened === 'yes' });
    case 'write':
      return new PactPhone({ url: values.pact, phone: subject.replace(/\D/gu, ''), name: '' }).writeAsManager(
        text,
        values.surface as 'pact',
      );
    case 'move':
      return inCrm('act', { as: values.as, do: 'move', lead: Number(subject), stage: text });
    case 'field':
      return inCrm('act', { as: values.as, do: 'set-field', lead: Number(subject), field: 'Ведёт диалог', value: text });
    case 'done':
      return inCrm('act', { as: values.as, do: 'complete-task', task: Number(subject) });
    case 'pay':
      return inCrm('pay', { lead: Number(subject) });
    case 'crm':
      return console.log(JSON.stringify(await (await amocrm('state')).json(), undefined, 2));
    default:
      return console.log(HELP);
  }
}

try {
  await (values.help ? console.log(HELP) : run());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
