import assert from 'node:assert/strict';
import { createAmocrmSubscription, WEBHOOK_EVENTS } from '../../activities/amocrm/subscription.ts';
import { AmocrmError } from '../../activities/amocrm/errors.ts';
import { PactError } from '../../activities/pact/errors.ts';
import { createPactSubscription } from '../../activities/pact/subscription.ts';

const NOW_MS = Date.UTC(2026, 10, 21, 12);
const OURS = 'https://estafeta.example/webhooks/amocrm/secret/';

describe('amoCRM’s webhooks come to us', () => {
  async function given(webhooks: { destination: string; settings?: string[]; disabled?: boolean }[] | Error) {
    const subscribed: string[] = [];
    const alerts: string[] = [];
    const { subscribeAmocrm } = createAmocrmSubscription({
      amocrm: {
        webhooks: async () => (webhooks instanceof Error ? Promise.reject(webhooks) : Promise.resolve(webhooks)),
        subscribe: async (destination, events) => {
          subscribed.push(`${destination} ${events.length}`);
          return Promise.resolve({ destination });
        },
      },
      destination: OURS,
      alert: async ({ id, text }) => Promise.resolve(void alerts.push(`${id}: ${text}`)),
    });
    await subscribeAmocrm({ nowMs: NOW_MS });
    return { subscribed, alerts };
  }
  const all = [...WEBHOOK_EVENTS];

  it('D-92: a missing subscription is made, others are not touched', async () => {
    assert.deepEqual((await given([{ destination: 'https://else.example/', settings: all }])).subscribed, [`${OURS} ${all.length}`]);
  });

  it('D-92: one that lacks an event is completed, a whole one left alone', async () => {
    assert.equal((await given([{ destination: OURS, settings: all.slice(1) }])).subscribed.length, 1);
    assert.deepEqual(await given([{ destination: OURS, settings: [...all, 'add_company'] }]), { subscribed: [], alerts: [] });
  });

  it('D-92: one that amoCRM has switched off is an alert that says what to do', async () => {
    const { alerts, subscribed } = await given([{ destination: OURS, settings: all, disabled: true }]);
    assert.deepEqual(subscribed, []);
    assert.match(alerts.join(), /^amocrm-webhook-2026-11-21: amoCRM отключила webhook.*Включите/u);
  });

  it('D-92: no right to subscribe is an alert; an outage is tried again', async () => {
    const { alerts } = await given(new AmocrmError('403', { code: 'AMOCRM_REJECTED' }));
    assert.match(alerts.join(), /токен администратора/u);
    await assert.rejects(given(new AmocrmError('502', { code: 'AMOCRM_UNAVAILABLE' })), /502/u);
  });
});

describe('Pact’s webhooks come to us', () => {
  const url = 'https://estafeta.example/webhooks/pact/secret';
  async function given(webhooks: { id: number; url: string; active: boolean }[], refusal?: PactError) {
    const done: string[] = [];
    const alerts: string[] = [];
    const { subscribePact } = createPactSubscription({
      pact: {
        webhooks: async () => Promise.resolve(webhooks),
        createWebhook: async (made) =>
          refusal ? Promise.reject(refusal) : Promise.resolve({ id: done.push(`make ${made}`), url: made, active: true }),
        activateWebhook: async (id) => Promise.resolve({ id: done.push(`switch on ${id}`), url, active: true }),
      },
      url,
      alert: async ({ id }) => Promise.resolve(void alerts.push(id)),
    });
    const failed = await subscribePact({ nowMs: NOW_MS }).then(
      () => undefined,
      (error: Error) => error.message,
    );
    return { done, alerts, failed };
  }

  it('D-92: a missing one is made, a sleeping one switched on, a working one left alone', async () => {
    assert.deepEqual((await given([{ id: 1, url: 'https://else.example', active: true }])).done, [`make ${url}`]);
    assert.deepEqual((await given([{ id: 2, url, active: false }])).done, ['switch on 2']);
    assert.deepEqual((await given([{ id: 2, url, active: true }])).done, []);
  });

  it('D-92: a refusal is one alert a day, and tried again', async () => {
    const { alerts, failed } = await given([], new PactError('The address did not answer the test', { code: 'PACT_REJECTED' }));
    assert.deepEqual(alerts, ['pact-webhook-2026-11-21']);
    assert.equal(failed, 'The address did not answer the test');
    assert.deepEqual((await given([], new PactError('away', { code: 'PACT_UNREACHABLE' }))).alerts, []);
  });
});
