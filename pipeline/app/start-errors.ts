/** Something outside goalstream is not as a start needs it; the message says what and how to fix it. */
export class StartError extends Error {}

/** Another program listens on the configured port. */
export class PortTakenError extends StartError {}

/** The embedded engine is in another process's hands, and there is none. */
export class NoStoreError extends StartError {}
