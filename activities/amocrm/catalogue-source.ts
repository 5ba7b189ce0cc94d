import type { Catalogue, CrmNames } from './catalogue.ts';
import { readCatalogue } from './catalogue.ts';
import type { AmocrmClient } from './client.ts';

/** Managers come and go, fields get made: looked at again after this. */
const FRESH_MS = 5 * 60_000;

export interface CatalogueSource {
  /** Throws AmocrmError when there is none yet and amoCRM does not answer; later the last one is good enough. */
  get(): Promise<Catalogue>;
  /** A write was refused: perhaps the account is not what we think. */
  doubt(): void;
}

export interface CatalogueSourceDeps {
  amocrm: AmocrmClient;
  names: CrmNames;
  /** Called once for each new set of missing things; never with an empty one. */
  onMissing?: ((missing: readonly string[]) => void) | undefined;
  now?: (() => number) | undefined;
}

/** The catalogue of the account, kept for some minutes. Many activities ask at once: they share one reading. */
export function createCatalogueSource({ amocrm, names, onMissing, now = Date.now }: CatalogueSourceDeps): CatalogueSource {
  let last: { catalogue: Catalogue; atMs: number } | undefined;
  let reading: Promise<Catalogue> | undefined;
  let told = '';

  async function read(): Promise<Catalogue> {
    const catalogue = await readCatalogue(amocrm, names);
    last = { catalogue, atMs: now() };
    const missing = catalogue.missing.join(', ');
    if (missing !== told && missing !== '') onMissing?.(catalogue.missing);
    told = missing;
    return catalogue;
  }

  return {
    async get() {
      if (last && now() - last.atMs < FRESH_MS) return last.catalogue;
      reading ??= read().finally(() => {
        reading = undefined;
      });
      if (last === undefined) return reading;
      const { catalogue } = last;
      return reading.catch(() => catalogue);
    },
    doubt() {
      if (last) last = { ...last, atMs: Number.NEGATIVE_INFINITY };
    },
  };
}
