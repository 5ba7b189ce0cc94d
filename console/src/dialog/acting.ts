import { useSignal, type Signal } from '@preact/signals';
import { command, wordsOf } from '../api.ts';

export interface Acting {
  /** What is under way: its name. */
  busy: Signal<string | undefined>;
  trouble: Signal<string | undefined>;
  /** True when it was carried out. `refused` may deal with a refusal: true = dealt with. */
  act: (name: string, body?: object, refused?: (error: unknown) => boolean) => Promise<boolean>;
}

/** Commands to one dialog, one at a time; the page follows by itself when the dialog has changed. */
export function useActing(dialogKey: string): Acting {
  const busy = useSignal<string | undefined>(undefined);
  const trouble = useSignal<string | undefined>(undefined);
  return {
    busy,
    trouble,
    async act(name, body, refused = () => false) {
      if (busy.value !== undefined) return false;
      busy.value = name;
      trouble.value = undefined;
      try {
        await command(dialogKey, name, body);
        return true;
      } catch (error) {
        if (!refused(error)) trouble.value = wordsOf(error);
        return false;
      } finally {
        busy.value = undefined;
      }
    },
  };
}
