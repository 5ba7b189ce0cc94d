import type { Alert } from '../../domain/dialog/alert.ts';

/** Notices to the people who run the product. */
export interface AlertActivities {
  /** Puts the alert where `GET /alerts` finds it; the same id twice is one alert. */
  raiseAlert(request: { alert: Alert; contactKey: string }): Promise<void>;
}
