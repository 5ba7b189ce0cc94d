import { createInterface } from 'node:readline';
import { argumentsIn } from './arguments.ts';
import { PactPhone, type PhoneMessage } from './pact-phone.ts';

const HELP = `Телефон гостя: то, что вы пишете, уходит в WhatsApp (или другой мессенджер) санатория (симулятор Pact), ответы появляются здесь.

  npm run guest -- [--phone 79000000999] [--name "Ольга Петрова"]

  --phone  номер гостя, в любом виде; по умолчанию 79000000999
  --name   имя в WhatsApp; по умолчанию «Ольга»
  --channel  мессенджер, как его зовёт Pact: whatsapp, telegram_personal, telegram, max, max_bot …
  --pact   адрес симулятора Pact; по умолчанию http://127.0.0.1:4020

В разговоре: /фото отправляет снимок без подписи, /выход или Ctrl-C заканчивает.`;

const { values } = argumentsIn({
  options: {
    phone: { type: 'string', default: '79000000999' },
    name: { type: 'string', default: 'Ольга' },
    channel: { type: 'string', default: 'whatsapp' },
    pact: { type: 'string', default: `http://127.0.0.1:${process.env['SIM_PACT_PORT'] ?? 4020}` },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

if (values.help) {
  console.log(HELP);
} else {
  await talk(new PactPhone({ url: values.pact, phone: values.phone.replace(/\D/gu, ''), name: values.name, provider: values.channel }));
}

async function talk(phone: PactPhone): Promise<void> {
  const ended = new AbortController();
  const terminal = createInterface({ input: process.stdin, output: process.stdout, prompt: 'вы> ' });
  const shown = new Set<number>();
  const show = (message: PhoneMessage): void => {
    if (shown.has(message.id)) return;
    shown.add(message.id);
    if (message.income) return;
    process.stdout.write(`\r\u001B[K${authorOf(message)}> ${message.text ?? '[вложение]'}\n`);
    terminal.prompt(true);
  };

  try {
    const before = await phone.transcript();
    console.log(
      before.length === 0
        ? 'Новый разговор. Напишите что-нибудь, например «Здравствуйте, сколько стоит отдых в июле?» (/выход — закончить)'
        : 'Разговор продолжается:',
    );
    for (const message of before) {
      shown.add(message.id);
      console.log(`${message.income ? 'вы' : authorOf(message)}> ${message.text ?? '[вложение]'}`);
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
    terminal.close();
    return;
  }

  const listening = phone.listen(show, ended.signal, (sentence) => console.log(`\n${sentence}`));
  terminal.on('line', (line) => void say(phone, line.trim(), terminal.close.bind(terminal)).finally(() => terminal.prompt()));
  terminal.on('close', () => ended.abort());
  terminal.on('SIGINT', () => terminal.close());
  terminal.prompt();
  await listening;
}

async function say(phone: PactPhone, line: string, end: () => void): Promise<void> {
  try {
    if (line === '/выход' || line === '/quit') end();
    else if (line === '/фото') await phone.sendPhoto();
    else if (line !== '') await phone.write(line);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
}

/** The phone cannot tell a bot from a manager: the simulator can, and here it helps to see it. */
function authorOf({ author }: PhoneMessage): string {
  return author === 'api' ? 'санаторий' : 'менеджер';
}
