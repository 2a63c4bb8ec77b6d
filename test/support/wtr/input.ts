/**
 * The command `input` for tests sends real input of mouse, wheel, keys and fingers through the browser's driver.
 * Chromium and Firefox use Puppeteer. WebKit uses WebDriver, which has no wheel and no fingers there.
 */
import type { TestRunnerPlugin } from '@web/test-runner';
import type { KeyInput, Page } from 'puppeteer-core';
import type { WebKitLauncher } from './webkit.ts';

/** One action of a user. Positions are in px of the viewport. */
export type InputAction =
  | { readonly type: 'move' | 'touch' | 'slide'; readonly x: number; readonly y: number }
  | { readonly type: 'down' | 'up' }
  | { readonly type: 'hold' | 'release'; readonly key: 'Shift' | 'Control' }
  /** The name of a key, or a letter. */
  | { readonly type: 'press'; readonly key: string }
  | { readonly type: 'doubleClick'; readonly x: number; readonly y: number }
  | { readonly type: 'wheel'; readonly deltaY: number }
  | { readonly type: 'lift' }
  /** Switches forced colors, which users do in the system's settings. Only in Chromium. */
  | { readonly type: 'forceColors'; readonly value: 'active' | 'none' };

export function input(): TestRunnerPlugin<readonly InputAction[]> {
  return {
    name: 'input',
    async executeCommand({ command, payload = [], session }) {
      if (command !== 'input') return null;
      const { browser, id } = session;
      for (const action of payload) {
        if (browser.type === 'webdriver') await drive(browser as WebKitLauncher, action);
        else await play((browser as unknown as { getPage(id: string): Page }).getPage(id), action);
      }
      return true;
    },
  };
}

async function play(page: Page, action: InputAction): Promise<void> {
  const { mouse, keyboard, touchscreen } = page;
  switch (action.type) {
    case 'move':
      return mouse.move(action.x, action.y);
    case 'down':
    case 'up':
      return mouse[action.type]();
    case 'doubleClick':
      return mouse.click(action.x, action.y, { count: 2 });
    case 'wheel':
      return mouse.wheel({ deltaY: action.deltaY });
    case 'hold':
    case 'release':
      return keyboard[action.type === 'hold' ? 'down' : 'up'](action.key satisfies KeyInput);
    case 'press':
      return keyboard.press(action.key as KeyInput);
    case 'touch':
      await touchscreen.touchStart(action.x, action.y);
      return;
    case 'slide':
      return touchscreen.touchMove(action.x, action.y);
    case 'lift':
      return touchscreen.touchEnd();
    case 'forceColors':
      return page.emulateMediaFeatures([{ name: 'forced-colors', value: action.value }]);
  }
}

const DOWN = { type: 'pointerDown', button: 0 };
const UP = { type: 'pointerUp', button: 0 };
/** WebDriver's codes for keys. */
const KEYS: Readonly<Record<string, string>> = {
  Tab: '\uE004',
  Enter: '\uE007',
  Shift: '\uE008',
  Control: '\uE009',
  PageUp: '\uE00E',
  PageDown: '\uE00F',
  End: '\uE010',
  Home: '\uE011',
  ArrowLeft: '\uE012',
  ArrowUp: '\uE013',
  ArrowRight: '\uE014',
  ArrowDown: '\uE015',
};
const codeOf = (key: string): string => KEYS[key] ?? key;

function drive(browser: WebKitLauncher, action: InputAction): Promise<void> {
  const perform = (type: string, ...steps: readonly object[]): Promise<void> =>
    browser.performActions([{ type, id: type, actions: steps }]);
  switch (action.type) {
    case 'move':
      return perform('pointer', { type: 'pointerMove', duration: 0, x: action.x, y: action.y });
    case 'down':
      return perform('pointer', DOWN);
    case 'up':
      return perform('pointer', UP);
    case 'doubleClick':
      return perform('pointer', DOWN, UP, DOWN, UP);
    case 'hold':
    case 'release':
      return perform('key', {
        type: action.type === 'hold' ? 'keyDown' : 'keyUp',
        value: codeOf(action.key),
      });
    case 'press':
      return perform(
        'key',
        { type: 'keyDown', value: codeOf(action.key) },
        { type: 'keyUp', value: codeOf(action.key) },
      );
    default:
      throw new Error(`WebDriver has no ${action.type}`);
  }
}
