SELECT round(quantileExactInclusive(0.95)(delay)) AS "One in twenty is later than, minutes"
FROM flights
WHERE ('{{origin}}' = '' OR origin = '{{origin}}')
  AND date >= coalesce({{since}}, DATE '2001-01-01')
  AND toDate(date) <= coalesce({{until}}, DATE '2001-06-30')
  AND distance >= {{shortest}} AND distance < {{longest}}
  AND (NOT {{weekdays}} OR toDayOfWeek(date) < 6)
HAVING count() > 0
