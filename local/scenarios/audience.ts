/** What a scenario shows while it plays. Times are the dialog's own clock. */
export type Line =
  | { kind: 'chat'; atMs: number; who: 'гость' | 'бот' | 'менеджер'; text: string }
  /** What amoCRM shows, and what people do there or press. */
  | { kind: 'crm'; atMs: number; text: string }
  /** Time that was let pass. */
  | { kind: 'time'; atMs: number; text: string }
  /** Something that was looked for and is as it must be, where nothing else would show it. */
  | { kind: 'seen'; atMs: number; text: string };

/** Who watches: the demo prints, a test keeps. A promise holds the scenario until it is read. */
export interface Audience {
  show(line: Line): void | Promise<void>;
}
