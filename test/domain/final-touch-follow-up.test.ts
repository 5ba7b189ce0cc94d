import assert from 'node:assert/strict';
import type { Stage } from '../../domain/dialog/card.ts';
import type { PolicySettings } from '../../domain/dialog/policy.ts';
import { aPolicy, at, days, everyDay, hours, minutes } from '../support/builders.ts';
import { replies, type FakeWorld, type WorldOptions } from '../support/fake-world.ts';
import { callTasks, lastWordAt, LEAD, afterwards, TOUCH, touches } from './situations.ts';

/** The final touch has been sent, at `touchedAtMs`. */
function touched(options: WorldOptions & { stage?: Stage; wordAtMs?: number } = {}): FakeWorld & { touchedAtMs: number } {
  const { wordAtMs = at('12:00'), ...rest } = options;
  const world = lastWordAt(wordAtMs, rest);
  world.until(at('19:00', 1));
  const [touchedAtMs = 0] = touches(world);
  assert.ok(touchedAtMs > 0);
  return Object.assign(world, { touchedAtMs });
}
const withSetting = (afterFinalTouch: PolicySettings['afterFinalTouch']): WorldOptions => ({
  policy: aPolicy({ settings: { afterFinalTouch } }),
});

describe('no answer to the final touch', () => {
  it('D-73: 48 hours after it there is a task «Связаться» for the responsible, not a moment earlier', () => {
    const world = touched();
    world.until(world.touchedAtMs + hours(48) - 1);
    assert.equal(world.tasks.length, 0);
    world.pass(minutes(1));
    assert.deepEqual(
      world.tasks.map(({ kind, subject }) => [kind, subject]),
      [['call', { leadId: LEAD }]],
    );
  });

  it('D-73: the stage is unchanged and nothing more follows', () => {
    const world = touched();
    world.pass(days(25));
    assert.deepEqual([world.tasks.length, world.done('moveLead').length, world.lead(LEAD)?.stage], [1, 0, 'new']);
    assert.equal(touches(world).length, 1);
  });

  it('D-73: the task is due in 15 working minutes', () => {
    const world = touched();
    world.pass(days(3));
    assert.equal(callTasks(world)[0]?.dueAtMs, world.touchedAtMs + hours(48) + minutes(15));
  });

  it('D-73: on a holiday it is due when people work again', () => {
    const working = everyDay('09:00', '20:00', { 3: [], 4: [['11:00', '15:00']] });
    const world = touched({ policy: aPolicy({ hours: { working } }) });
    world.pass(days(3));
    assert.equal(callTasks(world)[0]?.dueAtMs, at('11:15', 4));
  });

  it('D-73: the 48 hours are plain ones, nights and holidays included', () => {
    const working = everyDay('09:00', '20:00', { 2: [], 3: [] });
    const world = touched({ policy: aPolicy({ hours: { working } }) });
    world.until(world.touchedAtMs + hours(48) + minutes(1));
    assert.equal(world.tasks.length, 1);
  });

  it('D-73: a new run of the workflow in between changes nothing', () => {
    const world = touched();
    world.pass(hours(20));
    world.continueAsNew();
    world.until(world.touchedAtMs + hours(48) - 1);
    assert.equal(world.tasks.length, 0);
    world.pass(minutes(1));
    assert.equal(world.tasks.length, 1);
  });
});

describe('what cancels the task after a final touch', () => {
  for (const [what, act] of [
    ['the client’s message', (world: FakeWorld) => void world.client('Да, думаю')],
    ['a manager’s message', (world: FakeWorld) => void world.manager('Добрый день!')],
    ['a take', (world: FakeWorld) => void world.take()],
    ['an opening', (world: FakeWorld) => void world.opensCard(LEAD)],
    ['a payment', (world: FakeWorld) => world.leadMoves(LEAD, { stage: 'prepaid' })],
    [
      'the lead’s leaving, though it comes back',
      (world: FakeWorld) => {
        world.leadMoves(LEAD, { stage: 'lost' });
        world.leadMoves(LEAD, { stage: 'consulted' });
      },
    ],
  ] as const) {
    it(`D-73: ${what}`, () => {
      const world = touched();
      world.bot = () => [replies('Хорошо.')];
      act(world);
      world.pass(days(10));
      assert.equal(world.tasks.length, 0);
    });
  }

  it('D-72: a move within the first three stages does not', () => {
    const world = touched();
    world.leadMoves(LEAD, { stage: 'preBooked' });
    world.pass(days(3));
    assert.equal(world.tasks.length, 1);
  });

  it('D-56: an automatic message does not', () => {
    const world = touched();
    world.manager('Ваша заявка принята, номер 7');
    world.pass(days(3));
    assert.equal(world.tasks.length, 1);
  });
});

describe('setting `closeLost`', () => {
  for (const stage of ['new', 'consulted'] as const) {
    it(`D-73: 7 days after the touch the lead goes from \`${stage}\` to «Отказ», without a task`, () => {
      const world = touched({ ...withSetting('closeLost'), stage });
      world.until(world.touchedAtMs + days(7) - 1);
      assert.equal(world.lead(LEAD)?.stage, stage);
      world.pass(minutes(1));
      assert.deepEqual([world.lead(LEAD)?.stage, world.tasks.length], ['lost', 0]);
    });
  }

  it('D-73: not from «Предварительная бронь»: there the task follows after 48 hours', () => {
    const world = touched({ ...withSetting('closeLost'), stage: 'preBooked' });
    world.until(world.touchedAtMs + hours(48) - 1);
    assert.equal(world.tasks.length, 0);
    world.pass(days(10));
    assert.deepEqual([world.lead(LEAD)?.stage, world.tasks.length], ['preBooked', 1]);
  });

  it('D-73: it is cancelled as the task is', () => {
    const world = touched(withSetting('closeLost'));
    world.pass(days(5));
    world.bot = () => [replies('Хорошо.')];
    world.client('Да, думаю');
    world.pass(days(10));
    assert.equal(world.lead(LEAD)?.stage, 'new');
  });

  it('D-73: a client who writes while the CRM is away keeps the lead where it is', () => {
    const world = touched(withSetting('closeLost'));
    world.crmDown = true;
    world.until(world.touchedAtMs + days(7) + minutes(1));
    world.bot = () => [replies('Хорошо.')];
    world.client('Я ещё думаю');
    world.crmDown = false;
    world.pass(hours(1));
    assert.equal(world.lead(LEAD)?.stage, 'new');
  });

  it('D-62: a lead that people moved meanwhile stays where they put it', () => {
    const world = touched(withSetting('closeLost'));
    world.card = { ...world.card, leads: world.card.leads.map((lead) => ({ ...lead, stage: 'preBooked' as const })) };
    world.until(world.touchedAtMs + days(7) + minutes(1));
    assert.equal(world.lead(LEAD)?.stage, 'preBooked');
  });

  it('D-73: a new run of the workflow in between changes nothing', () => {
    const world = touched(withSetting('closeLost'));
    world.pass(days(3));
    world.continueAsNew();
    world.until(world.touchedAtMs + days(7) - 1);
    assert.equal(world.lead(LEAD)?.stage, 'new');
    world.pass(minutes(1));
    assert.equal(world.lead(LEAD)?.stage, 'lost');
  });
});

describe('setting `nothing`', () => {
  it('D-73: nothing follows the touch', () => {
    const world = touched(withSetting('nothing'));
    world.pass(days(20));
    assert.deepEqual([world.tasks.length, world.lead(LEAD)?.stage], [0, 'new']);
  });

  it('D-75: a touch that says nothing still asks a person to call', () => {
    const world = lastWordAt(at('12:00'), { ...withSetting('nothing'), bot: afterwards(() => [{ type: 'silent', because: TOUCH }]) });
    world.pass(days(2));
    assert.equal(world.tasks.length, 1);
  });
});
