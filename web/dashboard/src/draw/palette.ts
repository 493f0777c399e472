/** Colours of the page as canvases need them. */
export interface Palette {
  ink: string;
  dim: string;
  line: string;
  ground: string;
  bid: string;
  ask: string;
  accent: string;
}

export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return { ink: read("ink"), dim: read("dim"), line: read("line"), ground: read("panel"), bid: read("bid"), ask: read("ask"), accent: read("accent") };
}

/** Times of an axis, as the local clock shows them. */
export function clockOf(seconds: number, withSeconds: boolean): string {
  return new Date(seconds * 1_000).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", ...(withSeconds ? { second: "2-digit" } : {}) });
}

export function monospaced(size: number): string {
  return `${size}px ui-sans-serif, system-ui, sans-serif`;
}
