/** Builds `_links`. Hrefs of reads repeat the request's query with page and limit filled in, as recorded answers do (§2.5). */
export class Hrefs {
  readonly #base: string;
  readonly #path: string;
  readonly #query: URLSearchParams;
  readonly #echoes: boolean;
  readonly #defaults: { page: number; limit: number };

  constructor(origin: string, url: string, echoes: boolean) {
    const { pathname, searchParams } = new URL(url, origin);
    this.#base = `${origin}/api/v4`;
    this.#path = pathname.replace(/^\/api\/v4/, '').replace(/\/$/, '');
    this.#query = searchParams;
    this.#echoes = echoes;
    this.#defaults = { page: 1, limit: 250 };
  }

  /** Page and limit as the answer understood them. */
  paging(page: number, limit: number): void {
    this.#defaults.page = page;
    this.#defaults.limit = limit;
  }

  /** `{ self: { href } }` of a model. */
  self(path: string): { self: { href: string } } {
    return { self: { href: this.#echoes ? this.#withQuery(path) : this.#base + path } };
  }

  /** Without a query: pipelines, statuses, events, everything that was written. */
  plain(path: string): { self: { href: string } } {
    return { self: { href: this.#base + path } };
  }

  /** The request's own path, on another page. */
  page(page: number): { href: string } {
    return { href: this.#withQuery(this.#path, page) };
  }

  here(): { self: { href: string } } {
    return this.#echoes ? { self: this.page(this.#defaults.page) } : this.plain(this.#path);
  }

  #withQuery(path: string, page = this.#defaults.page): string {
    const query = new URLSearchParams(this.#query);
    query.set('page', String(page));
    query.set('limit', String(this.#defaults.limit));
    return `${this.#base}${path}?${query.toString()}`;
  }
}
