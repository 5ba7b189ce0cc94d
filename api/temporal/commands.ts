import {
  cardOpenedUpdate,
  holdUpdate,
  releaseUpdate,
  sayUpdate,
  settleUpdate,
  takeUpdate,
  type CardOpenedCommand,
  type HoldCommand,
  type ReleaseCommand,
  type SayCommand,
  type SettleCommand,
  type TakeCommand,
} from '../../workflows/dialog/messages.ts';

/** What managers may ask of a dialog, and with what. */
export interface Commands {
  take: TakeCommand;
  release: ReleaseCommand;
  hold: HoldCommand;
  say: SayCommand;
  cardOpened: CardOpenedCommand;
  settle: SettleCommand;
}
export type CommandName = keyof Commands;

/** The update that carries each command. */
export const UPDATES = {
  take: takeUpdate,
  release: releaseUpdate,
  hold: holdUpdate,
  say: sayUpdate,
  cardOpened: cardOpenedUpdate,
  settle: settleUpdate,
} as const;
