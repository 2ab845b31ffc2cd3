// One e2e test from the beginning of a process: prints what each part of it took, in milliseconds.
const begin = performance.now();
const { startTestApp } = await import('nestjs-zero-trust/testing');
const { AppModule } = await import('./sample.app.js');
await import('@nestjs/platform-express');
await import('@nestjs/testing');
const imported = performance.now();
const api = await startTestApp(AppModule, { tuples: 'user:bob viewer order:1' });
const started = performance.now();
const { status } = await api.as('bob', { scope: 'orders:read' }).get('/orders/1');
if (status !== 200) throw new Error(`The application answered ${status}.`);
const answered = performance.now();
await api.close();
const closed = performance.now();
const { user, system } = process.cpuUsage();
console.log(
  JSON.stringify({
    importMs: imported - begin,
    startMs: started - imported,
    firstAnswerMs: answered - started,
    closeMs: closed - answered,
    totalMs: closed - begin,
    cpuMs: (user + system) / 1_000,
  }),
);
