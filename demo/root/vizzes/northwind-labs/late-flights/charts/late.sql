SELECT round(100.0 * count(*) FILTER (delay >= {{late}}) / count(*), 1) AS "Late flights, %"
FROM flights
WHERE ('{{origin}}' = '' OR origin = '{{origin}}')
  AND date >= coalesce(TRY_CAST('{{since}}' AS DATE), DATE '2001-01-01')
  AND date::DATE <= coalesce(TRY_CAST('{{until}}' AS DATE), DATE '2001-06-30')
  AND distance >= {{shortest}} AND distance < {{longest}}
  AND (NOT {{weekdays}} OR isodow(date) < 6)
HAVING count(*) > 0
