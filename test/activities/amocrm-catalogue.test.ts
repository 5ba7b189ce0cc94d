import assert from 'node:assert/strict';
import { createCatalogueSource } from '../../activities/amocrm/catalogue-source.ts';
import { readCatalogue } from '../../activities/amocrm/catalogue.ts';
import { AmocrmClient } from '../../activities/amocrm/client.ts';
import { AmocrmError } from '../../activities/amocrm/errors.ts';
import { usable } from '../../activities/amocrm/responsible.ts';
import { longLived } from '../../activities/amocrm/token-source.ts';
import { loadPolicyFile } from '../../config/policy.ts';
import { givenAmocrm, POLICY_FILE, stopAmocrm, TOKEN } from './amocrm-setup.ts';

const { crm: names } = loadPolicyFile(POLICY_FILE);
const FIVE_MINUTES_MS = 5 * 60_000;

describe('finding out how the account is set up', () => {
  afterEach(stopAmocrm);

  it('D-11: every stage, field and task type of the policy is found by its name', async () => {
    const { client } = await givenAmocrm();
    const catalogue = await readCatalogue(client, names);
    assert.deepEqual(catalogue.missing, []);
    assert.deepEqual(Object.keys(catalogue.statusIds), ['new', 'consulted', 'preBooked', 'prepaid', 'arriving', 'staying', 'left', 'lost']);
    assert.equal(catalogue.timeZone, 'Europe/Moscow');
  });

  it('letter case and spaces around a name mean nothing', async () => {
    const { client } = await givenAmocrm();
    const catalogue = await readCatalogue(client, {
      ...names,
      pipeline: ' санаторий ',
      taskTypes: { whatsapp: 'whatsapp', call: 'СВЯЗАТЬСЯ' },
    });
    assert.equal(catalogue.taskTypeIds.call, 1);
  });

  it('a stage and a task type that are not there are named, with their places in the policy', async () => {
    const { client } = await givenAmocrm();
    const wrong = { ...names, stages: { ...names.stages, preBooked: 'Бронь' }, taskTypes: { ...names.taskTypes, whatsapp: 'Вотсап' } };
    await assert.rejects(readCatalogue(client, wrong), (error) => {
      assert.ok(error instanceof AmocrmError);
      assert.equal(error.code, 'AMOCRM_UNCONFIGURED');
      assert.match(error.message, /stage «Бронь» \(policy: crm\.stages\.preBooked\)/);
      assert.match(error.message, /task type «Вотсап» \(policy: crm\.taskTypes\.whatsapp\)/);
      return true;
    });
  });

  it('an unknown pipeline is named', async () => {
    const { client } = await givenAmocrm();
    await assert.rejects(readCatalogue(client, { ...names, pipeline: 'Банкеты' }), /«Банкеты» \(policy: crm\.pipeline\)/);
  });

  it('a field, a value and a person that are not there are listed and stop nothing', async () => {
    const { client } = await givenAmocrm({ reset: { without_enum: ['Бот'] } });
    const catalogue = await readCatalogue(client, {
      ...names,
      contactFields: { ...names.contactFields, patronymic: 'Батюшка' },
      defaultManager: 'Никто',
    });
    assert.deepEqual(catalogue.missing, ['поле контакта «Батюшка»', 'значение «Бот» поля «Ведёт диалог»', 'пользователь «Никто»']);
  });

  it('D-53: «Ждёт менеджера» may be missing without a word', async () => {
    const { client } = await givenAmocrm({ reset: { without_enum: ['Ждёт менеджера'] } });
    assert.deepEqual((await readCatalogue(client, names)).missing, []);
  });

  it('D-41: the dismissed, our own user and nobody cannot be given work', async () => {
    const { client } = await givenAmocrm();
    const catalogue = await readCatalogue(client, names);
    assert.deepEqual(
      [9500004, 9500010, 0, null, 9999999, 9500001].map((id) => usable(id, catalogue)),
      [undefined, undefined, undefined, undefined, undefined, 9500001],
    );
  });
});

describe('the catalogue kept for some minutes', () => {
  afterEach(stopAmocrm);

  it('is read once for all who ask', async () => {
    const { client } = await givenAmocrm();
    const source = createCatalogueSource({ amocrm: client, names });
    const [one, other] = await Promise.all([source.get(), source.get()]);
    assert.equal(one, other);
    assert.equal(await source.get(), one);
  });

  it('is read again after five minutes, and after a doubt', async () => {
    const crm = await givenAmocrm();
    let nowMs = 0;
    const source = createCatalogueSource({ amocrm: crm.client, names, now: () => nowMs });
    const first = await source.get();
    nowMs += FIVE_MINUTES_MS;
    const second = await source.get();
    assert.notEqual(second, first);
    source.doubt();
    assert.notEqual(await source.get(), second);
  });

  it('D-16: the last one serves while amoCRM is away; with none at all the outage shows', async () => {
    const crm = await givenAmocrm();
    const source = createCatalogueSource({ amocrm: crm.client, names });
    const last = await source.get();
    await crm.sim('/outage', { on: true });
    source.doubt();
    assert.equal(await source.get(), last);
    const fresh = createCatalogueSource({ amocrm: new AmocrmClient({ baseUrl: crm.url, token: longLived(TOKEN) }), names });
    await assert.rejects(fresh.get(), (error) => error instanceof AmocrmError && error.retryable);
  });

  it('tells once what is missing, and again only when something else is', async () => {
    const crm = await givenAmocrm({ reset: { without: ['leadField'] } });
    const told: (readonly string[])[] = [];
    const source = createCatalogueSource({ amocrm: crm.client, names, onMissing: (missing) => told.push(missing) });
    await source.get();
    source.doubt();
    await source.get();
    assert.deepEqual(told, [['поле сделки «Ведёт диалог»']]);
  });
});
