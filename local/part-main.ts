import { pathToFileURL } from 'node:url';

/**
 * Runs one part of the product in a process that ends with its parent, even by kill -9, so that its ports are free again.
 * The parts themselves know nothing of this.
 */
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
if (!process.connected) process.kill(process.pid, 'SIGTERM'); // gone before we could listen
process.channel?.unref(); // the channel alone must not keep a part alive that has stopped
const [script = '', ...args] = process.argv.slice(2);
process.argv.splice(1, process.argv.length - 1, script, ...args);
await import(pathToFileURL(script).href);
