/** A test asks for something that the test tools or the application under test do not have; the message says what to do. */
export class TestAppError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TestAppError';
  }
}
