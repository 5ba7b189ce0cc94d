import { pino, type DestinationStream, type Logger } from 'pino';

/** Personal data does not belong into a log; if somebody logs an object that has some, it is cut out. */
const PERSONAL = ['phone', 'name', 'text', 'firstName', 'lastName', 'patronymic', 'contact'];

/** One JSON line an entry; readable ones in a terminal. `destination` is for tests; the log goes to the standard output. */
export function createLogger(level: string, part: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: { part },
    redact: { paths: PERSONAL.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[personal]' },
    serializers: { err: plainError, error: plainError },
  };
  if (destination) return pino(options, destination);
  if (!process.stdout.isTTY) return pino(options);
  return pino({ ...options, transport: { target: 'pino-pretty', options: { translateTime: 'HH:MM:ss', ignore: 'pid,hostname' } } });
}

/** Only what an error says of itself: one of an HTTP client carries the whole request, a guest's words and our token among it. */
function plainError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { message, stack, cause } = error;
  return {
    type: error.name,
    message,
    ...('code' in error ? { code: error.code } : {}),
    stack,
    ...(cause instanceof Error ? { cause: plainError(cause) } : {}),
  };
}
