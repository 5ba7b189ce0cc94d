/** Loaded into each child of simulators/main.ts: when the parent is gone, even by kill -9, the child ends too and its port is free again. */
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
if (!process.connected) process.kill(process.pid, 'SIGTERM'); // gone before we could listen
