import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { createMediaSource, type MediaSource, type MediaSourceOptions } from '../../api/media/media-source.ts';
import { Problem } from '../../api/problem.ts';
import type { Attachment } from '../../domain/dialog/dialog.ts';
import type { DialogView } from '../../workflows/dialog/view.ts';
import { givenOddServer, hang, html, json, reset, stopOddServers, type OddServer } from '../activities/odd-server.ts';
import { startApp, type Answer, type StartedApp } from './start-app.ts';

const PHOTO = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);
const file =
  (type: string, body: Buffer | string = PHOTO, headers: Record<string, string> = {}) =>
  (response: ServerResponse): void =>
    void response.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(body), ...headers }).end(body);
const leadsTo =
  (location: string) =>
  (response: ServerResponse): void =>
    void response.writeHead(302, { location }).end();
const hostOf = (server: OddServer): string => new URL(server.url).host;

describe('D-03: what a guest sent is handed on', () => {
  let app: StartedApp | undefined;
  const again = (path = '9100/0', token?: null): Promise<Answer> => {
    assert.ok(app);
    return app.send('GET', `/dialogs/k1/attachments/${path}`, token === null ? { token } : {});
  };
  let storage: OddServer;

  const appWith = async (media: MediaSource, ...attachments: Attachment[]): Promise<StartedApp> => {
    await app?.close();
    app = await startApp({ media });
    app.door.shown = { transcript: [{ id: '9100', role: 'client', atMs: 1, text: '', attachments }] } as unknown as DialogView;
    return app;
  };
  /** One file of the storage, which answers so, asked for through the API. */
  const ask = async (
    answers: Parameters<typeof givenOddServer>,
    { attachment = {}, ...options }: Partial<MediaSourceOptions> & { attachment?: Partial<Attachment> } = {},
  ): Promise<Answer> => {
    storage = await givenOddServer(...answers);
    const media = createMediaSource({ hosts: [hostOf(storage)], maxBytes: 1_000, withinMs: 2_000, ...options });
    const { send } = await appWith(media, { kind: 'photo', url: `${storage.url}/files/7`, ...attachment });
    return send('GET', '/dialogs/k1/attachments/9100/0');
  };
  const refused = async (answer: Promise<Answer>, status: number, code: string): Promise<Answer> => {
    const got = await answer;
    assert.deepEqual([got.status, got.json['code'], got.type], [status, code, 'application/problem+json; charset=utf-8']);
    return got;
  };
  /** Fetched, and the storage never asked. */
  const notAsked = async (url: string, hosts: readonly string[], code = 'MEDIA_HOST_REFUSED', status = 403): Promise<void> => {
    const { send, log } = await appWith(createMediaSource({ hosts, maxBytes: 1_000, withinMs: 2_000 }), { kind: 'photo', url });
    await refused(send('GET', '/dialogs/k1/attachments/9100/0'), status, code);
    assert.doesNotMatch(log(), /secret/u);
  };

  afterEach(async () => {
    await app?.close();
    app = undefined;
    await stopOddServers();
  });

  it('a photo comes byte by byte, is shown, and is kept nowhere', async () => {
    const { status, headers } = await ask([file('image/jpg')]); // «image/jpg» is Pact's own spelling
    assert.deepEqual(
      [status, headers.get('content-type'), headers.get('content-disposition'), headers.get('content-length')],
      [200, 'image/jpeg', null, String(PHOTO.byteLength)],
    );
    assert.deepEqual([headers.get('x-content-type-options'), headers.get('cache-control')], ['nosniff', 'private, no-store']);
    const bytes = await fetch(`${app?.url}/dialogs/k1/attachments/9100/0`, { headers: { authorization: 'Bearer token-of-the-api' } });
    assert.deepEqual(Buffer.from(await bytes.arrayBuffer()), PHOTO);
    assert.equal(storage.asked[0]?.headers['x-private-api-token'], undefined);
    assert.equal(storage.asked[0]?.headers['authorization'], undefined);
  });

  it('a voice message is heard, whatever it says of its codec', async () => {
    const { status, type, headers } = await ask([file('audio/ogg; codecs=opus')]);
    assert.deepEqual([status, type, headers.get('content-disposition')], [200, 'audio/ogg', null]);
  });

  it('a document is saved under its own name', async () => {
    const { status, type, headers } = await ask([file('application/pdf')], {
      attachment: { kind: 'document', fileName: '../чек "1"\r\n.pdf' },
    });
    assert.deepEqual([status, type], [200, 'application/pdf']);
    const disposition = headers.get('content-disposition') ?? '';
    assert.match(disposition, /^attachment; filename=/u);
    assert.ok(disposition.includes(`filename*=UTF-8''${encodeURIComponent('..чек "1".pdf')}`), disposition);
  });

  it('without the API’s token nobody gets it', async () => {
    await ask([file('image/jpeg')]);
    assert.equal((await again('9100/0', null)).status, 401);
    assert.equal(storage.asked.length, 1);
  });

  for (const [what, path] of [
    ['a message that the dialog does not keep', '9101/0'],
    ['one attachment more than there are', '9100/1'],
    ['no number', '9100/first'],
    ['a number below nothing', '9100/-1'],
  ] as const)
    it(`${what} is gone`, async () => {
      await ask([file('image/jpeg')]);
      await refused(again(path), 404, 'MEDIA_GONE');
    });

  it('an attachment of which no address is kept is gone', () =>
    refused(ask([file('image/jpeg')], { attachment: { url: '' } }), 404, 'MEDIA_GONE'));
  it('what the storage has deleted is gone', () => refused(ask([json(410, {})]), 404, 'MEDIA_GONE'));

  describe('but only from where it may be fetched', () => {
    for (const [what, url] of [
      ['another host', 'https://cdn.pact.im.evil.example/secret'],
      ['plain http', 'http://cdn.pact.im/secret'],
      ['another port', 'https://cdn.pact.im:8443/secret'],
      ['a login in the address', 'https://secret:secret@cdn.pact.im/'],
      ['a file of ours', 'file:///etc/secret'],
      ['no address at all', 'secret'],
      ['the machine itself', 'http://127.0.0.1:3000/secret'],
    ] as const)
      it(`not from ${what}`, () => notAsked(url, ['cdn.pact.im', '127.0.0.1:4020']));

    for (const host of ['localhost', '127.0.0.1'])
      it(`not from a listed name that leads into our own network: ${host}`, async () => {
        const url = `https://${host}/secret`;
        await notAsked(url, [host], 'MEDIA_UNREACHABLE', 502);
        const media = createMediaSource({ hosts: [host], maxBytes: 1_000, withinMs: 2_000 });
        const error: unknown = await media(url).catch((reason: unknown) => reason);
        assert.ok(error instanceof Problem && error.cause instanceof Error);
        assert.match(error.cause.message, /private IP address/u); // and not that nobody listens there
      });

    it('a redirect is followed to a listed host', async () => {
      const { status } = await ask([leadsTo('/elsewhere'), file('image/png')]);
      assert.deepEqual([status, storage.asked.map(({ path }) => path)], [200, ['/files/7', '/elsewhere']]);
    });

    it('a redirect off the list is not', async () => {
      const inside = await givenOddServer(file('image/jpeg'));
      await refused(ask([leadsTo(`${inside.url}/secret`)]), 403, 'MEDIA_HOST_REFUSED');
      assert.deepEqual(inside.asked, []);
    });

    it('nor is one without end', async () => {
      await refused(ask([leadsTo('/round')]), 502, 'MEDIA_UNREACHABLE');
      assert.equal(storage.asked.length, 4);
    });
  });

  for (const type of ['text/html', 'image/svg+xml', 'application/xhtml+xml', 'text/javascript', 'application/x-msdownload', ''])
    it(`${type || 'no type'} is not handed on, whatever Pact called it`, () =>
      refused(ask([file(type)], { attachment: { mimeType: 'image/jpeg' } }), 415, 'MEDIA_TYPE_REFUSED'));

  it('a parcel that would have to be unpacked is not handed on', () =>
    refused(ask([file('image/jpeg', PHOTO, { 'content-encoding': 'gzip' })]), 415, 'MEDIA_TYPE_REFUSED'));

  it('what says that it is too large is refused at once', () =>
    refused(ask([file('video/mp4', Buffer.alloc(1_001))]), 413, 'MEDIA_TOO_LARGE'));

  it('what turns out too large on the way breaks off', async () => {
    let flowed = 0;
    const endless = (response: ServerResponse): void => {
      response.writeHead(200, { 'content-type': 'video/mp4' });
      const more = (): void => {
        flowed += 500;
        if (!response.destroyed) response.write(Buffer.alloc(500), () => setImmediate(more));
      };
      more();
    };
    await assert.rejects(ask([endless]));
    assert.match(app?.log() ?? '', /MEDIA_TOO_LARGE/u);
    assert.ok(flowed < 10_000_000, `${flowed} bytes`);
  });

  it('a storage that says nothing is given up', () => refused(ask([hang], { withinMs: 100 }), 504, 'MEDIA_TOO_SLOW'));

  it('a file that stops on its way breaks off', async () => {
    const halfway = (response: ServerResponse): void => void response.writeHead(200, { 'content-type': 'image/png' }).write(PHOTO);
    await assert.rejects(ask([halfway], { withinMs: 300 }));
    assert.match(app?.log() ?? '', /MEDIA_TOO_SLOW/u);
  });

  it('a broken line and a storage in trouble are told apart from a file that is gone', async () => {
    await refused(ask([reset]), 502, 'MEDIA_UNREACHABLE');
    await refused(ask([html(503)]), 502, 'MEDIA_UNREACHABLE');
  });
});
