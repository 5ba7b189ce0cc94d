import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import {
  CalendarError,
  calendarIntervals,
  calendarMistakes,
  dayStartMs,
  everyDayHours,
  isZone,
  zoneOffsets,
  type Calendar,
} from '../../calendar/calendar.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const aCalendar = (change: Partial<Calendar> = {}): Calendar => ({
  zone: 'Europe/Moscow',
  week: everyDayHours(['09:00-20:00']),
  exceptions: {},
  ...change,
});

const at = (text: string, zone = 'Europe/Moscow'): number => DateTime.fromISO(text, { zone }).toMillis();

/** As «2026-03-02 09:00 – 2026-03-02 20:00», by the wall clock of the zone. */
function shown(calendar: Calendar, from: string, days: number): string[] {
  const moment = (ms: number): string => DateTime.fromMillis(ms, { zone: calendar.zone }).toFormat('yyyy-MM-dd HH:mm');
  return calendarIntervals(calendar, at(from, calendar.zone), days).map(([startMs, endMs]) => `${moment(startMs)} – ${moment(endMs)}`);
}

describe('the hours of a calendar', () => {
  it('D-44: are whole days from the day before on, 09:00–20:00 in Moscow', () => {
    assert.deepEqual(shown(aCalendar(), '2026-03-02T15:30', 2), [
      '2026-03-01 09:00 – 2026-03-01 20:00',
      '2026-03-02 09:00 – 2026-03-02 20:00',
      '2026-03-03 09:00 – 2026-03-03 20:00',
    ]);
    assert.equal(calendarIntervals(aCalendar(), at('2026-03-02T15:30'), 1)[0]?.[0], Date.UTC(2026, 2, 1, 6));
  });

  it('D-44: a day is the calendar’s day, not the server’s', () => {
    // 23:30 UTC is already the next day in Moscow.
    assert.equal(calendarIntervals(aCalendar(), Date.UTC(2026, 2, 2, 23, 30), 1)[0]?.[0], at('2026-03-02T09:00'));
  });

  it('D-44: are computed once for all who ask on the same day, and anew on the next', () => {
    const calendar = aCalendar();
    const morning = calendarIntervals(calendar, at('2026-03-02T08:00'), 60);
    assert.equal(calendarIntervals(calendar, at('2026-03-02T23:59'), 60), morning);
    assert.equal(calendarIntervals(calendar, at('2026-03-02T08:00'), 10).length, 11);
    assert.equal(calendarIntervals(calendar, at('2026-03-03T00:00'), 60)[0]?.[0], at('2026-03-02T09:00'));
    assert.equal(
      calendarIntervals(aCalendar({ zone: 'Asia/Omsk' }), at('2026-03-02T08:00'), 60)[0]?.[0],
      at('2026-03-01T09:00', 'Asia/Omsk'),
    );
  });

  it('D-44: a day can have several intervals', () => {
    const lunch = aCalendar({ week: everyDayHours(['14:00-20:00', '09:00-13:00']) });
    assert.deepEqual(shown(lunch, '2026-03-02T10:00', 1).slice(2), [
      '2026-03-02 09:00 – 2026-03-02 13:00',
      '2026-03-02 14:00 – 2026-03-02 20:00',
    ]);
  });

  it('D-44: each day of the week has its own, Monday first', () => {
    const week: Calendar['week'] = [
      ['09:00-18:00'],
      ['09:00-18:00'],
      ['09:00-18:00'],
      ['09:00-18:00'],
      ['09:00-17:00'],
      [],
      ['10:00-12:00'],
    ];
    assert.deepEqual(shown(aCalendar({ week }), '2026-03-06T10:00', 4), [
      '2026-03-05 09:00 – 2026-03-05 18:00',
      '2026-03-06 09:00 – 2026-03-06 17:00',
      '2026-03-08 10:00 – 2026-03-08 12:00',
      '2026-03-09 09:00 – 2026-03-09 18:00',
    ]);
  });

  it('D-44: a holiday is closed, a short day is short, and a dated exception opens a closed day', () => {
    const calendar = aCalendar({
      week: [['09:00-20:00'], ['09:00-20:00'], ['09:00-20:00'], ['09:00-20:00'], ['09:00-20:00'], ['09:00-20:00'], []],
      exceptions: { '2026-03-08': ['10:00-16:00'], '2026-03-09': [], '2026-03-10': ['09:00-13:00'] },
    });
    assert.deepEqual(shown(calendar, '2026-03-09T10:00', 3), [
      '2026-03-08 10:00 – 2026-03-08 16:00',
      '2026-03-10 09:00 – 2026-03-10 13:00',
      '2026-03-11 09:00 – 2026-03-11 20:00',
    ]);
  });

  it('what lasts over midnight belongs to the day it begins on', () => {
    const calendar = aCalendar({ week: everyDayHours(['20:00-02:00']), exceptions: { '2026-03-03': [] } });
    assert.deepEqual(shown(calendar, '2026-03-02T10:00', 3), [
      '2026-03-01 20:00 – 2026-03-02 02:00',
      '2026-03-02 20:00 – 2026-03-03 02:00',
      '2026-03-04 20:00 – 2026-03-05 02:00',
    ]);
  });

  it('what overlaps or touches is one interval, midnight included', () => {
    assert.deepEqual(shown(aCalendar({ week: everyDayHours(['09:00-14:00', '13:00-17:00', '17:00-18:00']) }), '2026-03-02T10:00', 1), [
      '2026-03-01 09:00 – 2026-03-01 18:00',
      '2026-03-02 09:00 – 2026-03-02 18:00',
    ]);
    assert.deepEqual(shown(aCalendar({ week: everyDayHours(['00:00-24:00']) }), '2026-03-02T10:00', 2), [
      '2026-03-01 00:00 – 2026-03-04 00:00',
    ]);
  });

  it('open nowhere is no interval at all', () => {
    assert.deepEqual(shown(aCalendar({ week: everyDayHours([]) }), '2026-03-02T10:00', 60), []);
  });

  it('the zone can be a fixed offset', () => {
    const [first] = calendarIntervals(aCalendar({ zone: 'UTC+5:30' }), Date.UTC(2026, 2, 2, 12), 1);
    assert.deepEqual(first, [Date.UTC(2026, 2, 1, 3, 30), Date.UTC(2026, 2, 1, 14, 30)]);
  });
});

describe('a zone that moves its clocks', () => {
  const hoursOf = (calendar: Calendar, from: string): number[] =>
    calendarIntervals(calendar, at(from, calendar.zone), 1).map(([startMs, endMs]) => (endMs - startMs) / (60 * MINUTE_MS));

  it('opens and closes by the wall clock on both days of the change', () => {
    for (const day of ['2026-03-29', '2026-10-25'])
      assert.equal(shown(aCalendar({ zone: 'Europe/Berlin' }), `${day}T12:00`, 1)[1], `${day} 09:00 – ${day} 20:00`);
  });

  it('a night is an hour shorter in spring and an hour longer in autumn', () => {
    const nights = aCalendar({ zone: 'Europe/Berlin', week: everyDayHours(['22:00-06:00']) });
    assert.deepEqual(hoursOf(nights, '2026-03-29T12:00'), [7, 8]);
    assert.deepEqual(hoursOf(nights, '2026-10-25T12:00'), [9, 8]);
  });

  it('hours that do not exist that night are no hours, not a whole day', () => {
    const calendar = aCalendar({ zone: 'Europe/Berlin', week: everyDayHours(['02:00-03:00']) });
    assert.deepEqual(shown(calendar, '2026-03-29T12:00', 2), [
      '2026-03-28 02:00 – 2026-03-28 03:00',
      '2026-03-30 02:00 – 2026-03-30 03:00',
    ]);
  });

  it('where midnight itself is left out the day before ends on time', () => {
    const calendar = aCalendar({ zone: 'Africa/Cairo', week: everyDayHours(['20:00-24:00']) });
    assert.deepEqual(hoursOf(calendar, '2026-04-24T12:00'), [4, 4]);
  });
});

describe('whatever the calendar', () => {
  const time = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    .map(([h, m]) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`);
  const hours = fc.array(
    fc.tuple(time, time).map(([start, end]) => `${start}-${end}`),
    { maxLength: 3 },
  );
  const calendar = fc.record({
    zone: fc.constantFrom('Europe/Moscow', 'Europe/Berlin', 'Africa/Cairo', 'Australia/Lord_Howe', 'UTC+5:30', 'UTC'),
    week: fc.tuple(hours, hours, hours, hours, hours, hours, hours),
    exceptions: fc.dictionary(fc.constantFrom('2026-03-29', '2026-04-24', '2026-10-25'), hours),
  });
  const from = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2026, 11, 31) });

  it('intervals are sorted, apart and not empty', () => {
    fc.assert(
      fc.property(calendar, from, (given, fromMs) => {
        const intervals = calendarIntervals(given, fromMs, 60);
        for (const [index, [startMs, endMs]] of intervals.entries()) {
          assert.ok(startMs < endMs);
          assert.ok(index === 0 || startMs > (intervals[index - 1]?.[1] ?? 0));
        }
      }),
      { numRuns: 100 },
    );
  });

  it('tomorrow’s look at a day agrees with today’s', () => {
    fc.assert(
      fc.property(calendar, from, (given, fromMs) => {
        const inDays = (intervals: readonly (readonly [number, number])[]): string =>
          JSON.stringify(
            intervals
              .map(([startMs, endMs]) => [Math.max(startMs, fromMs + 2 * DAY_MS), Math.min(endMs, fromMs + 20 * DAY_MS)])
              .filter(([startMs = 0, endMs = 0]) => startMs < endMs),
          );
        assert.equal(inDays(calendarIntervals(given, fromMs + DAY_MS, 30)), inDays(calendarIntervals(given, fromMs, 30)));
      }),
      { numRuns: 100 },
    );
  });
});

describe('a calendar with mistakes in it', () => {
  it('a good one has none', () => {
    assert.deepEqual(
      calendarMistakes(aCalendar({ week: everyDayHours(['00:00-24:00', '20:00-02:00']), exceptions: { '2028-02-29': [] } })),
      [],
    );
  });

  it('each is one sentence that names what is wrong and shows how it should look', () => {
    const calendar = aCalendar({
      zone: 'Moscow',
      week: [['9:00-20:00'], [], [], [], [], [], ['09:00–20:00', '10:00-25:00']],
      exceptions: { '2026-02-30': [], '09.05.2026': ['10:00'] },
    });
    const mistakes = calendarMistakes(calendar);
    assert.equal(mistakes.length, 7);
    for (const named of ['Moscow', '«9:00-20:00»', '«09:00–20:00»', '«10:00-25:00»', '«2026-02-30»', '«09.05.2026»', '«10:00»'])
      assert.equal(mistakes.filter((sentence) => sentence.includes(named)).length, 1, named);
    assert.ok(mistakes.every((sentence) => sentence.includes('нужно')));
  });

  it('knows IANA zones and offsets that exist', () => {
    for (const zone of ['Europe/Moscow', 'Asia/Kolkata', 'UTC', 'UTC+3', 'utc-5', 'UTC+5:30', 'UTC+14']) assert.ok(isZone(zone), zone);
    for (const zone of ['', 'Moscow', 'UTC+15', 'UTC+99', 'UTC+3:3', 'Europe/Moskau']) assert.ok(!isZone(zone), zone);
  });

  it('a day begins at its own midnight, also where the clock jumps; there are no other days', () => {
    assert.equal(dayStartMs({ zone: 'Europe/Moscow' }, '2026-07-01'), Date.UTC(2026, 5, 30, 21));
    assert.equal(dayStartMs({ zone: 'Europe/Berlin' }, '2026-03-30'), Date.UTC(2026, 2, 29, 22));
    for (const day of ['2026-02-30', '01.07.2026', '']) assert.equal(dayStartMs({ zone: 'Europe/Moscow' }, day), undefined, day);
  });

  it('an unknown zone is refused in a sentence, not computed as another', () => {
    assert.throws(
      () => calendarIntervals(aCalendar({ zone: 'Moscow' }), 0, 1),
      (error) => error instanceof CalendarError && error.message.includes('Moscow'),
    );
  });
});

describe('a zone’s clocks as data', () => {
  const FROM_MS = Date.parse('2026-10-02T12:34:56Z');

  it('one offset where the clocks never change', () => {
    assert.deepEqual(zoneOffsets('Asia/Yekaterinburg', FROM_MS, 74), [[FROM_MS, 5 * 60 * MINUTE_MS]]);
    assert.deepEqual(zoneOffsets('UTC+5:30', FROM_MS, 74), [[FROM_MS, 330 * MINUTE_MS]]);
  });

  it('the minute of each change', () => {
    assert.deepEqual(zoneOffsets('Europe/Berlin', FROM_MS, 74), [
      [FROM_MS, 120 * MINUTE_MS],
      [Date.parse('2026-10-25T01:00:00Z'), 60 * MINUTE_MS],
    ]);
  });

  it('at any moment what luxon says', () => {
    const zones = ['Europe/Moscow', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Casablanca', 'Asia/Kathmandu'];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 74 * 24 * 60 }),
        fc.integer({ min: 0, max: 500 }),
        (zone, minute, day) => {
          const fromMs = FROM_MS + day * DAY_MS;
          const atMs = fromMs + minute * MINUTE_MS;
          const [, offsetMs] = zoneOffsets(zone, fromMs, 74).findLast(([sinceMs]) => sinceMs <= atMs) ?? [];
          assert.equal(offsetMs, DateTime.fromMillis(atMs, { zone }).offset * MINUTE_MS);
        },
      ),
      { numRuns: 300, seed: 7 },
    );
  });
});
