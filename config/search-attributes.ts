/** What the list of dialogs shows and filters by: name → type as Temporal calls it. The one home of this list (DESIGN §3). */
export const SEARCH_ATTRIBUTES = {
  DialogState: 'KEYWORD',
  DialogStage: 'KEYWORD',
  DialogHandoffReason: 'KEYWORD',
  DialogLeadId: 'INT',
  DialogManager: 'KEYWORD',
  DialogClientWaitingSince: 'DATETIME',
} as const;
