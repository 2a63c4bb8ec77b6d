/** Writes a waterfall of a page as text: a bar for each request and each long task. */
import type { LoadResult } from './loads.ts';

interface Bar {
  readonly start: number;
  readonly end: number;
  readonly label: string;
  readonly fill: string;
}

const WIDTH = 60;

export function renderWaterfall({ requests, longTasks, first }: LoadResult): string {
  const bars: Bar[] = [
    ...requests.map(({ start, end, url, method, type, bytes }) => ({
      start,
      end,
      fill: '─',
      label: `${method === 'GET' ? type : method} ${shortPath(url)}, ${(bytes / 1000).toFixed(1)} kB`,
    })),
    ...longTasks.map(({ start, duration }) => ({
      start,
      end: start + duration,
      fill: '█',
      label: 'long task',
    })),
    { start: first, end: first, fill: '◆', label: 'first chart' },
  ];
  const scale = WIDTH / Math.max(...bars.map(({ end }) => end));
  const lines = bars
    .sort((a, b) => a.start - b.start)
    .map(({ start, end, fill, label }) => {
      const from = Math.min(WIDTH - 1, Math.floor(start * scale));
      const bar = fill.repeat(Math.max(1, Math.round((end - start) * scale)));
      const line = (' '.repeat(from) + bar).slice(0, WIDTH).padEnd(WIDTH);
      return `${ms(start)} ${ms(end - start)}  ${line}  ${label}`;
    });
  return ['start, ms    ms', ...lines].join('\n');
}

const ms = (value: number): string => String(Math.round(value)).padStart(6);

/** Returns the last two parts of a path, without unique ids. */
function shortPath(url: string): string {
  const { pathname } = new URL(url);
  return pathname
    .split('/')
    .slice(-2)
    .join('/')
    .replace(/[0-9a-f-]{36}/, '…');
}
