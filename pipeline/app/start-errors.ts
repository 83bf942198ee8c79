/** Another program listens on the configured port. */
export class PortTakenError extends Error {}

/** The embedded engine is in another process's hands, and there is none. */
export class NoStoreError extends Error {}
