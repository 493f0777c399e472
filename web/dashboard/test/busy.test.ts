import { expect, test } from "vitest";
import { OneAtATime } from "../src/busy";

/** A promise that is kept by hand. */
function promise(): { kept: Promise<void>; keep: () => void } {
  let keep = (): void => {};
  const kept = new Promise<void>((go) => (keep = go));
  return { kept, keep };
}

/** Lets all that waits for promises kept so far run. */
const settle = (): Promise<void> => new Promise((go) => setTimeout(go, 0));

test("what is begun while another is under way is dropped, and the next goes once that has ended", async () => {
  const seen: boolean[] = [];
  const gate = new OneAtATime((isBusy) => seen.push(isBusy), () => Promise.resolve());
  const answer = promise();
  expect(gate.begin(() => answer.kept)).toBe(true);
  expect(gate.begin(() => Promise.reject(new Error("never begun")))).toBe(false);
  expect(seen).toEqual([true]);
  answer.keep();
  await settle();
  expect(seen).toEqual([true, false]);
  expect(gate.begin(() => Promise.resolve())).toBe(true);
});

test("the second click of a double click is dropped though the answer to the first is there", async () => {
  const seen: boolean[] = [];
  const rest = promise();
  const gate = new OneAtATime((isBusy) => seen.push(isBusy), () => rest.kept);
  let sent = 0;
  const send = (): Promise<number> => Promise.resolve(++sent);
  expect(gate.begin(send)).toBe(true);
  await settle();
  expect(gate.begin(send)).toBe(false);
  rest.keep();
  await settle();
  expect(seen).toEqual([true, false]);
  expect(gate.begin(send)).toBe(true);
  expect(sent).toBe(2);
});
