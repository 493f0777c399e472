/** Lets one act go at a time: what is begun while another is under way is the same click again, and is dropped. */
export class OneAtATime {
  private isUnderWay = false;

  constructor(private readonly changed: (isBusy: boolean) => void) {}

  /** Whether it was begun. However it ends, the next one may go then; it says itself what went wrong. */
  begin(act: () => Promise<unknown>): boolean {
    if (this.isUnderWay) return false;
    this.isUnderWay = true;
    this.changed(true);
    void this.finish(act);
    return true;
  }

  private async finish(act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
    } finally {
      this.isUnderWay = false;
      this.changed(false);
    }
  }
}
