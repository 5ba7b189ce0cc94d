/** One for each of amoCRM's one-time tokens that was used; `hash` is of the token's own id. */
export const usedTokenWorkflowId = (hash: string): string => `widget-token:${hash}`;
