/** Implements the attribute `refresh`, which updates the rows of a chart at an interval. Loaded on demand. */
import type { ReactiveController } from 'lit';
import type { ChartController } from '../../controllers/chart/chart.ts';
import { warnOnce } from '../../internal/text.ts';
import type { VizHost } from './viz-host.ts';

/** Maximum number of refreshes to skip after repeated failures. */
const MAX_SKIPPED = 15;

/**
 * Refreshes at every interval, but not while the page is hidden or offline or the chart is off screen. It makes up for
 * a missed refresh as soon as the chart is visible again. After each failure it skips about twice as many refreshes.
 */
class VizRefresh implements ReactiveController {
  readonly #viz: VizHost;
  readonly #chart: ChartController;
  readonly #observer: IntersectionObserver;
  #interval: string | null = null;
  #schedule: Schedule | null = null;
  #isIntersecting = false;
  #missed = false;
  #running = false;
  #failures = 0;
  #toSkip = 0;

  constructor(viz: VizHost, chart: ChartController) {
    this.#viz = viz;
    this.#chart = chart;
    this.#observer = new IntersectionObserver((entries) => {
      this.#isIntersecting = entries.at(-1)?.isIntersecting ?? false;
      this.#catchUp();
    });
    viz.addController(this);
  }

  hostConnected(): void {
    this.#observer.observe(this.#viz);
    document.addEventListener('visibilitychange', this.#catchUp);
    window.addEventListener('online', this.#catchUp);
    this.#startSchedule(this.#interval);
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
    document.removeEventListener('visibilitychange', this.#catchUp);
    window.removeEventListener('online', this.#catchUp);
    this.#schedule?.end();
    this.#schedule = null;
  }

  hostUpdated(): void {
    const text = this.#chart.settings?.refresh ?? null;
    if (text !== this.#interval) this.#startSchedule(text);
  }

  readonly #tick = (): void => {
    if (this.#toSkip > 0) {
      this.#toSkip -= 1;
    } else {
      this.#missed = true;
      this.#catchUp();
    }
  };

  get #isVisible(): boolean {
    return this.#isIntersecting && !document.hidden && navigator.onLine;
  }

  #startSchedule(text: string | null): void {
    this.#interval = text;
    this.#schedule?.end();
    this.#schedule = null;
    this.#missed = false;
    let seconds = readRefreshInterval(text ?? '');
    if (seconds && seconds < MIN_IN_PLACEHOLDER && this.#isFromPlaceholder(text)) {
      warnOnce(`<div data-refresh="${text}"> becomes 1m. Use <vibedasher-viz>, or set it from a script`);
      seconds = MIN_IN_PLACEHOLDER;
    }
    if (seconds === undefined) {
      warnOnce(
        `<${this.#viz.localName} refresh="${text}">: use seconds, or a number with s, m or h, as in 5m`,
      );
    } else if (seconds !== null && this.#viz.isConnected) {
      this.#schedule = scheduleRefresh(seconds, this.#tick);
    }
  }

  #isFromPlaceholder(text: string | null): boolean {
    const isOwn = this.#viz.getAttribute('refresh') === text;
    return isOwn && this.#viz.matches('div[data-vibedasher-viz] > *');
  }

  readonly #catchUp = (): void => {
    if (!this.#missed || !this.#schedule || !this.#isVisible) return;
    this.#missed = false;
    // A load in progress returns new rows, too.
    if (!this.#running && !this.#chart.busy) void this.#refresh(this.#schedule.isFirst());
  };

  /** Refreshes the chart. Announces the rows only if the chart has the focus or is the first in its interval. */
  async #refresh(isFirst: boolean): Promise<void> {
    this.#running = true;
    try {
      await this.#chart.refresh({ quiet: true, announce: isFirst || this.#viz.matches(':focus-within') });
      this.#failures = 0;
    } catch {
      this.#failures += 1;
      this.#toSkip = Math.min(2 ** this.#failures - 1, MAX_SKIPPED);
    } finally {
      this.#running = false;
    }
  }
}

/** Attaches the refresh to an element. This feature renders nothing. */
export function attach(viz: VizHost, chart: ChartController): object {
  return new VizRefresh(viz, chart);
}

/** A subscription to an interval. */
interface Schedule {
  /** Returns true for the first caller in each interval. */
  isFirst(): boolean;
  end(): void;
}

interface IntervalGroup {
  /** Called together, so their queries can share a request. */
  readonly ticks: Set<() => void>;
  timer: ReturnType<typeof setTimeout> | undefined;
  hasFirst: boolean;
}

/** Random deviation from the interval, as a fraction: pages opened together should not send requests together. */
const JITTER = 0.1;

const groups = new Map<number, IntervalGroup>();

/** Calls `tick` about every `seconds` seconds, in the same task as all others with the same interval. */
function scheduleRefresh(seconds: number, tick: () => void): Schedule {
  const group = groups.get(seconds) ?? startGroup(seconds);
  const { ticks } = group;
  ticks.add(tick);
  return {
    isFirst() {
      const isFirst = !group.hasFirst;
      group.hasFirst = true;
      return isFirst;
    },
    end() {
      ticks.delete(tick);
      if (ticks.size > 0 || groups.get(seconds) !== group) return;
      clearTimeout(group.timer);
      groups.delete(seconds);
    },
  };
}

function startGroup(seconds: number): IntervalGroup {
  const group: IntervalGroup = { ticks: new Set(), timer: undefined, hasFirst: false };
  groups.set(seconds, group);
  startTimer(seconds, group);
  return group;
}

function startTimer(seconds: number, group: IntervalGroup): void {
  const factor = 1 + JITTER * (2 * Math.random() - 1);
  group.timer = setTimeout(
    () => {
      startTimer(seconds, group);
      group.hasFirst = false;
      for (const tick of [...group.ticks]) tick();
    },
    seconds * 1000 * factor,
  );
}

/** Seconds per unit suffix. */
const UNITS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600 };
const INTERVAL = /^(\d+(?:\.\d+)?)\s*([smh]?)$/;

/** Minimum interval in seconds. Published data do not change faster. */
const MIN_REFRESH = 5;
/** Minimum interval in seconds in a placeholder, whose author may be anyone who may comment on the page. */
const MIN_IN_PLACEHOLDER = 60;
/** Maximum interval in seconds. `setTimeout` overflows beyond 24 days. */
const MAX_REFRESH = 24 * 3600;

/**
 * Parses a `refresh` attribute such as `30`, `30s`, `5m` or `1h` into seconds, between {@link MIN_REFRESH} and
 * {@link MAX_REFRESH}. Returns `null` for no refresh (`''`, `off`, `0`), and `undefined` for invalid text.
 */
export function readRefreshInterval(text: string): number | null | undefined {
  const trimmed = text.trim().toLowerCase();
  if (trimmed === '' || trimmed === 'off') return null;
  const [, number, unit = ''] = INTERVAL.exec(trimmed) ?? [];
  if (number === undefined) return undefined;
  const seconds = Number(number) * (UNITS[unit] ?? 1);
  return seconds === 0 ? null : Math.min(Math.max(seconds, MIN_REFRESH), MAX_REFRESH);
}
