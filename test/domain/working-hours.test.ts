import assert from 'node:assert/strict';
import { addWorking, isWithin, nextDayOpening, nextWithin } from '../../domain/dialog/rules/working-hours.ts';
import type { Interval } from '../../domain/dialog/card.ts';
import { at, days, everyDay, minutes } from '../support/builders.ts';
import { WITH_BREAK, WITH_HOLIDAY } from './situations.ts';

const HOURS = everyDay('09:00', '20:00');
describe('working hours', () => {
  it('D-44: 09:00 belongs to them, the moment before does not', () => {
    assert.equal(isWithin(at('09:00') - 1, HOURS), false);
    assert.equal(isWithin(at('09:00'), HOURS), true);
  });

  it('D-44: 20:00 does not belong to them, the moment before does', () => {
    assert.equal(isWithin(at('20:00') - 1, HOURS), true);
    assert.equal(isWithin(at('20:00'), HOURS), false);
  });

  it('D-44: a day may have several intervals, with a break that is not working time', () => {
    assert.deepEqual(
      ['12:59:59', '13:00', '13:59:59', '14:00'].map((time) => isWithin(at(time), WITH_BREAK)),
      [true, false, false, true],
    );
  });

  it('D-44: a dated exception replaces its day: a holiday, a short day', () => {
    assert.equal(isWithin(at('12:00', 1), WITH_HOLIDAY), false);
    assert.deepEqual(
      ['09:30', '10:00', '15:00'].map((time) => isWithin(at(time, 2), WITH_HOLIDAY)),
      [false, true, false],
    );
  });
});

describe('so many working minutes from now', () => {
  const from = (time: string, hours = HOURS): number => addWorking(at(time), minutes(15), hours);

  it('D-44: inside the hours they are plain minutes', () => {
    assert.equal(from('12:00'), at('12:15'));
  });

  it('D-44: what the evening does not hold goes on in the morning', () => {
    assert.equal(from('19:50'), at('09:05', 1));
  });

  it('D-44: the end of the day is no working time: what would end there ends when the next day opens', () => {
    assert.equal(from('19:44:59'), at('19:59:59'));
    assert.equal(from('19:45'), at('09:00', 1));
  });

  it('D-44: at night they begin with the opening', () => {
    assert.equal(from('20:00'), at('09:15', 1));
    assert.equal(from('03:00'), at('09:15'));
  });

  it('D-44: a break and dated exceptions are left out', () => {
    assert.equal(from('12:55', WITH_BREAK), at('14:10'));
    assert.equal(from('19:50', WITH_HOLIDAY), at('10:05', 2));
    assert.equal(addWorking(at('14:50', 2), minutes(15), WITH_HOLIDAY), at('09:05', 3));
  });

  it('D-44: beyond the hours that are known time counts plainly, so that there is always an answer', () => {
    assert.equal(addWorking(at('10:00'), minutes(15), []), at('10:15'));
  });
});

describe('the next moment within hours', () => {
  it('D-71: now, if it is within them; else the next opening', () => {
    assert.equal(nextWithin(at('12:00'), HOURS), at('12:00'));
    assert.equal(nextWithin(at('09:00'), HOURS), at('09:00'));
    assert.equal(nextWithin(at('20:00'), HOURS), at('09:00', 1));
    assert.equal(nextWithin(at('21:00'), WITH_HOLIDAY), at('10:00', 2));
  });

  it('D-71: there is none beyond the hours that are known', () => {
    assert.equal(nextWithin(at('12:00'), []), undefined);
  });
});

describe('the next opening of a working day', () => {
  it('D-43: it is strictly later than now', () => {
    assert.equal(nextDayOpening(at('08:59'), HOURS), at('09:00'));
    assert.equal(nextDayOpening(at('09:00'), HOURS), at('09:00', 1));
  });

  it('D-43: the end of a break opens no day', () => {
    assert.equal(nextDayOpening(at('12:00'), WITH_BREAK), at('09:00', 1));
  });

  it('D-43: where nobody ever closes it is 24 hours later, breaks or not', () => {
    const roundTheClock: Interval[] = [[at('00:00', -1), at('00:00', 60)]];
    assert.equal(nextDayOpening(at('13:00'), roundTheClock, days(1)), at('13:00', 1));
    const withBreaks = everyDay('06:00', '05:00').map(([startMs, endMs]): Interval => [startMs, endMs + days(1)]);
    assert.equal(nextDayOpening(at('13:00'), withBreaks, days(1)), at('13:00', 1));
    assert.equal(nextDayOpening(at('05:00'), withBreaks, days(1)), at('06:00', 1));
    assert.equal(nextDayOpening(at('12:00'), HOURS, days(1)), at('09:00', 1));
  });

  it('D-43: a holiday has none', () => {
    assert.equal(nextDayOpening(at('12:00'), WITH_HOLIDAY), at('10:00', 2));
  });
});
