/** One variable that cannot be used: what it holds and what it should be. */
export interface EnvironmentProblem {
  /** Name of the variable, for example `PORT`. */
  readonly variable: string;
  /** What it holds now, in words; never the value of a secret. */
  readonly holds: string;
  /** What it should be, in words. */
  readonly expected: string;
}

/** Stops a process at boot: every unusable environment variable in one message. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';

  constructor(readonly problems: readonly EnvironmentProblem[]) {
    super(
      [
        'The environment is not usable. Mend these variables and start again:',
        ...problems.map((problem) => describe(problem)),
      ].join('\n'),
    );
  }
}

function describe({ variable, holds, expected }: EnvironmentProblem): string {
  return `  ${variable} holds ${holds}; it should be ${expected}.`;
}
