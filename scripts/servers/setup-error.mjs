/** Something that the user can mend; its message is one line that says how. Everything else is a bug and shows its stack. */
export class SetupError extends Error {}

/** Runs a command-line program: a {@link SetupError} ends it with exit code 1 and its one line. */
export async function main(program) {
  try {
    process.exitCode = (await program()) ?? 0;
  } catch (error) {
    console.error(error instanceof SetupError ? `servers: ${error.message}` : error);
    process.exitCode = 1;
  }
}
