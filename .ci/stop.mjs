/** Preparing cannot go on, and the message says in plain words what the person has to do. */
export class Stop extends Error {}
