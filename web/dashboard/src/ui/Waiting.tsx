import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { OneAtATime } from "../busy";

type ButtonAttributes = Omit<JSX.IntrinsicElements["button"], "ref" | "disabled" | "onClick">;

/** Whether something is under way, and how to begin it; while it is, it is not begun again. The keyboard comes back to where it was. */
export function useBusy(): readonly [boolean, (act: () => Promise<unknown>) => void] {
  const [isBusy, setBusy] = useState(false);
  const [gate] = useState(() => new OneAtATime(setBusy));
  const [had, setHad] = useState<HTMLButtonElement | null>(null);
  useEffect(() => {
    if (isBusy || had === null) return;
    // A button that is disabled loses the keyboard; a field does not, and who leaves it meanwhile is not called back.
    if (had.isConnected && document.activeElement === document.body) had.focus();
    setHad(null);
  }, [isBusy, had]);
  const begin = (act: () => Promise<unknown>): void => {
    const active = document.activeElement;
    if (gate.begin(act)) setHad(active instanceof HTMLButtonElement ? active : null);
  };
  return [isBusy, begin];
}

/** A button that is off while its form waits for an answer. */
export function WaitingButton({ busy, disabled = false, onClick, ...more }: ButtonAttributes & { busy: boolean; disabled?: boolean; onClick?: () => void }) {
  return <button {...more} {...(onClick ? { onClick } : {})} disabled={busy || disabled} aria-busy={busy} />;
}

/** A button that does one thing by itself, and is off until that is answered. */
export function ActButton({ act, ...more }: ButtonAttributes & { act: () => Promise<unknown>; disabled?: boolean }) {
  const [isBusy, begin] = useBusy();
  return <WaitingButton type="button" {...more} busy={isBusy} onClick={() => begin(act)} />;
}
