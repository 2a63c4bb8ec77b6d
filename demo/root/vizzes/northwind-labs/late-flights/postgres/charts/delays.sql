SELECT floor(delay / 5::float8) * 5 AS minute, floor(delay / 5::float8) * 5 + 5 AS minute_end,
       CASE WHEN floor(delay / 5::float8) * 5 >= {{late}}::int THEN 'Late' ELSE 'On time' END AS arrival, count(*) AS flights
FROM flights
WHERE ('{{origin}}' = '' OR origin = '{{origin}}')
  AND date >= coalesce(CAST(nullif('{{since}}', '') AS date), DATE '2001-01-01')
  AND date::DATE <= coalesce(CAST(nullif('{{until}}', '') AS date), DATE '2001-06-30')
  AND distance >= {{shortest}}::int AND distance < {{longest}}::int
  AND (NOT {{weekdays}} OR extract(isodow FROM date) < 6)
  AND delay >= -60 AND delay < 120
GROUP BY 1, 2, 3
ORDER BY 1
