/** Where guests' files may lie: names of hosts, `cdn.pact.im`, or a host with its port, `127.0.0.1:4020`, which is trusted as it is. */
export type MediaHosts = readonly string[];

/** How an address may be asked. `asNamed`: whoever listed the port knows what is there, plain http and a private network included. */
export type MediaAccess = 'publicOnly' | 'asNamed';

/**
 * May a file be fetched from there? The address comes out of a webhook, so it is somebody else's word: only https to a listed host's own
 * port, or exactly a host and port of the list, and never with a login in it.
 */
export function accessTo({ protocol, hostname, host, port, username, password }: URL, hosts: MediaHosts): MediaAccess | undefined {
  if (username !== '' || password !== '') return undefined;
  if (protocol !== 'https:' && protocol !== 'http:') return undefined;
  if (port !== '' && hosts.includes(host)) return 'asNamed';
  return protocol === 'https:' && port === '' && hosts.includes(hostname) ? 'publicOnly' : undefined;
}
