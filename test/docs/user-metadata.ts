import { loadPolicyFile } from '../../config/policy.ts';
import type { Policy } from '../../domain/dialog/policy.ts';
import { detailsOf } from '../../workflows/dialog/details.ts';
import { POLICY_FILE } from '../activities/amocrm-setup.ts';
import { clarify, handsOver } from '../domain/actions.ts';
import { afterwards, answered, handedOver, LEAD, managerAnswered } from '../domain/situations.ts';
import { aPolicy, at, hours, minutes, seconds } from '../support/builders.ts';
import { FakeWorld, replies } from '../support/fake-world.ts';

/** What the tab *User Metadata* shows in each state: the golden files of test/golden/user-metadata/. Monday, 2 March 2026, the product's own policy. */
const POLICY: Policy = { ...loadPolicyFile(POLICY_FILE).policy, hours: { ...aPolicy().hours, offsets: [[0, hours(3)]] } };
const START = { policy: POLICY, startMs: at('12:00') };

const SCENES: Readonly<Record<string, () => FakeWorld>> = {
  'with-bot': () => answered({ ...START, stage: 'consulted' }),
  'with-bot-asked': () => {
    const world = answered({ ...START, bot: afterwards(() => [clarify('На какие даты?')]) });
    world.botMs = seconds(20);
    world.pass(minutes(1));
    world.client('Хочу приехать в мае');
    world.client('Вдвоём');
    world.pass(seconds(10));
    return world;
  },
  'awaiting-manager': () => {
    const world = handedOver(at('12:00'), { policy: POLICY });
    world.pass(minutes(3));
    world.client('Вы здесь?');
    world.client('Ау!');
    return world;
  },
  'awaiting-manager-crm-down': () => {
    const world = answered({ ...START, bot: afterwards(() => [handsOver('complaint')]) });
    world.pass(minutes(1));
    world.crmDown = true;
    world.client('Ужасный номер!');
    world.pass(minutes(2));
    return world;
  },
  'with-manager': () => {
    const world = managerAnswered(at('12:05'), { policy: POLICY, stage: 'preBooked' });
    world.pass(minutes(2));
    world.client('А бассейн есть?');
    return world;
  },
  'with-manager-hold': () => {
    const world = answered(START);
    world.pass(minutes(5));
    world.take();
    world.hold(at('16:30'));
    world.say('Здравствуйте, это Анна.');
    world.pass(minutes(1));
    return world;
  },
  'with-manager-opening': () => {
    const world = answered(START);
    world.pass(minutes(5));
    world.opensCard(LEAD);
    world.client('А баня?');
    return world;
  },
  'message-of-unknown-fate': () => {
    const world = answered({ ...START, bot: afterwards(() => [replies('Есть, 25 метров.')]) });
    world.echoes = false;
    world.channel = () => 'lost';
    world.client('А бассейн есть?');
    world.pass(seconds(10));
    world.channel = () => 'down';
    world.pass(minutes(11));
    return world;
  },
  closed: () => {
    const world = managerAnswered(at('12:05'), { policy: POLICY, stage: 'prepaid' });
    world.until(at('13:00', 31));
    return world;
  },
  'nobody-wrote-yet': () => new FakeWorld({ policy: POLICY }),
};

/** Name → text. */
export const USER_METADATA: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(SCENES).map(([name, scene]) => {
    const { dialog, nowMs, policy } = scene();
    return [name, `${detailsOf(dialog, { nowMs, policy })}\n`];
  }),
);
