/** What a worker must at least be able to run. */
export async function emptyWorkflow(): Promise<void> {
  return Promise.resolve();
}
