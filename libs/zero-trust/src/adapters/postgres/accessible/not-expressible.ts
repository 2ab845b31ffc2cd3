/** A relation that no statement without recursion can decide; whoever asks lists ids instead. */
export class NotExpressible extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = new.target.name;
  }
}
