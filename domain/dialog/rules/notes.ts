import type { Dialog } from '../dialog.ts';

const DECISIONS_KEPT = 30;
const ALERTS_KEPT = 10;

/** Puts a decision into words for the view and the Web UI. */
export function noted(dialog: Dialog, nowMs: number, spec: string, text: string): Dialog {
  return { ...dialog, decisions: [...dialog.decisions, { atMs: nowMs, spec, text }].slice(-DECISIONS_KEPT) };
}

/** A decision about who leads: it is also since when, and why, the dialog is where it is. */
export function leads(dialog: Dialog, nowMs: number, { spec, because, text }: { spec: string; because: string; text: string }): Dialog {
  return { ...noted(dialog, nowMs, spec, text), led: { sinceMs: nowMs, because } };
}

/** Tells the people who run the product; it leaves through the outbox and stays in the view. No personal data in `text`. */
export function alerted(dialog: Dialog, nowMs: number, about: string, text: string): Dialog {
  const alert = { id: `${dialog.id}-a${dialog.nextId}`, atMs: nowMs, about, text };
  return {
    ...dialog,
    nextId: dialog.nextId + 1,
    alerts: [...dialog.alerts, alert].slice(-ALERTS_KEPT),
    outbox: { ...dialog.outbox, alerts: [...dialog.outbox.alerts, { ...alert, tries: 0, nextTryAtMs: nowMs, inFlight: false }] },
  };
}

/** It is where people look. */
export function alertRaised(dialog: Dialog, alertId: string): Dialog {
  return { ...dialog, outbox: { ...dialog.outbox, alerts: dialog.outbox.alerts.filter(({ id }) => id !== alertId) } };
}

const ALERT_RETRY_MS = 30_000;

/** It could not be told: again in half a minute. */
export function alertFailed(dialog: Dialog, alertId: string, nowMs: number): Dialog {
  const alerts = dialog.outbox.alerts.map((alert) =>
    alert.id === alertId ? { ...alert, inFlight: false, nextTryAtMs: nowMs + ALERT_RETRY_MS } : alert,
  );
  return { ...dialog, outbox: { ...dialog.outbox, alerts } };
}
