/** What the play room's server and its page say to each other. Types only: the page takes them by `import type`. */

/** Somebody whose phone can be picked up. */
export interface GuestRow {
  phone: string;
  name: string;
  /** Stages of their leads in the CRM; empty where there is none. */
  stages: readonly string[];
}

export interface Bubble {
  id: number;
  from: 'guest' | 'bot' | 'manager';
  /** The manager's name, or where they typed. */
  by: string | null;
  text: string;
  hasPhoto: boolean;
  atMs: number;
  /** Of the guest's words: `taken` when the dialog has them; of ours: what the messenger reports. */
  tick: 'sent' | 'taken' | 'delivered' | 'read' | 'error';
}

export interface DialogNow {
  /** The dialog's clock minus the machine's. */
  aheadMs: number;
  state: string;
  holder: string | null;
  unanswered: number;
  nextAlarm: { atMs: number; why: string } | null;
}

/** One guest's phone and dialog. */
export interface GuestNow {
  phone: string;
  name: string;
  /** The dialog's key, whether or not there is one yet. */
  key: string;
  bubbles: readonly Bubble[];
  dialog: DialogNow | null;
}

export interface BoardTask {
  id: number;
  type: string;
  text: string;
  responsible: string;
  dueAtMs: number;
}

export interface BoardLead {
  id: number;
  name: string;
  price: number;
  responsible: string;
  /** «Ведёт диалог»; null where it is empty. */
  leader: string | null;
  guests: readonly { phone: string; name: string }[];
  /** The open ones, the soonest first. */
  tasks: readonly BoardTask[];
  /** The last three, the newest first. */
  notes: readonly string[];
}

export interface BoardStage {
  name: string;
  leads: readonly BoardLead[];
}

/** The CRM and who is in it. */
export interface RoomNow {
  guests: readonly GuestRow[];
  board: readonly BoardStage[];
}

export interface StoryLine {
  kind: 'story' | 'chat' | 'crm' | 'time' | 'seen';
  atMs: number;
  who?: string;
  text: string;
}

export interface StoryRun {
  scenario: number;
  title: string;
  /** Whose phone to look at; null before the first story has begun. */
  guest: { phone: string; name: string } | null;
  lines: readonly StoryLine[];
  state: 'running' | 'done' | 'failed' | 'stopped';
  /** What was not seen. */
  trouble: string | null;
}

export interface ClockMove {
  phone: string;
  name: string;
  hours: number;
  state: 'moving' | 'done' | 'failed';
  trouble: string | null;
}

/** What the room itself is doing. */
export interface PlayNow {
  /** Why no clock can be moved here; null where it can. */
  clockTrouble: string | null;
  scenarios: readonly { number: number; title: string }[];
  move: ClockMove | null;
  story: StoryRun | null;
}

export interface Login {
  operator: string;
  /** The console is there to be framed. */
  hasConsole: boolean;
}

/** What `GET /play/live` sends, by the name of its event. */
export interface Told {
  room: RoomNow;
  guest: GuestNow;
  play: PlayNow;
  trouble: { sentence: string };
}
