import { effect } from "@preact/signals";
import { connection } from "./store";

/** Asks every so often for what no stream tells, as long as it is looked at in a tab that is seen. */
export function poll(everyMs: number, isLookedAt: () => boolean, ask: () => void): void {
  effect(() => {
    if (!isLookedAt() || connection.value !== "live") return;
    const clock = setInterval(() => {
      if (!document.hidden) ask();
    }, everyMs);
    return () => clearInterval(clock);
  });
}
