import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { readCatalogue, type CrmNames } from '../../activities/amocrm/catalogue.ts';
import { WEBHOOK_EVENTS } from '../../activities/amocrm/subscription.ts';
import { loadPolicyFile } from '../../config/policy.ts';
import { compareSubscription } from '../../local/setup/compare-subscription.ts';
import { terminalQuestion } from '../../local/setup/question.ts';
import { setUp, type Outcome } from '../../local/setup/set-up.ts';
import { givenAmocrm, POLICY_FILE, stopAmocrm, type Amocrm } from '../activities/amocrm-setup.ts';

const { crm: names } = loadPolicyFile(POLICY_FILE);
const DESTINATION = 'http://127.0.0.1:9/webhooks/amocrm/a-secret-of-ours/';
const ACCOUNT_ID = 31990001;

interface Run {
  outcome: Outcome;
  said: string;
  asked: string[];
  /** Requests that changed something since the world began. */
  writes: string[];
}

describe('setting an account of amoCRM up', () => {
  afterEach(stopAmocrm);

  interface Given {
    names?: CrmNames;
    accountId?: number;
    ask?: ((question: string) => boolean) | undefined;
    interrupt?: AbortController;
  }
  async function run(crm: Amocrm, given: Given = {}): Promise<Run> {
    const said: string[] = [];
    const asked: string[] = [];
    const { ask = () => true } = given;
    const outcome = await setUp({
      amocrm: crm.client,
      wanted: { names: given.names ?? names, destination: DESTINATION, accountId: given.accountId ?? ACCOUNT_ID },
      say: (line) => said.push(line),
      ask:
        'ask' in given && given.ask === undefined
          ? undefined
          : (question) => {
              asked.push(question);
              return Promise.resolve(ask(question));
            },
      interrupted: (given.interrupt ?? new AbortController()).signal,
    });
    return { outcome, said: said.join('\n'), asked, writes: await crm.writes() };
  }
  const onlyLook = async (crm: Amocrm, given: Given = {}): Promise<Run> => run(crm, { ...given, ask: undefined });

  it('tells what is there and writes nothing', async () => {
    const { outcome, said, writes } = await onlyLook(await givenAmocrm());
    assert.equal(outcome, 'complete');
    for (const name of ['Новая заявка', 'Отказ', 'Ведёт диалог', 'Отчество', 'WhatsApp', 'Старший', 'Перестал отвечать'])
      assert.match(said, new RegExp(`✓ .*«${name}»`, 'u'));
    assert.deepEqual(writes, []);
  });

  it('names each thing that is not there, and only looks without a person who agrees', async () => {
    const crm = await givenAmocrm({ reset: { without: ['leadField'] } });
    const odd: CrmNames = {
      ...names,
      stages: { ...names.stages, preBooked: 'Бронь' },
      contactFields: { ...names.contactFields, patronymic: 'Батюшка' },
      taskTypes: { ...names.taskTypes, whatsapp: 'Мессенджер' },
      defaultManager: 'Уволена',
      lossReason: 'Пропал',
    };
    const { outcome, said, writes } = await onlyLook(crm, { names: odd });
    assert.equal(outcome, 'incomplete');
    assert.match(said, /✗ этап «Бронь» — нет/u);
    assert.match(said, /✗ поле «Ведёт диалог» \(список: Бот, Менеджер, Ждёт менеджера\) — нет/u);
    assert.match(said, /✗ поле «Батюшка» \(текст\) — нет/u);
    assert.match(said, /✗ тип задачи «Мессенджер» — нет\n +→ через API типы задач не создаются.+«Мессенджер»\./u);
    assert.match(said, /! пользователь «Уволена», .+ — отключён\n +→ /u);
    assert.match(said, /✗ причина отказа «Пропал» — нет/u);
    assert.deepEqual(writes, []);
  });

  it('DESIGN §7: makes what people agree to, after which the worker’s catalogue lacks nothing, and then there is nothing to do', async () => {
    const crm = await givenAmocrm({ reset: { without: ['leadField'] } });
    const more: CrmNames = {
      ...names,
      stages: { ...names.stages, consulted: 'Рассказали', preBooked: 'Бронь' },
      contactFields: { ...names.contactFields, patronymic: 'Батюшка' },
      lossReason: 'Пропал',
    };
    const first = await run(crm, { names: more });
    assert.equal(first.outcome, 'complete', first.said);
    assert.deepEqual(first.asked, [
      'Создать этап «Рассказали»?',
      'Создать этап «Бронь»?',
      'Создать поле сделки «Ведёт диалог» (список: Бот, Менеджер, Ждёт менеджера)?',
      'Создать поле контакта «Батюшка» (текст)?',
      'Создать причину отказа «Пропал»?',
      'Обновить подписку на изменения?',
    ]);
    const catalogue = await readCatalogue(crm.client, more);
    assert.deepEqual(catalogue.missing, []);
    assert.deepEqual(Object.keys(catalogue.leaderEnumIds), ['bot', 'manager', 'awaiting']);
    const second = await run(crm, { names: more });
    assert.deepEqual([second.outcome, second.asked, second.writes], ['complete', [], first.writes]);
    assert.match(second.said, /Всё на месте\./u);
  });

  it('DESIGN §7: a new stage stands behind the one that the policy has before it', async () => {
    const crm = await givenAmocrm();
    await run(crm, { names: { ...names, stages: { ...names.stages, new: 'Первая', prepaid: 'Оплачено', arriving: 'Едет' } } });
    const [pipeline] = await crm.client.pipelines();
    assert.deepEqual(
      pipeline?._embedded.statuses.map(({ name }) => name),
      [
        'Неразобранное',
        'Первая',
        'Новая заявка',
        'Проведена консультация',
        'Предварительная бронь',
        'Оплачено',
        'Едет',
        'Предоплата получена',
        'Заезд',
        'Проживающие',
        'Выезд',
        'Успешно реализовано',
        'Отказ',
      ],
    );
  });

  it('D-53: a missing value of «Ведёт диалог» is added; the others keep their ids', async () => {
    const crm = await givenAmocrm({ reset: { without_enum: ['Ждёт менеджера'] } });
    const leader = async () => (await crm.client.fields('leads')).find(({ name }) => name === 'Ведёт диалог')?.enums ?? [];
    const before = await leader();
    const { outcome, said } = await run(crm);
    assert.equal(outcome, 'complete');
    assert.match(said, /! поле «Ведёт диалог» — нет значений: «Ждёт менеджера»/u);
    assert.deepEqual((await leader()).slice(0, before.length), before);
    assert.deepEqual(
      (await leader()).map(({ value }) => value),
      ['Бот', 'Менеджер', 'Ждёт менеджера'],
    );
  });

  it('a pipeline that is not there is made with all its stages, and the lost one gets its name', async () => {
    const crm = await givenAmocrm();
    const elsewhere: CrmNames = { ...names, pipeline: 'Шахтёр', stages: { ...names.stages, lost: 'Не приедут' } };
    assert.match((await onlyLook(crm, { names: elsewhere })).said, /✗ воронка «Шахтёр» со всеми этапами — нет/u);
    assert.equal((await run(crm, { names: elsewhere })).outcome, 'complete');
    const catalogue = await readCatalogue(crm.client, elsewhere);
    assert.equal(catalogue.statusIds.lost, 143);
    assert.equal((await crm.client.pipelines()).find(({ name }) => name === 'Шахтёр')?._embedded.statuses.at(-1)?.name, 'Не приедут');
  });

  it('a stage that stands in another pipeline is told as that', async () => {
    const crm = await givenAmocrm();
    const body = { name: 'Банкеты', sort: 20, is_main: false, is_unsorted_on: false };
    await crm.api('POST', '/leads/pipelines', [{ ...body, _embedded: { statuses: [{ name: 'Заявка', sort: 10 }] } }]);
    const { said, outcome } = await onlyLook(crm, { names: { ...names, stages: { ...names.stages, new: 'Заявка' } } });
    assert.equal(outcome, 'incomplete');
    assert.match(said, /! этап «Заявка» — такой этап есть в воронке «Банкеты»/u);
  });

  it('a field of another type is told, and never made a second time', async () => {
    const crm = await givenAmocrm({ reset: { without: ['leadField'] } });
    await crm.api('POST', '/leads/custom_fields', [{ name: 'Ведёт диалог', type: 'text' }]);
    const { outcome, said, asked } = await run(crm);
    assert.equal(outcome, 'incomplete');
    assert.match(said, /! поле «Ведёт диалог» — это текст, а нужно: список\n +→ тип поля в amoCRM не меняется/u);
    assert.deepEqual(asked, ['Обновить подписку на изменения?']);
  });

  it('another account than AMOCRM_ACCOUNT_ID is told: its webhooks would be dropped', async () => {
    const { outcome, said } = await onlyLook(await givenAmocrm(), { accountId: 5 });
    assert.equal(outcome, 'incomplete');
    assert.match(said, /! аккаунт 5 \(AMOCRM_ACCOUNT_ID\) — токен от аккаунта 31990001/u);
  });

  it('D-92: the subscription is shown without its secret, and renewed when asked', async () => {
    const crm = await givenAmocrm();
    await crm.client.subscribe(DESTINATION, WEBHOOK_EVENTS.slice(1));
    const looked = await onlyLook(crm);
    assert.equal(looked.outcome, 'complete', 'the worker cures it');
    assert.match(looked.said, /· подписка на изменения, http:\/\/127\.0\.0\.1:9\/webhooks\/amocrm\/…\/ — нет событий: add_lead/u);
    assert.deepEqual((await run(crm)).asked, ['Обновить подписку на изменения?']);
    const { said } = await onlyLook(crm);
    assert.match(said, /✓ подписка на изменения, .+ — событий: 9/u);
    assert.doesNotMatch(said + looked.said, /a-secret-of-ours|local-amocrm-token/u);
    assert.deepEqual((await crm.client.webhooks())[0]?.settings?.toSorted(), [...WEBHOOK_EVENTS].toSorted());
  });

  it('D-92: a subscription that amoCRM has switched off is told, with where to switch it on', () => {
    const webhooks = [{ destination: DESTINATION, settings: [...WEBHOOK_EVENTS], disabled: true }];
    const findings = compareSubscription({ webhooks }, { destination: DESTINATION });
    assert.deepEqual(
      findings.map(({ state, note, change }) => [state, note, change]),
      [['different', 'отключена amoCRM после ошибок', undefined]],
    );
    assert.match(findings[0]?.byHand ?? '', /amoМаркет, WebHooks/u);
  });

  it('what people do not agree to stays away, and is told at the end', async () => {
    const crm = await givenAmocrm({ reset: { without: ['leadField'] } });
    const { outcome, said, writes } = await run(crm, { ask: () => false });
    assert.deepEqual([outcome, writes], ['incomplete', []]);
    assert.match(said, /Не хватает или не так: поле «Ведёт диалог»/u);
  });

  for (const [status, sentence] of [
    [401, /не приняла токен \(401\)/u],
    [402, /не оплачен \(402\)/u],
    [403, /нет прав администратора amoCRM \(403\)/u],
    [429, /просит подождать \(429\)/u],
    [502, /amoCRM не ответила/u],
  ] as const)
    it(`a write that is refused with ${status} is a sentence, and nothing follows it`, async () => {
      const crm = await givenAmocrm({ reset: { without: ['leadField'] } });
      await crm.sim('/faults', { faults: [{ method: 'POST', path: '/api/v4/leads/custom_fields', kind: 'status', status }] });
      const { outcome, said, writes } = await run(crm);
      assert.equal(outcome, 'failed');
      assert.match(said, sentence);
      assert.match(said, /В amoCRM ничего не изменено\. Следующий запуск продолжит/u);
      assert.deepEqual(writes, [`POST /leads/custom_fields ${status}`]);
    });

  it('one thing that amoCRM will not take keeps nothing else from being made', async () => {
    const crm = await givenAmocrm({ reset: { without: ['leadField'] } });
    await crm.sim('/faults', { faults: [{ method: 'POST', path: '/api/v4/leads/custom_fields', kind: 'status', status: 422 }] });
    const { outcome, said } = await run(crm, { names: { ...names, lossReason: 'Пропал' } });
    assert.equal(outcome, 'incomplete');
    assert.match(said, /Создать поле сделки «Ведёт диалог».+\? amoCRM отказала/u);
    assert.match(said, /Создана: причина отказа «Пропал»\./u);
  });

  it('D-91: where the answer to a create was lost the next run looks first and makes no second one', async () => {
    const crm = await givenAmocrm({ reset: { without: ['leadField'] } });
    await crm.sim('/faults', { faults: [{ method: 'POST', path: '/api/v4/leads/custom_fields', kind: 'lost', times: 1 }] });
    assert.equal((await run(crm)).outcome, 'failed');
    assert.equal((await run(crm)).outcome, 'complete');
    assert.equal((await crm.client.fields('leads')).filter(({ name }) => name === 'Ведёт диалог').length, 1);
  });

  it('Ctrl-C lets what has begun end, begins nothing, and tells what was done', async () => {
    const crm = await givenAmocrm({ reset: { without: ['leadField'] } });
    const interrupt = new AbortController();
    let questions = 0;
    const { outcome, said, writes } = await run(crm, {
      interrupt,
      names: { ...names, lossReason: 'Пропал' },
      ask: () => {
        if ((questions += 1) === 2) interrupt.abort();
        return true;
      },
    });
    assert.equal(outcome, 'interrupted');
    assert.deepEqual(writes, ['POST /leads/custom_fields 201']);
    assert.match(said, /Прервано\. Сделано: 1\. Больше ничего не изменено\./u);
  });
});

describe('a question in the terminal', () => {
  async function answered(typed: string): Promise<{ agreed: boolean; interrupted: boolean; shown: string }> {
    const input = new PassThrough();
    const output = new PassThrough();
    const interrupt = new AbortController();
    const asking = terminalQuestion({ input, output }, interrupt)('Создать этап «Заезд»?');
    input.write(typed);
    const agreed = await asking;
    return { agreed, interrupted: interrupt.signal.aborted, shown: String(output.read()) };
  }

  for (const yes of ['д', 'Да', 'y', ' yes ']) it(`«${yes}» is yes`, async () => assert.equal((await answered(`${yes}\r`)).agreed, true));
  for (const no of ['', 'н', 'нет', 'да уж'])
    it(`«${no}» is no`, async () => assert.deepEqual(await answered(`${no}\r`).then(({ agreed }) => agreed), false));
  it('says which answer counts where none is given', async () =>
    assert.match((await answered('\r')).shown, /Создать этап «Заезд»\? \[д\/Н\] /u));
  it('Ctrl-C is no answer', async () => {
    const { agreed, interrupted } = await answered('\u0003');
    assert.deepEqual([agreed, interrupted], [false, true]);
  });
});
