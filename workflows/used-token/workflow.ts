/** Has nothing to do: that it was started under a token's id is what is remembered (docs/decisions/025). */
export function usedTokenWorkflow(): Promise<void> {
  return Promise.resolve();
}
