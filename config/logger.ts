import { pino, type Logger } from 'pino';

/** Personal data does not belong into a log; if somebody logs an object that has some, it is cut out. */
const PERSONAL = ['phone', 'name', 'text', 'firstName', 'lastName', 'patronymic', 'contact'];

/** One JSON line an entry; readable ones in a terminal. */
export function createLogger(level: string, part: string): Logger {
  return pino({
    level,
    base: { part },
    redact: { paths: PERSONAL.flatMap((key) => [key, `*.${key}`]), censor: '[personal]' },
    ...(process.stdout.isTTY
      ? { transport: { target: 'pino-pretty', options: { translateTime: 'HH:MM:ss', ignore: 'pid,hostname' } } }
      : {}),
  });
}
