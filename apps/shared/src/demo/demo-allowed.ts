import type { SampleEnvironment } from '../environment/environment.js';

/** Demo accounts have public passwords and keys: production neither seeds nor accepts them. */
export function isDemoAllowed({ nodeEnv }: Pick<SampleEnvironment, 'nodeEnv'>): boolean {
  return nodeEnv !== 'production';
}
