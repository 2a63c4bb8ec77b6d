/** What the command prints about a snapshot. */
import type { Collected, LeftOut } from '../snapshot/collect.ts';
import type { AboutTables } from '../snapshot/tables.ts';
import { kilobytes } from './io.ts';

interface PrintOptions {
  readonly folder: string;
  readonly check: boolean;
  readonly maxAnswers: number;
  /** Whether a page names the folder. */
  readonly hasReader: boolean;
  /** Whether a page has `queries="browser"`. */
  readonly queriesTables: boolean;
  readonly problems: number;
  readonly print: (line: string) => void;
}

const REASONS: Readonly<Record<LeftOut['reason'], string>> = {
  'max-answers': 'there are more than --max-answers',
  'max-answer': 'each is larger than --max-answer',
  'max-bytes': 'all together would be larger than --max-bytes',
  refused: 'the API refuses their queries',
};

/** Some hosts, such as Cloudflare Pages, refuse larger files. */
const MAX_HOSTED = 25_000_000;

/** Prints what is in the snapshot and what is not. Returns the numbers for the report. */
export function printSnapshot(
  { index: { vizzes }, files, leftOut, gaps, tables }: Collected,
  isChanged: boolean,
  { folder, check, maxAnswers, hasReader, queriesTables, problems, print }: PrintOptions,
): object {
  const missing = leftOut.filter((each) => 'sql' in each);
  const about = vizzes.map(({ account, slug, queries }) => {
    const name = `${account}/${slug}`;
    const answers = queries.flatMap((query) => Object.values(query.answers));
    const bytes = sum(new Map(answers.map(({ file, bytes }) => [file, bytes])).values());
    const needed = answers.length + missing.filter(({ viz }) => viz === name).length;
    const { combinations = null, open = [], mostValues = null } = gaps.get(name) ?? {};
    const ofViz = tables.get(name);
    return {
      viz: name,
      answers: answers.length,
      needed,
      bytes,
      combinations,
      open,
      mostValues,
      ...(ofViz && { tables: ofViz }),
    };
  });
  for (const { viz, answers, needed, bytes, combinations, open, mostValues, tables } of about) {
    const isWhole = answers === needed;
    print(`${viz}: ${isWhole ? '' : `${answers} of `}${counted(needed, 'answer')}, ${kilobytes(bytes)}`);
    if (!isWhole && mostValues) print(`  most values: ${mostValues.param} with ${mostValues.values}`);
    if (combinations) print(`  of ${combinations} combinations, those one choice away from the pages`);
    if (open.length > 0) print(`  ${open.join(', ')}: only the values of the pages, as any value is allowed`);
    if (tables) printTables(tables, combinations !== null || open.length > 0 || !isWhole, print);
  }
  const total = {
    answers: sum(about.map(({ answers }) => answers)),
    needed: sum(about.map(({ needed }) => needed)),
    bytes: sum(about.map(({ bytes }) => bytes)),
  };
  for (const [reason, { length }] of Map.groupBy(missing, ({ reason }) => reason)) {
    const remedy =
      reason === 'max-answers' ? ` ${maxAnswers}. --max-answers ${total.needed} includes all` : '';
    print(`Left out: ${counted(length, 'answer')}, as ${REASONS[reason]}${remedy}`);
  }
  const tablesOut = leftOut.filter((each) => 'tables' in each);
  const bytesOfAll = total.bytes + bytesBelow(files, 't') + sum(tablesOut.map(({ bytes }) => bytes));
  // The sizes of answers that were left out are unknown here.
  const remedy = missing.some(({ reason }) => reason === 'max-bytes')
    ? ''
    : `. --max-bytes ${Math.ceil(bytesOfAll / 1e6)}MB includes all`;
  for (const { viz, bytes, reason } of tablesOut)
    print(`Left out: the tables of ${viz} with ${megabytes(bytes)}, as ${REASONS[reason]}${remedy}`);
  for (const [path, { byteLength }] of files)
    if (byteLength > MAX_HOSTED)
      print(`${path} has ${megabytes(byteLength)}: some hosts refuse files above 25 MB`);
  const sizes = [
    `${counted(total.answers, 'answer')} of ${counted(vizzes.length, 'viz', 'vizzes')}, ${kilobytes(total.bytes)}`,
    ...(tables.size > 0 ? [`tables ${megabytes(bytesBelow(files, 't'))}`] : []),
    ...(tables.size > 0 ? [`engine ${megabytes(bytesBelow(files, 'e'))}`] : []),
    !isChanged ? 'unchanged' : check ? 'would change' : 'written',
  ];
  print(`Snapshot ${folder}: ${sizes.join(', ')}${problems > 0 ? `; problems: ${problems}` : ''}`);
  if (!hasReader)
    print(
      'No page reads it: write data-snapshot="/vibedasher/" into the script tag, with the URL of the folder',
    );
  else if (tables.size > 0 && !queriesTables)
    print('No page uses the tables. Add data-queries="browser" to the script tag.');
  return { ...total, leftOut: leftOut.length, vizzes: about };
}

function printTables(
  { names, bytes, columns, cut }: AboutTables,
  answersRest: boolean,
  print: PrintOptions['print'],
): void {
  const all = columns === 'all' ? ', all columns' : '';
  const use = answersRest ? ', for all other values' : '';
  print(`  tables: ${names.join(', ')}, ${megabytes(bytes)}${all}${use}`);
  for (const { name, rows, of } of cut)
    print(`  ${name}: the first ${rows} of ${of} rows, so results from tables differ from those of the API`);
}

const bytesBelow = (files: Collected['files'], folder: string): number =>
  sum([...files].map(([path, { byteLength }]) => (path.startsWith(`${folder}/`) ? byteLength : 0)));

const megabytes = (bytes: number): string =>
  bytes < 100_000 ? kilobytes(bytes) : `${(bytes / 1e6).toFixed(1)} MB`;

const counted = (count: number, one: string, several = `${one}s`): string =>
  `${count} ${count === 1 ? one : several}`;

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, each) => total + each, 0);
