import { CommandLineError } from '../command-line/command-line.error.js';

/** Imports what needs an optional package. @throws {@link CommandLineError} that says what to install */
export async function needing<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND';
    if (isMissing)
      throw new CommandLineError(`Install ${name} for this: npm install ${name}`, { cause: error });
    throw error;
  }
}
