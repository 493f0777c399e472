/** The longest that two clicks of a double click are apart, in milliseconds, as desktops have it by default. */
const DOUBLE_CLICK_MS = 500;

/**
 * Lets one act go at a time: what is begun while another is under way is the same click again, and is dropped. So is what follows within a double click's time, even where
 * the answer was quicker than the second click.
 */
export class OneAtATime {
  private isUnderWay = false;

  constructor(
    private readonly changed: (isBusy: boolean) => void,
    private readonly rest = (): Promise<void> => new Promise((go) => setTimeout(go, DOUBLE_CLICK_MS)),
  ) {}

  /** Whether it was begun. However it ends, the next one may go then; it says itself what went wrong. */
  begin(act: () => Promise<unknown>): boolean {
    if (this.isUnderWay) return false;
    this.isUnderWay = true;
    this.changed(true);
    void this.finish(act);
    return true;
  }

  private async finish(act: () => Promise<unknown>): Promise<void> {
    const rested = this.rest();
    try {
      await act();
    } finally {
      await rested;
      this.isUnderWay = false;
      this.changed(false);
    }
  }
}
