SELECT floor(1000 * countIf(delay >= {{late}}) / count() + 0.5) / 10 AS "Late flights, %"
FROM flights
WHERE ('{{origin}}' = '' OR origin = '{{origin}}')
  AND date >= coalesce({{since}}, DATE '2001-01-01')
  AND toDate(date) <= coalesce({{until}}, DATE '2001-06-30')
  AND distance >= {{shortest}} AND distance < {{longest}}
  AND (NOT {{weekdays}} OR toDayOfWeek(date) < 6)
HAVING count() > 0
