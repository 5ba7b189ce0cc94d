import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, stringify } from 'yaml';
import { loadPolicyFile, PolicyError } from '../../config/policy.ts';
import { HANDOFF_REASONS } from '../../domain/dialog/dialog.ts';

const SHIPPED = fileURLToPath(new URL('../../config/policy.yaml', import.meta.url));
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

describe('the policy file we ship', () => {
  const { policy, calendar, crm } = loadPolicyFile(SHIPPED);

  it('D-07, D-14, D-26, D-40, D-54, D-57: guests and managers read the words of the specification', () => {
    assert.deepEqual(policy.texts, {
      greeting: 'Здравствуйте! Я виртуальный помощник санатория «Шахтёр».',
      greetingMark: 'виртуальный помощник',
      handoffInHours: 'Передаю ваше обращение менеджеру. Вам ответит первый освободившийся менеджер.',
      handoffAfterHours: 'Передаю ваше обращение менеджеру. В рабочее время вам ответит менеджер.',
      resumed: 'Я виртуальный помощник, снова на связи.',
      resumedIdle: 'Если есть вопросы, напишите.',
      paymentLink: 'Ссылка на оплату: {url}',
      reviewThanks: 'Спасибо за отзыв!',
      unknownManager: 'менеджер (WhatsApp)',
    });
  });

  it('D-30, D-41: every reason has words of its own, in Russian', () => {
    const words = HANDOFF_REASONS.map((reason) => policy.reasonWords[reason]);
    assert.equal(new Set(words).size, 18);
    for (const text of words) assert.match(text, /^[А-ЯЁ]/u);
  });

  it('D-51: 20 minutes with somebody waiting, 40 without', () => {
    assert.deepEqual([policy.durations.idleWaitingMs, policy.durations.idleMs], [20 * MINUTE_MS, 40 * MINUTE_MS]);
  });

  it('D-06, D-10, D-15, D-22, D-25: seconds are seconds', () => {
    const { quietMs, quietMaxMs, cardFreshMs, cardWaitMs, leadWaitMs, botDeadlineMs, sendSameTextMs, sendGiveUpMs } = policy.durations;
    assert.deepEqual([quietMs, quietMaxMs, cardFreshMs, cardWaitMs], [8_000, 30_000, 10 * MINUTE_MS, 5_000]);
    assert.deepEqual([leadWaitMs, botDeadlineMs, sendSameTextMs, sendGiveUpMs], [60_000, 45_000, 60_000, 10 * MINUTE_MS]);
  });

  it('D-41, D-43, D-52, D-55: so are the minutes of people', () => {
    const { taskDueWorkingMs, remindWorkingMs, escalateWorkingMs, holdMaxMs, openingLapseMs, softHoldMs } = policy.durations;
    assert.deepEqual([taskDueWorkingMs, remindWorkingMs, escalateWorkingMs], [15 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS]);
    assert.deepEqual([holdMaxMs, openingLapseMs, softHoldMs], [24 * HOUR_MS, 5 * MINUTE_MS, 3 * MINUTE_MS]);
  });

  it('D-70, D-71, D-73, D-74: and the days of silence', () => {
    const { finalTouchAfterMs, windowMs, windowAfterWordMs, finalTouchFollowUpMs, closeLostAfterMs, closeAfterMs } = policy.durations;
    assert.deepEqual([finalTouchAfterMs, windowMs, windowAfterWordMs], [24 * HOUR_MS, 23 * HOUR_MS, 4 * HOUR_MS]);
    assert.deepEqual([finalTouchFollowUpMs, closeLostAfterMs, closeAfterMs], [48 * HOUR_MS, 7 * 24 * HOUR_MS, 30 * 24 * HOUR_MS]);
  });

  it('D-11: the stages are the funnel’s', () => {
    assert.deepEqual(Object.values(crm.stages), [
      'Новая заявка',
      'Проведена консультация',
      'Предварительная бронь',
      'Предоплата получена',
      'Заезд',
      'Проживающие',
      'Выезд',
      'Отказ',
    ]);
    assert.deepEqual(policy.stageNames, { ...crm.stages, closed: 'Завершена', unknown: 'Другой этап' });
  });

  it('D-44: Moscow, 09:00–20:00, Monday to Sunday', () => {
    assert.equal(calendar.working.zone, 'Europe/Moscow');
    assert.deepEqual(
      calendar.working.week,
      Array.from({ length: 7 }, () => ['09:00-20:00']),
    );
  });

  it('D-24: only the payment page may be linked to', () => {
    assert.deepEqual(policy.linkHosts, ['pay.example']);
  });
});

describe('a policy file with mistakes', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'policy-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const written = (text: string): string => {
    const path = join(folder, 'policy.yaml');
    writeFileSync(path, text);
    return path;
  };
  /** The shipped file with one place changed; `undefined` takes it away. */
  const changed = (path: string, value: unknown): string => {
    const file = parse(readFileSync(SHIPPED, 'utf8')) as Record<string, unknown>;
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    const place = keys.reduce((block, key) => block[key] as Record<string, unknown>, file);
    if (value === undefined) delete place[last];
    else place[last] = value;
    return written(stringify(file));
  };
  function mistakesIn(path: string): readonly string[] {
    try {
      loadPolicyFile(path);
    } catch (error) {
      assert.ok(error instanceof PolicyError, String(error));
      return error.mistakes;
    }
    return [];
  }

  const CASES: readonly [path: string, value: unknown, sentence: string][] = [
    ['durations.quiet', '8 apples', 'durations.quiet is "8 apples": write a length of time, for example «8 s», «10 min» or «24 h».'],
    ['durations.idle', 40, 'durations.idle is 40: write a length of time, for example «8 s», «10 min» or «24 h».'],
    [
      'texts.greeting',
      undefined,
      'texts.greeting is missing: write a text, for example «Здравствуйте! Я виртуальный помощник санатория.».',
    ],
    [
      'texts.paymentLink',
      'Оплатите',
      'texts.paymentLink is "Оплатите": write a text with {url} in it, for example «Ссылка на оплату: {url}».',
    ],
    ['settings.cardOpened', 'yes', 'settings.cardOpened is "yes": write one of take, softHold, ignore.'],
    ['settings.writeBooking', 'да', 'settings.writeBooking is "да": write true or false.'],
    [
      'calendar.zone',
      'Moscow',
      'calendar.zone is "Moscow": write an IANA time zone or a fixed offset, for example Europe/Moscow or UTC+5:30.',
    ],
    [
      'calendar.zone',
      'UTC+20',
      'calendar.zone is "UTC+20": write an IANA time zone or a fixed offset, for example Europe/Moscow or UTC+5:30.',
    ],
    ['calendar.everyDay', ['9-20'], 'calendar.everyDay.0 is "9-20": write a span of hours, for example 09:00-20:00.'],
    ['linkHosts', ['https://pay.example'], 'linkHosts.0 is "https://pay.example": write a host without a scheme, for example pay.example.'],
    ['crm.stages.left', '', 'crm.stages.left is "": write a text, for example «Новая заявка».'],
    ['reasonWords', undefined, 'reasonWords is missing: write a block of settings as in config/policy.yaml.'],
  ];
  for (const [path, value, sentence] of CASES) {
    it(`says where and how to mend it: ${path} ${JSON.stringify(value)}`, () =>
      assert.deepEqual(mistakesIn(changed(path, value)), [sentence]));
  }

  it('an unknown setting is a mistake, and the known ones are named', () => {
    const [sentence] = mistakesIn(changed('settings.cardOpenned', 'take'));
    assert.equal(
      sentence,
      'settings.cardOpenned is no setting: remove it or correct its name, for example staleDraftsMax, cardOpened, returnGreeting, writeBooking, chatAuthors, afterFinalTouch.',
    );
  });

  it('every mistake gets its own sentence', () => {
    const path = changed('durations.quiet', 'soon');
    writeFileSync(path, readFileSync(path, 'utf8').replace('cardOpened: take', 'cardOpened: maybe'));
    assert.equal(mistakesIn(path).length, 2);
  });

  it('a date that is none and a weekday that is none are mistakes', () => {
    assert.match(
      mistakesIn(changed('calendar.exceptions', { '31.12.2026': [] }))[0] ?? '',
      /^calendar\.exceptions\.31\.12\.2026 .*'2026-12-31'/u,
    );
    assert.match(
      mistakesIn(changed('calendar.weekdays', { воскресенье: [] }))[0] ?? '',
      /^calendar\.weekdays\.воскресенье is no setting.*monday/u,
    );
  });

  it('D-44: holidays, short days, several spans a day and a fixed offset are no mistakes', () => {
    const path = changed('calendar', {
      zone: 'UTC+5:30',
      everyDay: ['09:00-13:00', '14:00-20:00'],
      weekdays: { sunday: ['10:00-16:00'] },
      exceptions: { '2026-12-31': ['09:00-15:00'], '2027-01-01': [] },
      greeting: ['09:00-24:00'],
      finalTouch: ['10:00-20:00'],
    });
    const { calendar } = loadPolicyFile(path);
    assert.deepEqual(calendar.working.week[6], ['10:00-16:00']);
    assert.deepEqual(calendar.working.week[0], ['09:00-13:00', '14:00-20:00']);
    assert.deepEqual(calendar.working.exceptions['2027-01-01'], []);
  });

  it('D-06: quiet time 0 is allowed', () => {
    assert.equal(loadPolicyFile(changed('durations.quiet', '0 s')).policy.durations.quietMs, 0);
  });

  it('a file that is not there, or is not YAML, is named', () => {
    assert.throws(() => loadPolicyFile(join(folder, 'none.yaml')), /none\.yaml cannot be used/);
    assert.match(mistakesIn(written('texts: [unclosed'))[0] ?? '', /not YAML/);
  });
});
