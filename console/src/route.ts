import { computed, signal } from '@preact/signals';

/** What the address after # says; the page is one file, so that no address has to exist on the server. */
const hash = signal(location.hash);
addEventListener('hashchange', () => (hash.value = location.hash));

export type Page = { name: 'dialogs'; key: string | undefined } | { name: 'alerts' } | { name: 'numbers' } | { name: 'operators' };

export const page = computed<Page>(() => {
  const [, name = '', key] = hash.value.split('/');
  if (name === 'alerts' || name === 'numbers' || name === 'operators') return { name };
  return { name: 'dialogs', key: name === 'dialogs' && key ? decodeURIComponent(key) : undefined };
});

export const toDialog = (key: string): string => `#/dialogs/${encodeURIComponent(key)}`;
export const TO_LIST = '#/dialogs';
