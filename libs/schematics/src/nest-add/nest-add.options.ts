/** Answers and flags of `nest add nestjs-zero-trust`; see `schema.json`. */
export interface NestAddOptions {
  readonly issuer: string;
  readonly audience: string;
  readonly relationships: boolean;
  readonly modelFile?: string;
  readonly management: boolean;
  readonly skipInstall: boolean;
  readonly sourceRoot?: string;
}
