/** The report's section about choices in a dashboard over many rows. */
import { CHOICE_SOURCES, type ChoiceSource, type PicturePage } from './choice-pages.ts';
import type { ChoiceTimes } from './choices.ts';
import { median, table, type Goal } from './statistics.ts';

export interface MeasuredChoices {
  readonly times: Readonly<Record<ChoiceSource, readonly ChoiceTimes[]>>;
  /** Bytes of JavaScript of prerendered pages. */
  readonly scripts: Readonly<Record<PicturePage, number>>;
}

const TITLES: Readonly<Record<ChoiceSource, string>> = {
  live: 'the API',
  answers: 'answers of a snapshot',
  tables: 'tables in the browser',
};

export function evaluateChoiceGoals({ times, scripts }: MeasuredChoices): Goal[] {
  const next = (source: ChoiceSource): number => median(times[source].flatMap((each) => each.next));
  const more = (name: PicturePage): number => (scripts[name] - scripts.pictures) / 1000;
  return [
    {
      what: 'a choice over 3 million rows, answers of a snapshot',
      limit: 100,
      actual: next('answers'),
      unit: ' ms',
    },
    {
      what: 'a choice over 3 million rows, tables in the browser',
      limit: 250,
      actual: next('tables'),
      unit: ' ms',
    },
    {
      what: 'more JavaScript of a prerendered page with a snapshot',
      limit: 2,
      actual: Math.max(more('pictures-answers'), more('pictures-tables')),
      unit: ' kB',
    },
  ];
}

/** Writes the section in Markdown. */
export function renderChoices({ times, scripts }: MeasuredChoices): readonly string[] {
  const ms = (values: readonly number[]): string => String(Math.round(median(values)));
  const rows = CHOICE_SOURCES.map((source) => {
    const next = times[source].flatMap((each) => each.next);
    const cells = [ms(times[source].map(({ first }) => first)), ms(next), Math.round(Math.max(...next))];
    return [TITLES[source], ...cells];
  });
  const kilobytes = (name: PicturePage): string => `${(scripts[name] / 1000).toFixed(1)} kB`;
  const bytes = (['pictures', 'controls'] as const).map((name) => [
    name === 'pictures' ? 'charts in a dashboard' : 'with a control',
    kilobytes(name),
    kilobytes(`${name}-answers`),
    kilobytes(`${name}-tables`),
  ]);
  return [
    ABOUT,
    table([['rows from', 'first choice, ms', 'later choices, ms', 'slowest, ms'], ...rows]),
    'JavaScript of prerendered pages until they are quiet, before a reader interacts:',
    table([['page', 'pictures alone', 'with answers', 'with tables'], ...bytes]),
  ];
}

const ABOUT = `## A choice over three million rows

Eight charts of the demo's dashboard of late flights, and a \`<select>\` of airports, on the fast line: the time from the control's \`change\`
event to the frame that shows the last chart redrawn. Each choice is new for the page and for the API, which then runs eight queries.
With tables in the browser, the first choice also loads the engine (34 MB) and the tables (21 MB) from this machine.`;
