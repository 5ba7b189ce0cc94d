import { OpenDialog } from '../dialog/open-dialog.tsx';
import { List } from './list.tsx';

/** The list and, beside it (on a phone: instead of it), the dialog that is open. */
export function Dialogs({ opened }: { opened: string | undefined }) {
  return (
    <div class={opened === undefined ? 'dialogs' : 'dialogs opened'}>
      <List opened={opened} />
      {opened === undefined ? <p class="empty pick">Выберите диалог в списке.</p> : <OpenDialog key={opened} dialogKey={opened} />}
    </div>
  );
}
