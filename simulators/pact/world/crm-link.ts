/** Pact's own link to amoCRM: the first word of a client makes a lead there. A CRM that is away is Pact's problem, not the client's. */
export function tellCrmOfFirstMessage(amocrmUrl: string | undefined, phone: string, name: string): void {
  if (amocrmUrl === undefined) return;
  void fetch(new URL('/_sim/first-message', amocrmUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ phone, name }),
    signal: AbortSignal.timeout(5000),
  }).then(
    (answer) => answer.body?.cancel(),
    () => undefined,
  );
}
