/** Injection token of the `ServerSettings` of a peer. */
export const PEER_SETTINGS = Symbol('PEER_SETTINGS');
