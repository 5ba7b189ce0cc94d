/** What the requests are authorised with (facts/amocrm.md §1.3, §1.4). */
export interface TokenSource {
  /** Throws AmocrmError when there is none. */
  current(): Promise<string>;
  /** amoCRM has answered 401 to it. `final` = only people can give another one. */
  refused(token: string): Promise<'renewed' | 'beingRenewed' | 'final'>;
}

/** Made in amoCRM's settings for up to five years; nothing renews it. */
export const longLived = (token: string): TokenSource => ({
  current: () => Promise.resolve(token),
  refused: () => Promise.resolve('final'),
});
