import { stat } from 'node:fs/promises';

/** Tells two states of the files apart; follows links, as those of mounted secrets. */
export async function fingerprintFiles(files: readonly string[]): Promise<string> {
  const states = files.map(async (file) => {
    const { ino, size, mtimeNs } = await stat(file, { bigint: true });
    return `${ino} ${size} ${mtimeNs}`;
  });
  return (await Promise.all(states.map((state) => state.catch(() => 'absent')))).join('\n');
}
