import type { Alert } from '../../domain/dialog/alert.ts';
import type { AlertActivities } from './contract.ts';

/** Where alerts go. The same id twice is one alert; rejects when it could not be stored. */
export type RaiseAlert = (alert: Alert & { contactKey: string }) => Promise<void>;

export interface AlertActivityDeps {
  raise: RaiseAlert;
}

export function createAlertActivities({ raise }: AlertActivityDeps): AlertActivities {
  return {
    raiseAlert: ({ alert, contactKey }) => raise({ ...alert, contactKey }),
  };
}
