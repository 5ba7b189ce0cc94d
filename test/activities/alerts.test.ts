import assert from 'node:assert/strict';
import { createAlertActivities } from '../../activities/alerts/activities.ts';

describe('an alert', () => {
  it('D-43: goes where people see it, with the dialog it is about', async () => {
    const raised: unknown[] = [];
    const activities = createAlertActivities({ raise: (alert) => Promise.resolve(void raised.push(alert)) });
    await activities.raiseAlert({ alert: { id: 'a1', atMs: 5, about: 'handoffNotTaken', text: 'Клиента никто не взял' }, contactKey: 'k' });
    assert.deepEqual(raised, [{ id: 'a1', atMs: 5, about: 'handoffNotTaken', text: 'Клиента никто не взял', contactKey: 'k' }]);
  });
});
