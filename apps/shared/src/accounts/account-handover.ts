/** The orders API as a client of the authorization server; its private key lies in DATA_DIR under this name. */
export const ORDERS_API_CLIENT = 'orders-api';

/** Lets a service hand accounts over to the authorization server; good nowhere else. */
export const ACCOUNTS_SCOPE = 'accounts:write';

/** Path, below the issuer, that accounts are handed over to; a subject behind it names one to close. */
export const ACCOUNTS_PATH = '/accounts';

/** Body of `POST /accounts`: somebody who has registered. Sending it again does no harm. */
export interface HandedOverAccount {
  /** UUID, the subject of the person's tokens. */
  readonly id: string;
  readonly email: string;
  /** argon2id, PHC string format; the password itself never leaves the process that it was sent to. */
  readonly passwordHash: string;
}
