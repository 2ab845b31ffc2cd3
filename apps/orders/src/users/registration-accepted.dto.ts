/** What everybody is told who registers. */
export class RegistrationAcceptedDto {
  readonly status!: 'accepted';
  readonly detail!: string;
}
