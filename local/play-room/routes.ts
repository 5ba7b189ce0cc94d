import { json, Router } from 'express';
import * as z from 'zod';
import type { RoomClock } from './clock.ts';
import type { Doings } from './doings.ts';
import { live } from './live.ts';
import type { ConsoleLogin } from './login.ts';
import { fromThisPageOnly, read } from './refusal.ts';
import type { Room, WatchedGuest } from './room.ts';
import { control } from './simulators.ts';
import { ROOM_SCENARIOS, type Stories } from './stories.ts';

export interface RoutesDeps {
  room: Room;
  clock: RoomClock;
  stories: Stories;
  doings: Doings;
  login: ConsoleLogin;
  amocrmUrl: string;
  clockTrouble: string | null;
}

const text = z.string().trim().min(1).max(4096);
const newcomer = z.strictObject({ name: z.string().trim().min(1).max(60) });
const guestWords = z
  .strictObject({ text: text.nullable(), hasPhoto: z.boolean() })
  .refine((words) => words.text !== null || words.hasPhoto);
const managerWords = z.strictObject({ text, surface: z.enum(['phone', 'pact', 'amo']) });
const hours = z.strictObject({ hours: z.literal([1, 24]) });
const story = z.strictObject({ scenario: z.int() });
const as = z.enum(['anna', 'boris', 'senior']);
const crmAct = z.discriminatedUnion('do', [
  z.strictObject({ as, do: z.literal('move'), lead: z.int(), stage: z.string() }),
  z.strictObject({ as, do: z.literal('lead-dialog'), lead: z.int(), leader: z.enum(['Бот', 'Менеджер']) }),
  z.strictObject({ as, do: z.literal('complete-task'), task: z.int() }),
  z.strictObject({ do: z.literal('pay'), lead: z.int() }),
]);

/** Everything under `/play/` that is not the page itself. */
export function playRoutes({ room, clock, stories, doings, login, amocrmUrl, clockTrouble }: RoutesDeps): Router {
  const router = Router();
  router.use(fromThisPageOnly, json());

  router.get(
    '/live',
    live<WatchedGuest>({
      room: async () => room.now(),
      guest: async (phone, before) => room.guest(phone, before),
      play: () => ({
        clockTrouble,
        scenarios: ROOM_SCENARIOS.map(({ number, title }) => ({ number, title })),
        move: clock.move,
        story: stories.run,
      }),
    }),
  );

  router.post('/login', async (request, response) => {
    const { setCookies, ...told } = await login.logIn(request.get('cookie'));
    if (setCookies.length > 0) response.set('set-cookie', [...setCookies]);
    response.json(told);
  });

  router.post('/guests', async (request, response) => {
    response.status(201).json(await room.welcome(read(newcomer, request.body).name));
  });

  router.post('/guests/:phone/words', async (request, response) => {
    const { text: words, hasPhoto } = read(guestWords, request.body);
    const phone = room.phone(request.params.phone, await room.nameOf(request.params.phone));
    await (hasPhoto ? phone.sendPhoto(words) : phone.write(words ?? ''));
    response.sendStatus(204);
  });

  router.post('/guests/:phone/manager-words', async (request, response) => {
    const { text: words, surface } = read(managerWords, request.body);
    await room.phone(request.params.phone, '').writeAsManager(words, surface);
    response.sendStatus(204);
  });

  router.post('/guests/:phone/clock', async (request, response) => {
    const { phone } = request.params;
    clock.forward({ phone, name: await room.nameOf(phone) }, read(hours, request.body).hours);
    response.sendStatus(202);
  });

  router.post('/crm', async (request, response) => {
    const act = read(crmAct, request.body);
    if (act.do === 'pay') await control(amocrmUrl, 'pay', { lead: act.lead });
    else await control(amocrmUrl, 'act', inTheSimulatorsWords(act));
    response.sendStatus(204);
  });

  router.post('/story', (request, response) => {
    stories.start(read(story, request.body).scenario);
    response.sendStatus(202);
  });

  router.post('/story/stop', async (_request, response) => {
    await doings.stop();
    response.sendStatus(204);
  });

  return router;
}

type Act = Exclude<z.infer<typeof crmAct>, { do: 'pay' }>;

const inTheSimulatorsWords = (act: Act): object =>
  act.do === 'lead-dialog' ? { as: act.as, do: 'set-field', lead: act.lead, field: 'Ведёт диалог', value: act.leader } : act;
