import { page } from './route.ts';
import { logOut, me, settings } from './session.ts';
import { ROLE_WORDS } from './words.ts';

const PAGES = [
  { name: 'dialogs', words: 'Диалоги' },
  { name: 'alerts', words: 'Тревоги' },
  { name: 'numbers', words: 'Показатели' },
] as const;

export function Header() {
  const { name = '', role = 'viewer' } = me.value ?? {};
  const pages = role === 'admin' ? [...PAGES, { name: 'operators', words: 'Сотрудники' }] : PAGES;
  return (
    <header class="top">
      <strong class="brand">Эстафета</strong>
      <nav aria-label="Разделы">
        {pages.map(({ name: to, words }) => (
          <a key={to} href={`#/${to}`} aria-current={page.value.name === to ? 'page' : undefined}>
            {words}
          </a>
        ))}
        {settings.value.temporalUrl !== null && (
          <a
            href={`${settings.value.temporalUrl}/workflows?${new URLSearchParams({ query: "WorkflowType='dialogWorkflow'" })}`}
            target="_blank"
            rel="noreferrer"
          >
            Temporal
          </a>
        )}
      </nav>
      <span class="who">
        {name} <span class="quiet">· {ROLE_WORDS[role]}</span>
      </span>
      <button type="button" onClick={() => void logOut()}>
        Выйти
      </button>
    </header>
  );
}
