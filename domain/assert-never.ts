/** Makes a forgotten case a compile error. At run time it is reached only by data that the types rule out. */
export function assertNever(value: never): never {
  throw new Error(`A case nobody decided on: ${JSON.stringify(value)}`);
}
