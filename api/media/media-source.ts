import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { Transform, type Readable } from 'node:stream';
import axios, { type AxiosResponse } from 'axios';
import { RequestFilteringHttpsAgent } from 'request-filtering-agent';
import { Problem } from '../problem.ts';
import { accessTo, type MediaAccess, type MediaHosts } from './media-hosts.ts';
import { mediaTypeOf, type MediaType } from './media-types.ts';

/** A file as it comes: nothing of it has been read yet. */
export interface Media {
  type: MediaType;
  /** What its source says; the stream ends with an error beyond the limit whatever that was. */
  sizeBytes?: number;
  body: Readable;
}

/** Fetches a guest's file. Errors: Problem, with one of the MEDIA_ codes; after it has begun they come out of `body`. */
export type MediaSource = (url: string) => Promise<Media>;

export interface MediaSourceOptions {
  hosts: MediaHosts;
  maxBytes: number;
  /** For the whole file, its redirects included. */
  withinMs: number;
}

const REDIRECTS_MAX = 3;
/** Looks at the address that a name leads to at the moment of connecting: a name of the list that points into our own network is refused. */
const publicOnly = new RequestFilteringHttpsAgent({ keepAlive: false });
const asNamed = { httpAgent: new HttpAgent({ keepAlive: false }), httpsAgent: new HttpsAgent({ keepAlive: false }) };
const AGENTS: Readonly<Record<MediaAccess, { httpAgent?: HttpAgent; httpsAgent: HttpsAgent }>> = {
  publicOnly: { httpsAgent: publicOnly },
  asNamed,
};

export function createMediaSource({ hosts, maxBytes, withinMs }: MediaSourceOptions): MediaSource {
  return async (given) => {
    const signal = AbortSignal.timeout(withinMs);
    for (let url = parsedUrl(given), hops = 0; ; hops += 1) {
      const access = url && accessTo(url, hosts);
      if (url === undefined || access === undefined) throw new Problem('MEDIA_HOST_REFUSED', 'The file lies at a host that is not listed.');
      const response = await ask(url, access, signal);
      if (!isRedirect(response)) return mediaIn(response, { maxBytes, signal });
      response.data.destroy();
      if (hops >= REDIRECTS_MAX) throw new Problem('MEDIA_UNREACHABLE', 'The file’s address leads from one to the next without end.');
      url = parsedUrl(String(response.headers['location']), url);
    }
  };
}

/** A proxy of the environment is not used: it would connect where our agents must not. */
async function ask(url: URL, access: MediaAccess, signal: AbortSignal): Promise<AxiosResponse<Readable>> {
  try {
    return await axios.get<Readable>(url.href, {
      ...AGENTS[access],
      headers: { 'Accept-Encoding': 'identity', Accept: '*/*' },
      responseType: 'stream',
      decompress: false,
      maxRedirects: 0,
      proxy: false,
      signal,
      validateStatus: () => true,
    });
  } catch (error) {
    throw tooSlow(signal) ?? new Problem('MEDIA_UNREACHABLE', 'The file’s host cannot be reached.', { cause: error });
  }
}

const isRedirect = ({ status, headers }: AxiosResponse): boolean =>
  [301, 302, 303, 307, 308].includes(status) && headers['location'] !== undefined;

function mediaIn(
  { status, headers, data }: AxiosResponse<Readable>,
  { maxBytes, signal }: { maxBytes: number; signal: AbortSignal },
): Media {
  const refused = (problem: Problem): never => {
    data.destroy();
    throw problem;
  };
  if (status === 404 || status === 410) return refused(new Problem('MEDIA_GONE', 'The file’s host does not have it any more.'));
  if (status !== 200) return refused(new Problem('MEDIA_UNREACHABLE', `The file’s host answered ${status}.`));
  const type = mediaTypeOf(headers['content-type'] === undefined ? undefined : String(headers['content-type']));
  if (type === undefined || isEncoded(headers))
    return refused(new Problem('MEDIA_TYPE_REFUSED', 'The file is of a kind that is not handed on.'));
  const sizeBytes = sizeIn(headers);
  if (sizeBytes !== undefined && sizeBytes > maxBytes) return refused(tooLarge(maxBytes));
  return { type, ...(sizeBytes === undefined ? {} : { sizeBytes }), body: counted(data, maxBytes, signal) };
}

/** We asked for it as it is; a small parcel may unfold to any size. */
const isEncoded = (headers: AxiosResponse['headers']): boolean => !['identity', ''].includes(String(headers['content-encoding'] ?? ''));

function sizeIn(headers: AxiosResponse['headers']): number | undefined {
  const told = String(headers['content-length'] ?? '');
  return /^\d{1,15}$/u.test(told) ? Number(told) : undefined;
}

/** What its source says of its size is only a word: what flows is counted. */
function counted(data: Readable, maxBytes: number, signal: AbortSignal): Readable {
  let bytes = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) done(tooLarge(maxBytes));
      else done(null, chunk);
    },
  });
  data.on('error', (error) =>
    counter.destroy(tooSlow(signal) ?? new Problem('MEDIA_UNREACHABLE', 'The file broke off.', { cause: error })),
  );
  counter.on('close', () => data.destroy());
  return data.pipe(counter);
}

const tooLarge = (maxBytes: number): Problem =>
  new Problem('MEDIA_TOO_LARGE', `The file is over ${Math.round(maxBytes / 1024 / 1024)} MB.`);

const tooSlow = (signal: AbortSignal): Problem | undefined =>
  signal.aborted ? new Problem('MEDIA_TOO_SLOW', 'The file’s host did not give it in time.') : undefined;

function parsedUrl(given: string, base?: URL): URL | undefined {
  return URL.canParse(given, base?.href) ? new URL(given, base) : undefined;
}
