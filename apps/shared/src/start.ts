import { EnvironmentError } from './environment/environment-error.js';
import { readEnvironment } from './environment/environment.js';
import { runSample } from './process/start-sample.js';

try {
  const environment = readEnvironment([
    'host',
    'port',
    'authPort',
    'nodeEnv',
    'mtlsPort',
    'mtlsCert',
    'mtlsKey',
    'mtlsCa',
    'mtlsCrl',
  ]);
  process.exitCode = await runSample(environment);
} catch (error) {
  if (!(error instanceof EnvironmentError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
