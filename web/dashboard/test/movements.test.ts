import { expect, test } from "vitest";
import { checkMovement, movementLine, movementNotice, type MovementTyped } from "../src/movements";

const plain: MovementTyped = { kind: "deposit", user: "alice", to: "", asset: "USD", amount: "1000", reference: "" };

test("an amount goes with the asset's decimals, and more of them are refused", () => {
  expect(checkMovement(plain, 4).body).toEqual({ asset: "USD", amount: "1000.0000" });
  expect(checkMovement({ ...plain, amount: "0.00001" }, 4)).toMatchObject({ field: "amount", problem: "Amount has more than 4 decimals." });
  expect(checkMovement({ ...plain, amount: "0" }, 4).problem).toBe("Amount must be more than zero.");
  expect(checkMovement({ ...plain, amount: "-5" }, 4).problem).toBe("Amount must be more than zero.");
  expect(checkMovement(plain, undefined).problem).toBe("Choose an asset.");
});

test("a transfer says who gets it", () => {
  expect(checkMovement({ ...plain, kind: "transfer" }, 4)).toMatchObject({ field: "to" });
  expect(checkMovement({ ...plain, kind: "transfer", to: " bob ", reference: "rent" }, 0).body).toEqual({ asset: "USD", amount: "1000", to: "bob", reference: "rent" });
  expect(checkMovement({ ...plain, user: " " }, 4)).toMatchObject({ field: "user" });
});

test("it is said what is about to be done, and what was", () => {
  expect(movementLine(plain)).toBe("Pay 1,000 USD in for alice");
  expect(movementLine({ ...plain, kind: "withdraw" })).toBe("Pay 1,000 USD out from alice");
  expect(movementLine({ ...plain, kind: "transfer", to: "bob" })).toBe("Hand 1,000 USD of alice over to bob");
  const done = { movement_id: "7", type: "deposit", user_id: "alice", asset: "USD", amount: "1000.0000", duplicate: false };
  expect(movementNotice(done)).toBe("Deposit 7 is done: 1,000.0000 USD, alice.");
  expect(movementNotice({ ...done, duplicate: true })).toBe("Deposit 7 was done before; nothing was done now.");
});
