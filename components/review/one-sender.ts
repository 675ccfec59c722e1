/**
 * Runs `work` while no other tab with the same name runs its own; a tab that crashes lets go by itself. Where the browser
 * offers no locks (a page not served over HTTPS) tabs may send the same answer twice, and the server counts it once.
 */
export function asOnlySender(name: string, work: () => Promise<void>): Promise<void> {
  const locks = (globalThis.navigator as { readonly locks?: LockManager }).locks;
  return locks === undefined ? work() : locks.request<void>(name, work);
}
