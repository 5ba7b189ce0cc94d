/** The receiver's status, or null if it cannot be reached or does not answer before `signal` ends the wait. Redirects are answers, not followed. */
export async function post(url: string, body: string, signal: AbortSignal): Promise<number | null> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      redirect: 'manual',
      signal,
    });
    await answer.body?.cancel();
    return answer.status;
  } catch {
    return null;
  }
}
