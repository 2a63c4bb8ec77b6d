/** The texts of `--help`, in general and for each command. */

export const HELP = `vibedasher-embed COMMAND

  prerender DIR|FILE…     puts pictures of charts into the HTML of a built site
  snapshot DIR            puts the answers to all queries of a built site next to its pages
  image ACCOUNT/SLUG      one chart as PNG or SVG, for link previews
  snippet ACCOUNT/SLUG    the lines to paste for one chart

  --help                  for the command, or after one of these, for that
  --version

Examples
  npx vibedasher-embed prerender dist/
  npx vibedasher-embed snapshot dist/
  npx vibedasher-embed image acme/weekly-sales --out public/weekly-sales.png
  npx vibedasher-embed snippet acme/weekly-sales
`;

export const COMMAND_HELP = {
  prerender: `vibedasher-embed prerender DIR|FILE…

Puts a picture and a table of its rows into every <vibedasher-viz>, <vibedasher-table>, <vibedasher-dashboard> and
<div data-vibedasher-viz> of HTML files. The rest of the files stays the same, byte for byte. Run it after the build of a site;
a second run replaces what the first has written. A tag that fails keeps its content.

  --api-base URL        a self-hosted API, for tags and pages that name none
  --region NAME         a region of the cloud, for the same tags and pages: eu-central-1 or us-east-1
  --into PLACE          auto (default), light or shadow: where the picture goes
  --widths LIST         one drawing for each, in px (default 320,360,480,640,720,1080); all but the smallest are of
                        360, 480, 640, 720, 800, 960, 1080, 1200, 1440
  --font FAMILY         the font-family of the pages, for text in pictures
  --font-file FILE      the file of this font, for exact widths of text
  --stylesheet URL      vibedasher.css for shadow roots (default: the page's own, else the CDN's)
  --nonce TEXT          the nonce of its link, or a placeholder for it (default: the page's own)
  --target KIND         web (default), feed or email: PNG and table in place of the tags; also in .xml, .rss and .atom
  --images DIR          folder for PNG files, which large pictures become, too; required for feed and email
  --images-base URL     the base URL of these files (default: the path from the page)
  --cache DIR           folder for responses of the API (default node_modules/.cache/vibedasher)
  --max-age TIME        how long responses are valid: 30s, 10m, 1h, 2d (default 0: each run sends new requests)
  --offline             sends no requests: uses the cache, including entries that are too old
  --timeout SECONDS     time limit of a request (default 30)
  --draw-timeout TIME   time limit for drawing a chart (default 60)
  --fail WHEN           when to exit with 1: none (never, default), missing (if a tag has no picture) or any (on any problem)
  --check               changes nothing; exits with 1 if a run would
  --report FILE         the outcome of each tag, as JSON
  --snapshot            also writes DIR/vibedasher/, as the command snapshot does; takes --params, --max-answers,
                        --max-answer, --max-bytes, --data, --columns, --rows and --allow-hosts, too

Examples
  npx vibedasher-embed prerender dist/
  npx vibedasher-embed prerender dist/ --snapshot
  npx vibedasher-embed prerender dist/ --api-base https://bi.example.org/api --max-age 1h --fail missing
  npx vibedasher-embed prerender public/feed.xml --target feed --images public/charts --images-base https://example.org/charts/
`,

  snapshot: `vibedasher-embed snapshot DIR

Writes the rows of all charts, tables and dashboards in the HTML files below DIR to DIR/vibedasher/: plain files, so that charts
work without the API, also when readers choose other values. Run it after the build of a site. The pages name the folder:
<script type="module" src="…/vibedasher.js" data-snapshot="/vibedasher/">. All options that a parameter declares are published
with their complete rows, and with --data whole tables.

  --params WHICH        values of parameters: declared (default) for all combinations of closed options up to 200 for a viz, else
                        those one choice away from the pages; defaults for those of the pages; or a JSON file with a list of
                        values in addition to these, as in [{"region": "EU", "year": 2023}]
  --max-answers N       maximum number of answers (default 500). Leaves out those of the viz with the most first, and those
                        that the pages show last
  --max-answer SIZE     maximum size of an answer; leaves out larger ones (default 1MB)
  --max-bytes SIZE      maximum size of all answers and tables (default 10MB)
  --data WHICH          also writes tables, for queries in the browser: none (default), all, or auto for the vizzes whose
                        readers can choose values without an answer, such as dates; needs the package @duckdb/duckdb-wasm
  --columns WHICH       columns of the tables: used (default) for those that queries name, or all
  --rows N              maximum number of rows of each table: 1000, 10000, 100000 or 1000000 (default all)
  --allow-hosts ORIGINS origins that tables may come from, in addition to the host of the API
  --api-base URL        a self-hosted API, for tags and pages that name none
  --region NAME         a region of the cloud, for the same tags and pages: eu-central-1 or us-east-1
  --cache DIR           folder for responses of the API (default node_modules/.cache/vibedasher)
  --max-age TIME        how long responses are valid: 30s, 10m, 1h, 2d (default 0: each run sends new requests)
  --offline             sends no requests: uses the cache, including entries that are too old
  --timeout SECONDS     time limit of a request (default 30)
  --check               changes nothing; exits with 1 if a run would
  --report FILE         which answers are left out and why, and the totals, as JSON

If the API does not answer, the folder stays as it was, and the exit code is 1. Queries that the API refuses are left out.

Examples
  npx vibedasher-embed snapshot dist/
  npx vibedasher-embed snapshot dist/ --api-base https://bi.example.org/api --params defaults
  npx vibedasher-embed snapshot dist/ --data auto
`,

  image: `vibedasher-embed image ACCOUNT/SLUG --out FILE

Draws one chart with its title as a picture, for link previews and e-mail. PNG needs the package @resvg/resvg-js.

  --out FILE            .png or .svg
  --size WxH            in pixels (default 1200x630)
  --chart ID            one of the viz's charts (default: its main one)
  --param NAME=VALUE    a parameter of the query; may be given several times, also with one NAME
  --mark KIND           bar, line, area, point, arc or map, for a chart that is derived from its rows
  --theme NAME          light (default) or dark
  --lang TAG            language of numbers, dates and words (default en)
  --font FAMILY, --font-file FILE
  --api-base URL, --region NAME, --timeout SECONDS

Examples
  npx vibedasher-embed image acme/weekly-sales --out public/weekly-sales.png
  npx vibedasher-embed image acme/weekly-sales --chart by-region --param year=2024 --size 800x418 --out chart.svg
`,

  snippet: `vibedasher-embed snippet ACCOUNT/SLUG|ADDRESS

Prints the lines to paste for one viz, with the hashes of this version. ADDRESS is the URL of its viewer page, whose chart
and parameters are used.

  --target KIND         html (default), wordpress, markdown, react, vue, svelte, email, div for hosts that strip unknown tags,
                        or iframe
  --fast                adds hints that show the first chart sooner: the browser requests its viz and rows at once
  --title TEXT          text of the link that is shown without the script (default: the viz's name, or its slug if the API
                        does not answer)
  --chart ID            one of the viz's charts (default: its main one)
  --dashboard           all of the viz's charts
  --param NAME=VALUE    a parameter of the query; may be given several times, also with one NAME
  --control NAME        a parameter that readers choose; may be given several times
  --toolbar WORDS       any of csv, json, png, svg, fullscreen, share, table
  --theme NAME, --caption none, --highlight TEXT, --reference TEXT
                        the attributes of the element
  --height PX, --aspect-ratio W/H
  --api-base URL        a self-hosted API

Examples
  npx vibedasher-embed snippet acme/weekly-sales
  npx vibedasher-embed snippet acme/weekly-sales --fast
  npx vibedasher-embed snippet https://bi.example.org/v/acme/weekly-sales --target react
  npx vibedasher-embed snippet acme/weekly-sales --chart by-region --param year=2023 --control year --toolbar "csv png"
`,
} as const;
