import { defineQuery, defineSignal } from '@temporalio/workflow';

/** The one workflow that keeps the notices to people who run the product (`GET /alerts`). */
export const ALERTS_WORKFLOW_ID = 'alerts';

/** Without personal data: it is shown to everybody who runs the product. */
export interface RaisedAlert {
  /** The same id twice is one alert. */
  id: string;
  atMs: number;
  /** What it is about: a reason code or the name of a setting. */
  about: string;
  text: string;
  /** The dialog's key, where it is about one. */
  contactKey?: string;
}

export const alertRaisedSignal = defineSignal<[RaisedAlert]>('alertRaised');
export const alertsQuery = defineQuery<readonly RaisedAlert[]>('alerts');
