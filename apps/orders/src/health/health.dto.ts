/** What a probe is told. */
export class HealthDto {
  readonly status!: 'ok';
}

/** How far the relationship server is behind. */
export class RelationshipLagDto {
  readonly entries!: number;
  readonly parked!: number;
  readonly oldestSeconds!: number;
}
