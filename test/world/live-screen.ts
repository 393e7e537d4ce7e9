import type { Page } from 'playwright-core';

/** The live screen of the console, worked as an officer works it. */
export class LiveScreen {
  readonly #page: Page;
  #isEmergency = false;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Opens the screen and chooses the areas; the microphone opens with the screen. */
  async open(areaIds: string[], emergency = false, choices: Record<string, string> = {}): Promise<void> {
    this.#isEmergency = emergency;
    const origin = new URL(this.#page.url()).origin;
    const query = new URLSearchParams({ targets: areaIds.join(','), ...choices });
    await this.#page.goto(`${origin}/${emergency ? 'emergency' : 'live'}?${query}`);
    await this.#page.locator('[data-testid="go-live"]:not([disabled])').waitFor({ timeout: 30_000 });
  }

  /** Presses the button; that of an emergency wants to be held. */
  async goLive(): Promise<void> {
    const button = this.#page.getByTestId('go-live');
    await button.hover();
    await this.#page.mouse.down();
    if (!this.#isEmergency) await this.#page.mouse.up();
    await this.#page.getByTestId('stop-live').waitFor({ timeout: 15_000 });
    await this.#page.mouse.up();
  }

  counts(): Promise<string> {
    return this.#page.getByTestId('live-counts').innerText();
  }

  async stop(): Promise<void> {
    await this.#page.getByTestId('stop-live').click();
    await this.#page.getByTestId('go-live').waitFor({ timeout: 15_000 });
  }
}
