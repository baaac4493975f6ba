// How many deliveries are under way at once: to everybody, and to one host, which any number of webhooks may name. The others
// wait in their order; a host that is slow holds up nobody but those who want to reach it, as long as there are places.

/** A name has one spelling; the dot at its end, which says that it is whole, makes no other host of it. */
export const hostOf = (url: string): string => new URL(url).hostname.replace(/\.$/, '');

export class Places {
  readonly #max: number;
  readonly #ofHost: number;
  readonly #busy = new Map<string, number>();
  #all = 0;
  readonly #waiting: { host: string; begin: () => void }[] = [];

  constructor(max: number, ofHost: number) {
    this.#max = max;
    this.#ofHost = ofHost;
  }

  get busy(): number {
    return this.#all;
  }

  /** Resolves with the way out when there is a place; with undefined where nobody wants it any more. */
  async take(host: string, signal: AbortSignal): Promise<(() => void) | undefined> {
    if (signal.aborted) return undefined;
    if (!this.#isFree(host)) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const own = { host, begin: resolve };
      this.#waiting.push(own);
      const leave = () => resolve();
      signal.addEventListener('abort', leave, { once: true });
      await promise;
      signal.removeEventListener('abort', leave);
      const at = this.#waiting.indexOf(own);
      if (at >= 0) {
        this.#waiting.splice(at, 1);
        return undefined;
      }
      // Its place was counted as it was called.
      return this.#wayOut(host);
    }
    this.#count(host, 1);
    return this.#wayOut(host);
  }

  #isFree(host: string): boolean {
    return this.#all < this.#max && (this.#busy.get(host) ?? 0) < this.#ofHost;
  }

  #count(host: string, by: number): void {
    this.#all += by;
    const now = (this.#busy.get(host) ?? 0) + by;
    if (now === 0) this.#busy.delete(host);
    else this.#busy.set(host, now);
  }

  #wayOut(host: string): () => void {
    let isOut = false;
    return () => {
      if (isOut) return;
      isOut = true;
      this.#count(host, -1);
      const at = this.#waiting.findIndex((one) => this.#isFree(one.host));
      const [next] = at < 0 ? [] : this.#waiting.splice(at, 1);
      if (next === undefined) return;
      this.#count(next.host, 1);
      next.begin();
    };
  }
}
