import { effect, signal } from "@preact/signals";
import { text } from "../api/json";
import type { JsonObject } from "../api/rest";
import { Reload } from "../reload";
import { poll } from "./poll";
import { ownTab, page } from "./screen";
import { act, askOwn, may, user } from "./store";

/** Where the customer stands with the exchange, and the last application. No stream tells of decisions: they are asked for while they are looked at. */

const gapMs = 400;
const pollMs = 4_000;

/** Null until it is known. */
export const standing = signal<JsonObject | null>(null);
/** The exchange takes no applications. */
export const takesNone = signal(false);

const reload = new Reload(load, gapMs);

export function startIdentity(): void {
  const isLookedAt = (): boolean => ownTab.value === "identity" && page.value === "trade" && user.value !== null && may("read");
  effect(() => {
    if (user.value === null) {
      standing.value = null;
      takesNone.value = false;
    } else if (isLookedAt()) reload.want();
  });
  poll(pollMs, () => isLookedAt() && !takesNone.value, () => reload.want());
}

/** Sends an application, or one more document of the one that is being looked at. */
export async function submit(body: JsonObject): Promise<boolean> {
  if ((await act("POST", "/kyc/submit", body, (answer) => `Application ${text(answer.application_id)} is ${text(answer.status)}.`)) === null) return false;
  reload.want();
  return true;
}

async function load(): Promise<void> {
  const found = await askOwn("/kyc/status", false);
  if (found !== null) standing.value = found;
  takesNone.value = found === null && standing.value === null;
}
