SELECT date::DATE AS day, count(*) AS flights,
       count(*) FILTER (WHERE delay >= {{late}}::int)::float8 / count(*) AS late
FROM flights
WHERE ('{{origin}}' = '' OR origin = '{{origin}}')
  AND date >= coalesce(CAST(nullif('{{since}}', '') AS date), DATE '2001-01-01')
  AND date::DATE <= coalesce(CAST(nullif('{{until}}', '') AS date), DATE '2001-06-30')
  AND distance >= {{shortest}}::int AND distance < {{longest}}::int
  AND (NOT {{weekdays}} OR extract(isodow FROM date) < 6)
GROUP BY 1
ORDER BY 1
