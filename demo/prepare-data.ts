/**
 * Builds the datasets of the demo, `demo/root/datasets/ALIAS.parquet`, from files of the npm package `vega-datasets`. One
 * dataset is invented. Sources and licences are in `demo/DATA.md`.
 *
 * `npm start` and tests call it. To run it alone: `node demo/prepare-data.ts [--force]`.
 */
import { copyFile, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { readOutlines, type Topology } from '../src/charts/maps/outlines.ts';

const here = dirname(fileURLToPath(import.meta.url));

/** The folder that the demo's server serves. */
export const DEMO_ROOT = join(here, 'root');

const DATASETS = join(DEMO_ROOT, 'datasets');
const SOURCES = join(dirname(createRequire(import.meta.url).resolve('vega-datasets')), '..', 'data');

/** Writes one Parquet file to `target`. `scratch` is a folder for temporary files. */
type Recipe = (target: string, db: DuckDBConnection, scratch: string) => Promise<void>;

/** Creates a dataset from a query over files of the package, written as `{file}`. */
function select(sql: string): Recipe {
  return async (target, db) => {
    const query = sql.replace(/\{([\w.-]+)\}/g, (_, file: string) => quote(join(SOURCES, file)));
    await db.run(`COPY (${query}) TO ${quote(target)} (FORMAT parquet)`);
  };
}

/** Creates a dataset from a Parquet file in the package. */
function copy(file: string): Recipe {
  return (target) => copyFile(join(SOURCES, file), target);
}

/** How far a simplified border may be from the real one, in degrees: about a pixel on a map 800 px wide. */
const TOLERANCE = 0.05;

const usStates: Recipe = async (target, db, scratch) => {
  const atlas = JSON.parse(await readFile(join(SOURCES, 'us-10m.json'), 'utf8')) as Topology;
  const states = readOutlines(atlas, 'states', TOLERANCE);
  const shapes = join(scratch, 'us-states.json');
  await writeFile(
    shapes,
    JSON.stringify(states.map(({ id, geometry }) => ({ id: Number(id), coordinates: geometry.coordinates }))),
  );
  await select(`
    SELECT f.state, f.population, f.engineers AS engineer_share, f.hurricanes,
           {'type': 'MultiPolygon', 'coordinates': s.coordinates::DOUBLE[][][][]} AS geometry
    FROM {population_engineers_hurricanes.csv} f JOIN ${quote(shapes)} s ON s.id = f.id
    ORDER BY f.state`)(target, db, scratch);
};

const RECIPES: Readonly<Record<string, Recipe>> = {
  airports: select('SELECT iata, name, city, state, latitude, longitude FROM {airports.csv}'),
  bird_strikes: select(`
    SELECT "Flight Date" AS day, "Wildlife Species" AS species, "Wildlife Size" AS size,
           "Phase of flight" AS phase, "Time of day" AS time_of_day, "Origin State" AS state,
           "Cost Total $" AS cost
    FROM {birdstrikes.csv}`),
  carbon_dioxide: select(
    `SELECT "Date" AS month, "CO2" AS ppm, "adjusted CO2" AS ppm_adjusted FROM {co2-concentration.csv}`,
  ),
  earthquakes: select(`
    SELECT epoch_ms(f.properties.time) AS "time", f.properties.place AS place, f.properties.mag AS magnitude,
           f.geometry.coordinates[2] AS latitude, f.geometry.coordinates[1] AS longitude,
           f.geometry.coordinates[3] AS depth_km
    FROM (SELECT unnest(features) AS f FROM {earthquakes.json})`),
  employment: select('SELECT * FROM {us-employment.csv}'),
  flights: copy('flights-3m.parquet'),
  gapminder: select(`
    SELECT make_date(year, 1, 1) AS year, country,
           ['South Asia', 'Europe', 'Africa', 'Americas', 'Asia-Pacific', 'Middle East'][cluster + 1] AS region,
           pop AS population, life_expect AS life_expectancy, fertility
    FROM {gapminder.json}`),
  iowa_electricity: select('SELECT year, source, net_generation AS gwh FROM {iowa-electricity.csv}'),
  penguins: select(`
    SELECT "Species" AS species, "Island" AS island, "Beak Length (mm)" AS beak_length,
           "Beak Depth (mm)" AS beak_depth, "Flipper Length (mm)" AS flipper_length,
           "Body Mass (g)" AS body_mass, lower(nullif("Sex", '.')) AS sex
    FROM {penguins.json}`),
  // Invented, for the examples in the documentation. Contains no random numbers, so it is always the same.
  sales: select(`
    SELECT day::DATE AS day, year(day) AS year, region, shop, product,
           (400 + 90 * cos(2 * pi() * dayofyear(day) / 365) + 60 * (isodow(day) >= 6)::INT + 40 * (year(day) - 2022)
             + 70 * (3 - place) + 50 * grade + (dayofyear(day) * 37 + place * 91) % 83)::INT AS amount
    FROM range(DATE '2022-01-01', DATE '2025-01-01', INTERVAL 1 DAY) AS days(day)
    CROSS JOIN (VALUES (1, 'EU', 'Berlin'), (2, 'EU', 'Lyon'), (3, 'US', 'Austin'), (4, 'US', 'Boston'),
                       (5, 'Asia', 'Osaka'), (6, 'Asia', 'Pune')) AS shops(place, region, shop)
    JOIN (VALUES (0, 'Cups'), (1, 'Cocoa'), (2, 'Tea'), (3, 'Coffee')) AS products(grade, product)
      ON grade = (dayofyear(day) + place) % 4
    ORDER BY day, place`),
  temperature: select('SELECT make_date(year, 1, 1) AS year, temp AS anomaly FROM {global-temp.csv}'),
  unemployment: select(`
    SELECT make_date(year, month, 1) AS month, series AS industry, count AS thousands, rate
    FROM {unemployment-across-industries.json}`),
  us_states: usStates,
  weather: select('SELECT * FROM {weather.csv}'),
};

export interface PrepareOptions {
  /** Builds existing datasets again. */
  readonly force?: boolean;
  /** Called with a line for each new dataset. */
  readonly log?: (line: string) => void;
}

/**
 * Builds missing datasets. Can run several times concurrently, because each file is moved to its place when it is
 * complete.
 */
export async function prepareData({ force = false, log = () => {} }: PrepareOptions = {}): Promise<void> {
  const wanted = Object.entries(RECIPES).map(([alias, recipe]) => ({
    alias,
    recipe,
    target: datasetFile(alias),
  }));
  const present = await Promise.all(wanted.map(({ target }) => fileSize(target)));
  const missing = wanted.filter((_, index) => force || present[index] === undefined);
  if (missing.length === 0) return;

  await mkdir(DATASETS, { recursive: true });
  const scratch = await mkdtemp(join(DATASETS, '.building-'));
  const instance = await DuckDBInstance.create();
  const db = await instance.connect();
  try {
    for (const { alias, recipe, target } of missing) {
      const unfinished = join(scratch, `${alias}.parquet`);
      await recipe(unfinished, db, scratch);
      await rename(unfinished, target);
      log(`built datasets/${alias}.parquet (${kilobytes(await fileSize(target))})`);
    }
  } finally {
    db.closeSync();
    instance.closeSync();
    await rm(scratch, { recursive: true, force: true });
  }
}

function datasetFile(alias: string): string {
  return join(DATASETS, `${alias}.parquet`);
}

async function fileSize(file: string): Promise<number | undefined> {
  const found = await stat(file).catch(() => undefined);
  return found?.size;
}

function kilobytes(bytes = 0): string {
  return `${Math.ceil(bytes / 1000).toLocaleString('en')} kB`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

if (import.meta.main) await prepareData({ force: process.argv.includes('--force'), log: console.log });
