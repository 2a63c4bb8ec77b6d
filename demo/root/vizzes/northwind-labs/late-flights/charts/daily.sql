SELECT date::DATE AS day, count(*) AS flights,
       count(*) FILTER (delay >= {{late}}) / count(*) AS late
FROM flights
WHERE ('{{origin}}' = '' OR origin = '{{origin}}')
  AND date >= coalesce(TRY_CAST('{{since}}' AS DATE), DATE '2001-01-01')
  AND date::DATE <= coalesce(TRY_CAST('{{until}}' AS DATE), DATE '2001-06-30')
  AND distance >= {{shortest}} AND distance < {{longest}}
  AND (NOT {{weekdays}} OR isodow(date) < 6)
GROUP BY 1
ORDER BY 1
