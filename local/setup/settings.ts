import { loadSetupEnv, type SetupEnv } from '../../config/env.ts';
import { LOCAL } from '../local-settings.ts';

type Source = Readonly<Record<string, string | undefined>>;

/** Any of these says that a real account is meant. */
const OF_AN_ACCOUNT = ['AMOCRM_BASE_URL', 'AMOCRM_TOKEN', 'AMOCRM_CLIENT_ID', 'AMOCRM_CLIENT_SECRET', 'AMOCRM_ACCOUNT_ID'] as const;

/** The worker's settings, or those that `npm start` gives its simulators. Errors: ConfigError. */
export function settingsOf(source: Source, local: boolean): { env: SetupEnv; isLocal: boolean } {
  const isLocal = local || OF_AN_ACCOUNT.every((name) => (source[name] ?? '') === '');
  if (!isLocal) return { env: loadSetupEnv(source), isLocal };
  return {
    env: loadSetupEnv({
      POLICY_FILE: source['POLICY_FILE'],
      ...LOCAL,
      AMOCRM_BASE_URL: `http://127.0.0.1:${source['SIM_AMOCRM_PORT'] ?? 4010}`,
      PUBLIC_URL: `http://127.0.0.1:${source['PORT'] ?? 3000}`,
    }),
    isLocal,
  };
}
