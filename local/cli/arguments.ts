import { parseArgs, type ParseArgsConfig } from 'node:util';

/** What was typed behind the command. A wrong option is told in one sentence and ends the process. */
export function argumentsIn<Config extends ParseArgsConfig>(config: Config): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (error) {
    console.error(`Такого параметра нет или он написан не так; --help покажет все. (${error instanceof Error ? error.message : ''})`);
    process.exit(1);
  }
}
