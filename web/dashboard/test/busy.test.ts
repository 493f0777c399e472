import { expect, test } from "vitest";
import { OneAtATime } from "../src/busy";

test("what is begun while another is under way is dropped, and the next goes once that has ended", async () => {
  const seen: boolean[] = [];
  const gate = new OneAtATime((isBusy) => seen.push(isBusy));
  let answer = (): void => {};
  const asked = new Promise<void>((go) => (answer = go));
  expect(gate.begin(() => asked)).toBe(true);
  expect(gate.begin(() => Promise.reject(new Error("never begun")))).toBe(false);
  expect(seen).toEqual([true]);
  answer();
  await asked;
  await Promise.resolve();
  await Promise.resolve();
  expect(seen).toEqual([true, false]);
  expect(gate.begin(() => Promise.resolve())).toBe(true);
});
