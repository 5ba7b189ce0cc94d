import * as z from 'zod';

/** A setting is missing or wrong: one sentence for each, naming the variable and an example. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly sentences: readonly string[];

  constructor(sentences: readonly string[]) {
    super(sentences.join('\n'));
    this.sentences = sentences;
  }
}

const port = (standard: number) =>
  z.coerce
    .number('a port number')
    .int('a whole number')
    .min(0, 'at least 0')
    .max(65_535, 'at most 65535')
    .default(standard)
    .meta({ example: String(standard) });
const url = (example: string) => z.url({ protocol: /^https?$/u, error: 'an http or https address' }).meta({ example });
const secret = (example: string) => z.string('a secret').min(8, 'at least 8 characters').meta({ example });
const count = (standard: number) =>
  z.coerce
    .number('a number')
    .min(0, 'at least 0')
    .default(standard)
    .meta({ example: String(standard) });

/** A host, or a host with its port. */
const HOST = /^[a-z0-9.-]+(:\d{1,5})?$/u;
const EXPECTED_HOSTS = 'hosts with commas between them';
const hosts = (standard: string) =>
  z
    .string(EXPECTED_HOSTS)
    .default(standard)
    .transform((list) => list.split(',').map((host) => host.trim().toLowerCase()))
    .refine((list) => list.every((host) => HOST.test(host)), EXPECTED_HOSTS)
    .meta({ example: standard });

const temporal = {
  TEMPORAL_ADDRESS: z
    .string()
    .regex(/^[^\s:]+:\d+$/u, 'host:port')
    .optional()
    .meta({ example: '127.0.0.1:7233' }),
  TEMPORAL_NAMESPACE: z.string().min(1, 'a name').default('estafeta').meta({ example: 'estafeta' }),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], 'one of trace, debug, info, warn, error, fatal, silent')
    .default('info')
    .meta({ example: 'info' }),
};

/** The journal's; without it there is none (docs/decisions/024). */
const database = {
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/u, error: 'a postgres address' })
    .optional()
    .meta({ example: 'postgres://estafeta:password@127.0.0.1:5432/estafeta' }),
};

const shared = {
  ...temporal,
  ...database,
  PUBLIC_URL: url('https://estafeta.example').meta({ example: 'https://estafeta.example' }),
  BOT_SECRET: secret('whsec_…'),
  CONTACT_KEY_SECRET: secret('32 random characters'),
  POLICY_FILE: z.string().min(1, 'a path').default('config/policy.yaml').meta({ example: 'config/policy.yaml' }),
  AMOCRM_ACCOUNT_ID: z.coerce.number('a number').int('a whole number').positive('above 0').meta({ example: '31990001' }),
  PACT_COMPANY_ID: z.coerce.number('a number').int('a whole number').positive('above 0').meta({ example: '1' }),
  PACT_BASE_URL: url('https://api.pact.im'),
  PACT_TOKEN: secret('a private API token'),
  WEBHOOK_SECRET: secret('32 random characters'),
};

/** Of the integration in amoCRM: for OAuth, and for the widget that belongs to it. */
const integration = {
  AMOCRM_CLIENT_ID: z.string().min(1, 'an id').optional().meta({ example: '3f0c2a10-1111-4222-8333-444455556666' }),
  AMOCRM_CLIENT_SECRET: secret('').optional().meta({ example: 'the secret of the integration' }),
  /** Exactly as registered with amoCRM; without it PUBLIC_URL and /oauth/amocrm. */
  AMOCRM_REDIRECT_URI: url('').optional().meta({ example: 'https://estafeta.example/oauth/amocrm' }),
};

const amocrm = {
  AMOCRM_BASE_URL: url('https://sanatorium.amocrm.ru'),
  /** A long-lived one; without it the integration's id and secret, and an administrator who agrees (npm run setup:amocrm). */
  AMOCRM_TOKEN: secret('').optional().meta({ example: 'a long-lived token, or else AMOCRM_CLIENT_ID and AMOCRM_CLIENT_SECRET' }),
  ...integration,
};

type Access = { [Name in 'AMOCRM_TOKEN' | 'AMOCRM_CLIENT_ID' | 'AMOCRM_CLIENT_SECRET']?: string | undefined };
const withAccess = [
  (env: Access) => env.AMOCRM_TOKEN !== undefined || (env.AMOCRM_CLIENT_ID !== undefined && env.AMOCRM_CLIENT_SECRET !== undefined),
  {
    path: ['AMOCRM_TOKEN'],
    message: 'set, or else AMOCRM_CLIENT_ID and AMOCRM_CLIENT_SECRET',
    when: () => true, // with all other mistakes, not after them
  },
] satisfies [unknown, unknown];

const ApiEnv = z.object({
  ...shared,
  PORT: port(3000),
  API_TOKEN: secret('32 random characters'),
  /** Where guests' files are fetched from (SPEC D-03). One with a port is asked as it is, over http and in a private network too. */
  MEDIA_HOSTS: hosts('cdn.pact.im'),
  MEDIA_MAX_MB: count(16),
  /** Where people open Temporal’s Web UI and amoCRM: the console links there. Without them it does not. */
  TEMPORAL_UI_URL: url('http://127.0.0.1:8233').optional(),
  AMOCRM_BASE_URL: url('https://sanatorium.amocrm.ru').optional(),
  /** With them and AMOCRM_BASE_URL the widget of amoCRM's card is let in; without them it is switched off. */
  ...integration,
});

const WorkerEnv = z
  .object({
    ...shared,
    /** The worker signs with it, so that it must be a key as Standard Webhooks has them; the API only mixes it into its callback addresses. */
    BOT_SECRET: z
      .string()
      .regex(/^whsec_[A-Za-z0-9+/]{16,}={0,2}$/u, 'whsec_ and a key in base64')
      .meta({ example: 'whsec_c2l4dGVlbi1ieXRlcy1vcg==' }),
    /** Where the metrics are to be had from: this machine only, or 0.0.0.0 inside a container. */
    METRICS_HOST: z.ipv4('an IPv4 address').default('127.0.0.1').meta({ example: '127.0.0.1' }),
    METRICS_PORT: port(9464),
    ...amocrm,
    BOT_URL: url('https://bot.example'),
    /** 0 = no limit, for load tests against simulators. */
    PACT_PER_SECOND: count(5),
    AMOCRM_PER_SECOND: count(6),
    /** How often what the webhooks missed is looked for (SPEC D-93); 0 = never. */
    RECONCILE_SECONDS: count(60),
  })
  .refine(...withAccess);

/** What `npm run setup:amocrm` needs of them, so that it can be used before the rest is filled in. */
const SetupEnv = z
  .object({
    ...temporal,
    ...amocrm,
    POLICY_FILE: shared.POLICY_FILE,
    AMOCRM_ACCOUNT_ID: shared.AMOCRM_ACCOUNT_ID.optional(),
    PUBLIC_URL: shared.PUBLIC_URL.optional(),
    WEBHOOK_SECRET: shared.WEBHOOK_SECRET.optional(),
  })
  .refine(...withAccess);

/** What `npm run journal:rebuild` needs: the journal, and Temporal's histories. */
const RebuildEnv = z.object({ ...temporal, DATABASE_URL: database.DATABASE_URL.unwrap() });

/** Every variable that API or worker read. */
export const SETTING_NAMES: readonly string[] = Object.keys({ ...ApiEnv.shape, ...WorkerEnv.shape });

export type ApiEnv = z.infer<typeof ApiEnv>;
export type WorkerEnv = z.infer<typeof WorkerEnv>;
export type SetupEnv = z.infer<typeof SetupEnv>;
export type RebuildEnv = z.infer<typeof RebuildEnv>;
type Source = Readonly<Record<string, string | undefined>>;

/** The API's settings. Errors: ConfigError. */
export const loadApiEnv = (source: Source = process.env): ApiEnv => load(ApiEnv, source);

/** The worker's settings. Errors: ConfigError. */
export const loadWorkerEnv = (source: Source = process.env): WorkerEnv => load(WorkerEnv, source);

/** Of the tool that sets an account up. Errors: ConfigError. */
export const loadSetupEnv = (source: Source = process.env): SetupEnv => load(SetupEnv, source);

/** Of the tool that tells the journal anew. Errors: ConfigError. */
export const loadRebuildEnv = (source: Source = process.env): RebuildEnv => load(RebuildEnv, source);

function load<Shape extends z.ZodRawShape>(schema: z.ZodObject<Shape>, source: Source): z.infer<z.ZodObject<Shape>> {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new ConfigError(parsed.error.issues.map((issue) => sentenceOf(schema, issue, given)));
}

/** The value itself is never repeated: it may be a secret. */
function sentenceOf(schema: z.ZodObject, { path, message }: z.core.$ZodIssue, given: Source): string {
  const name = String(path[0]);
  const example = (schema.shape[name] as z.ZodType | undefined)?.meta()?.['example'];
  const like = typeof example === 'string' ? `, for example ${name}=${example}` : '';
  return given[name] === undefined ? `${name} is not set: set it${like}.` : `${name} must be ${message}${like}.`;
}
