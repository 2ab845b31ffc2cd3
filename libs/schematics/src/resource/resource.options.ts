/** What the command line hands over, with the defaults of `schema.json`. */
export interface ResourceOptions {
  /** With its folder, if it is to be in one: `shop/order`. */
  readonly name: string;
  readonly path?: string;
  /** The command line makes a number of what looks like one. */
  readonly apiVersion?: number | string;
  /** By commas. */
  readonly relations: string;
  readonly modelFile?: string;
  readonly spec: boolean;
  readonly skipImport: boolean;
  readonly flat: boolean;
  readonly sourceRoot?: string;
}
