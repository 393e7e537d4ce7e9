import type { Page } from 'playwright-core';
import type { GoLive } from '@loa/protocol';

type LiveChoice = Pick<GoLive, 'class' | 'profile' | 'chime'>;

/** The live screen of the console, worked as an officer works it. */
export class LiveScreen {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Opens the screen and chooses the areas; the microphone opens with the screen. */
  async open(areaIds: string[], emergency = false, choice: Partial<LiveChoice> = {}): Promise<void> {
    const origin = new URL(this.#page.url()).origin;
    const remembered = { class: 'normal', profile: 'standard', chime: 'station', ...choice };
    await this.#page.evaluate((text) => localStorage.setItem('loa.live', text), JSON.stringify(remembered));
    await this.#page.goto(`${origin}/${emergency ? 'emergency' : 'live'}?targets=${areaIds.join(',')}`);
    await this.#page.locator('[data-testid="go-live"]:not([disabled])').waitFor({ timeout: 30_000 });
  }

  /** Presses the button, and holds it where it wants to be held. */
  async goLive(): Promise<void> {
    const button = this.#page.getByTestId('go-live');
    const mustHold = (await button.getAttribute('data-hold')) === 'true';
    await button.hover();
    await this.#page.mouse.down();
    if (!mustHold) await this.#page.mouse.up();
    await this.#page.getByTestId('stop-live').waitFor({ timeout: 15_000 });
    await this.#page.mouse.up();
  }

  counts(): Promise<string> {
    return this.#page.getByTestId('live-counts').innerText();
  }

  /** Until the screen says that the server cannot be reached, or that the broadcast went on after its restart. */
  async untilToldOf(what: 'away' | 'resumed'): Promise<void> {
    await this.#page.getByTestId(`server-${what}`).waitFor({ timeout: 15_000 });
  }

  /** What the officer is told to do: to speak, or to wait for something. */
  cue(): Promise<string> {
    return this.#page.getByTestId('cue').innerText();
  }

  async stop(): Promise<void> {
    await this.#page.getByTestId('stop-live').click();
    await this.#page.getByTestId('go-live').waitFor({ timeout: 15_000 });
  }
}
