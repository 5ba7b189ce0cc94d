import assert from 'node:assert/strict';
import { subscriptionsAreDue } from '../../workflows/reconcile/subscriptions-due.ts';

const HOUR_MS = 3_600_000;
const NOW_MS = 1_795_000_000_000;

describe('D-92: when the webhooks’ subscriptions are seen to', () => {
  it('D-92: at the first run ever', () => assert.equal(subscriptionsAreDue(NOW_MS, undefined, undefined), true));
  it('D-92: after an hour, not before', () => {
    assert.equal(subscriptionsAreDue(NOW_MS, NOW_MS - HOUR_MS, undefined), true);
    assert.equal(subscriptionsAreDue(NOW_MS, NOW_MS - HOUR_MS + 1, undefined), false);
  });
  it('D-92: once after a worker has started', () => {
    assert.equal(subscriptionsAreDue(NOW_MS, NOW_MS - 60_000, NOW_MS - 1_000), true);
    assert.equal(subscriptionsAreDue(NOW_MS, NOW_MS - 500, NOW_MS - 1_000), false);
  });
});
