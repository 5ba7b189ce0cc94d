import { ApiClient } from './api-client.ts';
import { argumentsIn } from './arguments.ts';

const HELP = `Кто может войти в консоль. Нужен токен администратора или API_TOKEN.

  npm run operator -- list                                        у кого есть доступ и у кого был
  npm run operator -- admit "Анна" --role manager --amocrm 9500001   дать доступ: токен показывается один раз
  npm run operator -- admit "Олег" --role viewer                  наблюдателю номер в amoCRM не нужен
  npm run operator -- revoke <id из list>                         отозвать доступ

  --role viewer|manager|admin    наблюдатель, менеджер, администратор
  --amocrm                       номер пользователя в amoCRM
  --api, --token                 адрес и токен, если они не местные`;

const ROLES: Readonly<Record<string, string>> = { viewer: 'наблюдатель', manager: 'менеджер', admin: 'администратор' };

const { values, positionals } = argumentsIn({
  allowPositionals: true,
  options: {
    role: { type: 'string', default: 'manager' },
    amocrm: { type: 'string' },
    api: { type: 'string', default: `http://127.0.0.1:${process.env['PORT'] ?? 3000}` },
    token: { type: 'string', default: process.env['API_TOKEN'] ?? 'local-api-token' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const api = new ApiClient({ url: values.api, token: values.token });
const [command = 'help', subject = ''] = positionals;

async function list(): Promise<void> {
  const { operators } = await api.operators();
  if (operators.length === 0) console.log('Пока никому не дан доступ: npm run operator -- admit "Имя" …');
  for (const { id, name, role, amocrmUserId, revokedAtMs } of operators)
    console.log(
      `${id}  ${name}, ${ROLES[role] ?? role}${amocrmUserId === undefined ? '' : `, amoCRM ${amocrmUserId}`}${revokedAtMs === undefined ? '' : ', доступ отозван'}`,
    );
}

async function admit(): Promise<void> {
  if (subject === '') throw new Error('Назовите имя, например: npm run operator -- admit "Анна" --role manager --amocrm 9500001');
  if (!Object.hasOwn(ROLES, values.role)) throw new Error(`--role ${values.role}: такой роли нет, есть ${Object.keys(ROLES).join(', ')}.`);
  if (values.role !== 'viewer' && values.amocrm === undefined)
    throw new Error('Менеджер и администратор действуют от своего имени: укажите их номер в amoCRM, например --amocrm 9500001.');
  const id = values.amocrm === undefined ? {} : { amocrmUserId: Number(values.amocrm) };
  const { token } = await api.admit({ name: subject, role: values.role, ...id });
  console.log(`Токен, он показан один раз:\n\n  ${token}\n\nВойти: ${values.api}/`);
}

async function revoke(): Promise<void> {
  if (subject === '') throw new Error('Назовите id из npm run operator -- list.');
  await api.revoke(subject);
  console.log('Доступ отозван.');
}

const COMMANDS: Readonly<Record<string, () => Promise<void>>> = { list, admit, revoke };

try {
  const carryOut = values.help ? undefined : COMMANDS[command];
  if (carryOut !== undefined) await carryOut();
  else {
    console.log(HELP);
    if (!values.help && command !== 'help') process.exitCode = 1;
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
