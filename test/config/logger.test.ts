import assert from 'node:assert/strict';
import { AxiosError } from 'axios';
import { createLogger } from '../../config/logger.ts';

interface Entry {
  [key: string]: unknown;
  msg: string;
}

/** What the log holds after `write`. */
function logged(write: (log: ReturnType<typeof createLogger>) => void, level = 'info'): { entries: Entry[]; raw: string } {
  const lines: string[] = [];
  write(createLogger(level, 'api', { write: (line) => void lines.push(line) }));
  return { entries: lines.map((line) => JSON.parse(line) as Entry), raw: lines.join('') };
}

describe('the log', () => {
  it('is one line an entry that says which part speaks', () => {
    const { entries } = logged((log) => log.info({ port: 3000 }, 'The API listens'));
    assert.equal(entries.length, 1);
    assert.deepEqual([entries[0]?.['part'], entries[0]?.['port'], entries[0]?.msg], ['api', 3000, 'The API listens']);
  });

  it('leaves out what is below its level', () => assert.equal(logged((log) => log.info('quiet'), 'warn').raw, ''));

  it('holds nobody’s phone, name or words, however deep they lie', () => {
    const contact = { phone: '79001234512', name: 'Ольга', firstName: 'Ольга' };
    const { raw } = logged((log) => {
      log.info({ phone: contact.phone, text: 'Мне плохо', name: 'Ольга' }, 'one');
      log.info({ message: { text: 'Мне плохо', firstName: 'Ольга' }, contact }, 'two');
      log.info({ body: { data: { phone: contact.phone, text: 'Мне плохо' }, contact } }, 'three');
    });
    for (const personal of ['79001234512', 'Ольга', 'плохо']) assert.ok(!raw.includes(personal), personal);
    assert.ok(raw.includes('[personal]'));
  });

  it('tells an error with its kind, code and cause', () => {
    const cause = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    const { entries } = logged((log) => log.error({ error: new TypeError('no answer', { cause }) }, 'failed'));
    const error = entries[0]?.['error'] as { type: string; message: string; stack: string; cause: { code: string } };
    assert.deepEqual([error.type, error.message, error.cause.code], ['TypeError', 'no answer', 'ECONNRESET']);
    assert.ok(error.stack.includes('logger.test.ts'));
  });

  it('an error of an HTTP client brings neither its request nor our token along', () => {
    const config = { headers: { Authorization: 'Bearer secret-token' }, data: '{"message":"Мне плохо"}' };
    const error = new AxiosError('Request failed', 'ERR_BAD_REQUEST', config as never);
    const { raw } = logged((log) => {
      log.error({ error }, 'failed');
      log.error({ err: new Error('wrapped', { cause: error }) }, 'failed');
      log.error(error);
    });
    assert.ok(raw.includes('ERR_BAD_REQUEST'));
    for (const secret of ['secret-token', 'плохо']) assert.ok(!raw.includes(secret), secret);
  });
});
