import type { ReadonlySignal } from "@preact/signals";

/** Makes what is being drawn depend on signals whose values it does not use: counters of changes. */
export function watch(...signals: readonly ReadonlySignal<unknown>[]): void {
  signals.forEach((signal) => signal.value);
}
