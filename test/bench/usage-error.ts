/** A bench was asked for what it does not know; the message says what it knows. */
export class UsageError extends Error {}
