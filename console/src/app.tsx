import { useEffect } from 'preact/hooks';
import { Alerts } from './people/alerts.tsx';
import { Dialogs } from './list/dialogs.tsx';
import { Header } from './header.tsx';
import { Login } from './login.tsx';
import { Operators } from './people/operators.tsx';
import { Numbers } from './numbers/numbers.tsx';
import { page } from './route.ts';
import { checkSession, me, unreachable } from './session.ts';

const AGAIN_MS = 3_000;

export function App() {
  useEffect(() => void checkSession(), []);
  useEffect(() => {
    if (unreachable.value === undefined) return undefined;
    const again = setTimeout(() => void checkSession(), AGAIN_MS);
    return () => clearTimeout(again);
  }, [unreachable.value, me.value]);

  if (me.value === undefined)
    return (
      <main class="alone">
        <h1>Эстафета</h1>
        <p role="status">{unreachable.value === undefined ? 'Загружаем…' : `${unreachable.value} Пробуем снова…`}</p>
      </main>
    );
  if (me.value === null) return <Login />;
  return (
    <>
      <Header />
      <main>{pageNow()}</main>
    </>
  );
}

function pageNow() {
  const now = page.value;
  switch (now.name) {
    case 'alerts':
      return <Alerts />;
    case 'operators':
      return <Operators />;
    case 'numbers':
      return <Numbers />;
    case 'dialogs':
      return <Dialogs opened={now.key} />;
  }
}
