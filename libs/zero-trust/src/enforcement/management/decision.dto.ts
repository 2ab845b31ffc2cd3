import { IsUUID } from 'class-validator';

/** Names a decision, as problem responses and audit records do. */
export class DecisionDto {
  @IsUUID()
  readonly id!: string;
}
