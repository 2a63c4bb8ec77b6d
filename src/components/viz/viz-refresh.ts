/** `refresh="5m"`: runs a chart's query again and again. Loaded on demand. */
import type { ReactiveController } from 'lit';
import type { ChartController } from '../../controllers/chart/chart.ts';
import { warnOnce } from '../../internal/text.ts';
import type { VizHost } from './viz-host.ts';

/** Most refreshes that are skipped after failures in a row. */
const LONGEST_PAUSE = 15;

/**
 * Refreshes at every interval, where the reader would see it: not while the page is hidden or offline, or the chart is
 * out of sight. What was missed is made up for once it would. After each failure it skips twice as many refreshes.
 */
class VizRefresh implements ReactiveController {
  readonly #viz: VizHost;
  readonly #chart: ChartController;
  readonly #observer: IntersectionObserver;
  #text: string | null = null;
  #leave: (() => void) | null = null;
  #inSight = false;
  #missed = false;
  #running = false;
  #failures = 0;
  #pause = 0;

  constructor(viz: VizHost, chart: ChartController) {
    this.#viz = viz;
    this.#chart = chart;
    this.#observer = new IntersectionObserver((entries) => {
      this.#inSight = entries.at(-1)?.isIntersecting ?? false;
      this.#catchUp();
    });
    viz.addController(this);
  }

  hostConnected(): void {
    this.#observer.observe(this.#viz);
    document.addEventListener('visibilitychange', this.#catchUp);
    window.addEventListener('online', this.#catchUp);
    this.#follow(this.#text);
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
    document.removeEventListener('visibilitychange', this.#catchUp);
    window.removeEventListener('online', this.#catchUp);
    this.#leave?.();
    this.#leave = null;
  }

  hostUpdated(): void {
    const text = this.#chart.settings?.refresh ?? null;
    if (text !== this.#text) this.#follow(text);
  }

  tick(isFirst: boolean): boolean {
    const isDue = this.#pause === 0;
    if (!isDue) this.#pause -= 1;
    else if (this.#isSeen) return this.#begin(isFirst);
    this.#missed ||= isDue;
    return false;
  }

  get #isSeen(): boolean {
    return this.#inSight && !document.hidden && navigator.onLine;
  }

  #follow(text: string | null): void {
    this.#text = text;
    this.#leave?.();
    this.#leave = null;
    this.#missed = false;
    let seconds = readRefreshInterval(text ?? '');
    if (seconds && seconds < SHORTEST_OF_PLACEHOLDER && this.#isOfPlaceholder(text)) {
      warnOnce(`<div data-refresh="${text}"> becomes 1m. Use <vibedasher-viz>, or set it from a script`);
      seconds = SHORTEST_OF_PLACEHOLDER;
    }
    if (seconds === undefined) {
      warnOnce(
        `<${this.#viz.localName} refresh="${text}">: use seconds, or a number with s, m or h, as in 5m`,
      );
    } else if (seconds !== null && this.#viz.isConnected) {
      this.#leave = scheduleRefresh(seconds, this);
    }
  }

  #isOfPlaceholder(text: string | null): boolean {
    const isOwn = this.#viz.getAttribute('refresh') === text;
    return isOwn && this.#viz.matches('div[data-vibedasher-viz] > *');
  }

  readonly #catchUp = (): void => {
    if (this.#missed && this.#leave && this.#isSeen) this.#begin(false);
  };

  #begin(isFirst: boolean): boolean {
    this.#missed = false;
    // Whatever is on its way brings new rows by itself.
    if (this.#running || this.#chart.busy) return false;
    void this.#refresh(isFirst);
    return true;
  }

  /** One at a time; the reader is told of it where they are, or by the first of those that come together. */
  async #refresh(isFirst: boolean): Promise<void> {
    this.#running = true;
    try {
      await this.#chart.refresh({ quiet: true, told: isFirst || this.#viz.matches(':focus-within') });
      this.#failures = 0;
    } catch {
      this.#failures += 1;
      this.#pause = Math.min(2 ** this.#failures - 1, LONGEST_PAUSE);
    } finally {
      this.#running = false;
    }
  }
}

/** Renders nothing. */
export function attach(viz: VizHost, chart: ChartController): object {
  return new VizRefresh(viz, chart);
}

/** Who wants to be called at an interval. */
interface RefreshMember {
  /** Says whether it does anything; `isFirst`: whether no member has done so before in this interval. */
  tick(isFirst: boolean): boolean;
}

interface IntervalGroup {
  readonly members: Set<RefreshMember>;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** How far a refresh may be off its interval, so that pages opened together do not all ask at once. */
const JITTER = 0.1;

const groups = new Map<number, IntervalGroup>();

/**
 * Calls `member` about every `seconds` seconds, all of a page that have the same interval in the same task: what they
 * ask for can then leave together. Returns what ends it.
 */
function scheduleRefresh(seconds: number, member: RefreshMember): () => void {
  let group = groups.get(seconds);
  if (!group) {
    groups.set(seconds, (group = { members: new Set(), timer: undefined }));
    wait(seconds, group);
  }
  const { members } = group;
  members.add(member);
  return () => {
    members.delete(member);
    if (members.size > 0 || groups.get(seconds) !== group) return;
    clearTimeout(group.timer);
    groups.delete(seconds);
  };
}

function wait(seconds: number, group: IntervalGroup): void {
  const off = 1 + JITTER * (2 * Math.random() - 1);
  group.timer = setTimeout(
    () => {
      wait(seconds, group);
      let isFirst = true;
      for (const member of [...group.members]) if (member.tick(isFirst)) isFirst = false;
    },
    seconds * 1000 * off,
  );
}

/** Seconds in what an interval's number may be followed by. */
const UNITS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600 };
const FORM = /^(\d+(?:\.\d+)?)\s*([smh]?)$/;

/** The shortest interval in seconds: published data change more slowly than that. */
const SHORTEST_REFRESH = 5;
/** The same for a placeholder: its author may be a commenter. */
const SHORTEST_OF_PLACEHOLDER = 60;
/** The longest, in seconds: what browsers can wait for. */
const LONGEST = 24 * 3600;

/**
 * The seconds that a `refresh` attribute asks for, at least {@link SHORTEST_REFRESH}; `null` for none (`''`, `off`,
 * `0`), and `undefined` for what is none of `30`, `30s`, `5m`, `1h`. Pure.
 */
export function readRefreshInterval(text: string): number | null | undefined {
  const trimmed = text.trim().toLowerCase();
  if (trimmed === '' || trimmed === 'off') return null;
  const [, number, unit = ''] = FORM.exec(trimmed) ?? [];
  if (number === undefined) return undefined;
  const seconds = Number(number) * (UNITS[unit] ?? 1);
  return seconds === 0 ? null : Math.min(Math.max(seconds, SHORTEST_REFRESH), LONGEST);
}
